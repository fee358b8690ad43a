"""Small things to remember, by name; never a secret."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from shebao.store.database import Keeper, insert_missing
from shebao.store.tables import payroll_layout, setting


class Settings(Keeper):
    """Text by name."""

    def put(self, name: str, value: str) -> None:
        """Keep the value under the name."""
        self._upsert(setting, {"name": name, "value": value})

    def put_first(self, name: str, value: str) -> str:
        """Keep the value unless there is one; return what is kept."""
        query = select(setting.c.value).where(setting.c.name == name)
        kept: str | None = self._scalar(query)
        if kept is not None:
            return kept
        with self._database.writing() as connection:
            insert_missing(connection, setting, [{"name": name, "value": value}])
            return str(connection.scalar(query))

    def names(self, prefix: str) -> list[str]:
        """Return every name that begins so, in their order."""
        query = select(setting.c.name).where(setting.c.name.startswith(prefix, autoescape=True))
        return list(self._scalars(query.order_by(setting.c.name)))

    def get(self, name: str) -> str | None:
        """Return the value; None when it was never put."""
        query = select(setting.c.value).where(setting.c.name == name)
        return self._scalar(query)


class PayrollLayouts(Keeper):
    """Chosen columns by the digest of the file's shape; no cell of the payroll is kept.

    ``unit`` is whose payroll it was: another employer's of the same headers is asked about anew.
    """

    def remember(self, unit: str, shape: str, columns: Mapping[str, int]) -> None:
        """Use these columns next time a file of the unit has this shape."""
        row: dict[str, object] = {
            "shape": f"{unit}/{shape}",
            "columns": json.dumps(dict(columns), ensure_ascii=False),
        }
        self._upsert(payroll_layout, row)

    def all(self, unit: str) -> dict[str, dict[str, int]]:
        """Return what was chosen for every shape ever seen of the unit."""
        query = select(payroll_layout.c.shape, payroll_layout.c.columns).where(
            payroll_layout.c.shape.startswith(f"{unit}/", autoescape=True)
        )
        return {
            key.removeprefix(f"{unit}/"): json.loads(columns) for key, columns in self._rows(query)
        }
