"""The wage sheets: for the year or a month, by person or by insurance, each in its window."""

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from shebao import cli
from shebao.domain.moments import beijing_day
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import (
    WAGE_FILINGS,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)
from shebao.wiring import now
from shebao.workbooks import open_workbook
from tests.commands.employees.test_groups import put, with_groups
from tests.commands.people import joins
from tests.desk import Desk, open_desk
from tests.libreoffice import through_libreoffice
from tests.sheet_cells import SheetTable

IN_WINDOW = "2026-05-10T04:00:00Z"
AFTER_WINDOW = "2026-11-10T04:00:00Z"
FUZHOU = "350100"
NEXT_YEAR = str(beijing_day(now()).year + 1)
E1 = "存在缴费工资为空的职工，是否立即进行缴费工资申报"


@pytest.fixture
def fuzhou(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A desk where the rule file knows 日常缴费工资申报."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6, region=FUZHOU) as opened:
        opened.bureau.control("clock", now=AFTER_WINDOW, running=False)
        yield opened


def parameter(desk: Desk, spec: AnySheet, field: str) -> str:
    book = open_workbook(desk.book)
    try:
        return str(SheetTable(book, spec).parameters()[field])
    finally:
        book.close()


def fill(desk: Desk, spec: AnySheet, fen: int) -> None:
    """Type one wage for everyone and every insurance, and tick all rows."""
    rows = desk.rows(spec)
    heads = [head for head in rows[0] if "|" in head] or ["wage"]
    for row in rows:
        row["tick"] = "✔"
        for head in heads:
            is_insured = head == "wage" or f";{head[:3]};" in str(row["insured"])
            row[head] = fen if is_insured else None
    desk.edit(spec, rows, "tick", *heads)


@pytest.mark.feature("W-SHEET-PERSON", "W-SHEET-INSURANCE")
@pytest.mark.parametrize(
    ("command", "spec", "mode"),
    [
        ("new_wage_sheet", WAGES_BY_PERSON, "按人员"),
        ("new_insurance_wage_sheet", WAGES_BY_INSURANCE, "按险种"),
    ],
)
@pytest.mark.parametrize(
    ("now", "kind", "year"), [(IN_WINDOW, "年度申报", ""), (AFTER_WINDOW, "年度调整", "2026")]
)
def test_year_is_filed_in_its_window_and_adjusted_after_it(
    desk: Desk, command: str, spec: AnySheet, mode: str, now: str, kind: str, year: str
) -> None:
    """The adjustment shows the 生效年度 it asks for; the yearly filing has only one."""
    desk.bureau.control("clock", now=now, running=False)
    desk.until_rostered()

    opened = desk.done(command)
    assert f"{kind}，生效年度 2026" in opened.message
    assert parameter(desk, spec, "effective_year") == year
    fill(desk, spec, 900_000)
    desk.done("submit_all_wages")
    result = desk.done("fetch_wage_result")

    assert result.answer["counts"]["accepted"] == 30
    (line,) = desk.rows(WAGE_FILINGS)
    assert (line["kind"], line["mode"], line["effective_from"]) == (kind, mode, "2026-01")


@pytest.mark.feature("W-SHEET-INSURANCE")
def test_own_column_under_an_insurances_code_stays(desk: Desk) -> None:
    """新建 took the columns for insurances that the unit no longer has, and emptied them."""
    spec = WAGES_BY_INSURANCE
    desk.until_rostered()
    desk.done("new_insurance_wage_sheet")
    top = spec.header_row
    own: dict[str, list[str | int]] = {
        "999|备份": ["去年", "", "留着"],
        "180|我的": ["年金", "", "再问"],
        "610|长期护理保险": [1, 2, 3],
    }

    def heads(sheet: Worksheet) -> dict[object, int]:
        return {cell.value: cell.column for cell in sheet[top] if cell.value}

    def add(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[spec.title]
        beside = max(heads(sheet).values()) + 1
        for at, (head, cells) in enumerate(own.items(), start=beside):
            for row, cell in enumerate([head, *cells], start=top):
                sheet.cell(row, at).value = cell or None

    desk.change(add)
    fill(desk, spec, 900_000)
    desk.done("new_insurance_wage_sheet")

    sheet = openpyxl.load_workbook(desk.book)[spec.title]
    for head in ("999|备份", "180|我的"):
        at = heads(sheet)[head]
        assert [sheet.cell(top + n, at).value or "" for n in (1, 2, 3)] == own[head]
    assert "610|长期护理保险" not in heads(sheet)  # an insurance of Shenzhen's, in the rule book
    fill(desk, spec, 900_000)
    desk.done("check_wages")
    assert not any(code in str(row["check"]) for row in desk.rows(spec) for code in ("999", "180"))


@pytest.mark.feature("W-SHEET-PERSON", "W-SHEET-INSURANCE")
@pytest.mark.parametrize("command", ["new_wage_sheet", "new_insurance_wage_sheet"])
@pytest.mark.parametrize(
    ("now", "kind", "words"),
    [
        (AFTER_WINDOW, "年度申报", "当前不在年度缴费工资申报期限（每年 04-01 至 06-30）内"),
        (IN_WINDOW, "年度调整", "当前仍在年度缴费工资申报期限（每年 04-01 至 06-30）内"),
    ],
)
def test_kind_outside_its_window_is_refused_and_changes_nothing(
    desk: Desk, command: str, now: str, kind: str, words: str
) -> None:
    """Found out after an hour of typing it would be too late."""
    desk.bureau.control("clock", now=now, running=False)
    desk.until_rostered()
    before = desk.book.read_bytes()

    ran = desk.run(command, {"申报类型": kind})

    assert (ran.status, words in ran.message) == (1, True)
    assert desk.book.read_bytes() == before


@pytest.mark.feature("W-SHEET-PERSON")
def test_window_that_closed_since_is_said_before_sending(desk: Desk) -> None:
    """A sheet opened on 30 June and sent on 1 July."""
    desk.bureau.control("clock", now=IN_WINDOW, running=False)
    desk.until_filled()
    desk.bureau.control("clock", now=AFTER_WINDOW, running=False)
    chosen = {"申报类型": "年度申报"}

    checked, sent = desk.run("check_wages", chosen), desk.run("submit_wages", chosen)

    assert (checked.answer["status"], sent.status) == ("partial", 1)
    assert "本表现在不能申报：选择了“年度申报”，但当前不在年度缴费工资申报期限" in checked.message
    assert "请使用“年度调整”" in sent.message
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SHEET-PERSON", "W-SHEET-INSURANCE")
@pytest.mark.parametrize(
    ("year", "words"),
    [
        ("", "“生效年度”为空，年度调整必须选择需要调整的生效年度"),
        (NEXT_YEAR, f"{NEXT_YEAR} 年度还没有开始"),
        ("26", "“生效年度”是“26”，不是年度"),
        ("2026-01", "不是年度"),
    ],
)
def test_adjustment_without_a_usable_year_is_refused(desk: Desk, year: str, words: str) -> None:
    """A guessed year would recompute twelve months of bills."""
    desk.until_filled()
    before = desk.book.read_bytes()

    ran = desk.run("submit_wages", {"生效年度": year, "申报类型": "年度调整"})

    assert (ran.status, words in ran.message) == (1, True), ran.message
    assert desk.book.read_bytes() == before
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SHEET-PERSON")
def test_earlier_year_is_adjusted_when_it_is_asked_for(desk: Desk) -> None:
    """年度申报期限内未申报需补申报 (G 2.4.3.1)."""
    desk.until_filled()

    desk.done("submit_wages", {"生效年度": "2025"})

    assert desk.rows(WAGE_FILINGS)[0]["effective_from"] == "2025-01"


@pytest.mark.feature("W-SHEET-INSURANCE")
def test_columns_are_the_insurances_anybody_has_and_the_rest_is_grey(desk: Desk) -> None:
    """Greyness is computed by a real spreadsheet, from the rule that stands in the file."""
    desk.until_rostered()
    only_injury = desk.join("欧阳新", "410")
    desk.done("new_insurance_wage_sheet")
    desk.done("add_all_employees")

    rows = desk.rows(WAGES_BY_INSURANCE)
    heads = [head for head in rows[0] if "|" in head]
    insured = {code for row in rows for code in str(row["insured"]).split(";") if code}
    assert {head[:3] for head in heads} == insured
    grey = _grey_cells(desk)
    assert grey == {
        (row["_row"], head)
        for row in rows
        for head in heads
        if f";{head[:3]};" not in str(row["insured"])
    }
    (joined,) = (row for row in rows if row["id_number"] == only_injury)
    assert [h for h in heads if (joined["_row"], h) not in grey] == ["410|工伤保险"]


def _grey_cells(desk: Desk) -> set[tuple[object, str]]:
    """Evaluate the sheet's last conditional format for each of its cells with LibreOffice."""
    workbook = openpyxl.load_workbook(desk.book)
    sheet = workbook[WAGES_BY_INSURANCE.title]
    ((area, rule),) = [
        (formats.sqref, rule)
        for formats in sheet.conditional_formatting
        for rule in formats.rules
        if rule.formula and "SEARCH" in rule.formula[0]
    ]
    top, left = min(r.min_row for r in area.ranges), min(r.min_col for r in area.ranges)
    cells = {
        (row, column): sheet.cell(top - 1, column).value
        for row in range(top, sheet.max_row + 1)
        for column in range(left, sheet.max_column + 1)
        if sheet.cell(top - 1, column).value
    }
    origin = sheet.cell(top, left).coordinate
    for row, column in cells:
        target = sheet.cell(row, column + 30)
        translated = Translator(f"={rule.formula[0]}", origin=origin)
        target.value = translated.translate_formula(sheet.cell(row, column).coordinate)
    path = desk.folder / "grey.xlsx"
    workbook.save(path)
    computed = openpyxl.load_workbook(through_libreoffice(path), data_only=True)[sheet.title]
    return {
        (row, str(head))
        for (row, column), head in cells.items()
        if computed.cell(row, column + 30).value is True
    }


@pytest.mark.feature("W-SHEET-INSURANCE")
def test_entry_in_a_grey_cell_is_a_finding_and_is_not_sent(desk: Desk) -> None:
    """A paste over the grey cell is what happens."""
    desk.until_rostered()
    only_injury = desk.join("欧阳新", "410")
    desk.done("new_insurance_wage_sheet")
    desk.done("add_all_employees")
    fill(desk, WAGES_BY_INSURANCE, 900_000)
    row = next(r for r in desk.rows(WAGES_BY_INSURANCE) if r["id_number"] == only_injury)
    head = next(h for h in row if str(h).startswith("110|"))
    row[head] = 900_000
    desk.edit(WAGES_BY_INSURANCE, [row], head)

    desk.done("check_wages")
    sent = desk.run("submit_wages")

    marked = next(r for r in desk.rows(WAGES_BY_INSURANCE) if r["id_number"] == only_injury)
    assert f"该职工未参加“{head}”，此格请清空" in str(marked["check"])
    assert f"!{head}" in str(marked["faulty"])
    assert (sent.status, desk.bureau.received()["wage_filing"]) == (1, 0)


@pytest.mark.feature("W-SHEET-DAILY")
def test_daily_wages_count_from_their_month(fuzhou: Desk) -> None:
    """F 三4: all valid employees, new wage and 生效月份."""
    fuzhou.until_rostered()

    opened = fuzhou.done("new_daily_wage_sheet")
    assert "日常申报，生效月份 2026-11" in opened.message
    assert parameter(fuzhou, WAGES_DAILY, "effective_month") == "2026-11"
    fill(fuzhou, WAGES_DAILY, 765_400)
    fuzhou.done("submit_all_wages", {"生效月份": "2026-10"})
    result = fuzhou.done("fetch_wage_result")

    assert result.answer["counts"] == {"accepted": 6, "refused": 0, "pending": 0}
    (line,) = fuzhou.rows(WAGE_FILINGS)
    assert (line["kind"], line["effective_from"]) == ("日常申报", "2026-10")
    fuzhou.done("new_daily_wage_sheet")
    assert {row["old_wage"] for row in fuzhou.rows(WAGES_DAILY)} == {7654}


@pytest.mark.feature("W-SHEET-DAILY")
@pytest.mark.parametrize(
    ("month", "words"),
    [
        ("2025-11", "只能在 2025-12 至 2026-12 之间"),
        ("2027-01", "只能在 2025-12 至 2026-12 之间"),
        ("11月", "“生效月份”是“11月”，不是年月"),
    ],
)
def test_daily_month_out_of_reach_is_refused(fuzhou: Desk, month: str, words: str) -> None:
    """The bureau would refuse the whole filing."""
    fuzhou.until_rostered()
    before = fuzhou.book.read_bytes()

    ran = fuzhou.run("new_daily_wage_sheet", {"生效月份": month})

    assert (ran.status, words in ran.message) == (1, True), ran.message
    assert fuzhou.book.read_bytes() == before


@pytest.mark.feature("W-SHEET-DAILY")
def test_region_without_daily_wages_says_so(desk: Desk) -> None:
    """The Guizhou manual knows yearly filings only; that is the rule file's to say."""
    desk.until_rostered()

    ran = desk.run("new_daily_wage_sheet")

    assert (ran.status, "贵州省贵阳市没有日常缴费工资申报" in ran.message) == (1, True)


@pytest.mark.feature("W-SHEET-INSURANCE")
def test_public_body_cannot_file_by_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """若申报错误，将会导致部分险种社保费数据生成错误 (G 2.4.2.3 四)."""
    with open_desk(
        tmp_path, capsys, monkeypatch, kind="public_body", people=5, region=FUZHOU
    ) as desk:
        desk.until_rostered()

        ran = desk.run("new_daily_wage_sheet")

        assert (ran.status, "应按险种申报缴费工资" in ran.message) == (1, True)


@pytest.mark.feature("W-ADD-BLANK")
@pytest.mark.parametrize(
    ("command", "spec"),
    [("new_wage_sheet", WAGES_BY_PERSON), ("new_insurance_wage_sheet", WAGES_BY_INSURANCE)],
)
def test_opening_offers_those_without_a_wage(desk: Desk, command: str, spec: AnySheet) -> None:
    """E1, letter for letter: taken up it brings them alone, declined it brings everyone."""
    desk.until_rostered()
    joiner = desk.join("欧阳新", "110", "410")

    desk.capture.readouterr()
    assert cli.main(["run", command, "--book", str(desk.book), "--json"]) == 0
    declined = json.loads(desk.capture.readouterr().out)
    everyone = desk.rows(spec)
    accepted = desk.done(command)

    assert E1 in declined["message"]
    assert (len(everyone), declined["counts"]["blank"]) == (31, 1)
    assert E1 in accepted.message
    assert [row["id_number"] for row in desk.rows(spec)] == [joiner]


@pytest.mark.feature("W-ADD-BLANK", "S-HOME")
def test_opening_tells_whom_the_home_sheet_does_not_count(desk: Desk) -> None:
    """The bureau waits for no wage of somebody whose enrolment begins later; the sheet takes it."""
    desk.in_november()
    desk.until_rostered()
    desk.join("欧阳新", "110")
    joins(desk, first_period="2027-01")

    opened = desk.done("new_wage_sheet")
    desk.done("refresh_home")

    assert f"{E1}（2 人，其中 1 人在 2026-11 之后才开始参保，首页不计）。" in opened.message
    (alert,) = [str(row["content"]) for row in desk.rows(HOME) if row["item"] == "异常提醒"]
    assert alert == "存在缴费工资为空的职工，需要给该职工申报缴费工资（1 人）"


@pytest.mark.feature("W-ADD-BLANK")
def test_opening_asks_nothing_when_everyone_has_a_wage(desk: Desk) -> None:
    """A question without a reason is one nobody reads."""
    desk.until_rostered()

    opened = desk.done("new_wage_sheet")

    assert E1 not in opened.message
    assert opened.answer["counts"] == {"employees": 30, "blank": 0}


@pytest.mark.feature("W-SHEET-PERSON", "R-GROUPS")
def test_a_group_left_in_the_cell_is_told_with_who_is_missing(desk: Desk) -> None:
    """Last month's group opened a sheet of one workshop, and nobody missed the others."""
    with_groups(desk, "销售部")
    someone = str(next(r for r in desk.rows(ROSTER) if r["state"] == "正常缴费")["id_number"])
    put(desk, someone, "销售部")

    opened = desk.done("new_wage_sheet", {"分组": "销售部"})

    assert [row["id_number"] for row in desk.rows(WAGES_BY_PERSON)] == [someone]
    everyone = desk.done("new_wage_sheet", {"分组": ""})
    missing = everyone.answer["counts"]["employees"] - 1
    assert f"只放入分组“销售部”的职工，其他 {missing} 人不在表中" in opened.message
    assert "只放入分组" not in everyone.message
