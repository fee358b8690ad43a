"""Whatever a package claims: a right reading or one sentence, within a gigabyte and 30 seconds.

``--campaign`` draws a thousand mutants of real workbooks, a run draws a few.
"""

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shebao.domain.errors import FileRefusedError, SheetError
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.outside_file import read_grids
from shebao.templates import new_workbook
from shebao.workbooks import opened
from tests.packages import TYPES, VARIANTS, Parts, packed, parts_of
from tests.peak import small_children
from tests.sheet_cells import SheetTable
from workbook_file import WorkbookError

PAYROLLS = Path(__file__).parents[1] / "data" / "payroll_cases"
FEW, MANY = 20, 1000
HUGE = (b"0", b"-1", b"99999", b"1048577", b"4294967296", b"9" * 40, b"XFD1048576", b"ZZZZ1", b"")


def _flipped(chance: random.Random, content: bytes) -> bytes:
    scratched = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        scratched[chance.randrange(len(scratched))] = chance.randrange(256)
    return bytes(scratched)


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def _repeated(chance: random.Random, content: bytes) -> bytes:
    """A piece of the part again, up to ten thousand times."""
    start = chance.randrange(len(content))
    piece = content[start : start + chance.choice((10, 100, 1000))]
    return content[:start] + piece * chance.choice((2, 50, 10_000)) + content[start:]


def _revalued(chance: random.Random, content: bytes) -> bytes:
    """An attribute or a value of another size."""
    places = list(re.finditer(rb'="[^"]*"|>[0-9.]+<', content))
    if not places:
        return content
    found = chance.choice(places)
    new = chance.choice(HUGE)
    inside = b'="%s"' % new if found[0].startswith(b"=") else b">%s<" % new
    return content[: found.start()] + inside + content[found.end() :]


def _unplaced(chance: random.Random, content: bytes) -> bytes:
    """Cells without their addresses, one of them far away."""
    far = b'<row r="%d"><c><v>1</v></c></row></sheetData>' % chance.choice((99, 90_000, 1_048_576))
    return re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", content).replace(b"</sheetData>", far)


PARTS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _flipped,
    _cut,
    _repeated,
    _revalued,
    _unplaced,
)


def mutant(chance: random.Random, parts: Parts) -> bytes:
    """A package with one to three things wrong, in its parts or in the zip around them."""
    parts = dict(parts)
    for _ in range(chance.choice((1, 1, 2, 3))):
        likely = [
            n for n in parts if n.startswith(("xl/work", "xl/shared", "xl/styles")) or n == TYPES
        ]
        name = chance.choice(likely or list(parts))
        kind = chance.randrange(len(PARTS) + 3)
        if kind < len(PARTS):
            parts[name] = PARTS[kind](chance, parts[name] or b" ")
        elif kind == len(PARTS):
            del parts[name]
        elif kind == len(PARTS) + 1:
            parts[name], parts[chance.choice(list(parts))] = parts[chance.choice(list(parts))], b""
        else:
            try:
                parts = VARIANTS[chance.choice(list(VARIANTS))](parts)
            except (KeyError, UnicodeDecodeError):  # what it would change is broken already
                continue
    content = packed(parts)
    return _flipped(chance, content) if chance.random() < 0.1 else content


def _seeds(config: pytest.Config) -> range:
    return range(MANY if config.getoption("campaign") else FEW)


@pytest.mark.feature("W-PAYROLL")
def test_a_mutated_payroll_is_read_or_refused(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    sources = [parts_of(path) for path in sorted(PAYROLLS.glob("*.xlsx"))]
    path = tmp_path / "工资表.xlsx"
    outcomes = set()
    with small_children():
        for seed in _seeds(pytestconfig):
            chance = random.Random(seed)
            path.write_bytes(mutant(chance, chance.choice(sources)))
            started = time.monotonic()
            try:
                outcomes.add(any(grid.rows for grid in read_grids(path)))
            except FileRefusedError:
                outcomes.add(False)
            assert time.monotonic() - started < 60, seed  # 28 s in the child, on a busy machine
    assert outcomes == {True, False}


@pytest.mark.feature("X-HEADLESS")
def test_a_mutated_workbook_of_ours_is_read_or_refused(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    source = parts_of(new_workbook(tmp_path / "原件.xlsx"))
    path = tmp_path / "社保费.xlsx"
    refused = 0
    for seed in _seeds(pytestconfig):
        path.write_bytes(mutant(random.Random(seed), source))
        try:
            with opened(path) as book:
                SheetTable(book, WAGES_BY_PERSON).rows()
                book.save()
        except (FileRefusedError, SheetError, WorkbookError):
            refused += 1
    assert 0 < refused < len(_seeds(pytestconfig))
