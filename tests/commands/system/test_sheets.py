"""A workbook shows what is needed, and nothing that is put away is lost."""

from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk


def _visible(path: Path) -> list[str]:
    return [s.title for s in openpyxl.load_workbook(path) if s.sheet_state == "visible"]


def test_new_workbook_shows_seven_sheets_at_most(desk: Desk) -> None:
    shown = _visible(desk.book)
    assert shown[0] == "首页"
    assert len(shown) <= 7


def test_sheet_appears_when_its_button_is_pressed_and_not_by_a_login(desk: Desk) -> None:
    """A login downloads eight things; the clerk asked for none of them by name."""
    before = _visible(desk.book)
    desk.until_rostered()
    assert _visible(desk.book) == before

    desk.done("list_units")

    assert set(_visible(desk.book)) - set(before) == {"单位管理"}


def test_sheet_put_away_keeps_its_rows_and_is_opened_again(desk: Desk) -> None:
    desk.until_rostered()
    rows = desk.rows(ROSTER)

    desk.done("put_away_sheet", {"操作表": "职工参保信息"})
    assert "职工参保信息" not in _visible(desk.book)
    assert desk.rows(ROSTER) == rows

    desk.done("open_sheet", {"操作表": "职工参保信息"})
    assert "职工参保信息" in _visible(desk.book)


def test_home_is_never_put_away(desk: Desk) -> None:
    ran = desk.run("put_away_sheet", {"操作表": "首页"})
    assert ran.status == 1
    assert "“首页”不能收起" in ran.said


def test_arranging_puts_away_what_is_empty_and_nothing_else(desk: Desk) -> None:
    """Rows stay in sight, and so do the user's own sheets."""
    desk.until_rostered()
    desk.done("list_units")
    desk.done("open_sheet", {"操作表": "网络设置"})
    desk.change(lambda workbook: workbook.create_sheet("我的表"))

    done = desk.done("arrange_sheets")

    shown = _visible(desk.book)
    assert "单位管理" in shown
    assert "我的表" in shown
    assert "网络设置" not in shown
    assert "已收起 1 张" in done.message


def test_sheet_that_the_user_deleted_stands_in_nobodys_way(desk: Desk) -> None:
    """The first of the list, so that all others come after it."""

    def delete(workbook: openpyxl.Workbook) -> None:
        del workbook["单位管理"]

    desk.until_rostered()
    desk.change(delete)

    desk.done("arrange_sheets")
    desk.done("put_away_sheet", {"操作表": "职工参保信息"})
    desk.done("tick_rows", {"操作表": "缴费工资申报"})

    assert "职工参保信息" not in _visible(desk.book)


def test_export_beside_a_deleted_sheet_says_what_is_in_front(desk: Desk) -> None:
    """With the clerk's own sheet in front it named the one of ours that is gone."""
    desk.until_rostered()

    def own_sheet(book: openpyxl.Workbook) -> None:
        book.remove(book[PAYMENTS.title])
        book.active = book.index(book.create_sheet("我的"))

    desk.change(own_sheet)
    own = desk.run("export_table")
    gone = desk.run("export_table", {"操作表": PAYMENTS.title})

    assert (own.status, "当前工作表不是本加载项的表，没有导出" in own.message) == (1, True)
    assert (gone.status, f"“{PAYMENTS.title}”" in gone.message) == (1, True)


@pytest.mark.parametrize("command", ["export_table", "put_away_sheet", "tick_rows"])
def test_a_sheet_in_front_without_its_head_says_so(desk: Desk, command: str) -> None:
    """“不是本加载项的表” sent the clerk to look for the sheet that he had before him."""

    def behead(book: openpyxl.Workbook) -> None:
        del book.defined_names[WAGES_BY_PERSON.anchor]
        book.active = book.index(book[WAGES_BY_PERSON.title])

    desk.change(behead)
    ran = desk.run(command)

    assert ran.status == 1
    assert f"工作表“{WAGES_BY_PERSON.title}”不完整" in ran.message


def test_every_sheet_has_a_name_of_its_own_and_is_opened_by_it(desk: Desk) -> None:
    titles = [spec.title for spec in SHEETS]
    assert len(set(titles)) == len(titles)

    desk.done("open_sheet", {"操作表": titles[-1]})

    assert _visible(desk.book)[-1] == titles[-1]
