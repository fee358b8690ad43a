"""Small things to remember, by name; never a secret."""

from sqlalchemy import select

from shebao.store.database import Database
from shebao.store.tables import setting
from shebao.store.upsert import insert_missing, upsert


class Settings:
    """Text by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, value: str) -> None:
        """Keep the value under the name."""
        with self._database.writing() as connection:
            upsert(connection, setting, {"name": name, "value": value})

    def put_first(self, name: str, value: str) -> str:
        """Keep the value unless there is one; return what is kept."""
        query = select(setting.c.value).where(setting.c.name == name)
        with self._database.reading() as connection:
            kept: str | None = connection.scalar(query)
        if kept is not None:
            return kept
        with self._database.writing() as connection:
            insert_missing(connection, setting, [{"name": name, "value": value}])
            return str(connection.scalar(query))

    def names(self, prefix: str) -> list[str]:
        """Return every name that begins so, in their order."""
        query = select(setting.c.name).where(setting.c.name.startswith(prefix, autoescape=True))
        with self._database.reading() as connection:
            return list(connection.scalars(query.order_by(setting.c.name)))

    def get(self, name: str) -> str | None:
        """Return the value; None when it was never put."""
        query = select(setting.c.value).where(setting.c.name == name)
        with self._database.reading() as connection:
            return connection.scalar(query)
