"""The engine is known to xlwings, counted, lazy, and leans on nothing that may move unseen."""

import inspect
import subprocess
import sys
import zipfile
from pathlib import Path
from types import FrameType

import python_calamine
import xlwings

import workbook_file.engine
from tests.workbook_file.books import new_book
from workbook_file.cells.bulk_reading import read_matrix
from workbook_file.engine.missing import NoApi
from workbook_file.engine.range import Range

_ENGINE = Path(workbook_file.engine.__file__).parent


def test_importing_the_room_imports_no_library() -> None:
    """Each click may start Python; a command that needs no file must not wait for pandas."""
    code = (
        "import sys; import workbook_file; "
        "print([m for m in ('xlwings', 'openpyxl', 'pandas', 'numpy', 'python_calamine') "
        "if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_engine_is_registered_once_and_not_made_active(tmp_path: Path) -> None:
    """On a desk Excel's own engine must stay the active one."""
    before = xlwings.engines.active
    new_book(tmp_path / "a.xlsx").close()
    new_book(tmp_path / "a.xlsx").close()
    assert [engine.name for engine in xlwings.engines].count("headless") == 1
    assert xlwings.engines.active is before


def test_active_engine_comes_back(tmp_path: Path) -> None:
    before = xlwings.engines.active
    book = new_book(tmp_path / "a.xlsx")
    book.sheets[0].activate()
    book.close()
    assert xlwings.engines.active is before


def test_closed_book_leaves_no_application(tmp_path: Path) -> None:
    book = new_book(tmp_path / "a.xlsx")
    pid = book.app.pid
    assert pid in xlwings.engines["headless"].apps.keys()  # noqa: SIM118  xlwings has no __contains__
    book.close()
    assert pid not in xlwings.engines["headless"].apps.keys()  # noqa: SIM118


class _Calls:
    """How often something outside the engine called into it."""

    def __init__(self) -> None:
        self.count = 0
        self._inside = 0

    def _look(self, frame: FrameType, event: str, _: object) -> None:
        if Path(frame.f_code.co_filename).parent == _ENGINE:
            self.count += event == "call" and not self._inside
            self._inside += {"call": 1, "return": -1}.get(event, 0)

    def __enter__(self) -> "_Calls":
        sys.setprofile(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)


def test_calls_do_not_grow_with_rows(tmp_path: Path) -> None:
    """What costs one call here costs one round trip to Excel."""
    book = new_book(tmp_path / "a.xlsx")
    sheet = book.sheets[0]
    counts = []
    for rows in (10, 5000):
        with _Calls() as calls:
            sheet.range((1, 1), (rows, 3)).raw_value = [[1, 2, 3]] * rows
            assert sheet.range((1, 1), (rows, 3)).raw_value is not None
        counts.append(calls.count)
    assert counts == [4, 4]
    with _Calls() as calls:
        for cell in sheet["A1:A10"]:
            cell.value = 1
    assert calls.count >= 20
    book.close()


def test_a_write_is_one_block_whatever_its_size(tmp_path: Path) -> None:
    """xlwings would cut it at 100,000 cells."""
    book = new_book(tmp_path / "a.xlsx")
    sheet = book.sheets[0]
    sheet["A1"].value = [[1.0] * 60] * 2000
    assert sheet.used_range.shape == (2000, 60)
    book.close()


def test_internals_that_the_engine_leans_on_are_there(tmp_path: Path) -> None:
    """Pins: xlwings' private options, zipfile's directory, calamine's rows."""
    assert "self._impl.options = options" in inspect.getsource(xlwings.Range.__init__)
    assert "rng.api and value" in inspect.getsource(xlwings.conversion.standard)
    assert isinstance(Range.api, NoApi)
    with zipfile.ZipFile(tmp_path / "a.zip", "x") as archive:
        for name in ("start_dir", "filelist", "NameToInfo", "_didModify", "fp"):
            assert hasattr(archive, name), name
    assert hasattr(python_calamine.CalamineSheet, "to_python")


def test_bulk_reader_leaves_numbers_alone() -> None:
    """Dates are made by the engine; calamine has other ideas about days before March 1900."""
    xml = (
        '<row r="2"><c r="B2" s="1"><v>30</v></c><c r="C2" t="b"><v>1</v></c>'
        '<c r="D2" t="e"><v>#N/A</v></c><c r="E2" s="0"><v>0.1</v></c>'
        '<c r="F2" t="inlineStr"><is><t>a &amp; b</t></is></c></row>'
    )
    rows = read_matrix(xml.encode(), None, [], date1904=False)
    assert rows == [[None] * 6, [None, 30.0, True, -2146826246, 0.1, "a & b"]]
    rows = read_matrix(xml.encode(), None, [1], date1904=False)
    assert str(rows[1][1]) == "1900-01-29 00:00:00"
