"""What is due of a person in a month, looked up in the rows that the formula points at."""

import pytest

from shebao.sheets.declared.premium_sheets import BILL_LINES
from shebao_udfs import amount_cells
from shebao_udfs.spill import Grid
from tests.udfs.calling import call, column, why

ONE, TWO = "11010519491231002X", "440524188001010014"
HEADER: list[object] = ["费款所属期", "证件号码", "单位应缴", "个人应缴", "应补(退)费额"]
DETAILS: Grid = [
    ["职工缴费明细", None, None, None, None],
    HEADER,
    ["2026-11", ONE, 800.0, 400.0, 1200.0],
    ["2026-11", ONE, 25.5, 12.25, 37.75],
    ["2026-10", ONE, 1.0, 1.0, 2.0],
    ["2026-11", TWO, 0.1, "0.20", 0.3],
    [None] * 5,
]


def test_headers_are_those_of_the_sheet() -> None:
    """The functions may not import ``sheets``; a renamed column must not go unnoticed."""
    headers = {column.header for column in BILL_LINES.columns}
    assert set(map(str, HEADER)) <= headers
    assert BILL_LINES.header_row <= amount_cells.HEADER_WITHIN


def test_insurances_of_a_month_are_added_up() -> None:
    """Each payer's share, to the fen, of the asked month alone."""
    assert call("SB_AMOUNT", ONE.lower(), "2026-11", "合计", DETAILS) == 1237.75
    assert call("SB_AMOUNT", ONE, 202610.0, "单位", DETAILS) == 1.0
    both = column(ONE, TWO)
    assert call("SB_AMOUNT", both, "2026-11", "个人", DETAILS) == column(412.25, 0.2)


@pytest.mark.parametrize(
    ("asked", "payer", "details", "shown", "reason"),
    [
        (TWO, "公司", DETAILS, "#VALUE!", "缴费方"),
        ("不是号码", "个人", DETAILS, "#VALUE!", "证件号码"),
        ("110105199001010019", "个人", DETAILS, "#N/A", "没有这个证件号码"),
        (ONE, "个人", [["证件号码"]], "#VALUE!", "标题行"),
        (ONE, "个人", [HEADER, ["2026-11", ONE, 1.0, "一元", 1.0]], "#VALUE!", "个人应缴"),
    ],
)
def test_what_cannot_be_told_is_refused(
    asked: object, payer: str, details: object, shown: str, reason: str
) -> None:
    """A zero would be believed."""
    assert call("SB_AMOUNT", asked, "2026-11", payer, details) == shown
    assert reason in str(why("SB_AMOUNT", asked, "2026-11", payer, details))
