"""The workbook a user opens, made from the sheets' declarations."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.sheets.declared.application_sheets import CHOICES
from shebao.sheets.declared.catalogue import SHEETS, sheet_groups
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.spec import NUMBER_FORMATS, Chart, Kind, SheetSpec
from shebao.sheets.declared.state_words import LOOKS, WORDS
from shebao.sheets.declared.statistics_sheet import CHARTS, STATISTICS
from shebao.sheets.declared.wage_sheets import ERROR_SIGN, WARNING_SIGN
from shebao.sheets.migration import FORMAT_VERSION

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_576
INPUT_ROWS = 1_000  # with drop-down lists
INSURANCE_COLUMNS = 12  # formatted in advance behind the fixed columns
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
# A fixed date keeps the committed template byte-identical.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a zip date has no zone


def write_template(path: Path, sheets: Sequence[SheetSpec] = SHEETS) -> None:
    """Write an empty workbook with these sheets; the same bytes each time."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": "社保费", "created": _CREATED})
        formats = _formats(book)
        groups = sheet_groups()
        for spec in sheets:
            sheet = book.add_worksheet(spec.title)
            sheet.set_tab_color(groups[spec.name].color)
            if not spec.at_start:
                sheet.hide()
            _write_sheet(book, sheet, spec, formats)
        if HOME in sheets:
            _draw_charts(book, HOME, STATISTICS, CHARTS)
        version = book.add_worksheet("_shebao")
        version.write_string(0, 0, FORMAT_VERSION)
        version.very_hidden()
        book.define_name("sb_version", "=_shebao!$A$1")


def _formats(book: "Workbook") -> dict[str, "Format"]:
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14, "font_color": "#1F4E79"},
        "note": {"font_color": "#595959"},
        "label": {"bold": True, "align": "right"},
        "value": {"bg_color": "#FFF9E5", "border": 1, "border_color": "#BFBFBF", "num_format": "@"},
        "total": {"bold": True, "num_format": NUMBER_FORMATS[Kind.MONEY]},
        "hint": {"font_color": "#7F7F7F", "italic": True},
        "header": {
            "bold": True,
            "bg_color": "#1F4E79",
            "font_color": "#FFFFFF",
            "border": 1,
            "border_color": "#FFFFFF",
            "align": "center",
            "text_wrap": True,
        },
        "input_header": {
            "bold": True,
            "bg_color": "#BF8F00",
            "font_color": "#FFFFFF",
            "border": 1,
            "border_color": "#FFFFFF",
            "align": "center",
            "text_wrap": True,
        },
        **{look: {"font_color": color} for look, color in LOOKS.items()},
        "fault": {"bg_color": "#F4A48A"},
        "doubt": {"bg_color": "#FFE699"},
        "grey": {"bg_color": "#D9D9D9"},
    }
    made = {name: book.add_format({**_FONT, **look}) for name, look in looks.items()}
    for kind, number_format in NUMBER_FORMATS.items():
        align: dict[str, object] = {"align": "center"} if kind is Kind.TICK else {}
        made[kind] = book.add_format({**_FONT, "num_format": number_format, **align})
    return made


def _write_sheet(
    book: "Workbook", sheet: "Worksheet", spec: SheetSpec, formats: dict[str, "Format"]
) -> None:
    from xlsxwriter.utility import xl_col_to_name

    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if any(column.header == "姓名" for column in spec.columns):
        # Lists of people run over pages. LibreOffice takes a third of a second to open each sheet
        # that repeats a row, so the others do without.
        sheet.repeat_rows(spec.header_row - 1)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, spec.title, formats["title"])
    sheet.write_string(1, 0, spec.purpose, formats["note"])
    _define(book, spec, spec.note_anchor, 1, 0)
    value = spec.value_column - 1
    for row, parameter in enumerate(spec.parameters, start=2):
        sheet.write_string(row, value - 1, parameter.label, formats["label"])
        sheet.write_string(row, value, parameter.default, formats["value"])
        sheet.write_string(row, value + 1, parameter.hint, formats["hint"])
        if parameter.choices:
            sheet.data_validation(
                row, value, row, value, {"validate": "list", "source": list(parameter.choices)}
            )
        _define(book, spec, spec.parameter_anchor(parameter), row, value)
    top = spec.header_row - 1
    for row, total in enumerate(spec.totals, start=2 + len(spec.parameters)):
        at = xl_col_to_name(next(i for i, c in enumerate(spec.columns) if c.field == total.field))
        summed = f"=SUBTOTAL(109,{at}{top + 2}:{at}{LAST_ROW})"
        sheet.write_string(row, value - 1, total.label, formats["label"])
        sheet.write_formula(row, value, summed, formats["total"], "")
    sheet.set_row(top, 30)
    for index, column in enumerate(spec.columns):
        look = formats["input_header"] if column.is_input else formats["header"]
        sheet.write_string(top, index, column.header, look)
        sheet.set_column(
            index, index, column.width, formats[column.kind], {"hidden": column.is_hidden}
        )
    _write_choices(sheet, spec)
    if spec.columns_by_insurance:
        first = len(spec.columns)
        sheet.set_column(
            first, first + INSURANCE_COLUMNS - 1, 15, formats[spec.columns_by_insurance]
        )
    _define(book, spec, spec.anchor, top, 0)
    names = [c.field for c in spec.columns]
    frozen = names.index("id_number") + 1 if "id_number" in names and "tick" in names else 0
    sheet.freeze_panes(spec.header_row, frozen)
    _write_marks(sheet, spec, formats)
    if spec.chart is not None:
        _draw_charts(book, spec, spec, [spec.chart])


def _write_choices(sheet: "Worksheet", spec: SheetSpec) -> None:
    """Offer drop-down lists; what is typed or pasted beside them is for the command to judge."""
    from xlsxwriter.utility import xl_col_to_name

    row = spec.header_row
    cells = {c.field: f"${xl_col_to_name(i)}{row + 1}" for i, c in enumerate(spec.columns)}
    for at, column in enumerate(spec.columns):
        source: object = list(column.choices)
        if column.choices_of:
            parts = re.split(r"\{(\w+)\}", column.choices_of)
            key = "&".join(
                cells[part] if place % 2 else f'"{part}"'
                for place, part in enumerate(parts)
                if part
            )
            keys = f"'{CHOICES.title}'!$A:$A"
            source = (
                f"=OFFSET('{CHOICES.title}'!$B$1,MATCH({key},{keys},0)-1,0,COUNTIF({keys},{key}),1)"
            )
        if source:
            rule = {"validate": "list", "source": source, "show_error": False}
            sheet.data_validation(row, at, row + INPUT_ROWS - 1, at, rule)


def _draw_charts(
    book: "Workbook", where: SheetSpec, data: SheetSpec, charts: Sequence[Chart]
) -> None:
    """Draw pictures beside a sheet's columns; Excel redraws them whenever the data change."""
    fields = [column.field for column in data.columns]
    for number, chart in enumerate(charts):
        drawn = book.add_chart({"type": chart.kind})
        top, bottom = data.header_row, data.header_row + chart.rows - 1
        places = [fields.index(field) for field in (chart.categories, chart.values)]
        areas = [[data.title, top, at, bottom, at] for at in places]
        drawn.add_series(
            {"categories": areas[0], "values": areas[1], "fill": {"color": "#1F4E79"}, "gap": 60}
        )
        if chart.kind == "bar":
            # The first row on top, and each with its name: Excel leaves out every other one.
            drawn.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
        drawn.set_title({"name": chart.title, "name_font": {"size": 11}})
        drawn.set_legend({"none": True})
        drawn.set_size({"width": 480, "height": 300})
        sheet = book.get_worksheet_by_name(where.title)
        sheet.insert_chart(2 + number * 16, len(where.columns) + 1, drawn)  # below the note


def _define(book: "Workbook", spec: SheetSpec, name: str, row: int, column: int) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    book.define_name(name, f"='{spec.title}'!{cell}")


def _write_marks(sheet: "Worksheet", spec: SheetSpec, formats: dict[str, "Format"]) -> None:
    """Colour by the status columns, so that commands write words and never colours."""
    from xlsxwriter.utility import xl_col_to_name

    places = {c.field: i for i, c in enumerate(spec.columns)}
    first, last = spec.header_row, LAST_ROW - 1
    for field, words in WORDS.items():
        if field not in places:
            continue
        for word, look in words.items():
            sheet.conditional_format(
                first,
                places[field],
                last,
                places[field],
                {"type": "text", "criteria": "begins with", "value": word, "format": formats[look]},
            )
    if "clamp" in places:
        criteria = f'=${xl_col_to_name(places["clamp"])}{first + 1}<>""'
        rule = {"type": "formula", "criteria": criteria, "format": formats["bad"]}
        sheet.conditional_format(first, places["base"], last, places["base"], rule)
    if "locked" in places:
        criteria = f'=${xl_col_to_name(places["locked"])}{first + 1}<>""'
        rule = {"type": "formula", "criteria": criteria, "format": formats["grey"]}
        sheet.conditional_format(first, 0, last, len(spec.columns) - 1, rule)
    if "faulty" not in places:
        return
    header, row = spec.header_row, spec.header_row + 1
    width = len(spec.columns) + (INSURANCE_COLUMNS if spec.columns_by_insurance else 0)
    faulty = f"${xl_col_to_name(places['faulty'])}{row}"
    for sign, look in ((ERROR_SIGN, "fault"), (WARNING_SIGN, "doubt")):
        criteria = f'=AND(A${header}<>"",ISNUMBER(FIND(";{sign}"&A${header}&";",{faulty})))'
        rule = {"type": "formula", "criteria": criteria, "format": formats[look]}
        sheet.conditional_format(first, 0, last, width - 1, rule)
    if spec.columns_by_insurance:
        start = len(spec.columns)
        head = f"{xl_col_to_name(start)}${header}"
        insured = f"${xl_col_to_name(places['insured'])}{row}"
        grey = f'=AND({head}<>"",{insured}<>"",ISERROR(SEARCH(";"&LEFT({head},3)&";",{insured})))'
        sheet.conditional_format(
            first,
            start,
            last,
            start + INSURANCE_COLUMNS - 1,
            {"type": "formula", "criteria": grey, "format": formats["grey"]},
        )
