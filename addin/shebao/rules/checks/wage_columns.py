"""Whether a column of new wages stands beside the wrong names, seen from the wages in force.

Sorted without the names, or pasted a row too high or too low, every figure is a good wage, only
somebody else's. A uniform raise is taken out first, and a sheet of wages that all differ from last
year's is no proof: neither sorting it nor shifting it makes it agree.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow

FEWEST = 5  # wages below which every pattern is chance
NEAR_PERCENT = 15  # of the wage in force: as good as the same


class Displacement(StrEnum):
    """What was done to the column."""

    SORTED = "sorted"  # without the names
    DOWN = "down"  # each wage beside the next person's name
    UP = "up"


@dataclass(frozen=True, slots=True)
class Displaced:
    """The worksheet rows that are concerned, and what seems to have happened to them."""

    displacement: Displacement
    rows: Collection[int]


@dataclass(frozen=True, slots=True)
class Wages:
    """One row's new wage and wage in force in fen; None where there is none."""

    number: int
    new: int | None
    old: int | None


def old_wage(cell: WageCell, insured: Mapping[str, int | None]) -> int | None:
    """Return the wage in force that a new one takes the place of (原缴费工资), in fen.

    The highest where one wage is for all; None on a first filing.
    """
    if cell.insurance != BY_PERSON:
        return insured.get(cell.insurance)
    return max((wage for wage in insured.values() if wage is not None), default=None)


def displaced_columns(
    rows: Sequence[WageRow], insured: Callable[[str], Mapping[str, int | None]]
) -> dict[str, Displaced]:
    """Return by header what seems wrong with each wage column of a sheet's rows.

    ``insured`` gives by id number the wages in force.
    """
    if len(rows) < FEWEST:
        return {}
    in_force = [insured(row.id_number) for row in rows]
    found = {}
    for at, head in enumerate(cell.header for cell in rows[0].cells):
        column = [
            Wages(row.number, row.cells[at].wage_fen, old_wage(row.cells[at], wages))
            for row, wages in zip(rows, in_force, strict=True)
        ]
        if one := displaced(column):
            found[head] = one
    return found


def displaced(column: Sequence[Wages]) -> Displaced | None:
    """Return what seems wrong with a column, given from top to bottom; None when it looks right."""
    known = [wages for wages in column if wages.new and wages.old]
    if len(known) < FEWEST:
        return None
    news, olds = [wages.new or 0 for wages in known], [wages.old or 0 for wages in known]
    agrees = _agreement(list(zip(news, olds, strict=True)))
    off = {wages.number for wages, fits in zip(known, agrees, strict=True) if not fits}
    if len(off) < FEWEST or len(off) * 3 < len(known):
        return None
    for descending in (False, True):
        # One of them may have been put right since: the order as a whole tells.
        ranked = list(zip(news, sorted(olds, reverse=descending), strict=True))
        if _agreement(ranked).count(False) * 4 <= len(off):
            return Displaced(Displacement.SORTED, off)
    for step, displacement in ((-1, Displacement.DOWN), (1, Displacement.UP)):
        rows = _longest_run(column, step, off)
        if len(rows) >= max(FEWEST, len(known) / 4):
            return Displaced(displacement, rows)
    return None


def _agreement(pairs: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each new and old wage whether they agree, a raise of most taken out."""
    if not pairs:
        return []
    raised = median(new / old for new, old in pairs)
    return [abs(new - old * raised) * 100 <= NEAR_PERCENT * old * raised for new, old in pairs]


def _longest_run(column: Sequence[Wages], step: int, off: Collection[int]) -> list[int]:
    """Return the most neighbouring rows whose wages are those of the people ``step`` rows away.

    One row among them may have another wage: people do get raises.
    """
    places = range(max(0, -step), len(column) - max(0, step))
    pairs = [
        (column[at].number, new, old)
        for at in places
        if (new := column[at].new) and (old := column[at + step].old)
    ]
    best: list[int] = []
    run: list[int] = []
    misses = 0
    agrees = _agreement([(new, old) for _, new, old in pairs])
    for (number, _, _), fits in zip(pairs, agrees, strict=True):
        misses = 0 if fits else misses + 1
        if misses > 1:
            run = []
        elif fits and number in off:  # two people with the same wage prove nothing
            run.append(number)
        best = max(best, run, key=len)
    return best
