"""The workbook a user opens, made from the sheets' declarations."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.template.head import HEADER_HEIGHT, define, write_head
from scripts.template.looks import formats_of, write_legend
from scripts.template.marks import INSURANCE_COLUMNS, hide_arrows, write_filter, write_marks
from shebao.sheets.declared.application_sheets import CHOICES
from shebao.sheets.declared.catalogue import SHEETS, sheet_groups
from shebao.sheets.declared.columns import INSURANCE_WIDTH, Chart
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.statistics_sheet import CHARTS, STATISTICS
from shebao.sheets.migration import FORMAT_VERSION
from shebao.sheets.print_area import is_printed_as_written

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as ChartType
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOVED_ONLY = 2  # of a picture by its cells: a row of two lines would draw it out
MOST_FROZEN = 3  # columns, wide ones not among them
INPUT_ROWS = 1_000  # with drop-down lists
# Of the usual cells, in whose digits columns are measured. Without a scheme: the theme's own font
# is another one in a Chinese Excel, and every column an eighth wider.
_FONT = {"font_name": "Calibri", "font_size": 11, "font_scheme": "none"}
# A fixed date keeps the committed template byte-identical.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a zip date has no zone


def write_template(path: Path, sheets: Sequence[AnySheet] = SHEETS) -> None:
    """Write an empty workbook with these sheets; the same bytes each time."""
    import xlsxwriter

    made = BytesIO()
    options = {"in_memory": True, "default_format_properties": dict(_FONT)}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": "社保费", "created": _CREATED})
        formats = formats_of(book)
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
    path.write_bytes(hide_arrows(made.getvalue(), sheets))


def _write_sheet(
    book: "Workbook", sheet: "Worksheet", spec: AnySheet, formats: dict[str, "Format"]
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    top = spec.header_row - 1
    sheet.repeat_rows(top)
    sheet.set_row(top, HEADER_HEIGHT)
    for index, column in enumerate(spec.columns):
        look = formats["input_header"] if column.is_input else formats["header"]
        sheet.write_string(top, index, column.header, look)
        body = formats["wrapped"] if column.wraps else formats[column.kind]
        seen: dict[str, object] = {"hidden": not column.is_in_sight}
        if column.is_folded:
            seen["level"] = 1
        sheet.set_column(index, index, column.width, body, seen)
    if spec.columns_by_insurance:
        first = len(spec.columns)
        last = first + INSURANCE_COLUMNS - 1
        sheet.set_column(first, last, INSURANCE_WIDTH, formats[spec.columns_by_insurance])
    write_head(book, sheet, spec, formats)
    if spec is HOME:
        write_legend(sheet, formats)
    fields = [column.field for column in spec.columns]
    for row, cells in enumerate(spec.first_rows, start=spec.header_row):
        for field, text in cells:
            sheet.write_string(row, fields.index(field), text)
    _write_choices(sheet, spec)
    define(book, spec, spec.anchor, top, 0)
    if is_printed_as_written(spec):
        sheet.print_area(0, 0, spec.header_row, len(spec.columns) - 1)
    sheet.freeze_panes(spec.header_row, _frozen_columns(spec))
    write_marks(sheet, spec, formats)
    write_filter(sheet, spec)
    if spec.chart is not None:
        for row in range(spec.header_row + 1, spec.header_row + spec.chart.rows):
            sheet.set_row(row, None, None, {"hidden": True})
        _draw_charts(book, spec, spec, [spec.chart])


def _frozen_columns(spec: AnySheet) -> int:
    """Return how many columns stay in sight: those by which a person's row is known."""
    fields = [column.field for column in spec.columns]
    is_list = "id_number" in fields and fields.index("id_number") <= MOST_FROZEN
    return fields.index("id_number") + 1 if is_list else 0


def _write_choices(sheet: "Worksheet", spec: AnySheet) -> None:
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
    book: "Workbook", where: AnySheet, data: AnySheet, charts: Sequence[Chart]
) -> None:
    """Draw pictures beside a sheet's columns; Excel redraws them whenever the data change."""
    fields = [column.field for column in data.columns]
    for number, chart in enumerate(charts):
        drawn = book.add_chart({"type": chart.kind})
        top = data.header_row + chart.skipped
        bottom = top + chart.rows - 1
        places = [fields.index(field) for field in (chart.categories, chart.values)]
        areas = [[data.title, top, at, bottom, at] for at in places]
        is_lying = chart.kind == "bar"
        figures = {"size": 8, "rotation": 0 if is_lying else -90}
        drawn.add_series(
            {
                "categories": areas[0],
                "values": areas[1],
                "fill": {"color": "#1F4E79"},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "#,##0", "font": figures},
            }
        )
        _set_axes(drawn, is_lying=is_lying)
        drawn.set_title({"name": chart.title, "name_font": {"size": 11}})
        drawn.set_legend({"none": True})
        drawn.set_size({"width": 400, "height": 260})  # twelve months of 首页 are 412
        sheet = book.get_worksheet_by_name(where.title)
        # Of the home sheet beside the lines, below the year; of others under the rows, of which
        # those without a bar are hidden.
        is_home = where is HOME
        at = [c.field for c in where.columns].index("link") + 1 if is_home else 0
        first = where.header_row + (9 if is_home else chart.rows + 1)
        looks = {"x_offset": 8, "object_position": _MOVED_ONLY}
        sheet.insert_chart(first + number * 14, at, drawn, looks)


def _set_axes(drawn: "ChartType", *, is_lying: bool) -> None:
    """Leave names alone: figures stand at the bars, and an axis of them in an empty picture."""
    names: dict[str, object] = {"num_font": {"size": 8}, "line": {"none": True}}
    names |= {"major_tick_mark": "none", "interval_unit": 1}
    unseen = {"visible": False, "min": 0, "major_gridlines": {"visible": False}}
    # Excel calls the axis of names y in a lying picture; its first row belongs on top.
    drawn.set_y_axis(names | {"reverse": True} if is_lying else unseen)
    drawn.set_x_axis(unseen if is_lying else names)
