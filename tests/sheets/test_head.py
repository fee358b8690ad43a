"""What is above a table is low when folded, and nothing of it is cut.

Texts are measured with the font that Chinese is shown in here, in pixels of 96 dots an inch.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator

import openpyxl
import pytest

from scripts.template.head import (
    HAND_HEIGHT,
    HEADER_HEIGHT,
    NOTE_HEIGHT,
    TITLE_HEIGHT,
)
from scripts.template.looks import (
    COLOURS,
    COLOURS_ROW,
    FILLS,
    FIRST,
    SIGNS,
    SIGNS_ROW,
    WIDTH,
    signs_column,
)
from shebao.domain.insurances import NATIONAL_NAMES
from shebao.sheets.declared.catalogue import ALL_SHEETS, SHEETS
from shebao.sheets.declared.columns import GAP, INSURANCE_WIDTH, NUMBER_FORMATS, Kind
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.head import HAND_ROW, MORE_LABEL, column_pixels, note_lines
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.state_words import ICONS
from shebao.templates import template_path
from tests.dialogs.screen import open_screen
from tests.patience import PATIENCE_SECONDS

FONT = "Noto Sans CJK SC"
POINT = 96 / 72
GRID = 488  # of 768 lines what Excel leaves between the column letters and the sheets' tabs
ROW, USUAL_HEIGHT = 20, 15  # pixels and points of a row without a height of its own
MOST_PIXELS, MOST_ROWS, LEAST_EMPLOYEES = 110, 8, 15
FINE = 12  # parts of a pixel: 10 points are 13.3, and a whole number of them a fortieth less
CELL_MARGIN = 4  # what Excel leaves blank on both sides together
_MEASURE = """
import json, sys, tkinter
from tkinter import font
root = tkinter.Tk()
root.withdraw()
fonts = {}
for family, size, weight, text in json.load(sys.stdin):
    key = family, size, weight
    if key not in fonts:
        fonts[key] = font.Font(family=family, size=-size, weight=weight)
        assert fonts[key].actual("family") == family, fonts[key].actual()
    print(fonts[key].measure(text) if text else fonts[key].metrics("linespace"))
"""

Text = tuple[str, float, bool]  # text, points, bold


def measured(texts: Iterable[Text]) -> dict[Text, int]:
    """Return how wide each text is; of an empty one how high a line is."""
    wanted = list(dict.fromkeys(texts))
    asked = [
        (FONT, round(points * POINT * FINE), "bold" if bold else "normal", text)
        for text, points, bold in wanted
    ]
    with open_screen() as screen:
        answer = subprocess.run(
            [sys.executable, "-c", _MEASURE],
            input=json.dumps(asked),
            capture_output=True,
            check=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            env=screen.environment,
        )
    return {
        each: -(-int(wide) // FINE)
        for each, wide in zip(wanted, answer.stdout.split(), strict=True)
    }


@pytest.mark.parametrize("spec", ALL_SHEETS, ids=lambda spec: spec.name)
def test_folded_head_is_low_and_the_whole_one_is_no_wall(spec: AnySheet) -> None:
    """With fourteen frozen rows a laptop showed seven employees."""
    head = spec.head
    lines = [TITLE_HEIGHT, NOTE_HEIGHT, NOTE_HEIGHT, HEADER_HEIGHT]
    if head.header_row > HAND_ROW:
        lines.append(HAND_HEIGHT)
    folded = sum(lines) * POINT

    assert folded <= MOST_PIXELS
    assert head.header_row <= MOST_ROWS
    assert (GRID - folded) // ROW >= LEAST_EMPLOYEES


def test_the_workbook_is_as_low_as_declared() -> None:
    """What Excel reads: the frozen rows, their heights, which of them are folded."""
    book = openpyxl.load_workbook(template_path("shebao"))
    for spec in SHEETS:
        sheet, head = book[spec.title], spec.head
        assert sheet.freeze_panes
        assert int("".join(filter(str.isdigit, sheet.freeze_panes))) == head.header_row + 1
        rows = [sheet.row_dimensions[number] for number in range(1, head.header_row + 1)]
        heights = [row.height or USUAL_HEIGHT for row in rows if not row.hidden]
        assert sum(heights) * POINT <= MOST_PIXELS
        assert [n for n, row in enumerate(rows, start=1) if row.hidden] == list(head.folded)
        assert all(sheet.row_dimensions[number].outlineLevel == 1 for number in head.folded)
        outline = sheet.sheet_properties.outlinePr
        assert outline is not None
        assert not outline.summaryBelow  # the + stands beside 更多条件
        assert sheet.print_title_rows == f"${head.header_row}:${head.header_row}"


def test_no_label_choice_or_header_is_cut() -> None:
    """Labels run out over blank cells beside them, headers over two lines."""
    wanted: dict[tuple[str, str], tuple[Text, float]] = {}
    for spec in ALL_SHEETS:
        wanted |= {(spec.title, text[0]): (text, room) for text, room in _rooms(spec)}
    widths = measured(text for text, _ in wanted.values())

    cut = {
        place: (widths[text], room)
        for place, (text, room) in wanted.items()
        if widths[text] + CELL_MARGIN > room
    }

    assert cut == {}


def _rooms(spec: AnySheet) -> Iterator[tuple[Text, float]]:
    """Yield each text of a head with the room that it has."""
    head = spec.head
    for parameter in spec.parameters:
        cell = head.cells[parameter.field]
        yield (parameter.label, 10, True), cell.label_room
        for text in (*parameter.choices, parameter.default):
            yield (text, 10, False), cell.room
    if head.more:
        yield (MORE_LABEL, 10, False), head.more.room
    for column in spec.columns:
        if not column.is_hidden:
            room = column_pixels(column.width)
            for line in _two_lines(column.header, room):
                yield (line, 9, True), room
    if spec.columns_by_insurance:
        room = column_pixels(INSURANCE_WIDTH)
        for code, name in NATIONAL_NAMES.items():
            for line in _two_lines(f"{code}|{name}", room):
                yield (line, 9, True), room
    if spec is HOME:
        yield from _legend_rooms(spec)


def _legend_rooms(spec: AnySheet) -> Iterator[tuple[Text, float]]:
    """Yield each word of the legend with its room: the months that it stands above."""
    pixels = [column_pixels(column.width) for column in spec.columns]
    for number, (_, words) in enumerate(COLOURS):
        at = FIRST + number * WIDTH
        yield (words, 9, False), sum(pixels[at : at + WIDTH])
    yield (SIGNS, 9, False), sum(pixels[signs_column() :])


def test_two_lines_of_a_header_are_not_too_high() -> None:
    """The second line of 110|企业职工基本养老保险 lost its lower edge."""
    line: Text = "", 9, True
    assert 2 * measured([line])[line] <= HEADER_HEIGHT * POINT
    for points, height in ((13, TITLE_HEIGHT), (9, NOTE_HEIGHT), (10, HAND_HEIGHT)):
        assert points * POINT + 2 <= height * POINT  # a character is as high as its font


def test_the_legend_says_what_every_colour_and_sign_means() -> None:
    """On 首页, above the months, where nothing that a command writes comes."""
    assert {look for look, _ in COLOURS} == set(FILLS)
    assert all(icon in SIGNS for icon in ICONS.values())
    assert FIRST + len(COLOURS) * WIDTH <= len(HOME.columns)
    sheet = openpyxl.load_workbook(template_path("shebao"))[HOME.title]
    for number, (look, words) in enumerate(COLOURS):
        cell = sheet.cell(COLOURS_ROW, FIRST + number * WIDTH + 1)
        assert cell.value == words
        assert cell.fill.fgColor.rgb[-6:] == str(FILLS[look]["bg_color"])[1:]
    assert sheet.cell(SIGNS_ROW, signs_column() + 1).value == SIGNS


def _two_lines(header: str, room: float) -> tuple[str, ...]:
    """Break a header where Excel would: a Chinese text anywhere."""
    wide = 12 * 1.04
    if len(header) * wide + CELL_MARGIN <= room:
        return (header,)
    half = (len(header) + 1) // 2
    return header[:half], header[half:]


def test_no_label_and_no_cell_stands_in_a_hidden_column() -> None:
    """Nothing of 备注 was seen on 用户管理: a text runs out of a cell, not out of a hidden one."""
    for spec in ALL_SHEETS:
        for field, cell in spec.head.cells.items():
            beside = spec.columns[cell.column - 2 : cell.column - 1]
            assert all(column.is_in_sight for column in beside), (spec.title, field)
        cells = [cell for cell in (*spec.head.cells.values(), spec.head.more) if cell]
        own = [column for cell in cells for column in spec.columns[cell.column - 1 : cell.column]]
        assert all(column.is_in_sight for column in own), spec.title  # 更多条件 of 应减未减


def test_labels_and_cells_do_not_lie_over_each_other() -> None:
    """A value that runs out to the right would be cut by the next label."""
    for spec in ALL_SHEETS:
        taken: set[tuple[int, int]] = set()
        fields = [column.field for column in spec.columns]
        taken |= {(HAND_ROW, fields.index(field) + 1) for field in spec.sums}
        for cell in spec.head.cells.values():
            cells = {(cell.row, at) for at in range(cell.column, cell.end + 1)}
            cells.add((cell.row, cell.column - 1))
            assert not cells & taken, spec.title
            taken |= cells


def test_what_a_command_says_takes_two_lines() -> None:
    """Together they are the text; the first is no wider than a screen."""
    long = (
        "需要处理 8 行：离职未减员 8 行，办法见“说明”列。其余差异符合规定：保底 74 行，限高 26 行。"
        * 3
    )
    first, second = note_lines(long)
    assert first + second == long
    assert first.endswith(("。", "，", "、", "："))
    assert measured([(first, 9, False)])[first, 9, False] <= 1300
    for at in range(20):  # none begins with the comma behind a bracket
        assert note_lines("以" * at + "该月最后一次下载为准（不是账单），" * 9)[1][0] not in "），"
    assert note_lines("已列出 54 名职工。") == ("已列出 54 名职工。", "")


def test_money_of_a_column_stands_in_one_line() -> None:
    """Same decimals, a minus before what is negative, and room for millions."""
    sizes = {
        column.width for spec in ALL_SHEETS for column in spec.columns if column.kind is Kind.MONEY
    }
    widths = measured([(text, 10, False) for text in ("-9,999,999.99", "99,999.99", "0")])
    most, usual, gap = (width for width in widths.values())
    for width in sizes:
        assert column_pixels(width) >= (most if width >= 13 else usual) + gap + CELL_MARGIN
    assert NUMBER_FORMATS[Kind.MONEY].split(";")[1].endswith(f"-#,##0.00{GAP}")


def test_no_figure_stands_against_the_text_on_its_right() -> None:
    """16,637.73 2020-01 was read as one: figures end at the right edge, texts begin at the left."""
    book = openpyxl.load_workbook(template_path("shebao"))
    figures = (Kind.MONEY, Kind.COUNT, Kind.PERCENT)
    for spec in SHEETS:
        sheet = book[spec.title]
        for at, column in enumerate(spec.columns, start=1):
            if column.kind in figures:
                alike = [
                    d
                    for d in sheet.column_dimensions.values()
                    if d.min and d.max and d.min <= at <= d.max
                ]
                texts = [each.number_format for each in alike]
                texts += [sheet.cell(HAND_ROW, at).number_format] * (column.field in spec.sums)
                formats = [part for text in texts for part in text.split(";")]
                assert formats
                assert all(part.endswith(GAP) for part in formats), (spec.title, column.header)
    rules = [
        rule.dxf.numFmt.formatCode
        for sheet in book
        for ranges in sheet.conditional_formatting
        for rule in ranges.rules
        if rule.dxf is not None and rule.dxf.numFmt is not None
    ]
    figures_in_marks = {code for code in rules if "0" in code}
    assert figures_in_marks
    assert all(code.endswith(GAP) for code in figures_in_marks)
