"""The store as a whole: one attribute per kind of thing it keeps."""

from contextlib import AbstractContextManager
from typing import Self

from sqlalchemy import Connection

from shebao.store.database import Database
from shebao.store.documents import (
    ClientDocuments,
    FilingDetails,
    KeptPrints,
    KeptTables,
    RuleFiles,
    Vouchers,
)
from shebao.store.employee_history import EmployeeHistory
from shebao.store.employees import Employees
from shebao.store.groups import Groups
from shebao.store.ledger_rows import LedgerRows
from shebao.store.many.batches import Batches
from shebao.store.many.holds import Holds
from shebao.store.many.pace import Pace
from shebao.store.settings import PayrollLayouts, Settings


class Store:
    """An open store; ``close`` it, or use it in a ``with``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.employees = Employees(database)
        self.employee_history = EmployeeHistory(database)
        self.groups = Groups(database)
        self.rule_files = RuleFiles(database)
        self.payroll_layouts = PayrollLayouts(database)
        self.settings = Settings(database)
        self.kept_prints = KeptPrints(database)
        self.filing_details = FilingDetails(database)
        self.client_documents = ClientDocuments(database)
        self.kept_tables = KeptTables(database)
        self.vouchers = Vouchers(database)
        self.ledger_rows = LedgerRows(database)
        self.batches = Batches(database)
        self.holds = Holds(database)
        self.pace = Pace(database)

    @property
    def is_shared(self) -> bool:
        """Whether it is a team's PostgreSQL, and no file of this machine."""
        return self._database.is_shared

    def reading(self) -> AbstractContextManager[Connection]:
        """Yield a connection that sees one moment, for whoever copies the whole."""
        return self._database.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """Yield a connection whose work is kept as a whole or not at all."""
        return self._database.writing()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
