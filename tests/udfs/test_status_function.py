"""The filing status, looked up in the rows that the formula points at."""

import pytest

from shebao.contract.states import ItemState
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao_udfs import status_cells
from shebao_udfs.spill import Grid
from tests.udfs.calling import call, column, why

ONE, TWO, THREE = "11010519491231002X", "440524188001010014", "911124198108030024"
HEADER: list[object] = ["姓名", "证件号码", "申报状态", "校验键"]


def sheet(*rows: tuple[object, object, object]) -> Grid:
    """A wage sheet as it stands: title and parameters above the header."""
    head: Grid = [["缴费工资申报", None, None, None], [None] * 4]
    return [*head, HEADER, *([None, *row] for row in rows), [None] * 4]


RECORDS = sheet((ONE, "申报成功", ONE), (TWO, None, TWO), (THREE, "申报失败", THREE))


def test_headers_are_those_of_the_wage_sheets() -> None:
    """The functions may not import ``sheets``; a renamed column must not go unnoticed."""
    for spec in (WAGES_BY_PERSON, WAGES_BY_INSURANCE):
        assert spec.column("id_number").header == status_cells.ID_HEADER
        assert spec.column("state").header == status_cells.STATE_HEADER
        assert spec.column("key").header == status_cells.KEY_HEADER
        assert spec.header_row <= status_cells.HEADER_WITHIN
    assert status_cells.NOT_FILED not in {str(state) for state in ItemState}


def test_each_person_has_the_state_of_his_row() -> None:
    """In the order asked, whatever the order of the sheet; lower case x is the same person."""
    asked = column(THREE, ONE.lower(), TWO, None)

    assert call("SB_STATUS", asked, RECORDS) == column("申报失败", "申报成功", "未申报", "")


def test_several_rows_that_agree_are_one_state() -> None:
    """By insurance one person may stand twice."""
    records = sheet((ONE, "申报成功", ONE), (ONE, "申报成功", ONE))

    assert call("SB_STATUS", ONE, records) == "申报成功"


@pytest.mark.parametrize(
    ("asked", "records", "shown", "reason"),
    [
        ("110105199001010019", RECORDS, "#N/A", "没有这个证件号码"),
        ("不是号码", RECORDS, "#VALUE!", "证件号码"),
        (110105194912310021.0, RECORDS, "#VALUE!", "证件号码"),
        (ONE, sheet((ONE, "申报成功", ONE), (ONE, "申报失败", ONE)), "#N/A", "状态不同"),
        (ONE, sheet((ONE, "申报成功", TWO)), "#N/A", "校验键"),
        (TWO, sheet((ONE, "申报成功", TWO)), "#N/A", "校验键"),
        (ONE, sheet((ONE, "申报成功", None)), "#N/A", "校验键"),
        (ONE, [["证件号码", "姓名"]], "#VALUE!", "标题行"),
        (ONE, [["证件号码", "申报状态", "申报状态"]], "#VALUE!", "不止一列"),
        (ONE, None, "#VALUE!", "标题行"),
    ],
)
def test_what_cannot_be_told_is_refused(
    asked: object, records: object, shown: str, reason: str
) -> None:
    """A state of another person's row would be believed."""
    assert call("SB_STATUS", asked, records) == shown
    assert reason in str(why("SB_STATUS", asked, records))


def test_sheet_without_keys_will_do() -> None:
    """An export, or a list that HR keeps."""
    assert call("SB_STATUS", ONE, [["申报状态", "证件号码"], ["申报成功", ONE]]) == "申报成功"
