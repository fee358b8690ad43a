"""The commands of accounts, agreements, refunds and projects, in an order in which all can run."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from shebao.sheets.declared.application_sheets import (
    ACCOUNTS,
    AGREEMENTS,
    CHOICES,
    PROJECT_DUES,
    PROJECT_FILINGS,
    PROJECTS,
    REFUND_LINES,
    REFUND_TICKETS,
    REFUNDS,
)
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet
from tests.desk import SandboxHandle
from tests.forms import ACCOUNT, account_form, agreement_form
from tests.sheet_cells import SheetTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw


class Step(Protocol):
    def __call__(self, command_id: str, parameters: "Mapping[str, str] | None" = None) -> None: ...


def walk_applications(step: Step, book: "xw.Book", bureau: SandboxHandle, folder: Path) -> None:
    """Run each of them once, after a month was paid."""
    _walk_projects(step, book, bureau, folder)
    step("update_accounts")
    choices = SheetTable(book, CHOICES).rows()
    SheetTable(book, ACCOUNTS).replace([account_form(choices)])
    step("save_accounts")
    _walk_refunds(step, book)
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
    # A refund waits for the first one.
    other = account_form(choices, account_no="6200001111111111", preferred="否")
    SheetTable(book, ACCOUNTS).replace([other])
    step("save_accounts")
    _tick_all(book, ACCOUNTS)
    step("cancel_accounts")


def _walk_projects(step: Step, book: "xw.Book", bureau: SandboxHandle, folder: Path) -> None:
    bureau.control(
        "projects/push",
        tax_id=bureau.seeded.tax_id,
        project_id="GC1",
        name="沙箱大桥",
        cost_fen=1_000_000_000,
        rate_ppm=1_200,
    )
    step("update_projects")
    step("export_projects", {"导出文件": str(folder / "项目.xlsx")})
    _tick_all(book, PROJECTS)
    step("link_projects")
    step("show_project_dues")
    step("calculate_project_dues")
    _tick_all(book, PROJECT_DUES)
    step("submit_project_dues")
    step("query_project_filings")
    _tick_all(book, PROJECT_FILINGS)
    step("show_project_filing")
    _tick_all(book, PROJECT_FILINGS)
    step("void_project_filings")
    _tick_all(book, PROJECTS)
    step("unlink_projects")


def _walk_refunds(step: Step, book: "xw.Book") -> None:
    form = {
        "退费原因": "其他",
        "退费账户": ACCOUNT["account_no"],
        "经办人姓名": "沙小箱",
        "经办人证件号码": "520102199001010018",
        "经办人电话": "13800000000",
    }
    step("query_refund_lines")
    lines = SheetTable(book, REFUND_LINES)
    rated = [row for row in lines.rows() if float(str(row["unit_rate"] or 0))]
    line = max(rated, key=lambda row: float(str(row["base"])))
    line.update(tick=TICK, new_base=float(str(line["base"])) - 1)
    lines.update([line], ("tick", "new_base"))
    step("apply_line_refund", form)
    step("query_refund_tickets")
    tickets = SheetTable(book, REFUND_TICKETS)
    free = [row for row in tickets.rows() if not row["locked"]]
    for row in free:
        row["tick"] = TICK
    tickets.update(free, ("tick",))
    step("apply_ticket_refund", form)
    step("update_refunds")
    refunds = SheetTable(book, REFUNDS)
    first = refunds.rows()[0]
    first["tick"] = TICK
    refunds.update([first], ("tick",))
    step("correct_refund_account", {"更正后退费账户": ACCOUNT["account_no"]})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "资料.pdf"
        path.write_bytes(b"%PDF-1.7\n")
        first["tick"] = TICK
        refunds.update([first], ("tick",))
        step("add_refund_file", {"资料文件": str(path)})
    for command_id in ("show_refund_file", "withdraw_refund_file"):
        _tick_all(book, REFUNDS)
        refunds.update([{**row, "tick": ""} for row in refunds.rows()[1:]], ("tick",))
        step(command_id)


def _tick_all(book: "xw.Book", spec: AnySheet) -> None:
    table = SheetTable(book, spec)
    rows = table.rows()
    for row in rows:
        row["tick"] = TICK
    table.update(rows, ("tick",))
