"""A workbook that a clerk rearranged goes on working, and what cannot go on is said in words."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.statistics_sheet import STATISTICS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.commands.people import leaves
from tests.desk import Desk, open_desk
from tests.sheet_cells import Row

WAGES = WAGES_BY_PERSON.title
LONGEST = "阿卜杜热合曼·买买提江·伊布拉音江·库尔班艾力·玉素甫卡德尔"
MANY = 10_000
ALL = {"提交范围": "全部"}
Workbook = openpyxl.Workbook


def reorder(workbook: Workbook) -> None:
    workbook.move_sheet(WAGES, -workbook.sheetnames.index(WAGES))
    workbook.move_sheet(HOME.title, len(workbook.sheetnames))


def rename(workbook: Workbook) -> None:
    """The tab alone, as a double click does: every name follows."""
    sheet = workbook[WAGES]
    names = list(workbook.defined_names.values())
    for each in workbook.worksheets:
        names += each.defined_names.values()
    for defined in names:
        defined.value = defined.value.replace(f"'{WAGES}'!", "'十二月'!")
    sheet.title = "十二月"


def hide(workbook: Workbook) -> None:
    for title in (WAGES, BILLS.title, ROSTER.title):
        workbook[title].sheet_state = "hidden"


def hide_deep(workbook: Workbook) -> None:
    """As only the editor of macros does."""
    workbook[WAGES].sheet_state = "veryHidden"


def unfold(workbook: Workbook) -> None:
    """The outline is gone, the rows that it folded are open."""
    for sheet in workbook:
        for dimension in sheet.row_dimensions.values():
            dimension.outlineLevel, dimension.hidden = 0, False


def fold_rows_away(workbook: Workbook) -> None:
    """The outline is gone, and its rows stay shut: nothing on the sheet opens them."""
    for sheet in workbook:
        for dimension in sheet.row_dimensions.values():
            dimension.hidden = dimension.hidden or bool(dimension.outlineLevel)
            dimension.outlineLevel = 0


def delete_others(workbook: Workbook) -> None:
    for title in ("网络设置", "证据包", "备份恢复", "用户管理"):
        del workbook[title]


def protect_others(workbook: Workbook) -> None:
    workbook["网络设置"].protection.enable()
    workbook["会计科目"].protection.enable()


@pytest.mark.feature("X-MIGRATE", "W-RESULT")
@pytest.mark.parametrize(
    "change",
    [reorder, rename, hide, hide_deep, unfold, fold_rows_away, delete_others, protect_others],
)
def test_the_round_goes_on(desk: Desk, change: Callable[[Workbook], None]) -> None:
    """Sheets are found by their names, not by place, tab, sight or outline."""
    desk.until_filled()
    desk.change(change)

    desk.done("check_wages")
    desk.done("submit_wages", {"提交范围": "已勾选"})
    filed = desk.done("fetch_wage_result")
    desk.done("update_bills")
    desk.done("refresh_home")

    assert filed.answer["counts"]["accepted"] == 26
    assert "申报成功" in {row["state"] for row in desk.rows(WAGES_BY_PERSON)}
    assert desk.rows(BILLS)
    home = {str(row["item"]): str(row["state"]) for row in desk.rows(HOME)}
    assert home["5 结果"] == "已完成"


@pytest.mark.feature("W-RESULT")
@pytest.mark.parametrize("change", [hide, hide_deep])
def test_a_sheet_hidden_by_hand_is_in_sight_where_its_button_writes(
    desk: Desk, change: Callable[[Workbook], None]
) -> None:
    """A result on a sheet that nobody sees is no result."""
    desk.until_filled()
    desk.change(change)

    desk.done("check_wages")

    assert openpyxl.load_workbook(desk.book)[WAGES].sheet_state == "visible"


@pytest.mark.feature("W-SUBMIT", "X-LEDGER")
def test_a_sheet_protected_by_hand_stops_before_anything_is_sent(desk: Desk) -> None:
    """What the bureau answers could not be written beside its row."""
    desk.until_filled()

    def protect(workbook: Workbook) -> None:
        workbook[WAGES].protection.set_password("别人的密码")
        workbook[WAGES].protection.enable()

    desk.change(protect)
    before = desk.book.read_bytes()

    for command in ("check_wages", "submit_wages", "new_wage_sheet"):
        ran = desk.run(command)
        assert ran.status == 1, command
        assert WAGES in ran.message
        assert "保护" in ran.message
    assert desk.book.read_bytes() == before
    assert not desk.bureau.received().get("wage_filing")


@pytest.mark.feature("W-SHEET-PERSON", "R-UPDATE")
def test_a_name_of_thirty_characters_goes_the_whole_way(desk: Desk) -> None:
    """It is neither cut on its way nor taken for somebody else's."""
    assert len(LONGEST) == 30
    id_number = desk.join(LONGEST, "110", "210", "310", "410")
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    (mine,) = [row for row in rows if row["id_number"] == id_number]
    desk.edit(WAGES_BY_PERSON, [{**mine, "wage": 6000.0, "tick": "✔"}], "wage", "tick")

    desk.done("check_wages")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")

    (filed,) = [row for row in desk.rows(WAGES_BY_PERSON) if row["id_number"] == id_number]
    assert (filed["name"], filed["state"]) == (LONGEST, "申报成功")
    assert LONGEST in {row["name"] for row in desk.rows(ROSTER)}


@pytest.mark.feature("W-CHECK", "W-SHEET-PERSON")
def test_ten_thousand_rows_are_checked_filtered_and_summed(desk: Desk) -> None:
    """As many as a factory has; the filter and the colours reach the last of them."""
    desk.until_rostered()
    rows: list[Row] = [
        {"name": f"赵{n}", "id_number": f"5201{n:014d}", "wage": 5000.0} for n in range(MANY)
    ]
    desk.write(WAGES_BY_PERSON, rows)

    checked = desk.done("check_wages")

    assert checked.answer["counts"]["rows"] == MANY
    found = desk.rows(WAGES_BY_PERSON)
    assert sum(str(row["check"]).startswith("错误") for row in found) == MANY
    sheet = openpyxl.load_workbook(desk.book)[WAGES]
    last = WAGES_BY_PERSON.header_row + MANY
    areas = [str(sheet.auto_filter.ref), *map(str, sheet.conditional_formatting)]
    ends = [max(map(int, re.findall(r"[A-Z](\d+)", area))) for area in areas]
    assert len(ends) > 3
    assert [end for end in ends if WAGES_BY_PERSON.header_row <= end < last] == []


@pytest.mark.feature("S-HOME", "P-BILLS")
def test_an_empty_month_is_told_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is insured any more: nothing to file, nothing owed, no picture of nothing."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6) as desk:
        desk.until_rostered()
        for id_number in {str(row["id_number"]) for row in desk.rows(ROSTER)}:
            leaves(desk, id_number)
        desk.next_month()
        desk.done("update_roster")

        billed = desk.done("update_bills")
        owed = desk.done("update_debts")
        desk.done("refresh_home")
        refused = [desk.run(command, ALL) for command in ("submit_bills", "pay_by_agreement")]
        opened = desk.done("new_wage_sheet")

        assert (billed.answer["counts"]["bills"], owed.answer["counts"]["debts"]) == (0, 0)
        assert [ran.status for ran in refused] == [1, 1]
        assert "已放入 0 名" in opened.message
        assert desk.rows(BILLS) == desk.rows(WAGES_BY_PERSON) == []
        steps = {str(row["item"]): str(row["content"]) for row in desk.rows(HOME)}
        assert "税务系统还没有生成本月账单" in steps["6 确认社保费"]
        assert not any(row["amount"] for row in desk.rows(STATISTICS))
