"""What a received workbook holds is obeyed by no terminal and stops no encoder."""

from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from shebao.domain.errors import FileRefusedError, ShebaoError
from shebao.domain.printable import printable
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk

# What Excel keeps as _x001B_ and _xD800_: a terminal's escape, and half a character.
HOSTILE = "_x001B_]0;x_x0007__xD800__x0000_"


def _set_home(workbook: openpyxl.Workbook) -> None:
    home = workbook["首页"]
    for row in home.iter_rows():
        for cell, beside in pairwise(row):
            if str(cell.value).startswith("纳税人识别号"):
                home[beside.coordinate] = HOSTILE


@pytest.mark.feature("X-HEADLESS")
def test_cell_of_a_received_workbook_is_told_without_its_escapes(desk: Desk) -> None:
    """Its title was set by the cell before: anything that a terminal obeys could be written."""
    desk.change(_set_home)

    ran = desk.run("login")

    assert (ran.status, ran.answer["code"]) == (1, "INP-03")
    assert "�]0;X���" in ran.message
    assert not set(ran.said) & {"\x1b", "\x07", "\0"}


@pytest.mark.feature("X-HEADLESS", "W-PAYROLL")
def test_person_with_half_a_character_is_nobody_and_no_defect(desk: Desk) -> None:
    """Half a character in a wage row cannot be sent, and must not become somebody's name."""
    desk.until_filled()
    name = desk.rows(WAGES_BY_PERSON)[0]["name"]

    def spoil(workbook: openpyxl.Workbook) -> None:
        for row in workbook[WAGES_BY_PERSON.title].iter_rows():
            for cell in row:
                if cell.value == name:
                    cell.value = f"{name}_xD83D_"

    desk.change(spoil)

    assert desk.rows(WAGES_BY_PERSON)[0]["name"] == f"{name}�"
    assert desk.run("check_wages").answer.get("code") != "BUG"
    assert desk.run("submit_all_wages").answer.get("code") != "BUG"


def test_every_message_is_printable() -> None:
    """Names of files come from outside too."""
    error = ShebaoError("文件“\x1b[2J\x9b31m\ud800.xlsx”\n第二行\t列")

    assert error.message == "文件“�[2J�31m�.xlsx”\n第二行\t列"
    assert printable("甲　乙") == "甲　乙"


@pytest.mark.parametrize("mark", ["\u202e", "\u2067", "\u200f", "\u200b", "\ufeff", "\u2028"])
def test_mark_that_nobody_sees_is_shown(mark: str) -> None:
    """Behind one 00.001 is read as 100.00, and two names that look alike are two."""
    assert printable(f"张三{mark}00.001") == "张三\ufffd00.001"
    assert f"{mark}" not in FileRefusedError(Path(f"{mark}xslx.工资"), "不存在", "").message
