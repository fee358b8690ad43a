"""What makes a click slow, counted and not timed: requests, and layers over a sheet's text."""

from pathlib import Path

import pytest

from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.templates import new_workbook
from tests.desk import Desk, open_desk
from tests.sheet_cells import Row, SheetTable
from workbook_file import open_book
from workbook_file.cells.base_rows import BaseRows
from workbook_file.cells.stream_grid import StreamGrid
from workbook_file.parts.addresses import Rect

# Requests of each click after the log-in, which serves them all.
REQUESTS = {
    "update_roster": 1,
    "new_wage_sheet": 1,
    "fill_from_payroll": 0,
    "check_wages": 2,
    "submit_wages": 5,
    "fetch_wage_result": 1,
    "update_bills": 1,
    "reconcile_bills": 6,
}


def requests(desk: Desk, command: str, parameters: dict[str, str] | None = None) -> int:
    before = desk.bureau.app.state.calls
    desk.done(command, parameters)
    return int(desk.bureau.app.state.calls - before)


@pytest.mark.parametrize("people", [8, 40])
def test_a_click_asks_the_bureau_as_often_however_many_people(
    people: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each request is a fiftieth of a second on a good line."""
    with open_desk(tmp_path, capsys, monkeypatch, people=people) as desk:
        desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
        payroll = {"工资表文件": desk.payroll.name}
        counts = {
            command: requests(desk, command, parameters)
            for command, parameters in {
                "update_roster": {},
                "new_wage_sheet": {},
                "fill_from_payroll": payroll,
                "check_wages": {},
                "submit_wages": {},
                "fetch_wage_result": {},
                "update_bills": {},
                "reconcile_bills": {"提交范围": "全部"},
            }.items()
        }

    assert counts == REQUESTS


def test_a_used_sheet_is_written_as_an_empty_one(tmp_path: Path) -> None:
    """Cleared first and then written it was two layers, and ten times the work."""
    path = new_workbook(tmp_path / "book.xlsx")
    rows: list[Row] = [{"name": f"赵{n}", "id_number": str(n), "key": str(n)} for n in range(50)]
    layers = []
    for _ in range(2):
        book = open_book(path, big_sheet=0)
        table = SheetTable(book, WAGES_BY_PERSON)
        table.replace(rows)
        grid = table._sheet.impl.part.grid
        assert isinstance(grid, StreamGrid)
        layers.append(len(grid._layers))
        book.save()
        book.close()

    assert layers == [1, 1]


def test_many_small_writes_measure_the_sheet_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update of fifty changed people writes a hundred blocks."""
    path = new_workbook(tmp_path / "book.xlsx")
    measured: list[object] = []
    measure = StreamGrid._measured

    def counted(grid: StreamGrid) -> Rect | None:
        measured.append(grid)
        return measure(grid)

    monkeypatch.setattr(StreamGrid, "_measured", counted)
    book = open_book(path, big_sheet=0)
    sheet = book.sheets[WAGES_BY_PERSON.title]
    for row in range(20, 60, 2):
        sheet.range((row, 3)).raw_value = "x"
    shape = sheet.used_range.shape
    book.close()

    assert shape[0] == 58
    assert len(measured) == 1


def test_a_column_without_formulas_is_read_without_cutting_rows_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filling reads the formulas of each column it writes."""
    path = new_workbook(tmp_path / "book.xlsx")
    book = open_book(path, big_sheet=0)
    SheetTable(book, WAGES_BY_PERSON).replace(
        [{"name": f"赵{n}", "id_number": str(n), "key": str(n)} for n in range(600)]
    )
    book.save()
    book.close()
    cut: list[Rect] = []
    cells = BaseRows.cells

    def counted(rows: BaseRows, rect: Rect) -> object:
        cut.append(rect)
        return cells(rows, rect)

    monkeypatch.setattr(BaseRows, "cells", counted)
    book = open_book(path, big_sheet=0)
    sheet = book.sheets[WAGES_BY_PERSON.title]
    top = WAGES_BY_PERSON.header_row + 1
    spelled = sheet.range((top, 2), (top + 599, 4)).formula
    used = sheet.used_range.shape
    book.close()

    assert len(spelled) == 600
    assert used[0] >= 600
    assert sum(rect.shape[0] for rect in cut) <= 64
