"""上一步 and 下一步 go along the month's sheets from wherever the clerk is."""

import openpyxl
import pytest

from tests.desk import Desk

ROUND = ["职工参保信息", "缴费工资申报", "待申报信息", "费款缴纳", "完税证明开具"]


def front(desk: Desk) -> str:
    book = openpyxl.load_workbook(desk.book)
    assert book.active is not None
    return str(book.active.title)


def look_at(desk: Desk, title: str) -> None:
    """Bring a sheet to the front as a clerk does, by its tab."""

    def activate(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = sheet.title == title
        book[title].sheet_state = "visible"
        book.active = book.worksheets.index(book[title])

    desk.change(activate)


@pytest.mark.feature("S-HOME")
def test_the_round_is_walked_forth_and_back(desk: Desk) -> None:
    """Nobody looks for a tab among sixty to do the next step of the month."""
    desk.until_rostered()
    look_at(desk, "首页")

    forth = []
    for _ in ROUND:
        desk.done("next_step")
        forth.append(front(desk))
    assert forth == ROUND
    assert "“完税证明开具”之后没有下一步" in desk.run("next_step").said
    assert front(desk) == ROUND[-1]

    back = []
    for _ in ROUND:
        desk.done("previous_step")
        back.append(front(desk))
    assert back == [*ROUND[-2::-1], "首页"]
    assert "“首页”之前没有步骤" in desk.run("previous_step").said


@pytest.mark.feature("S-HOME")
def test_from_home_the_next_step_is_the_one_that_is_marked(desk: Desk) -> None:
    """Half-way through the month the first sheet is not where it goes on."""
    desk.until_filed()
    desk.done("refresh_home")
    look_at(desk, "首页")

    told = desk.done("next_step").message

    assert front(desk) == "待申报信息"
    assert "6 确认社保费：下一步" in told
    assert "点击“确认申报”" in told


@pytest.mark.feature("S-HOME")
def test_from_a_sheet_beside_the_round_it_goes_on_where_that_stands(desk: Desk) -> None:
    """A preview belongs to the wages: bills come next, and the wage sheet before."""
    desk.until_rostered()
    look_at(desk, "保底限高预览")
    desk.done("next_step")
    assert front(desk) == "待申报信息"

    look_at(desk, "保底限高预览")
    desk.done("previous_step")
    assert front(desk) == "缴费工资申报"

    desk.change(lambda book: book.create_sheet("我的表"))
    look_at(desk, "我的表")
    desk.done("next_step")
    assert front(desk) == ROUND[0]


@pytest.mark.feature("S-HOME")
def test_a_renamed_tab_is_still_a_step(desk: Desk) -> None:

    def rename(book: openpyxl.Workbook) -> None:
        book["待申报信息"].title = "十一月账单"
        for name in book.defined_names.values():  # as Excel does
            name.attr_text = name.attr_text.replace("待申报信息", "十一月账单")

    desk.until_rostered()
    desk.change(rename)
    look_at(desk, "十一月账单")

    desk.done("next_step")

    assert front(desk) == "费款缴纳"
