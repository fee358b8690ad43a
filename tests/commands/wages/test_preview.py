"""The preview against the rules, the bureau and LibreOffice's own recalculation."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from shebao.sheets.declared.head import HAND_ROW
from shebao.sheets.declared.premium_sheets import BILL_LINES
from shebao.sheets.declared.wage_sheets import PREVIEW, WAGES_BY_INSURANCE, WAGES_BY_PERSON
from tests.desk import Desk, open_desk
from tests.libreoffice import convert
from tests.pairs import Kind

ALL = {"提交范围": "全部"}


def recalculated(book: Path, folder: Path) -> tuple[dict[str, float], list[dict[str, object]]]:
    """Return the sums at the head and the lines as LibreOffice shows them."""
    convert("xlsx", folder / "seen", book)
    read = python_calamine.CalamineWorkbook.from_path(str(folder / "seen" / book.name))
    cells = read.get_sheet_by_name(PREVIEW.title).to_python(skip_empty_area=False)
    head, lines = cells[: PREVIEW.header_row - 1], cells[PREVIEW.header_row :]
    fields = [column.field for column in PREVIEW.columns]
    summed = head[HAND_ROW - 1]
    sums = {field: float(str(summed[fields.index(field)])) for field in PREVIEW.sums}
    return sums, [dict(zip(fields, line, strict=False)) for line in lines if line[0]]


def fen(yuan: object) -> int:
    return int((Decimal(repr(yuan)) * 100).to_integral_value())


@pytest.mark.feature("W-PREVIEW", "X-GRADE")
@pytest.mark.parametrize("kind", ["enterprise", "public_body"])
def test_the_preview_equals_the_bureaus_bills(
    kind: Kind,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the clerk tells the boss before filing is what the bureau asks for afterwards."""
    with open_desk(tmp_path, capsys, monkeypatch, kind=kind) as desk:
        _compare(desk, tmp_path)


def _compare(desk: Desk, tmp_path: Path) -> None:
    desk.until_filled()
    previewed = desk.done("preview_premiums")
    sums, seen = recalculated(desk.book, tmp_path)
    assert {str(line["grade"])[0] for line in seen if line["wage"] != ""} == {"※"}
    assert "非官方的有" in previewed.message

    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    desk.done("update_bills")
    desk.done("show_bill_lines", ALL)

    asked: dict[tuple[object, ...], tuple[int, ...]] = {}
    for line in desk.rows(BILL_LINES):
        assert str(line["grade"]).startswith("※")
        key = (line["id_number"], line["unit_no"], line["insurance_name"])
        asked[key] = tuple(fen(line[f]) for f in ("base", "unit", "person"))
    filed = {key: a for key, a in asked.items() if key[0] in ids_with_wages(desk)}
    shown = {
        (line["id_number"], line["unit_no"], line["insurance_name"]): tuple(
            fen(line[f]) for f in ("base", "unit", "person")
        )
        for line in seen
        if line["wage"] != ""
    }
    assert shown == filed
    assert previewed.answer["counts"]["lines"] == len(seen)
    assert fen(sums["total"]) == sum(a[1] + a[2] for a in filed.values())


def ids_with_wages(desk: Desk) -> set[object]:
    found = set()
    for spec in (WAGES_BY_PERSON, WAGES_BY_INSURANCE):
        for row in desk.rows(spec):
            if any(isinstance(value, float) for field, value in row.items() if field != "old_wage"):
                found.add(row["id_number"])
    return found


@pytest.mark.feature("W-PREVIEW")
def test_the_preview_follows_the_wage_cell(desk: Desk, tmp_path: Path) -> None:
    """Floor and cap are named while the clerk types, without Python."""
    desk.until_filled()
    desk.done("preview_premiums")
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"]][:3]
    for row, wage in zip(rows, (100, 99_999_900, 600_000), strict=True):
        row["wage"] = wage
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    _, seen = recalculated(desk.book, tmp_path)

    clamps = defaultdict(set)
    for line in seen:
        if line["insurance"] == "110":
            clamps[line["id_number"]].add((line["clamp"], line["base"]))
    limits = next(line for line in seen if line["insurance"] == "110")
    assert [clamps[row["id_number"]] for row in rows] == [
        {("保底", limits["floor"])},
        {("限高", limits["cap"])},
        {("", 6000.0)},
    ]


def test_a_person_on_two_rows_is_named(desk: Desk) -> None:
    """The first of two wages would be taken silently."""
    desk.until_filled()
    rows = desk.rows(WAGES_BY_PERSON)
    rows[1]["id_number"] = rows[0]["id_number"]
    desk.edit(WAGES_BY_PERSON, rows[1:2], "id_number")

    ran = desk.run("preview_premiums")

    assert ran.status == 1
    assert f"第 {rows[0]['_row']} 行" in ran.said
    assert "不止一行" in ran.said
    assert desk.rows(PREVIEW) == []

    desk.edit(WAGES_BY_PERSON, [{**rows[0], "name": None}], "name")
    nameless = desk.run("preview_premiums")
    assert f"第 {rows[0]['_row']} 行（没有姓名）在表中不止一行" in nameless.said


@pytest.mark.feature("W-PREVIEW")
def test_whoever_has_no_line_is_named(desk: Desk) -> None:
    """已列出 30 名职工 over the lines of 29 would be a wrong sum."""
    desk.until_filled()
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["tick"]]
    rows[0].update(id_number="520102199001010028", key="")
    desk.edit(WAGES_BY_PERSON, rows[:1], "id_number", "key")

    ran = desk.done("preview_premiums")

    assert ran.answer["counts"]["employees"] == len(rows) - 1
    assert f"已列出 {len(rows) - 1} 名职工" in ran.message
    where = f"第 {rows[0]['_row']} 行 {rows[0]['name']}"
    assert f"1 人没有应缴费的险种，没有列入：{where}" in ran.message


@pytest.mark.feature("W-PREVIEW")
def test_insurance_without_a_column_is_not_called_one_without_a_rate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk would look for a fault of the rule file."""
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body", people=4) as desk:
        desk.until_filled()

        def drop(book: openpyxl.Workbook) -> None:
            sheet = book[WAGES_BY_INSURANCE.title]
            heads = [cell.value for cell in sheet[WAGES_BY_INSURANCE.header_row]]
            sheet.delete_cols(heads.index("210|失业保险") + 1)

        desk.change(drop)

        ran = desk.done("preview_premiums")

        assert "本表没有失业保险的列，未测算，请“新建申报表”" in ran.message
        assert "的费率，未测算" not in ran.message


@pytest.mark.feature("W-PREVIEW")
def test_months_under_other_rules_are_named_when_wages_count_from_earlier(desk: Desk) -> None:
    """Filed for last year, and every amount was of this November's floor without a word."""
    desk.in_november()
    desk.until_filled()

    usual = desk.done("preview_premiums", {"生效年度": "2026"})
    late = desk.done("preview_premiums", {"生效年度": "2025"})
    unknown = desk.done("preview_premiums", {"生效年度": "2001"})

    assert "不在测算内" not in usual.message
    assert "这些工资自 2025-01 起生效，其中 2025-01 至 20" in late.message
    assert "个属期的费率或上下限不同，不在测算内" in late.message
    assert "规则文件中缺少" not in late.message
    assert "其中 2001-01 至 20" in unknown.message
    assert "个属期在规则文件中缺少费率或上下限，20" in unknown.message  # no law is not another one
