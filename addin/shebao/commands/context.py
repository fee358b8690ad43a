"""What a command is given: the open workbook and everything it may reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from shebao.domain.errors import ParameterError
from shebao.sheets.catalogue import HOME
from shebao.sheets.table import SheetTable

if TYPE_CHECKING:
    import xlwings as xw

    from shebao.bureau.client import Bureau
    from shebao.contract.session import Session
    from shebao.ledger import Ledger
    from shebao.sheets.spec import SheetSpec
    from shebao.store import Store
    from shebao.vault import Vault


class Ui(Protocol):
    """How a command speaks with the user while it runs."""

    def confirm(self, question: str) -> None:
        """Return when the user agrees; raise NotConfirmedError otherwise."""

    def progress(self, label: str, done: int, total: int) -> None:
        """Show how far long work has come."""


@dataclass
class Context:
    """Built once a run by ``wiring``; the dear parts are made when first asked for."""

    book: xw.Book
    book_path: Path | None
    home: Path
    ui: Ui
    vault: Vault
    make_store: Callable[[], Store]
    make_bureau: Callable[[str], Bureau]
    now: Callable[[], datetime]

    def table(self, spec: SheetSpec) -> SheetTable:
        """Return one declared sheet of the workbook."""
        return SheetTable(self.book, spec)

    @cached_property
    def tax_id(self) -> str:
        """The employer this workbook belongs to, from the home sheet."""
        tax_id = self.table(HOME).parameters()["tax_id"].upper()
        if not tax_id:
            raise ParameterError(
                "工作表“首页”的“纳税人识别号”为空，没有执行。请填写后点击“登录”。",
                log="no tax id",
            )
        return tax_id

    @property
    def account(self) -> str:
        """This employer at this bureau; what is kept locally belongs to it and to no other."""
        return self.session.employer.account_id

    @cached_property
    def store(self) -> Store:
        """The local store."""
        return self.make_store()

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of submissions."""
        from shebao.ledger import Ledger

        return Ledger(self.store, self.now)

    @cached_property
    def bureau(self) -> Bureau:
        """The bureau, with this employer's session."""
        return self.make_bureau(self.tax_id)

    @property
    def session(self) -> Session:
        """The open session; logs in when there is none."""
        return self.bureau.session()

    @property
    def business_date(self) -> date:
        """The bureau's present day."""
        return date.fromisoformat(self.session.business_date)
