"""The commands of accounts, agreements, refunds and projects, in an order in which all can run."""

from typing import TYPE_CHECKING, Protocol

from shebao.sheets.application_sheets import ACCOUNTS, AGREEMENTS, CHOICES
from shebao.sheets.catalogue import TICK
from shebao.sheets.spec import SheetSpec
from shebao.sheets.table import SheetTable
from tests.forms import account_form, agreement_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw


class Step(Protocol):
    def __call__(self, command_id: str, parameters: "Mapping[str, str] | None" = None) -> None: ...


def walk_applications(step: Step, book: "xw.Book") -> None:
    """Run each of them once, after a month was paid."""
    step("update_accounts")
    choices = SheetTable(book, CHOICES).rows()
    SheetTable(book, ACCOUNTS).replace([account_form(choices)])
    step("save_accounts")
    step("update_agreements")
    agreement = agreement_form(choices)
    SheetTable(book, AGREEMENTS).replace([agreement])
    step("save_agreements")
    for command_id in ("verify_agreements", "revoke_agreements"):
        _tick_all(book, AGREEMENTS)
        step(command_id)
    SheetTable(book, AGREEMENTS).replace([agreement])
    step("save_agreements")
    _tick_all(book, AGREEMENTS)
    step("void_agreements")
    _tick_all(book, ACCOUNTS)
    step("cancel_accounts")


def _tick_all(book: "xw.Book", spec: SheetSpec) -> None:
    table = SheetTable(book, spec)
    rows = table.rows()
    for row in rows:
        row["tick"] = TICK
    table.update(rows, ("tick",))
