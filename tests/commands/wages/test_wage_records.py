"""Wage filings of any day: listed from the bureau, viewed with reasons, exported."""

import openpyxl
import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGE_FILING_ITEMS, WAGE_FILINGS
from tests.desk import Desk


def filed_on_two_days(desk: Desk) -> tuple[str, str]:
    """One refusal on the first day, filed again on the second; return id and filing number."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z", running=False)
    desk.until_filled()
    victim = next(iter(desk.truth["wages_fen"]))
    desk.bureau.control("refused-people", id_numbers=[victim])
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    (first,) = desk.rows(WAGE_FILINGS)
    desk.bureau.control("clock", now="2026-11-12T04:00:00Z", running=False)
    desk.bureau.control("refused-people", id_numbers=[])
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    return victim, str(first["filing_no"])


def tick(desk: Desk, filing_no: str) -> None:
    rows = desk.rows(WAGE_FILINGS)
    for row in rows:
        row["tick"] = TICK if row["filing_no"] == filing_no else ""
    desk.edit(WAGE_FILINGS, rows, "tick")


@pytest.mark.feature("W-RECORDS")
def test_filings_are_listed_by_day(desk: Desk) -> None:
    """From the bureau, whoever filed them and from wherever."""
    filed_on_two_days(desk)

    every = desk.done("query_wage_filings")
    states = [row["state"] for row in desk.rows(WAGE_FILINGS)]
    one = desk.done("query_wage_filings", {"申报日期起": "2026-11-11", "申报日期止": "2026-11-12"})

    assert (every.answer["counts"]["filings"], states) == (2, ["全部申报成功", "部分申报成功"])
    assert one.answer["counts"]["filings"] == 1
    assert [row["people"] for row in desk.rows(WAGE_FILINGS)] == [1]


@pytest.mark.feature("W-RECORDS")
def test_every_page_is_fetched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record on page two is a record."""
    filed_on_two_days(desk)
    monkeypatch.setattr("shebao.bureau.premiums.PAGE", 1)

    assert desk.done("query_wage_filings").answer["counts"]["filings"] == 2


@pytest.mark.feature("W-RECORDS")
def test_detail_shows_everyone_with_the_reason(desk: Desk) -> None:
    """点击查看按钮可查看“失败”原因 (G 2.4.5)."""
    victim, filing_no = filed_on_two_days(desk)
    tick(desk, filing_no)

    shown = desk.done("show_wage_filing")

    lines = {row["id_number"]: row for row in desk.rows(WAGE_FILING_ITEMS)}
    assert set(lines) == set(desk.truth["wages_fen"])
    assert lines[victim]["state"] == "申报失败"
    assert lines[victim]["reason"] == "税务系统处理失败，请重新申报"
    assert lines[victim]["wage"] == desk.truth["wages_fen"][victim] / 100
    assert lines[victim]["insurance_name"] == "全部险种"
    assert all(lines[i]["name"] for i in lines)
    assert shown.answer["counts"] == {"lines": len(lines), "refused": 1}
    assert f"申报成功 {len(lines) - 1} 人，失败 1 人。" in shown.message
    rows = desk.rows(WAGE_FILINGS)
    for row in rows:
        row["tick"] = TICK
    desk.edit(WAGE_FILINGS, rows, "tick")
    both = desk.done("show_wage_filing").message
    assert f"申报成功 {len(lines)} 人次，失败 1 人次。" in both  # one person is in both


@pytest.mark.feature("W-RECORDS")
def test_detail_is_exported_and_overwrites_nothing(desk: Desk) -> None:
    """点击导出可导出明细 (G 2.4.5); numbers stay numbers and ids stay text."""
    victim, filing_no = filed_on_two_days(desk)
    tick(desk, filing_no)

    exported = desk.done("export_wage_filing", {"导出文件": "明细.xlsx"})
    before = (desk.folder / "明细.xlsx").read_bytes()
    again = desk.run("export_wage_filing", {"导出文件": "明细.xlsx"})

    assert str(desk.folder / "明细.xlsx") in exported.answer["files"]
    sheet = openpyxl.load_workbook(desk.folder / "明细.xlsx").active
    assert sheet is not None
    head, *lines = sheet.iter_rows(values_only=True)
    assert head == tuple(column.header for column in WAGE_FILING_ITEMS.columns)
    line = next(dict(zip(head, line, strict=True)) for line in lines if victim in line)
    assert (line["缴费工资"], line["状态"]) == (desk.truth["wages_fen"][victim] / 100, "申报失败")
    assert (again.status, "“明细.xlsx”已存在" in again.message) == (1, True)
    assert (desk.folder / "明细.xlsx").read_bytes() == before


@pytest.mark.feature("W-RECORDS")
@pytest.mark.parametrize(
    ("command", "parameters", "words"),
    [
        ("query_wage_filings", {"申报日期起": "11月"}, "“申报日期起”是“11月”，不是日期"),
        ("query_wage_filings", {"申报日期止": "2026-02-30"}, "不是日期"),
        (
            "query_wage_filings",
            {"申报日期起": "2026-11-12", "申报日期止": "2026-11-10"},
            "晚于“申报日期止”",
        ),
        ("show_wage_filing", {}, "没有勾选任何行"),
        ("export_wage_filing", {}, "没有勾选任何行"),
    ],
)
def test_bad_question_is_refused_in_words(
    desk: Desk, command: str, parameters: dict[str, str], words: str
) -> None:
    """And the sheet keeps what it showed."""
    desk.until_filed()
    before = desk.book.read_bytes()

    ran = desk.run(command, parameters)

    assert (ran.status, words in ran.message) == (1, True), ran.message
    assert desk.book.read_bytes() == before


@pytest.mark.feature("W-RECORDS")
@pytest.mark.parametrize("name", ["明细.csv", "没有这个文件夹/明细.xlsx"])
def test_export_that_cannot_be_written_is_said(desk: Desk, name: str) -> None:
    """Nothing half-written stays behind."""
    _, filing_no = filed_on_two_days(desk)
    tick(desk, filing_no)
    before = sorted(desk.folder.iterdir())

    ran = desk.run("export_wage_filing", {"导出文件": name})

    assert (ran.status, "没有导出" in ran.message) == (1, True)
    assert sorted(desk.folder.iterdir()) == before


@pytest.mark.feature("W-RECORDS")
def test_filing_in_process_has_no_detail_yet(desk: Desk) -> None:
    """And the message says to wait."""
    desk.until_filled()
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    desk.done("submit_wages")
    (line,) = desk.rows(WAGE_FILINGS)
    tick(desk, str(line["filing_no"]))

    shown = desk.done("show_wage_filing")

    assert (shown.answer["status"], "处理中，还没有明细" in shown.message) == ("partial", True)
