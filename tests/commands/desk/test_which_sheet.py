"""A command acts on its own sheet, or on the one that was named: never on the one in front."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from shebao.commands.registry import BY_ID
from shebao.runner import run_command
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.query_sheets import PAYABLE_QUERY, UNIT_QUERY
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import (
    PREVIEW,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.desk import Desk
from tests.sheet_cells import SheetTable

BOTH = (WAGES_BY_PERSON.title, WAGES_BY_INSURANCE.title)


def bring_forward(desk: Desk, spec: AnySheet) -> None:
    """Look at a sheet, as the clerk would, and save."""
    book = open_workbook(desk.book)
    try:
        SheetTable(book, spec).activate()
        book.save()
    finally:
        book.close()


def named(spec: AnySheet, **cells: str) -> dict[str, str]:
    return {"操作表": spec.title, **cells}


@pytest.fixture
def both(desk: Desk) -> Desk:
    """A filled sheet by person, and one by insurance that was opened beside it."""
    desk.until_filled()
    desk.done("new_insurance_wage_sheet")
    return desk


@pytest.mark.feature("W-SHEET-PERSON")
@pytest.mark.feature("W-SHEET-INSURANCE")
@pytest.mark.parametrize("front", [WAGES_BY_PERSON, WAGES_BY_INSURANCE, HOME, PREVIEW])
def test_two_filled_sheets_must_be_told_apart(both: Desk, front: AnySheet) -> None:
    """It filed whichever the clerk had looked at last, to check a name."""
    bring_forward(both, front)

    for command_id in ("check_wages", "submit_wages", "fill_from_payroll", "add_all_employees"):
        ran = both.run(command_id)
        assert (ran.status, ran.answer["code"]) == (1, "INP-03"), command_id
        assert all(title in ran.message for title in BOTH), ran.message
        assert "--set 操作表=" in ran.message
    assert both.bureau.received().get("wage_filing", 0) == 0

    done = both.done("submit_wages", named(WAGES_BY_PERSON))
    assert done.answer["counts"]["submitted"] > 0
    assert any(row["filing_no"] for row in both.rows(WAGES_BY_PERSON))
    assert not any(row["filing_no"] for row in both.rows(WAGES_BY_INSURANCE))


@pytest.mark.feature("W-SUBMIT")
@pytest.mark.parametrize("front", [WAGES_BY_INSURANCE, WAGES_DAILY, ROSTER, HOME])
def test_the_only_filled_sheet_is_meant_wherever_the_clerk_looks(
    desk: Desk, front: AnySheet
) -> None:
    """Looking at a blank one in between said 没有数据."""
    desk.until_filled()
    bring_forward(desk, front)

    desk.done("check_wages")
    bring_forward(desk, front)

    assert desk.done("submit_wages").answer["counts"]["submitted"] > 0


def test_only_the_named_sheets_cells_are_filled(both: Desk) -> None:
    """The other sheet's scope stays what its clerk chose."""
    both.done("check_wages", named(WAGES_BY_INSURANCE, 提交范围="全部"))
    book = open_workbook(both.book)
    try:
        scopes = [
            SheetTable(book, spec).parameters()["scope"]
            for spec in (WAGES_BY_PERSON, WAGES_BY_INSURANCE)
        ]
    finally:
        book.close()
    assert scopes == ["已勾选", "全部"]


def test_a_sheet_that_is_none_of_the_commands_is_refused(desk: Desk) -> None:
    desk.until_filled()
    before = desk.book.read_bytes()

    wrong = desk.run("submit_wages", {"操作表": "待申报信息"})
    none = desk.run("update_bills", {"操作表": "待申报信息"})

    assert (wrong.status, wrong.answer["code"]) == (1, "INP-03")
    assert "“操作表”是“待申报信息”，不是命令“提交申报”能操作的表" in wrong.message
    assert "没有参数“操作表”" in none.message
    assert desk.book.read_bytes() == before


def test_people_are_added_where_the_clerk_looks_or_not_unasked(desk: Desk) -> None:
    """A blank sheet in front is meant as much as the filled one behind it."""
    desk.until_filled()
    somebody = desk.rows(WAGES_BY_PERSON)[0]["name"]
    bring_forward(desk, WAGES_BY_INSURANCE)

    unclear = desk.run("add_employee", {"添加职工": str(somebody)})
    assert (unclear.status, WAGES_BY_INSURANCE.title in unclear.message) == (1, True)
    desk.done("add_employee", named(WAGES_BY_INSURANCE, 添加职工=str(somebody)))
    assert len(desk.rows(WAGES_BY_INSURANCE)) == 1


class Choosing(TerminalUi):
    """Answers every choice with one of its lines."""

    def __init__(self, wanted: str) -> None:
        super().__init__(agrees=True)
        self.wanted = wanted
        self.offered: list[str] = []
        self.asked = ("", "", "")

    def choose(
        self, prompt: str, choices: Sequence[str], *, cell: str = "", option: str = ""
    ) -> int:
        self.offered = list(choices)
        self.asked = (prompt, cell, option)
        return next(at for at, line in enumerate(choices) if line.startswith(self.wanted))


def test_in_excel_the_sheet_is_chosen_from_a_list(both: Desk) -> None:
    """The one in front stands first; another one is taken all the same."""
    bring_forward(both, WAGES_BY_INSURANCE)
    ui = Choosing(f"{WAGES_BY_PERSON.title}（3")
    environment = {
        "SHEBAO_HOME": str(both.folder / "home"),
        "SHEBAO_BUREAU_URL": both.bureau.url,
        "SHEBAO_PASSWORD": both.bureau.seeded.first_password,
        "SHEBAO_KEY_FILE": str(both.folder / "store.key"),
    }
    book = open_workbook(both.book)
    try:
        outcome = run_command(BY_ID["check_wages"], book, both.book, ui, environment)
        checked = SheetTable(book, WAGES_BY_PERSON).rows()
    finally:
        book.close()

    assert ui.offered == [
        f"{WAGES_BY_INSURANCE.title}（30 行）",
        f"{WAGES_BY_PERSON.title}（30 行）",
    ]
    assert ui.asked[0].endswith("请选择要操作的工作表")
    assert ui.asked[1:] == ("", "操作表")
    assert outcome.counts["rows"] == 30
    assert any(row["check"] for row in checked)


@pytest.mark.feature("W-FILE")
def test_the_clients_file_takes_the_sheet_in_use(desk: Desk, tmp_path: Path) -> None:
    """It was by insurance for whoever happened to look at that sheet."""
    desk.until_filled()
    file = str(tmp_path / "下载.xlsx")
    bring_forward(desk, WAGES_BY_INSURANCE)

    assert "按人员" in desk.done("export_wage_file", {"参保职工文件": file}).message

    other = str(tmp_path / "按险种.xlsx")
    by_insurance = named(WAGES_BY_INSURANCE, 参保职工文件=other)
    assert "按险种" in desk.done("export_wage_file", by_insurance).message
    unclear = desk.run("import_wage_file")
    assert (unclear.status, "“参保职工文件”不同" in unclear.message) == (1, True)
    desk.done("import_wage_file", by_insurance)
    assert len(desk.rows(WAGES_BY_INSURANCE)) == 30


def test_an_export_is_of_the_query_that_was_asked(desk: Desk, tmp_path: Path) -> None:
    """Not of the one that stands in front."""
    desk.until_billed()
    desk.done("query_unit")
    bring_forward(desk, HOME)
    file = str(tmp_path / "查询.xlsx")
    only = desk.done("export_query", {"导出文件": file})
    desk.done("query_payables")

    unclear = desk.run("reset_query")
    again = desk.done("export_query", named(UNIT_QUERY, 导出文件=str(tmp_path / "再.xlsx")))

    assert (unclear.status, PAYABLE_QUERY.title in unclear.message) == (1, True)
    assert again.answer["counts"]["rows"] == only.answer["counts"]["rows"]
    desk.done("reset_query", named(PAYABLE_QUERY))


def test_a_terminal_ticks_a_sheet_by_its_name(desk: Desk) -> None:
    """Nobody sees a cursor there."""
    desk.until_rostered()
    bring_forward(desk, HOME)

    nowhere = desk.run("tick_rows")
    done = desk.done("tick_rows", named(ROSTER))
    tickless = desk.run("tick_rows", {"操作表": HOME.title})

    assert (nowhere.status, "--set 操作表=" in nowhere.message) == (1, True)
    rows = desk.rows(ROSTER)
    assert done.answer["counts"]["ticked"] == len(rows) > 0
    assert all(row["tick"] == TICK for row in rows)
    assert tickless.status == 1


def test_every_sheet_that_can_be_named_is_declared() -> None:
    """A renamed sheet must not leave its old name behind in the table of commands."""
    known = {spec.name for spec in SHEETS}
    for command in BY_ID.values():
        assert set(command.targets) <= known | {"*"}, command.id
