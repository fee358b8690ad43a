"""The shape of an answer, and what happens to a range in which one cell fails."""

import logging

import pytest

from shebao_udfs.spill import MOST_CELLS, Cell, Grid, as_cells, as_reasons, spill
from tests.udfs.calling import GUIYANG, MONTH, call, column, why


def joined(*values: object) -> Cell:
    return "".join("·" if value is None else str(value) for value in values)


@pytest.mark.parametrize(
    ("grids", "shape"),
    [
        (([["a"]], [["b"]]), [["ab"]]),
        (([["a"], ["b"]], [["x"]]), [["ax"], ["bx"]]),
        (([["x"]], [["a", "b"]]), [["xa", "xb"]]),
        (([["a"], ["b"]], [["x", "y"]]), [["ax", "ay"], ["bx", "by"]]),
        (([["a", "b"], ["c", "d"]], [["x"], ["y"]]), [["ax", "bx"], ["cy", "dy"]]),
        (([["a"], ["b"]], []), [["a·"], ["b·"]]),
    ],
)
def test_shape_is_that_of_the_largest_range(grids: tuple[Grid, ...], shape: Grid) -> None:
    """A column of wages against a row of insurances fills the table between them."""
    assert as_cells(spill(joined, *grids)) == shape


@pytest.mark.parametrize(
    "grids", [([["a"], ["b"]], [["x"], ["y"], ["z"]]), ([["a", "b"]], [["x", "y", "z"]])]
)
def test_ranges_that_do_not_fit_are_one_error(grids: tuple[Grid, ...]) -> None:
    """Cutting to the shorter one would pair wages with the wrong person."""
    assert as_cells(spill(joined, *grids)) == [["#VALUE!"]]
    assert "大小不一致" in str(as_reasons(spill(joined, *grids))[0][0])


def test_a_whole_column_is_refused() -> None:
    """A million cells would freeze Excel."""
    answers = spill(joined, [["a"]] * (MOST_CELLS + 1))

    assert as_cells(answers) == [["#VALUE!"]]
    assert "整列" in str(as_reasons(answers)[0][0])


@pytest.mark.usefixtures("loaded")
def test_one_bad_cell_leaves_its_neighbours() -> None:
    """Shape and reasons stay cell by cell."""
    wages = column(8000.0, "八千", None)

    assert call("SB_UNIT", wages, "110", GUIYANG, MONTH) == column(1280.0, "#VALUE!", "")
    reasons = why("SB_UNIT", wages, "110", GUIYANG, MONTH)
    assert isinstance(reasons, list)
    assert reasons[0][0].startswith("贵州省贵阳市企业职工基本养老保险 2026-11：")
    assert reasons[1:] == column("缴费工资不是金额", "")


def test_a_defect_is_one_cells_error_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """The log may be sent to us; an identity number in an exception's text may not."""

    def faulty(value: object) -> Cell:
        if value == "52010219900101001X":
            raise ValueError(value)
        return "好"

    with caplog.at_level(logging.ERROR):
        answers = spill(faulty, column("52010219900101001X", "b"))

    assert as_cells(answers) == [["#VALUE!"], ["好"]]
    assert "程序内部错误" in str(as_reasons(answers)[0][0])
    assert "ValueError" in caplog.text
    assert "52010219900101001X" not in caplog.text
