"""A note that counts what other commands change in the rows below it says as of when it does."""

import re

import pytest

from shebao.sheets.declared.application_sheets import PROJECT_FILINGS, REFUNDS
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS
from tests.desk import Desk

LISTS = {
    "query_wage_filings": WAGE_FILINGS,
    "query_premium_filings": PREMIUM_FILINGS,
    "query_payments": PAYMENTS,
    "query_project_filings": PROJECT_FILINGS,
    "update_refunds": REFUNDS,
}


@pytest.mark.feature("P-RECORDS")
@pytest.mark.parametrize(("command_id", "spec"), LISTS.items())
def test_a_list_of_records_says_as_of_when(desk: Desk, command_id: str, spec: SheetSpec) -> None:
    """“1 笔未缴清” stood above a row that a later click had set to 已缴费."""
    desk.until_confirmed()

    listed = desk.ask(command_id)

    note = desk.note(spec)
    assert note.startswith(listed.message)
    assert re.fullmatch(r"取自税务系统 [\d-]{10} \d\d:\d\d", note[len(listed.message) :])
