"""社保费申报记录 follows what is paid and what arrived at the agencies (seed G 2.5.3.2)."""

import openpyxl
import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def at(desk: Desk, day: int) -> None:
    desk.bureau.control("clock", now=f"2026-11-{day:02d}T04:00:00Z", running=False)


def record(desk: Desk) -> tuple[object, object]:
    (row,) = desk.rows(PREMIUM_FILINGS)
    return row["payment"], row["arrival"]


def pay_first(desk: Desk) -> float:
    """Pay one debt by agreement, with the answer; return its amount."""
    desk.done("update_debts")
    rows = desk.rows(DEBTS)
    rows[0]["tick"] = TICK
    desk.edit(DEBTS, rows[:1], "tick")
    desk.done("pay_by_agreement")
    desk.done("fetch_payment_result")
    return float(str(rows[0]["amount"]))


@pytest.mark.feature("P-RECORDS", "P-RESULT", "Y-RECORDS")
def test_a_filing_is_partly_paid_then_paid_then_arrived(desk: Desk) -> None:
    """“未缴费” beside money that left the account has it paid twice."""
    at(desk, 10)
    desk.until_confirmed()
    assert record(desk) == ("未缴费", "未到账")
    total = float(str(desk.rows(PREMIUM_FILINGS)[0]["amount"]))

    first = pay_first(desk)
    assert record(desk) == ("部分缴费", "未到账")
    listed = desk.ask("query_premium_filings")
    rest = f"{total - first:,.2f}"
    assert f"1 笔未缴清（其中 1 笔部分缴费），尚欠 {rest} 元" in listed.message
    assert listed.answer["counts"] == {"filings": 1, "pending": 0, "unpaid": 1}

    at(desk, 13)
    desk.done("fetch_filing_result")
    assert record(desk) == ("部分缴费", "部分到账")
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    assert record(desk) == ("已缴费", "部分到账")
    at(desk, 16)
    desk.write(BILLS, [])  # as a new month's 刷新 leaves it
    asked = desk.done("fetch_filing_result")
    assert "缴费状态和到账状态已重新查询" in asked.message
    assert record(desk) == ("已缴费", "已到账")
    none = desk.run("fetch_filing_result")
    assert (none.status, "没有处理中的申报" in none.message) == (1, True)


@pytest.mark.feature("P-RECORDS", "Y-VOUCHERS", "Y-UNLOCK")
def test_the_record_follows_vouchers_and_unlocked_payments_too(desk: Desk) -> None:
    """Every way of paying ends in the same record."""
    at(desk, 10)
    desk.until_confirmed()
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    pay_first(desk)
    assert record(desk)[0] == "未缴费"
    rows = desk.rows(PAYMENTS)
    rows[0]["tick"] = TICK
    desk.edit(PAYMENTS, rows, "tick")
    desk.done("unlock_payment")
    assert record(desk)[0] == "部分缴费"

    desk.done("update_debts")
    desk.done("print_voucher", ALL)
    number = str(desk.rows(VOUCHERS)[0]["voucher_no"])
    desk.bureau.control("vouchers/pay", voucher_no=number)
    desk.done("sync_vouchers")
    assert record(desk)[0] == "已缴费"


@pytest.mark.feature("P-RECORDS", "Y-RECORDS")
def test_the_record_follows_what_the_tax_hall_collected(desk: Desk) -> None:
    """Paid elsewhere is paid."""
    desk.until_confirmed()
    desk.bureau.control("elsewhere/payment", tax_id=desk.bureau.seeded.tax_id)
    desk.done("query_payments")
    assert record(desk)[0] == "已缴费"


@pytest.mark.feature("P-RECORDS")
def test_an_older_workbook_gets_the_column(desk: Desk) -> None:
    """The clerk's workbook of last month has no 到账状态."""
    desk.until_confirmed()
    top = PREMIUM_FILINGS.header_row

    def age(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[PREMIUM_FILINGS.title]
        at = [cell.value for cell in sheet[top]].index("到账状态") + 1
        sheet.delete_cols(at)

    desk.change(age)
    desk.done("query_premium_filings")

    assert record(desk) == ("未缴费", "未到账")
    sheet = openpyxl.load_workbook(desk.book)[PREMIUM_FILINGS.title]
    heads = [cell.value for cell in sheet[top]]
    assert heads[len(PREMIUM_FILINGS.columns) - 1] == "到账状态"
    assert sheet.cell(top + 1, len(PREMIUM_FILINGS.columns)).value == "未到账"
