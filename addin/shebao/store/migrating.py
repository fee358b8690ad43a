"""Brings a database to the newest revision, forward only."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from shebao.store.database import Database
from shebao.store.errors import StoreNewerError
from shebao.store.roles import grant_to_team

# Oldest first. Listed here because asking Alembic costs its import, which is most of a click.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
HEAD = REVISIONS[-1]
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5348_4542  # any constant number that all our processes share


def migrate(database: Database) -> None:
    """Leave the database at the newest revision, or as it was.

    Raises: StoreNewerError when a newer version wrote it; StoreError. The data is untouched.
    """
    with database.reading() as connection:
        if _stored_revision(connection) == HEAD:
            return
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _stored_revision(connection) != HEAD:  # another process may have been faster
            _upgrade(connection)
            if connection.dialect.name == "postgresql":
                grant_to_team(connection)


def _stored_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision not in REVISIONS:
        raise StoreNewerError(revision)
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
