"""What one employee costs the unit and the person in one month, over all insurances.

Reductions (减免) are the bureau's to grant and are not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import RoundingRule, RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.limits import Limits, Rate
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import TieredRates, limits_in_force, tiered_rates
from shebao.rules.premiums.premium import premium


@dataclass(frozen=True, slots=True)
class CostRules:
    """The rules of one region that are in force in one month."""

    period: Period
    limits: Limits
    rates: TieredRates
    rounding: RoundingRule
    own_rounding: Mapping[str, RoundingRule] = field(default_factory=dict)  # by insurance


@dataclass(frozen=True, slots=True)
class MonthlyCost:
    """Amounts in fen; ``unknown`` are the insurances that lack a wage or a rate."""

    unit_fen: int
    person_fen: int
    by_insurance: dict[str, int]  # unit and person together
    unknown: tuple[str, ...]
    rates: dict[str, Rate]  # that it was worked out by

    @property
    def total_fen(self) -> int:
        """Unit and person together."""
        return self.unit_fen + self.person_fen


def cost_rules(
    rule_file: RuleFile, period: Period, injury_rate_ppm: int, kind: EmployerKind
) -> CostRules:
    """Return what is in force in a month for a unit of that kind with that injury rate."""
    return CostRules(
        period,
        limits_in_force(rule_file, period),
        tiered_rates(rule_file, period, injury_rate_ppm, kind),
        rule_file.rounding,
        {rule.insurance: rule for rule in rule_file.insurance_rounding},
    )


def due_enrolments(employee: Employee, period: Period) -> list[Enrolment]:
    """Return the enrolments for which a premium falls due in a month."""
    month = str(period)
    return [
        e
        for e in employee.enrolments
        if e.enrolled_from <= month and (e.enrolled_to is None or e.enrolled_to >= month)
    ]


def monthly_cost(enrolments: list[Enrolment], rules: CostRules) -> MonthlyCost:
    """Return what these enrolments cost; what cannot be known is named, never guessed."""
    unit = person = 0
    by_insurance: dict[str, int] = {}
    unknown = []
    rates = {}
    for enrolment in enrolments:
        code, wage = enrolment.insurance, enrolment.wage_fen
        rate = rules.rates.of(code, enrolment.tier)
        if rate is None or (wage is None and rate.unit_ppm + rate.person_ppm):
            unknown.append(code)
            continue
        rounding = rules.own_rounding.get(code, rules.rounding)
        due = premium(wage or 0, code, rules.limits, rate, rounding)
        unit += due.unit_fen
        person += due.person_fen
        by_insurance[code] = by_insurance.get(code, 0) + due.total_fen
        rates[code] = rate
    return MonthlyCost(unit, person, by_insurance, tuple(unknown), rates)
