"""Which columns the user chose for a payroll file of a certain shape."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from shebao.store.database import Database
from shebao.store.tables import payroll_layout
from shebao.store.upsert import upsert


class PayrollLayouts:
    """Chosen columns by the digest of the file's shape; no cell of the payroll is kept.

    ``unit`` is whose payroll it was: another employer's of the same headers is asked about anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, unit: str, shape: str, columns: Mapping[str, int]) -> None:
        """Use these columns next time a file of the unit has this shape."""
        row: dict[str, object] = {
            "shape": f"{unit}/{shape}",
            "columns": json.dumps(dict(columns), ensure_ascii=False),
        }
        with self._database.writing() as connection:
            upsert(connection, payroll_layout, row)

    def all(self, unit: str) -> dict[str, dict[str, int]]:
        """Return what was chosen for every shape ever seen of the unit."""
        query = select(payroll_layout.c.shape, payroll_layout.c.columns).where(
            payroll_layout.c.shape.startswith(f"{unit}/", autoescape=True)
        )
        with self._database.reading() as connection:
            return {
                key.removeprefix(f"{unit}/"): json.loads(columns)
                for key, columns in connection.execute(query)
            }
