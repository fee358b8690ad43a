"""What a desk of one team can see and do in a database that it shares with another's."""

from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from shebao.domain.errors import ParameterError
from shebao.store import Store, StoreForbiddenError, open_shared_store
from shebao.store.ledger_values import EntryRow, EventRow
from shebao.store.roles import APPEND_ONLY, roles_sql
from shebao.store.tables import metadata
from tests.postgres import new_database
from tests.store.conftest import KEY
from tests.store.people import person

NOW = datetime(2026, 11, 12, tzinfo=UTC)
OTHER_KEY = bytes(reversed(KEY))
FIRST, SECOND = "9152X1", "9152X2"


def with_teams(postgres: str) -> str:
    """A database in which two teams were set up, the second one twice."""
    made = new_database(postgres)
    for team in ("甲组", "乙组", "乙组"):
        with psycopg.connect(made) as connection:
            connection.execute(
                roles_sql(team, [f"{team}负责人"], [f"{team}一", f"{team}二"]).encode()
            )
    return made


def as_login(url: str, login: str) -> str:
    return url.replace("postgres@", f"{login}@")


def entry(account: str) -> EntryRow:
    return EntryRow(
        f"e{account}", f"k{account}", "wage_filing", account, "s", 1, NOW, "d", "{}", "{}"
    )


def opened_as(url: str, login: str) -> Store:
    return open_shared_store(as_login(url, login), OTHER_KEY if login[0] == "乙" else KEY)


def fill(store: Store, account: str) -> None:
    """Keep somebody and a filing of an employer, and hold it."""
    store.employees.replace_changes(account, [person(1)], 1, NOW)
    with store.ledger_rows.appending() as end:
        row = entry(account)
        end.add_entry(row)
        end.add_event(EventRow(1, row.entry_id, "write", "draft", NOW, None, "", "c", "p", "r"))
    assert store.holds.take(account, "夜间", NOW).holder == "夜间"


def with_work(postgres: str) -> str:
    """Each team's lead made its tables, each team's first desk works on an employer."""
    url = with_teams(postgres)
    for team, account in (("甲组", FIRST), ("乙组", SECOND)):
        opened_as(url, f"{team}负责人").close()
        with opened_as(url, f"{team}一") as store:
            fill(store, account)
    return url


@pytest.fixture(scope="module")
def filled(postgres: str) -> str:
    """One for the tests that change nothing in it."""
    return with_work(postgres)


def test_a_desk_sees_its_teams_employers_and_no_others(filled: str) -> None:
    """Two teams of one agency are two employers' confidants."""
    with opened_as(filled, "甲组二") as store:
        assert store.employees.load(FIRST) == [person(1)]  # its colleague's
        assert store.employees.load(SECOND) == []
        assert [row.account for row, _ in store.ledger_rows.find()] == [FIRST]
        assert [hold.employer for hold in store.holds.all()] == [FIRST]

    with psycopg.connect(as_login(filled, "甲组二"), autocommit=True) as connection:
        for table in metadata.tables:
            schema = "shebao_shared" if table in ("employer_hold", "bureau_pace") else '"乙组"'
            if schema != "shebao_shared":
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(f"SELECT 1 FROM {schema}.{table}".encode())
        seen = connection.execute("SELECT employer FROM shebao_shared.employer_hold").fetchall()
        assert seen == [(FIRST,)]
        seen = connection.execute("SELECT tax_id FROM shebao_shared.employer_team").fetchall()
        assert seen == [(FIRST,)]


def test_two_teams_cannot_file_for_one_employer(postgres: str) -> None:
    """Each has a ledger of its own, so neither would see what the other one filed."""
    filled = with_work(postgres)
    with opened_as(filled, "乙组一") as store:
        for employer in (FIRST, f"{FIRST}@1000", f"{FIRST}/张三"):
            assert store.holds.take(employer, "白天", NOW).is_another_teams
        store.holds.release(FIRST, "夜间")  # not its own to release
        assert [hold.employer for hold in store.holds.all()] == [SECOND]
    with opened_as(filled, "甲组二") as store:
        assert [hold.employer for hold in store.holds.all()] == [FIRST]

    with psycopg.connect(filled) as administrator:
        administrator.execute("DELETE FROM shebao_shared.employer_hold")
        administrator.execute(
            "UPDATE shebao_shared.employer_team SET team = '乙组' WHERE tax_id = %s", (FIRST,)
        )
    with opened_as(filled, "甲组二") as store:
        assert store.holds.take(FIRST, "夜间", NOW).is_another_teams
    with opened_as(filled, "乙组一") as store:
        assert store.holds.take(FIRST, "白天", NOW).holder == "白天"


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DELETE FROM {table}" for table in (*APPEND_ONLY, "alembic_version")),
        *(f"TRUNCATE {table} CASCADE" for table in (*APPEND_ONLY, "employee")),
        "UPDATE ledger_event SET state = 'accepted'",
        "UPDATE ledger_entry SET payload = ''",
        "UPDATE alembic_version SET version_num = '9999'",
        "DROP TABLE employee",
        "ALTER TABLE employee DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE more (a int)",
        "CREATE SCHEMA more",
        "CREATE TABLE public.more (a int)",
        "UPDATE shebao_shared.employer_hold SET team = '乙组'",
        "UPDATE shebao_shared.employer_team SET team = '甲组'",
        "DELETE FROM shebao_shared.employer_team",
        "INSERT INTO shebao_shared.employer_team (tax_id, team) VALUES ('9', '乙组')",
        "INSERT INTO shebao_shared.employer_hold (employer, holder, since, team)"
        " VALUES ('9', 'h', 's', '乙组')",
        "ALTER TABLE shebao_shared.employer_hold DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_team ON shebao_shared.employer_hold",
        'SET ROLE "甲组_lead"',
        'SET ROLE "乙组"',
        'SET ROLE "postgres"',
    ],
)
def test_a_desk_has_the_least_rights(filled: str, statement: str) -> None:
    """A ledger that its writer may cut proves nothing, on whatever server it lies."""
    with (
        psycopg.connect(as_login(filled, "甲组一")) as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_nobody_outside_the_teams_gets_in(filled: str) -> None:
    """A login for another program on the same server is none for this."""
    with psycopg.connect(filled) as administrator:
        administrator.execute("DROP ROLE IF EXISTS passer_by")
        administrator.execute("CREATE ROLE passer_by LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(as_login(filled, "passer_by"))


def test_a_desk_does_not_make_the_tables_and_is_told_who_does(postgres: str) -> None:
    """Told that a disk is full, it would look for the wrong thing."""
    url = with_teams(postgres)
    with pytest.raises(StoreForbiddenError, match="负责人") as caught:
        opened_as(url, "甲组一")
    assert "shebao store roles" in caught.value.message
    opened_as(url, "甲组负责人").close()
    opened_as(url, "甲组一").close()


@pytest.mark.parametrize(
    "name", ["", "a b", "x;drop", "A", "1a", 'a"b', "a'b", "public", "组" * 17]
)
def test_a_name_that_cannot_be_a_roles_is_refused(name: str) -> None:
    """What is printed goes to an administrator's session as it is."""
    with pytest.raises(ParameterError, match="不能用作"):
        roles_sql("甲组", [], [name])
