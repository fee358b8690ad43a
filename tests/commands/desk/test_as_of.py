"""A note that counts what other commands change in the rows below it says as of when it does."""

import re

import pytest

from shebao.sheets.declared.application_sheets import PROJECT_FILINGS, REFUNDS
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS
from tests.commands.desk.test_cancel import ALL
from tests.desk import Desk

AS_OF = r"取自税务系统 [\d-]{10} \d\d:\d\d"
LISTS = {
    "query_wage_filings": WAGE_FILINGS,
    "query_premium_filings": PREMIUM_FILINGS,
    "query_payments": PAYMENTS,
    "query_project_filings": PROJECT_FILINGS,
    "update_refunds": REFUNDS,
}


@pytest.mark.feature("P-RECORDS")
@pytest.mark.parametrize(("command_id", "spec"), LISTS.items())
def test_a_list_of_records_says_as_of_when(desk: Desk, command_id: str, spec: AnySheet) -> None:
    """“1 笔未缴清” stood above a row that a later click had set to 已缴费."""
    desk.until_confirmed()

    listed = desk.ask(command_id)

    note = desk.note(spec)
    assert note.startswith(listed.message)
    assert re.fullmatch(AS_OF, note[len(listed.message) :])


@pytest.mark.feature("P-RECORDS")
def test_the_note_of_filings_counts_what_a_later_click_brought(desk: Desk) -> None:
    """Paid to the last fen, the sheet went on to say 未缴清 until it was asked for again."""
    desk.until_billed()
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.done("submit_bills", ALL)
    desk.ask("query_premium_filings")
    assert "1 笔处理中" in desk.note(PREMIUM_FILINGS)
    desk.bureau.control("clock", advance_seconds=120)

    desk.done("fetch_filing_result")
    unpaid = desk.note(PREMIUM_FILINGS)
    assert ("处理中" in unpaid, "1 笔未缴清，尚欠" in unpaid) == (False, True)
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    desk.bureau.control("clock", advance_seconds=120)
    desk.done("fetch_payment_result")

    (row,) = desk.rows(PREMIUM_FILINGS)
    assert row["payment"] == "已缴费"
    assert re.fullmatch("表中有 1 笔社保费申报。" + AS_OF, desk.note(PREMIUM_FILINGS))
