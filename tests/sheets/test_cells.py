"""A whole column becomes the same cells as its values one by one."""

import pytest

from shebao.sheets.cells import cell_of_value, cells_of_values
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import Formula

COLUMNS: list[list[object]] = [
    ["赵一", "", None, "=1+1"],
    [0, 100, None, 1_234_567],
    [True, 100],
    [1.5, "未定", 100, None],
    ["201", None, ""],
    [Formula("={wage}*2"), "1"],
    [],
]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_is_its_cells(kind: Kind, column: list[object]) -> None:
    """Half a million rows take the short way; a fen of it must not be another."""
    made = cells_of_values(column, kind)

    alone = [cell_of_value(value, kind) for value in column]
    assert [(type(cell), cell) for cell in made] == [(type(cell), cell) for cell in alone]
