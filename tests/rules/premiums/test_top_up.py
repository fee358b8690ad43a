"""补差 of one person, by hand: each part for itself, and its cause."""

import pytest

from shebao.contract.premiums import BillLine
from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Limit, Limits, Rate
from shebao.rules.premiums.bill_causes import (
    Billed,
    Cause,
    Ours,
    Terms,
    explain_top_up,
    explain_with_top_up,
)
from shebao.rules.premiums.top_up import NOTHING, Charged, Why, charged, lacking_fen, top_up

FEN = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="示例")
LIMITS = Limits({"110": Limit(442_605, 2_213_025, "示例", "官方")})
RATE = Rate(160_000, 80_000, 0, 0, "示例", "官方")
FILED = Charged(442_605, 442_605, 70_817, 35_408)


@pytest.mark.parametrize(
    ("old", "wage_fen", "rate", "why", "parts", "over_fen"),
    [
        (FILED, 500_000, RATE, Why.RAISE, (9_183, 4_592), 0),
        (Charged(300_000, 439_470, 70_315, 35_158), 300_000, RATE, Why.FLOOR, (502, 250), 0),
        (
            Charged(3_000_000, 2_197_350, 351_576, 175_788),
            3_000_000,
            RATE,
            Why.CAP,
            (2508, 1254),
            0,
        ),
        (
            Charged(500_000, 500_000, 80_000, 40_000),
            500_000,
            Rate(150_000, 90_000, 0, 0, "示例", "官方"),
            Why.RATE,
            (0, 5_000),
            5_000,
        ),
        (Charged(600_000, 600_000, 96_000, 48_000), 500_000, RATE, Why.LOWERED, (0, 0), 24_000),
        # A lower wage under a floor that rose more: nobody raised anything.
        (Charged(440_000, 440_000, 70_400, 35_200), 300_000, RATE, Why.FLOOR, (417, 208), 0),
    ],
)
def test_parts_are_each_for_themselves(
    old: Charged, wage_fen: int, rate: Rate, why: Why, parts: tuple[int, int], over_fen: int
) -> None:
    found = top_up(old, wage_fen, "110", LIMITS, rate, FEN)

    assert found is not None
    assert (found.why, (found.unit_fen, found.person_fen), found.over_fen) == (why, parts, over_fen)


def test_nothing_differs_where_the_amounts_are_the_same() -> None:
    """A raise above the cap costs nobody anything."""
    capped = Charged(3_000_000, 2_213_025, 354_084, 177_042)

    assert top_up(capped, 4_000_000, "110", LIMITS, RATE, FEN) is None
    assert lacking_fen(capped, 4_000_000, "110", LIMITS, RATE, FEN) == 0


def test_a_newcomer_lacks_the_whole_of_a_filed_month() -> None:
    found = top_up(NOTHING, 500_000, "110", LIMITS, RATE, FEN)

    assert found is not None
    assert (found.why, found.unit_fen, found.person_fen) == (Why.NEWCOMER, 80_000, 40_000)
    assert "已申报的账单中没有此人" in found.words
    assert lacking_fen(NOTHING, 500_000, "110", LIMITS, RATE, FEN) == 120_000


def line(person_no: str, wage: int, base: int, unit: int, person: int) -> BillLine:
    return BillLine(
        line=1, person_no=person_no, name="沙小箱", id_type="201", id_number=person_no,
        wage_fen=wage, base_fen=base, unit_ppm=0, person_ppm=0, unit_fen=unit, person_fen=person,
        reduction_fen=0, due_fen=unit + person,
    )  # fmt: skip


def test_bills_of_one_month_add_up_by_person() -> None:
    """Who is in an additional bill alone came after the month was filed."""
    first = [line("1", 100, 100, 16, 8), line("2", 100, 100, 16, 8)]
    second = [line("1", 150, 50, 8, 4), line("3", 150, 50, 8, 4)]

    assert charged([first, second]) == {
        "1": Charged(150, 150, 24, 12),
        "2": Charged(100, 100, 16, 8),
        "3": Charged(150, 50, 8, 4),
    }


@pytest.mark.parametrize(
    ("own_wage", "amount", "causes"),
    [
        (500_000, 13_775, {Cause.TOP_UP: 13_775}),
        (500_000, 13_776, {Cause.TOP_UP: 13_775, Cause.ROUNDING: 1}),
        (500_000, 20_000, {Cause.TOP_UP: 13_775, Cause.UNEXPLAINED: 6_225}),
        (450_000, 13_775, {Cause.TOP_UP: 1_775, Cause.WAGE: 12_000}),
        (None, 13_775, {Cause.TOP_UP: 13_775}),
    ],
)
def test_every_fen_of_an_additional_bill_has_its_cause(
    own_wage: int | None, amount: int, causes: dict[Cause, int]
) -> None:
    terms = Terms("2026-11", "110", LIMITS, RATE, FEN, 2)
    billed = Billed(500_000, 57_395, 160_000, 80_000, amount)

    found = explain_top_up(FILED, own_wage, billed, terms)

    assert {part.cause: part.fen for part in found.parts} == causes
    assert sum(causes.values()) == found.billed_fen - found.own_fen
    missing = explain_top_up(FILED, 500_000, None, terms)
    assert [(part.cause, part.fen) for part in missing.parts] == [(Cause.UNEXPLAINED, -13_775)]
    unknown = explain_top_up(None, None, billed, terms)
    assert [(part.cause, part.fen) for part in unknown.parts] == [(Cause.UNEXPLAINED, amount)]


def test_a_newcomer_in_an_additional_bill_is_explained() -> None:
    terms = Terms("2026-11", "110", LIMITS, RATE, FEN, 2)

    found = explain_top_up(None, 500_000, Billed(500_000, 500_000, 160_000, 80_000, 120_000), terms)

    assert [(part.cause, part.fen) for part in found.parts] == [(Cause.TOP_UP, 120_000)]


def test_a_filed_bill_and_what_was_added_are_one() -> None:
    """Without it the raise would be told as a wage that differs, and the floor as unexplained."""
    terms = Terms("2026-11", "110", LIMITS, RATE, FEN, 2)
    ours = Ours(500_000, "2020-01", None)
    billed = Billed(442_605, 442_605, 160_000, 80_000, 106_225)
    added = Charged(500_000, 57_395, 9_183, 4_592)

    found = explain_with_top_up(ours, billed, added, terms)

    assert (found.own_fen, found.billed_fen) == (120_000, 106_225)
    assert [(part.cause, part.fen) for part in found.parts] == [(Cause.TOP_UP, -13_775)]
