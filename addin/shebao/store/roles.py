"""The SQL by which an administrator gives each team of a shared database its own rights.

A team has a schema of its own, with the engine's beside it: another team's desks cannot so much as
name its tables. What teams must share (who files for which employer, the pace at a bureau) lies in
one schema more, whose rows each team sees and changes only where they are its own.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from shebao.domain.errors import ParameterError

SHARED = "shebao_shared"
APPEND_ONLY = ("ledger_entry", "ledger_event")
LONGEST_NAME_BYTES = 50  # PostgreSQL's 63, less what is added to it
EVERY_TEAM = "shebao_team"


def engine_schema(team: str) -> str:
    """Return where a team's engine keeps its queue."""
    return f"{team}_engine"


def lead_role(team: str) -> str:
    """Return the role that owns a team's tables, and alone may change their form."""
    return f"{team}_lead"


def roles_sql(team: str, leads: Iterable[str], desks: Iterable[str]) -> str:
    """Return what an administrator runs once a team, and again for each new desk.

    Raises ParameterError for a name that cannot be a role's.
    """
    leads, desks = list(leads), list(desks)
    for name in (team, *leads, *desks):
        _refuse(name)
    if both := set(leads) & set(desks):
        raise ParameterError(
            f"账号“{min(both)}”不能既是负责人又是经办人，没有执行。请分别使用两个账号。",
            log="one login for two roles",
        )
    logins = [_login_sql(name, lead_role(team), team) for name in leads]
    logins += [_login_sql(name, team, team) for name in desks]
    return "".join(["BEGIN;\n", _shared_sql(), _team_sql(team), *logins, "COMMIT;\n"])


def grant_to_team(connection: Connection) -> None:
    """Give the team whose schema this is its rights to the tables in it, and none above them.

    Nothing in a database without teams.
    """
    team = connection.scalar(
        text(
            "SELECT rolname FROM pg_catalog.pg_roles"
            " WHERE rolname = current_schema() AND rolname <> current_user"
        )
    )
    if team is None:
        return
    name = _quoted(str(team))
    connection.exec_driver_sql(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {name} TO {name};"
        f"REVOKE INSERT, UPDATE, DELETE ON {name}.alembic_version FROM {name}"
    )
    for table in APPEND_ONLY:
        connection.exec_driver_sql(f"REVOKE UPDATE, DELETE ON {name}.{table} FROM {name}")


def _refuse(name: str) -> None:
    is_plain = name.isidentifier() and name == name.lower()
    if not is_plain or len(name.encode()) > LONGEST_NAME_BYTES or name in ("public", EVERY_TEAM):
        raise ParameterError(
            f"“{name}”不能用作团队或账号的名称，没有执行。"
            "请用小写字母、汉字、数字和下划线，不以数字开头，不超过 50 个字节。",
            log="not a role's name",
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _role_sql(name: str, options: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')"
        f" THEN CREATE ROLE {_quoted(name)} {options}; END IF; END $$;\n"
    )


def _team_sql(team: str) -> str:
    name, lead, engine = _quoted(team), _quoted(lead_role(team)), _quoted(engine_schema(team))
    return (
        _role_sql(team, "NOLOGIN")
        + _role_sql(lead_role(team), "NOLOGIN")
        + f"GRANT {EVERY_TEAM} TO {name};\n"
        f"GRANT {name} TO {lead};\n"
        f"CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {lead};\n"
        f"CREATE SCHEMA IF NOT EXISTS {engine} AUTHORIZATION {name};\n"
        f"GRANT USAGE ON SCHEMA {name} TO {name};\n"
    )


def _login_sql(login: str, role: str, team: str) -> str:
    """The password is set by the administrator, who alone should know it."""
    path = f"{_quoted(team)}, {SHARED}"
    return (
        _role_sql(login, "LOGIN")
        + f"GRANT {_quoted(role)} TO {_quoted(login)};\n"
        + _in_this_database(f"ALTER ROLE {_quoted(login)} IN DATABASE %I SET role = '{role}'")
        + _in_this_database(f"ALTER ROLE {_quoted(login)} IN DATABASE %I SET search_path = {path}")
    )


def _in_this_database(statement: str) -> str:
    return f"DO $do$ BEGIN EXECUTE format($f${statement}$f$, current_database()); END $do$;\n"


def _shared_sql() -> str:
    return (
        _role_sql(EVERY_TEAM, "NOLOGIN")
        + _in_this_database("REVOKE ALL ON DATABASE %I FROM PUBLIC")
        + _in_this_database(f"GRANT CONNECT, TEMPORARY ON DATABASE %I TO {EVERY_TEAM}")
        + _SHARED_TABLES
    )


_MINE = (
    "team IN (SELECT rolname FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(oid, 'MEMBER'))"
)
_SHARED_TABLES = f"""\
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS {SHARED};
CREATE TABLE IF NOT EXISTS {SHARED}.employer_team (
  tax_id varchar(128) PRIMARY KEY,
  team name NOT NULL DEFAULT current_schema(),
  since timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS {SHARED}.employer_hold (
  employer varchar(128) PRIMARY KEY,
  holder varchar(64) NOT NULL,
  since varchar(32) NOT NULL,
  team name NOT NULL DEFAULT current_schema());
CREATE TABLE IF NOT EXISTS {SHARED}.bureau_pace (
  bureau varchar(200) PRIMARY KEY,
  next_at double precision NOT NULL,
  backoff_seconds double precision NOT NULL);
ALTER TABLE {SHARED}.employer_team ENABLE ROW LEVEL SECURITY;
ALTER TABLE {SHARED}.employer_hold ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own_team ON {SHARED}.employer_team;
DROP POLICY IF EXISTS own_team ON {SHARED}.employer_hold;
CREATE POLICY own_team ON {SHARED}.employer_team USING ({_MINE}) WITH CHECK ({_MINE});
CREATE POLICY own_team ON {SHARED}.employer_hold USING ({_MINE}) WITH CHECK ({_MINE});
CREATE OR REPLACE FUNCTION {SHARED}.of_own_team() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog AS $fn$
DECLARE
  the_tax_id text := split_part(split_part(NEW.employer, '/', 1), '@', 1);
BEGIN -- the first team that files for an employer has it; another one's row is not seen here
  INSERT INTO {SHARED}.employer_team (tax_id, team) VALUES (the_tax_id, NEW.team)
    ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM {SHARED}.employer_team WHERE tax_id = the_tax_id) THEN
    RETURN NEW;
  END IF;
  RETURN NULL;
END $fn$;
CREATE OR REPLACE TRIGGER of_own_team BEFORE INSERT ON {SHARED}.employer_hold
  FOR EACH ROW EXECUTE FUNCTION {SHARED}.of_own_team();
GRANT USAGE ON SCHEMA {SHARED} TO {EVERY_TEAM};
GRANT SELECT, INSERT ON {SHARED}.employer_team TO {EVERY_TEAM};
GRANT SELECT, INSERT, DELETE ON {SHARED}.employer_hold TO {EVERY_TEAM};
GRANT UPDATE (since) ON {SHARED}.employer_hold TO {EVERY_TEAM};
GRANT SELECT, INSERT, UPDATE ON {SHARED}.bureau_pace TO {EVERY_TEAM};
"""  # noqa: S608 - our own constants
