"""The committed workbook is what the declarations make."""

import zipfile
from pathlib import Path

import openpyxl

from scripts.template.workbook import write_template
from shebao.sheets.declared.catalogue import SHEETS
from shebao.templates import template_path


def test_committed_template_is_what_the_sheets_declare(tmp_path: Path) -> None:
    """A template edited by hand would be lost at the next build."""
    fresh = tmp_path / "fresh.xlsx"
    write_template(fresh)

    with zipfile.ZipFile(fresh) as made, zipfile.ZipFile(template_path("shebao")) as kept:
        assert made.namelist() == kept.namelist()
        assert [n for n in made.namelist() if made.read(n) != kept.read(n)] == []


def test_every_declared_name_and_header_is_in_the_template() -> None:
    """Sheets are found by defined name and columns by header, or not at all."""
    book = openpyxl.load_workbook(template_path("shebao"))
    for spec in SHEETS:
        assert spec.anchor in book.defined_names
        assert spec.note_anchor in book.defined_names
        assert all(spec.parameter_anchor(p) in book.defined_names for p in spec.parameters)
        heads = [cell.value for cell in book[spec.title][spec.header_row]]
        assert heads[: len(spec.columns)] == [c.header for c in spec.columns]


def test_names_of_sheets_columns_and_parameters_are_distinct() -> None:
    """Two columns of one header could not be told apart again."""
    assert len({spec.title for spec in SHEETS}) == len(SHEETS)
    assert len({spec.name for spec in SHEETS}) == len(SHEETS)  # it begins every defined name
    for spec in SHEETS:
        assert len({c.header for c in spec.columns}) == len(spec.columns)
        assert len({c.field for c in spec.columns}) == len(spec.columns)
        assert len({p.label for p in spec.parameters}) == len(spec.parameters)


def test_bands_come_behind_states_for_libreoffice_too() -> None:
    """It goes by the first element of which a rule holds: 申报成功 had no ✔ on the wage sheets."""
    book = openpyxl.load_workbook(template_path("shebao"))
    with_states = 0
    for sheet in book.worksheets:
        kinds = [
            {"band" if "MOD(ROW()" in str(rule.formula) else rule.type for rule in element.rules}
            for element in sheet.conditional_formatting
        ]
        states = [at for at, found in enumerate(kinds) if "beginsWith" in found]
        bands = [at for at, found in enumerate(kinds) if "band" in found]
        with_states += bool(states)
        assert not states or max(states) < min(bands), sheet.title
    assert with_states > 10


def test_charts_show_nothing_where_there_are_no_figures() -> None:
    """An axis of 0 to 12 stood on 首页 before the first login, and lines of two drew it out."""
    with zipfile.ZipFile(template_path("shebao")) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    charts = [parts[name] for name in parts if name.startswith("xl/charts/chart")]
    drawings = [parts[name] for name in parts if name.startswith("xl/drawings/drawing")]
    assert len(charts) == 3
    for chart in charts:
        assert '<c:delete val="1"/>' in chart.partition("<c:valAx>")[2]
        assert "majorGridlines" not in chart
        assert '<c:showVal val="1"/>' in chart
    for drawing in drawings:
        assert drawing.count("<xdr:twoCellAnchor") == drawing.count('editAs="oneCell"')
