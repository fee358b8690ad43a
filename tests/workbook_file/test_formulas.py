"""References inside formulas move; everything that only looks like one does not."""

import pytest

from workbook_file.parts.addresses import Rect
from workbook_file.parts.formulas import Fill, quote_sheet, relocate


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A1+$A1+A$1+$A$1", "=B3+$A3+B$1+$A$1"),
        ("=SUM(A1:B2,C:C,4:4)", "=SUM(B3:C4,D:D,6:6)"),
        ("=SUM($A:$B,$1:$2)", "=SUM($A:$B,$1:$2)"),
        ("=\"A1\"&Sheet1!A1&'My A1'!A1", "=\"A1\"&Sheet1!B3&'My A1'!B3"),
        ("=LOG10(5)+ATAN2(1,2)+A1B+_A1", "=LOG10(5)+ATAN2(1,2)+A1B+_A1"),
        ("=Staff[A1]+Staff[[#This Row],[B2]]", "=Staff[A1]+Staff[[#This Row],[B2]]"),
        ("=1E5+A1.5", "=1E5+A1.5"),
        ("=职工!A1+名称A1", "=职工!B3+名称A1"),
        ("={1,2;3,4}+A1", "={1,2;3,4}+B3"),
    ],
)
def test_fill_moves_relative_references(formula: str, moved: str) -> None:
    assert Fill(formula).at(2, 1) == moved


def test_fill_does_not_leave_the_sheet() -> None:
    with pytest.raises(ValueError, match="leaves"):
        Fill("=A1").at(-1, 0)


def test_relocation_knows_the_sheet() -> None:
    """A row inserted on one sheet must not move references to another."""

    def down(rect: Rect) -> Rect:
        return rect._replace(row1=rect.row1 + 1, row2=rect.row2 + 1)

    formula = "=A1+Here!$B$2+There!C3+SUM(A1:B2)"
    assert relocate(formula, "Here", "here", down) == "=A2+Here!$B$3+There!C3+SUM(A2:B3)"
    assert relocate(formula, "There", "Here", down) == "=A1+Here!$B$3+There!C3+SUM(A1:B2)"


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Sheet1", "Sheet1"),
        ("工资", "工资"),
        ("a b", "'a b'"),
        ("it's", "'it''s'"),
        ("A1", "'A1'"),
        ("2026", "'2026'"),
        ("R1C1", "'R1C1'"),
        ("x.y", "x.y"),
    ],
)
def test_sheet_names_are_quoted_when_needed(name: str, spelled: str) -> None:
    assert quote_sheet(name) == spelled
