"""A month on to payroll, books and bank by clicks alone, over xlwings' Windows engine."""

import openpyxl
import pytest
import xlwings as xw

from shebao import ribbon
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.outcome import Outcome
from shebao.runner import set_parameters
from shebao.sheets.declared.books_sheets import ENTRIES
from shebao.sheets.declared.payment_sheets import PAYMENTS
from tests.com_stand_in import ComDesk, com_book
from tests.desk import Desk
from tests.sheet_cells import SheetTable

GROUP = "账务"


def click(excel: ComDesk, command_id: str, **cells: object) -> Outcome:
    """Press a button that must succeed."""
    given = {label: str(value) for label, value in cells.items()}
    set_parameters(BY_ID[command_id], excel.book, given)
    outcome = ribbon.run(command_id)
    assert outcome is not None, (command_id, excel.message_boxes[-1])
    return outcome


@pytest.mark.feature("F-PAYROLL-BACK", "F-BOOKS", "F-BANK", "F-HANDOVER")
def test_every_button_of_the_books(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel has the workbook open, and the payroll is a file beside it."""
    desk.until_paid()
    desk.done("show_bill_lines", {"提交范围": "全部"})
    desk.done("query_payments")
    (payment,) = desk.rows(PAYMENTS)
    bank = openpyxl.Workbook()
    sheet = bank.active
    assert sheet is not None
    sheet.append(["交易日期", "支出金额", "摘要"])
    sheet.append([str(payment["submitted_at"])[:10], payment["amount"], "社保"])
    bank.save(desk.folder / "流水.xlsx")
    monkeypatch.delenv("DISPLAY", raising=False)
    with com_book(desk.book) as excel:
        click(excel, "export_wage_file")
        pressed = {
            "write_back_payroll": click(excel, "write_back_payroll", 工资表文件=desk.payroll),
            "write_tax_deductions": click(excel, "write_tax_deductions"),
            "match_bank": click(excel, "match_bank", 银行流水文件=desk.folder / "流水.xlsx"),
            "write_entries": click(excel, "write_entries"),
            "write_handover": click(excel, "write_handover"),
        }
        rows = SheetTable(xw.Book(impl=excel.book.impl), ENTRIES).rows()

    assert {c.id for c in COMMANDS if c.group == GROUP} < set(pressed)
    assert pressed["write_handover"].counts["different"] == 0
    assert pressed["write_back_payroll"].counts["written"]
    assert pressed["match_bank"].counts["matched"] == 1
    totals = pressed["write_entries"].counts
    assert totals["debit_fen"] == totals["credit_fen"]
    assert sum(round(float(str(r["debit"] or 0)) * 100) for r in rows) == totals["debit_fen"]
    assert all((desk.folder / path).exists() for o in pressed.values() for path in o.files)
