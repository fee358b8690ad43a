"""Who a new rule file changes, by how much, from which month."""

from typing import Any

import pytest

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import LimitRule, RateRule, RoundingMode, RoundingRule, RuleFile
from shebao.contract.states import EmployeeState
from shebao.domain.period import Period
from shebao.rules.premiums.rehearsal import Cause, rehearse, rehearse_between
from tests.store.test_small_tables import rules

HALF_UP = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="试样")


def limit(begins: str, floor: int | None, cap: int | None) -> LimitRule:
    return LimitRule(
        insurance="110", effective_from=begins, floor_fen=floor, cap_fen=cap, source="试样"
    )


def rate(begins: str, unit: int, person: int) -> RateRule:
    return RateRule(
        insurance="110", effective_from=begins, unit_ppm=unit, person_ppm=person, source="试样"
    )


def file(*limits: LimitRule, rates: tuple[RateRule, ...] = (), **changes: Any) -> RuleFile:
    fields = {
        "limits": [limit("2026-01", 400_000, 2_000_000), *limits],
        "rates": [rate("2020-01", 160_000, 80_000), *rates],
        "rounding": HALF_UP,
    }
    return rules("1").model_copy(update={**fields, **changes})


def person(wage_fen: int | None = 500_000, **changes: Any) -> Employee:
    fields: dict[str, Any] = {
        "insurance": "110", "unit_no": "1", "enrolled_from": "2020-01", "wage_fen": wage_fen,
    }  # fmt: skip
    return Employee(
        person_no="1",
        name="试样",
        id_type="201",
        id_number="1",
        state=EmployeeState.ACTIVE,
        enrolments=[Enrolment(**{**fields, **changes})],
        revision=1,
    )


def found(
    someone: Employee, new: RuleFile, old: RuleFile | None = None
) -> list[tuple[str, str, int]]:
    rehearsal = rehearse([someone], old or file(), new, None)
    return [(str(c.from_period), str(c.cause), c.change_fen) for c in rehearsal.changes]


@pytest.mark.parametrize(
    ("wage", "new", "changes"),
    [
        (500_000, limit("2027-01", 600_000, 2_000_000), [("2027-01", "缴费下限", 24_000)]),
        (600_000, limit("2027-01", 600_000, 2_000_000), []),
        (3_000_000, limit("2027-01", 400_000, 2_500_000), [("2027-01", "缴费上限", 120_000)]),
        (3_000_000, limit("2027-01", 400_000, 1_500_000), [("2027-01", "缴费上限", -120_000)]),
        (300_000, limit("2027-01", 350_000, None), [("2027-01", "缴费下限", -12_000)]),
        (500_000, limit("2026-01", 400_000, 2_000_000), []),
    ],
)
def test_floor_and_cap_are_named(
    wage: int, new: LimitRule, changes: list[tuple[str, str, int]]
) -> None:
    assert found(person(wage), file(new)) == changes


def test_rate_is_named_even_where_the_unit_alone_pays_less() -> None:
    new = file(rates=(rate("2027-05", 150_000, 80_000),))

    assert found(person(), new) == [("2027-05", str(Cause.RATE), -5_000)]


def test_a_change_of_one_tier_concerns_whoever_is_in_it() -> None:
    """费额选档: everybody was rehearsed by the plain rate."""
    tier = rate("2020-01", 100_000, 20_000).model_copy(update={"tier": "二档"})
    dearer = rate("2027-05", 100_000, 30_000).model_copy(update={"tier": "二档"})
    old, new = file(rates=(tier,)), file(rates=(tier, dearer))

    assert found(person(tier="二档"), new, old) == [("2027-05", str(Cause.RATE), 5_000)]
    assert found(person(), new, old) == found(person(tier="三档"), new, old) == []
    assert found(person(tier="二档"), new, file()) != found(person(), new, file())
    months = (old, Period(2027, 4)), (new, Period(2027, 5))
    for one, changes in ((person(tier="二档"), 1), (person(), 0)):
        assert len(rehearse_between([one], *months, None).changes) == changes


def test_rounding_is_a_cause_of_its_own() -> None:
    up = RoundingRule(mode=RoundingMode.UP, unit_fen=10, source="试样")

    # Before the first limits no base is known.
    assert found(person(500_001), file(rounding=up)) == [("2026-01", str(Cause.ROUNDING), 20)]


def test_value_brought_forward_ends_where_the_files_agree_again() -> None:
    """Retroactive: more from January, and from July what was known anyway."""
    old = file(limit("2027-07", 600_000, 2_000_000))
    new = file(limit("2027-01", 600_000, 2_000_000), limit("2027-07", 600_000, 2_000_000))

    assert found(person(), new, old) == [
        ("2027-01", str(Cause.FLOOR), 24_000),
        ("2027-07", str(Cause.AGREED), 0),
    ]


def test_change_begins_with_the_enrolment_at_the_earliest() -> None:
    new = file(limit("2027-01", 600_000, 2_000_000))

    assert found(person(enrolled_from="2027-03"), new) == [("2027-03", str(Cause.FLOOR), 24_000)]


def test_who_left_or_has_no_wage_is_not_rehearsed() -> None:
    new = file(limit("2027-01", 600_000, 2_000_000))

    assert found(person(enrolled_to="2026-11"), new) == []
    assert rehearse([person(None)], file(), new, None).without_wage == 1


def test_insurance_without_a_rate_in_one_file_is_left_out() -> None:
    assert found(person(), file(limit("2027-01", 600_000, None)), file(rates=())) != []
    assert (
        found(person(), file(limit("2027-01", 600_000, None)).model_copy(update={"rates": []}))
        == []
    )


def test_months_are_periods() -> None:
    new = file(limit("2027-01", 600_000, 2_000_000))

    assert rehearse([person()], file(), new, None).changes[0].from_period == Period(2027, 1)
