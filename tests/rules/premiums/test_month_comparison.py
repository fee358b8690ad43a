"""What one employee costs in a month, and how two months differ."""

from dataclasses import replace

import pytest

from shebao.contract.employees import Employee
from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Rate
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import TieredRates
from shebao.rules.premiums.month_comparison import (
    CostRules,
    Difference,
    compare,
    differing_words,
    due_enrolments,
    monthly_cost,
)
from tests.rules.cases import LIMITS, employee

NAMES = {"110": "养老", "330": "大额", "410": "工伤"}
RATES = {
    "110": Rate(160_000, 80_000, 0, 0, "test", grade="官方"),
    "330": Rate(0, 0, 500, 1_000, "test", grade="官方"),
}


def rules(month: str, **rates: Rate) -> CostRules:
    """110 at 16 and 8 per cent, 330 at fixed sums, none for 410."""
    rounding = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="test")
    return CostRules(Period.parse(month), LIMITS, TieredRates({"": {**RATES, **rates}}), rounding)


THEN, NOW = rules("2026-10"), rules("2026-11")


def until(person: Employee, month: str) -> Employee:
    """The same employee, all of whose enrolments end with a month."""
    ended = [replace(e, enrolled_to=month) for e in person.enrolments]
    return replace(person, enrolments=ended)


def test_cost_adds_the_insurances_and_names_what_has_no_rate() -> None:
    """A fixed sum needs no wage; a missing rate is no zero."""
    everyone = employee(insurances=("110", "330", "410"))
    cost = monthly_cost(everyone.enrolments, NOW)
    assert (cost.unit_fen, cost.person_fen) == (128_000 + 500, 64_000 + 1_000)
    assert cost.by_insurance == {"110": 192_000, "330": 1_500}
    assert cost.unknown == ("410",)
    unpaid = employee(insurances=("110", "330"), wage_fen=None)
    assert monthly_cost(unpaid.enrolments, NOW).by_insurance == {"330": 1_500}


def test_cost_is_that_of_the_tier_one_is_in() -> None:
    """费额选档; a tier that the law does not name costs what everybody pays."""
    dearer = {**RATES, "330": Rate(0, 0, 500, 2_400, "test", grade="参考")}
    law = replace(NOW, rates=TieredRates({"": RATES, "二档": dearer}))
    one = employee(insurances=("330",)).enrolments[0]
    costs = [monthly_cost([replace(one, tier=tier)], law) for tier in ("", "二档", "三档")]
    assert [cost.person_fen for cost in costs] == [1_000, 2_400, 1_000]
    assert costs[1].rates["330"].grade == "参考"


@pytest.mark.parametrize(("month", "due"), [("2019-12", 0), ("2020-01", 2), ("2026-11", 2)])
def test_an_enrolment_is_due_from_its_first_month(month: str, due: int) -> None:
    assert len(due_enrolments(employee(), Period.parse(month))) == due


def test_an_enrolment_is_due_through_its_last_month() -> None:
    ended = until(employee(), "2026-10")
    assert len(due_enrolments(ended, Period(2026, 10))) == 2
    assert due_enrolments(ended, Period(2026, 11)) == []


ONE = employee(insurances=("110",))


@pytest.mark.parametrize(
    ("then", "now", "difference", "words"),
    [
        (None, ONE, Difference.JOINED, "新增养老"),
        (ONE, until(ONE, "2026-10"), Difference.LEFT, "减少养老"),
        (
            ONE,
            employee(insurances=("110",), wage_fen=900_000),
            Difference.WAGE,
            "养老工资 8,000.00 → 9,000.00",
        ),
        (ONE, employee(insurances=("110", "330")), Difference.AMOUNT, "新增大额"),
        (
            employee(),
            employee(wage_fen=900_000),
            Difference.WAGE,
            "全部险种工资 8,000.00 → 9,000.00；工伤没有工资或费率，未测算",
        ),
        (ONE, ONE, None, ""),
        (None, None, None, ""),
    ],
)
def test_two_months_of_one_employee(
    then: Employee | None, now: Employee | None, difference: Difference | None, words: str
) -> None:
    """The first difference that applies, with its words."""
    found = compare((then, THEN), (now, NOW))
    assert (found.difference if found else None) is difference
    if found:
        assert differing_words(found, NAMES) == words


def test_another_rate_alone_changes_the_amount() -> None:
    """Nobody's wage moved, and yet the bill did."""
    dearer = rules("2026-11", **{"110": Rate(200_000, 80_000, 0, 0, "test", grade="官方")})
    found = compare((ONE, THEN), (ONE, dearer))
    assert found is not None
    assert found.difference is Difference.AMOUNT
    assert differing_words(found, NAMES) == "费率或上下限变化"
    assert found.now.cost.total_fen - found.then.cost.total_fen == 32_000
