"""The employees into the sheet: whole, by changes, cut in the middle."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shebao.commands.registry import BY_ID
from shebao.runner import run_command, set_parameters
from shebao.sandbox.people.roster import read_roster
from shebao.sheets.declared.employee_sheets import EMPLOYEE_DETAIL, ROSTER, STOPPED
from shebao.sheets.declared.parts import TICK
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.com_stand_in import com_book
from tests.commands.people import NEWCOMER, by_id, first_id, joins, leaves
from tests.desk import Desk, open_desk
from tests.sheet_cells import SheetTable


@pytest.fixture
def paged_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A bureau that gives ten employees a page, of thirty."""
    with open_desk(tmp_path, capsys, monkeypatch, largest_page=10) as opened:
        yield opened


class Impatient(TerminalUi):
    """Notes the bar's steps, and cancels at the given one."""

    def __init__(self, cancel_at: int = 0) -> None:
        super().__init__(agrees=False)
        self.steps: list[tuple[str, int, int]] = []
        self._cancel_at = cancel_at

    def confirm(self, question: str) -> None:
        raise AssertionError(question)

    def progress(self, label: str, done: int, total: int) -> None:
        self.steps.append((label, done, total))
        if len(self.steps) == self._cancel_at:
            raise KeyboardInterrupt


def update(desk: Desk, ui: Impatient) -> None:
    book = open_workbook(desk.book)
    try:
        run_command(BY_ID["update_roster"], book, desk.book, ui, os.environ)
    finally:
        book.close()


@pytest.mark.feature("R-UPDATE")
def test_everyone_is_shown_under_each_unit_number_with_ticks(desk: Desk) -> None:
    """Pension and medical stand with two agencies; the clerk looks for either number."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    ran = desk.done("update_roster")

    assert "职工总数 30，正常缴费 30，停止缴费 0；本次更新 30 人。" in ran.message
    rows = by_id(desk.rows(ROSTER))
    assert len(rows) == 30
    heads = [head for head in desk.rows(ROSTER)[0] if "|" in head]
    for member in read_roster(desk.folder / "参保职工列表.xlsx").members:
        ticked = [
            {head[:3] for head in heads if row[head] == TICK} for row in rows[member.id_number]
        ]
        by_agency = [member.wages_fen.keys() - {"310"}, member.wages_fen.keys() & {"310"}]
        assert ticked == [codes for codes in by_agency if codes]
    assert {len({row["unit_no"] for row in of_one}) for of_one in rows.values()} == {1, 2}
    assert desk.note(ROSTER).startswith(ran.message)


@pytest.mark.feature("R-UPDATE")
def test_changes_are_added_to_what_is_there(desk: Desk) -> None:
    """The second download of the day must not take as long as the first."""
    desk.until_rostered()
    leaver = first_id(desk)
    joins(desk)
    leaves(desk, leaver)

    ran = desk.done("update_roster")

    assert ran.message == "职工总数 31，正常缴费 30，停止缴费 1；本次更新 2 人。"
    rows = by_id(desk.rows(ROSTER))
    assert [row["state"] for row in rows[leaver]] == ["停止缴费"]
    assert {row["state"] for row in rows[NEWCOMER["id_number"]]} == {"正常缴费"}
    assert desk.done("update_roster").answer["counts"]["changed"] == 0
    again = desk.done("update_roster", {"更新方式": "全量更新"})
    assert again.answer["counts"] == {"employees": 31, "active": 30, "changed": 31, "shown": 31}
    assert by_id(desk.rows(ROSTER)).keys() == rows.keys()


@pytest.mark.feature("R-UPDATE")
def test_only_changed_rows_are_written(desk: Desk) -> None:
    """At 100,000 people one name must not rewrite the sheet; what the clerk ticked stays."""
    desk.until_filled()
    rows = desk.rows(ROSTER)
    changed, other = rows[0], rows[-1]
    changed["tick"] = TICK
    changed["name"], other["name"] = "手工改名", "手工改名"
    desk.edit(ROSTER, [changed, other], "tick", "name")
    desk.done("submit_wages", {"提交范围": "已勾选"})
    desk.done("fetch_wage_result")
    accepted = set(desk.truth["wages_fen"])

    ran = desk.done("update_roster")

    assert ran.answer["counts"]["changed"] == len(accepted)
    names = {row["_row"]: row["name"] for row in desk.rows(ROSTER)}
    for row in (changed, other):
        kept = row["id_number"] not in accepted
        assert (names[row["_row"]] == "手工改名") is kept
    assert desk.rows(ROSTER)[0]["tick"] == TICK


@pytest.mark.feature("R-UPDATE")
@pytest.mark.parametrize(
    ("fault", "count"), [("drop", 3), ("lose", 3), ("garbage", 1), ("unavailable", 3)]
)
def test_cut_download_goes_on_from_the_last_page_kept(
    paged_desk: Desk, fault: str, count: int
) -> None:
    """The first download of a big employer is long; the line is not always."""
    desk = paged_desk
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    before = desk.book.read_bytes()
    desk.bureau.control("faults", kind=fault, count=count, after=1, path="/v1/employees")

    cut = desk.run("update_roster")

    assert cut.status == 1
    assert desk.book.read_bytes() == before
    ran = desk.done("update_roster", {"更新方式": "全量更新"})
    assert ran.answer["counts"] == {"employees": 30, "active": 30, "changed": 20, "shown": 30}
    assert len(by_id(desk.rows(ROSTER))) == 30


@pytest.mark.feature("R-UPDATE")
def test_a_wage_sheet_after_a_cut_download_has_everyone(paged_desk: Desk) -> None:
    """Ten of thirty people in it would be taken for all."""
    desk = paged_desk
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.bureau.control("faults", kind="garbage", count=2, after=1, path="/v1/employees")
    assert desk.run("update_roster").status == 1

    assert desk.run("new_wage_sheet").status == 1
    opened = desk.done("new_wage_sheet")

    assert opened.answer["counts"]["employees"] == 30


@pytest.mark.feature("R-UPDATE")
def test_cancelled_download_goes_on_and_shows_one_bar(paged_desk: Desk) -> None:
    """Cancel is no reason to start again, nor are pages a reason for bars."""
    desk = paged_desk
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    first, second = Impatient(cancel_at=2), Impatient()

    with pytest.raises(KeyboardInterrupt):
        update(desk, first)
    update(desk, second)

    assert first.steps == [("下载职工", 10, 30), ("下载职工", 20, 30)]
    assert second.steps == [("下载职工", 10, 10)]


@pytest.mark.feature("R-UPDATE")
def test_cut_second_full_download_keeps_everyone_and_goes_on(paged_desk: Desk) -> None:
    """Whoever was known stays known meanwhile."""
    desk = paged_desk
    desk.until_rostered()
    desk.bureau.control("faults", kind="lose", count=3, after=1, path="/v1/employees")
    assert desk.run("update_roster", {"更新方式": "全量更新"}).status == 1

    ran = desk.done("update_roster", {"更新方式": "增量更新"})

    assert ran.answer["counts"]["changed"] == 20
    assert desk.done("update_roster").answer["counts"]["changed"] == 0


@pytest.mark.feature("R-UPDATE")
def test_medical_under_collection_shows_no_detail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the medical side collects, its enrolments are not the tax side's to show."""
    with open_desk(tmp_path, capsys, monkeypatch, region="350100") as desk:
        desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

        ran = desk.done("update_roster")

        assert "职工基本医疗保险" in ran.message
        assert "由医保部门征集，不显示明细。" in ran.message
        row = desk.rows(ROSTER)[0]
        assert {head[:3] for head in row if "|" in head} == {"110", "210", "410"}
        assert len(desk.rows(ROSTER)) == 30


@pytest.mark.feature("R-STOPPED")
def test_stopped_employees_are_listed(desk: Desk) -> None:
    """Who stopped, in what, and until when."""
    desk.until_rostered()
    assert desk.done("show_stopped").message == "停止缴费职工 0 人。"
    leaver = first_id(desk)
    leaves(desk, leaver)

    ran = desk.done("show_stopped")

    assert ran.message == "停止缴费职工 1 人。"
    rows = desk.rows(STOPPED)
    assert [row["id_number"] for row in rows] == [leaver, leaver]
    assert {str(row["insurances"]) for row in rows} == {
        "企业职工基本养老保险、失业保险、工伤保险",
        "职工基本医疗保险",
    }
    assert all(row["last_month"] for row in rows)


@pytest.mark.feature("R-STOPPED", "R-DETAIL")
@pytest.mark.parametrize("command", ["show_stopped", "show_employee"])
def test_nothing_is_shown_before_the_first_download(desk: Desk, command: str) -> None:
    """An empty list would say that nobody stopped."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    ran = desk.run(command)

    assert ran.status == 1
    assert "请先" in ran.message


@pytest.mark.feature("R-DETAIL")
def test_details_of_one_employee(desk: Desk) -> None:
    """The three parts of the official window, for the ticked employee or a typed number."""
    desk.until_rostered()
    of_all = next(of_one for of_one in by_id(desk.rows(ROSTER)).values() if len(of_one) == 2)
    row = of_all[0]
    row["tick"] = TICK
    desk.edit(ROSTER, [row], "tick")

    ran = desk.done("show_employee")

    assert ran.message == f"{row['name']}的参保登记明细。"
    shown = desk.rows(EMPLOYEE_DETAIL)
    parts = [str(row["part"]) for row in shown]
    ticks = sum(cell == TICK for each in of_all for head, cell in each.items() if "|" in head)
    assert [parts.count(p) for p in ("职工基本信息", "参保信息", "参保险种信息")] == [6, 2, ticks]
    facts = {row["item"]: row["content"] for row in shown}
    assert facts["证件号码"] == row["id_number"]
    assert facts["证件类型"] == "居民身份证"
    assert facts["分组"] == "未分组"
    pension = next(row for row in shown if row["item"] == "企业职工基本养老保险")
    assert (pension["enrolled_from"], pension["enrolled_to"]) == ("2020-01", "")
    assert isinstance(pension["wage"], float)
    other = first_id(desk)
    desk.done("show_employee", {"证件号码": other})
    assert other in {row["content"] for row in desk.rows(EMPLOYEE_DETAIL)}


@pytest.mark.feature("R-DETAIL")
def test_nobody_or_several_have_no_details(desk: Desk) -> None:
    """Details of the wrong person are worse than none."""
    desk.until_rostered()

    none = desk.run("show_employee")
    stranger = desk.run("show_employee", {"证件号码": "520102199001019999"})
    rows = desk.rows(ROSTER)
    for row in rows:
        row["tick"] = TICK
    desk.edit(ROSTER, rows, "tick")
    several = desk.run("show_employee")

    assert (none.status, "没有勾选任何行" in none.message) == (1, True)
    assert (several.status, "选中了 30 名职工" in several.message) == (1, True)
    assert (stranger.status, "没有证件号码为“520102199001019999”的职工" in stranger.message) == (
        1,
        True,
    )


@pytest.mark.feature("R-DETAIL")
def test_details_of_the_row_under_the_cursor(desk: Desk) -> None:
    """In Excel one looks at a row and clicks."""
    desk.until_rostered()
    with com_book(desk.book) as excel:
        table = SheetTable(excel.book, ROSTER)
        table.activate()
        row = table.rows()[3]
        sheet = excel.book.sheets[ROSTER.title]
        sheet.range((int(str(row["_row"])), 2), (int(str(row["_row"])), 3)).select()
        command = BY_ID["show_employee"]
        set_parameters(command, excel.book, {"证件号码": ""})

        outcome = run_command(command, excel.book, desk.book, Impatient(), os.environ)

    assert outcome.message == f"{row['name']}的参保登记明细。"
