"""Every cause of a difference between a bill and wage times rate, and that the parts add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Limit, Limits, Rate
from shebao.rules.premiums.bill_causes import Billed, Cause, Ours, Terms, explain

LIMITS = Limits({"110": Limit(400_000, 2_000_000, "test", grade="官方")})
RATE = Rate(160_000, 80_000, 0, 0, "test", grade="官方")
ROUNDING = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="test")
TERMS = Terms("2026-11", "110", LIMITS, RATE, ROUNDING, tolerance_fen=2)
OURS = Ours(1_000_000, "2020-01", None)
EQUAL = Billed(1_000_000, 1_000_000, 160_000, 80_000, 240_000)


def billed(wage: int, base: int, amount: int, unit_ppm: int = 160_000) -> Billed:
    return Billed(wage, base, unit_ppm, 80_000, amount)


@pytest.mark.parametrize(
    ("ours", "bill", "causes"),
    [
        (OURS, EQUAL, {}),
        (Ours(300_000, "2020-01", None), billed(300_000, 400_000, 96_000), {Cause.FLOOR: 24_000}),
        (
            Ours(2_500_000, "2020-01", None),
            billed(2_500_000, 2_000_000, 480_000),
            {Cause.CAP: -120_000},
        ),
        (Ours(None, "2026-11", None), None, {Cause.NO_WAGE: 0}),
        (Ours(1_000_000, "2026-11", None), None, {Cause.JOINED: -240_000}),
        (OURS, None, {Cause.UNEXPLAINED: -240_000}),
        (Ours(1_000_000, "2020-01", "2026-10"), EQUAL, {Cause.LEFT: 240_000}),
        (Ours(1_000_000, "2020-01", None, has_left=True), EQUAL, {Cause.LEFT: 240_000}),
        (
            OURS,
            Billed(1_000_000, 1_000_000, 160_000, 80_000, 240_000, is_leaver=True),
            {Cause.LEFT: 240_000},
        ),
        (None, EQUAL, {Cause.NOT_ENROLLED: 240_000}),
        (Ours(1_000_000, "2026-12", None), EQUAL, {Cause.NOT_ENROLLED: 240_000}),
        (Ours(None, "2020-01", None), EQUAL, {Cause.WAGE: 240_000}),
        (Ours(900_000, "2020-01", None), EQUAL, {Cause.WAGE: 24_000}),
        (
            Ours(900_000, "2020-01", None),
            billed(1_000_000, 1_000_000, 216_000),
            {Cause.WAGE: 24_000, Cause.UNEXPLAINED: -24_000},
        ),
        (
            Ours(1_000_000, "2020-01", None, has_left=True),
            billed(1_000_000, 1_000_000, 250_000),
            {Cause.LEFT: 240_000, Cause.UNEXPLAINED: 10_000},
        ),
        (
            Ours(250_000, "2020-01", None, has_left=True),
            billed(300_000, 400_000, 100_001, 170_000),
            {Cause.LEFT: 84_000, Cause.WAGE: 12_000, Cause.RATE: 4_000, Cause.ROUNDING: 1},
        ),
        (
            Ours(None, "2020-01", None),
            billed(1_000_000, 1_000_000, 250_000),
            {Cause.WAGE: 240_000, Cause.UNEXPLAINED: 10_000},
        ),
        (OURS, billed(1_000_000, 1_000_000, 250_000, 170_000), {Cause.RATE: 10_000}),
        (OURS, billed(1_000_000, 1_000_000, 240_002), {Cause.ROUNDING: 2}),
        (OURS, billed(1_000_000, 1_000_000, 240_003), {Cause.UNEXPLAINED: 3}),
        (
            Ours(250_000, "2020-01", None),
            billed(300_000, 400_000, 100_001, 170_000),
            {Cause.WAGE: 12_000, Cause.FLOOR: 24_000, Cause.RATE: 4_000, Cause.ROUNDING: 1},
        ),
    ],
)
def test_cause_is_named_with_its_share(
    ours: Ours | None, bill: Billed | None, causes: dict[Cause, int]
) -> None:
    """The clerk who is asked about an amount must be able to answer."""
    found = explain(ours, bill, TERMS)

    assert {part.cause: part.fen for part in found.parts} == causes
    assert all(part.sentence.endswith("。") for part in found.parts)


def test_joined_sentences_say_which_payroll_and_whose_wage() -> None:
    """They stand in one cell: “本机是 9,000.00 元” behind somebody else's cause says nothing."""
    left = Ours(900_000, "2020-01", None, has_left=True)

    said = "".join(part.sentence for part in explain(left, EQUAL, TERMS).parts)

    assert said.startswith("上次核对的工资表没有此人，")
    assert "。本机工资是 9,000.00 元，税务按 10,000.00 元计算；" in said


def test_missing_rate_is_said_and_nothing_made_up() -> None:
    """A rule file without the insurance must not make the bill look equal."""
    found = explain(OURS, EQUAL, Terms("2026-11", "999", LIMITS, None, ROUNDING, 2))

    assert [(part.cause, part.fen) for part in found.parts] == [(Cause.UNEXPLAINED, 240_000)]
    assert "规则文件没有 2026-11 的费率" in found.parts[0].sentence


def test_no_tolerance_leaves_every_fen_unexplained() -> None:
    """Rounding is the province's setting, never a place to hide differences."""
    strict = Terms("2026-11", "110", LIMITS, RATE, ROUNDING, 0)

    (part,) = explain(OURS, billed(1_000_000, 1_000_000, 240_001), strict).parts

    assert (part.cause, part.fen) == (Cause.UNEXPLAINED, 1)


AMOUNTS = st.integers(0, 3_000_000)
MONTHS = st.sampled_from(["2020-01", "2026-10", "2026-11", "2026-12"])


@given(
    ours=st.none()
    | st.builds(Ours, st.none() | AMOUNTS, MONTHS, st.none() | MONTHS, st.booleans()),
    bill=st.none()
    | st.builds(
        Billed,
        AMOUNTS,
        AMOUNTS,
        st.integers(0, 300_000),
        st.integers(0, 300_000),
        AMOUNTS,
        st.booleans(),
    ),
)
def test_parts_always_add_up_to_the_difference(ours: Ours | None, bill: Billed | None) -> None:
    """Totals that prove to the fen rest on this."""
    found = explain(ours, bill, TERMS)

    assert sum(part.fen for part in found.parts) == found.billed_fen - found.own_fen
    assert found.billed_fen == (bill.amount_fen if bill else 0)
