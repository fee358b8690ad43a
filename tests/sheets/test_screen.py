"""What a screen shows at 100 %: cells to fill, paths, sentences, on a laptop and on 4K.

Columns are as wide as so many digits of Calibri at 11 points, in whole pixels of the screen.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import replace

import openpyxl
import pytest

from shebao.commands.wages.wage_check import marks
from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.insurances import NATIONAL_NAMES
from shebao.domain.limits import Limit, Limits, Rate
from shebao.rules.checks.wage_checks import check_wages
from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_reading import PayrollReading
from shebao.rules.premiums.bill_causes import Billed, Ours, Terms, explain
from shebao.rules.roster_changes import said_once
from shebao.sheets.declared.catalogue import ALL_SHEETS, SHEETS
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employee_sheets import JOINERS, MONTH_CHANGES, STOPPED
from shebao.sheets.declared.head import SCREEN_PIXELS, column_pixels
from shebao.sheets.declared.premium_sheets import RECONCILIATION
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.state_words import ICONS
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS, WAGES_BY_PERSON
from shebao.templates import template_path
from tests.rules.cases import employee, facts, row
from tests.rules.payroll.test_payroll import JIA, STRANGER, YI, read, sheet_of
from tests.sheets.test_head import CELL_MARGIN, Text, measured

LAPTOP = 1366 - 18 - 30  # without scroll bar and row numbers
A_PATH = r"D:\社保\2026\11月\2026年11月工资.xlsx"
A_TITLE = (
    "　〔贵州省贵阳市沙箱8133科技有限公司（91520103MA1TP8E0DX，贵州省贵阳市沙箱区税务局，"
    "单位纳税人登记）3240b37f49〕"
)
DIGIT_PIXELS = 1038 / 2048 * 11 * 96 / 72  # of Calibri at 11 points, before it is made whole
SCALES_OF_4K = (1.0, 1.5, 2.0, 2.5)  # 3840 pixels and what Windows offers for them


def pixels_of(spec: AnySheet) -> list[int]:
    """The columns' pixels at 96 dots an inch; nothing where one is not seen."""
    return [column_pixels(c.width) if c.is_in_sight else 0 for c in spec.columns]


def scaled_pixels(width: float, scale: float) -> int:
    """A column's pixels where everything is shown larger: its digit is whole pixels there too."""
    digit = round(DIGIT_PIXELS * scale)
    return int(width * digit + 0.5) + 2 * -(-digit // 4) + 1


@pytest.mark.parametrize("spec", ALL_SHEETS, ids=lambda spec: spec.name)
def test_every_cell_to_fill_begins_on_a_laptop(spec: AnySheet) -> None:
    """One behind the right edge is never found."""
    pixels = pixels_of(spec)
    for cell in spec.head.cells.values():
        assert sum(pixels[: cell.column - 1]) + 60 <= LAPTOP


def test_a_path_is_read_where_it_is_typed() -> None:
    """更多条件 cut it: of the payroll's path its name was missing."""
    need = measured([(A_PATH, 10, False)])[A_PATH, 10, False]
    short = [
        (spec.title, parameter.label, cell.room)
        for spec in ALL_SHEETS
        for parameter in spec.parameters
        if parameter.label.endswith(("文件", "文件夹"))
        and (cell := spec.head.cells[parameter.field]).room < need + CELL_MARGIN
    ]
    assert short == []


def test_titles_and_purposes_end_on_a_laptop() -> None:
    """They run out over blank cells; behind the edge nobody reads them."""
    texts: list[Text] = []
    for spec in SHEETS:
        texts += [(spec.title + A_TITLE, 13, True), (spec.purpose, 9, False)]
    widths = measured(texts)
    assert {text: width for text, width in widths.items() if width > LAPTOP} == {}


def sentences() -> Iterator[tuple[AnySheet, str, str]]:
    """What stands in most rows of the lists of people, by sheet and field."""
    names = list(NATIONAL_NAMES.values())
    raised = [f"{name}：缴费工资 16,637.73 → 21,096.64" for name in names]
    yield MONTH_CHANGES, "words", said_once([raised[0], raised[4], raised[7]])[0]
    yield STOPPED, "insurances", "、".join([names[0], names[4], names[5], names[7]])
    doubtful = (("赵甲", JIA, "待定"), ("钱乙", YI, 6000.0), ("周丁", STRANGER, 1.0))
    doubts = read(sheet_of(*doubtful, ("钱乙", YI, 6000.0))).doubts
    namesake = read_payroll([sheet_of(("李大四", JIA, 5000.0))], {JIA: "欧阳小甲"})
    assert isinstance(namesake, PayrollReading)
    doubts += namesake.doubts
    for doubt in doubts:
        yield PAYROLL_DOUBTS, "sentence", doubt.sentence
        yield JOINERS, "sentence", doubt.sentence
    floors = {
        "110": Limit(442_605, 2_213_025, "test", grade="二手"),
        "310": Limit(590_140, 2_213_025, "test", grade="二手"),
    }
    insured = employee(insurances=("110", "310"))
    known = replace(facts(insured, limits=Limits(floors)), names=NATIONAL_NAMES)
    for wage in (5_000.0, 30_000.0, None):  # under one of two floors, over every cap, nothing
        (findings,) = check_wages([row(wage)], known)
        assert findings
        yield WAGES_BY_PERSON, "check", f"{ICONS['warn']} {marks(findings)[0]}"
    (findings,) = check_wages([row(21_096.64)], facts(filed_from_sheet={"*": 1_663_773}))
    assert [finding.code for finding in findings] == ["R103"]
    yield WAGES_BY_PERSON, "check", f"{ICONS['warn']} {marks(findings)[0]}"
    ours, rate = (
        Ours(1_000_000, "2020-01", None, has_left=True),
        Rate(160_000, 80_000, 0, 0, "test", grade="官方"),
    )
    rounding = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="test")
    terms = Terms("2026-11", "110", Limits({}), rate, rounding, 2)
    charged = 1_200_000, 1_200_000, 160_000, 80_000, 288_000
    for mine in (ours, replace(ours, has_left=False), None):
        for part in explain(mine, Billed(*charged), terms).parts:
            yield RECONCILIATION, "sentence", part.sentence


def test_a_person_takes_one_line_of_a_list() -> None:
    """A laptop showed nine people of 本月更新人员明细, each on two lines."""
    told = list(sentences())
    widths = measured([(text, 10, False) for _, _, text in told])
    wide = [
        (spec.title, text, widths[text, 10, False])
        for spec, field, text in told
        if widths[text, 10, False] + CELL_MARGIN > column_pixels(spec.column(field).width)
    ]
    assert wide == []


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0])
def test_texts_have_their_room_at_every_scale_of_windows(scale: float) -> None:
    """A digit of 14.87 pixels takes 15 in a column; letters grow no faster than that."""
    texts = {
        Kind.MONEY: "-9,999,999.990",  # the last for the gap
        Kind.TEXT: "52230119710506515X",
        Kind.PERCENT: "100.00%0",
    }
    widths = measured([(text, 10 * scale, False) for text in texts.values()])
    for spec in ALL_SHEETS:
        for column in spec.columns:
            room = scaled_pixels(column.width, scale)
            assert room >= int(column_pixels(column.width) * scale * 0.97)
            is_id = column.field == "id_number"
            is_sum = column.kind is Kind.MONEY and column.width >= 13
            if is_id or is_sum or column.kind is Kind.PERCENT:
                need = widths[texts[column.kind], 10 * scale, False]
                assert need + 4 * scale <= room, (spec.title, column.header)


def test_4k_shows_at_least_what_a_laptop_does() -> None:
    """Nothing sets a zoom, so 100 % it is; what fits on the laptop fits at each scale of 4K."""
    book = openpyxl.load_workbook(template_path("shebao"))
    assert {sheet.sheet_view.zoomScale for sheet in book} <= {None, 100}
    for spec in SHEETS:
        first = [c for c in spec.columns if c.is_in_sight]
        while sum(column_pixels(column.width) for column in first) > SCREEN_PIXELS:
            first.pop()
        for scale in SCALES_OF_4K:
            shown = sum(scaled_pixels(column.width, scale) for column in first)
            assert shown <= 3840 - 48 * scale


def test_columns_are_measured_in_a_font_that_every_windows_has() -> None:
    """By the theme a Chinese Excel takes 宋体, and each column of 7 pixels a digit has 8."""
    with zipfile.ZipFile(template_path("shebao")) as package:
        usual = (
            package.read("xl/styles.xml").decode().partition("<font>")[2].partition("</font>")[0]
        )
    assert '<name val="Calibri"/>' in usual
    assert '<sz val="11"/>' in usual
    assert "scheme" not in usual
    assert round(DIGIT_PIXELS) == 7
