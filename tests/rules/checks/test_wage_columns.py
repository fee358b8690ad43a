"""A wage column beside the wrong names is seen, and an honest one is left in peace."""

import random
from collections.abc import Sequence

import pytest

from shebao.rules.checks.wage_columns import Displacement, Wages, displaced

OLD = [812, 455, 1290, 630, 2210, 705, 980, 1540, 520, 1130, 875, 1820]


def column(new: Sequence[float | None], old: Sequence[float | None] = OLD) -> list[Wages]:
    """A sheet from row 10 on, in yuan."""
    return [
        Wages(
            at, None if n is None else round(n * 10_000), None if o is None else round(o * 10_000)
        )
        for at, (n, o) in enumerate(zip(new, old, strict=True), start=10)
    ]


@pytest.mark.feature("W-CHECK")
@pytest.mark.parametrize("raised", [1.0, 1.08, 1.6])
@pytest.mark.parametrize("descending", [False, True])
def test_wages_sorted_without_the_names_are_seen(raised: float, descending: bool) -> None:
    """Each is a wage of the firm, so no limit and no sum would tell."""
    found = displaced(column(sorted((one * raised for one in OLD), reverse=descending)))

    assert found is not None
    assert found.displacement is Displacement.SORTED
    assert len(found.rows) >= 7


@pytest.mark.feature("W-CHECK")
def test_one_wage_put_right_does_not_hide_the_others() -> None:
    """The clerk saw the one that stood out and corrected it."""
    wages = sorted(OLD)
    wages[0] = OLD[0]

    found = displaced(column(wages))

    assert found is not None
    assert found.displacement is Displacement.SORTED


@pytest.mark.feature("W-CHECK")
@pytest.mark.parametrize(
    ("new", "displacement", "rows"),
    [
        ([OLD[0], *OLD[:-1]], Displacement.DOWN, (11, 21)),
        ([*OLD[1:], None], Displacement.UP, (10, 20)),
        ([*(one * 1.07 for one in OLD[1:]), OLD[-1]], Displacement.UP, (10, 20)),
        ([*OLD[1:5], 9_999, *OLD[6:], None], Displacement.UP, (10, 20)),
        ([*OLD[:5], *OLD[6:], None], Displacement.UP, (15, 20)),  # one cell deleted
    ],
)
def test_wages_a_row_away_are_seen(
    new: list[float | None], displacement: Displacement, rows: tuple[int, int]
) -> None:
    """One cell too many pasted, and everyone below has the neighbour's wage."""
    found = displaced(column(new))

    assert found is not None
    assert (found.displacement, min(found.rows), max(found.rows)) == (displacement, *rows)


@pytest.mark.feature("W-CHECK")
@pytest.mark.parametrize(
    ("new", "old"),
    [
        (OLD, OLD),
        ([one * 1.6 for one in OLD], OLD),
        (sorted(OLD), sorted(OLD)),  # the whole sheet was sorted
        ([600] * 12, [600] * 12),
        (list(range(400, 412)), [600] * 12),
        ([900, *OLD[1:4], 99_999, *OLD[5:]], OLD),
        (OLD, [None] * 12),  # a first filing
        ([OLD[1], OLD[0], *OLD[2:]], OLD),
        ([455, 630, 812, 1290], [812, 455, 1290, 630]),  # too few to tell
    ],
)
def test_honest_wages_are_left_in_peace(new: list[float], old: list[float | None]) -> None:
    """Cried wolf, the sentence is not read when it is true."""
    assert displaced(column(new, old)) is None


@pytest.mark.feature("W-CHECK")
def test_wages_that_all_changed_prove_nothing() -> None:
    """Piece work: next year's wages have nothing to do with last year's."""
    draw = random.Random(20261129)
    sheets = [
        displaced(
            column(
                [draw.uniform(300, 2500) for _ in range(40)],
                [draw.uniform(300, 2500) for _ in range(40)],
            )
        )
        for _ in range(300)
    ]

    assert sum(found is not None for found in sheets) == 0


@pytest.mark.feature("W-CHECK")
def test_wages_in_another_order_are_not_called_sorted() -> None:
    """What was not done is not said: each row is called far from its wage instead."""
    mixed = [OLD[at] for at in (7, 4, 11, 1, 8, 2, 5, 0, 10, 3, 6, 9)]

    assert displaced(column(mixed)) is None
