"""Which value holds in which month, by the client's reading and by the sandbox's own."""

from typing import Any

import pytest
from pydantic import ValidationError

from shebao.contract.rule_file import (
    CertificateStart,
    Grade,
    LimitRule,
    RateRule,
    RoundingMode,
    RuleFile,
)
from shebao.contract.session import EmployerKind
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import (
    EMPLOYEE,
    UNIT,
    limits_in_force,
    rates_in_force,
    record_start,
    rounding_of,
)
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.signing import canonical_json, sha256_hex
from tests.store.test_small_tables import rules

YEAR: dict[str, Any] = {"insurance": "110", "effective_from": "2026-01", "effective_to": "2026-12"}


def file(limits: list[dict[str, Any]], rates: list[dict[str, Any]], **changes: object) -> RuleFile:
    return rules("1").model_copy(
        update={
            "limits": [LimitRule(source="试样", grade=Grade.OFFICIAL, **row) for row in limits],
            "rates": [RateRule(source="试样", grade=Grade.OFFICIAL, **row) for row in rates],
            **changes,
        }
    )


ONE_YEAR = file(
    [{**YEAR, "floor_fen": 400_000, "cap_fen": 2_000_000}],
    [{**YEAR, "unit_ppm": 160_000, "person_ppm": 80_000}],
)


def bureau(of: RuleFile) -> Rules:
    content = canonical_json(of)
    return Rules(of, content, sha256_hex(content))


@pytest.mark.parametrize(
    ("month", "holds", "carried"),
    [
        ("2025-12", False, False),
        ("2026-01", True, False),
        ("2026-12", True, False),
        ("2027-01", True, True),
        ("2027-12", True, True),
        ("2028-01", False, False),
        ("2030-06", False, False),
    ],
)
@pytest.mark.feature("X-CITIES")
def test_a_value_ends_and_goes_on_for_a_year_at_most(
    month: str, *, holds: bool, carried: bool
) -> None:
    """A month of 2030 once answered with the limits of 2026."""
    limit = limits_in_force(ONE_YEAR, Period.parse(month)).by_insurance.get("110")
    rate = rates_in_force(ONE_YEAR, Period.parse(month), None).get("110")

    assert (limit is not None, rate is not None) == (holds, holds)
    if limit is not None and rate is not None:
        assert (limit.is_carried, rate.is_carried) == (carried, carried)
    assert (bureau(ONE_YEAR).limit("110", month) is not None) is holds
    assert bureau(ONE_YEAR).charges("110", month) is holds


def test_a_rate_without_limits_is_not_computed() -> None:
    """Else its base would be the wage as it stands."""
    ran_out = file(
        [{**YEAR, "floor_fen": 400_000, "cap_fen": 2_000_000}],
        [{**YEAR, "effective_to": None, "unit_ppm": 160_000}],
    )

    assert rates_in_force(ran_out, Period(2028, 1), None) == {}
    assert "110" in rates_in_force(ran_out, Period(2028, 1), None, without_limits=True)
    assert not bureau(ran_out).charges("110", "2028-01")


def test_a_rate_is_of_the_kind_of_employer_and_of_the_tier() -> None:
    plain = {**YEAR, "insurance": "310"}
    varied = file(
        [],
        [
            {**plain, "unit_ppm": 60_000, "person_ppm": 20_000},
            {**plain, "unit_ppm": 74_000, "kinds": ["public_body"]},
            {**plain, "unit_ppm": 15_000, "tier": "二档"},
        ],
    )
    month, public_body = Period(2026, 5), EmployerKind.PUBLIC_BODY

    assert rates_in_force(varied, month, None)["310"].unit_ppm == 60_000
    assert rates_in_force(varied, month, None, public_body)["310"].unit_ppm == 74_000
    assert rates_in_force(varied, month, None, tier="二档")["310"].unit_ppm == 15_000
    of_bureau = [
        bureau(varied).rate("310", "2026-05", kind) for kind in ("enterprise", public_body)
    ]
    assert [rate and rate.unit_ppm for rate in of_bureau] == [60_000, 74_000]


def test_a_yearly_sum_is_due_in_its_months_alone() -> None:
    yearly = {**YEAR, "insurance": "330", "person_fixed_fen": 10_000, "due_months": [1, 7]}
    lump = file([], [yearly])

    due = [rates_in_force(lump, Period(2026, m), None)["330"].person_fixed_fen for m in (1, 2, 7)]

    assert due == [10_000, 0, 10_000]
    assert [bureau(lump).charges("330", f"2026-{m:02d}") for m in (1, 2, 7)] == [True, False, True]


def test_an_insurance_may_round_its_own_way() -> None:
    rounded = RuleFile.model_validate(
        {
            **ONE_YEAR.model_dump(),
            "insurance_rounding": [
                {"insurance": "310", "mode": "up", "unit_fen": 10, "source": "试样"}
            ],
        }
    )

    for rule in (rounding_of(rounded, "310"), bureau(rounded).rounding("310")):
        assert (rule.mode, rule.unit_fen) == (RoundingMode.UP, 10)
    for rule in (rounding_of(rounded, "110"), bureau(rounded).rounding("110")):
        assert rule == rounded.rounding


@pytest.mark.parametrize("place", [(), ("rates", 0), ("limits", 0), ("rounding",)])
def test_an_unknown_field_is_refused(place: tuple[str | int, ...]) -> None:
    """Dropped, a misspelt or newer field would change an amount without a word."""
    told = ONE_YEAR.model_dump(mode="json")
    part: Any = told
    for step in place:
        part = part[step]
    part["unit_ppn"] = 1

    with pytest.raises(ValidationError, match="unit_ppn"):
        RuleFile.model_validate(told)


def test_a_file_from_before_there_were_grades_reads() -> None:
    told = ONE_YEAR.model_dump(mode="json")
    for row in told["limits"] + told["rates"]:
        del row["grade"], row["effective_to"], row["carried_months"], row["date_grade"]
        row["illustrative"] = row in told["rates"]

    old = RuleFile.model_validate(told)

    assert [row.grade for row in old.limits + old.rates] == [Grade.SECONDARY, Grade.ILLUSTRATIVE]
    assert limits_in_force(old, Period(2030, 1)).floor_fen("110") == 400_000


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(ValidationError, match="before it begins"):
        LimitRule(
            source="试样", **{**YEAR, "effective_to": "2025-12", "floor_fen": 1, "cap_fen": 2}
        )


def test_the_latest_start_of_the_kind_counts() -> None:
    starts = [
        CertificateStart(
            record=UNIT, kinds=[EmployerKind.PUBLIC_BODY], first_period=first, source="试样"
        )
        for first in ("2019-01", "2018-01")
    ]
    file = rules("1").model_copy(update={"certificate_starts": starts})

    assert record_start(file, UNIT, EmployerKind.PUBLIC_BODY) == Period(2019, 1)
    assert record_start(file, UNIT, EmployerKind.ENTERPRISE) is None
    assert record_start(file, EMPLOYEE, EmployerKind.PUBLIC_BODY) is None
