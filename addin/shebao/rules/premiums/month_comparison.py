"""What one employee costs in a month over all insurances, and how two months of one differ.

Reductions (减免) are the bureau's to grant and are not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import RoundingRule, RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.insurances import insurance_name
from shebao.domain.limits import Limits, Rate
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import TieredRates, limits_in_force, tiered_rates
from shebao.rules.premiums.premium import premium
from shebao.rules.roster_changes import listed


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


class Difference(StrEnum):
    """The first of these that applies."""

    JOINED = "新增"
    LEFT = "减少"
    WAGE = "工资变化"
    AMOUNT = "金额变化"


@dataclass(frozen=True, slots=True)
class MonthSide:
    """One employee in one month; no enrolment when nothing falls due."""

    enrolments: list[Enrolment]
    cost: MonthlyCost

    @property
    def wage_fen(self) -> int | None:
        """The highest wage over the insurances, as the wage sheet shows it."""
        return max((e.wage_fen for e in self.enrolments if e.wage_fen is not None), default=None)


@dataclass(frozen=True, slots=True)
class Compared:
    """How one employee differs between two months."""

    employee: Employee
    difference: Difference
    then: MonthSide
    now: MonthSide


def compare(
    then: tuple[Employee | None, CostRules], now: tuple[Employee | None, CostRules]
) -> Compared | None:
    """Return how an employee differs; None when nothing that falls due does."""
    employee = now[0] or then[0]
    old, new = _side(*then), _side(*now)
    difference = _difference(old, new)
    if difference is None or employee is None:
        return None
    return Compared(employee, difference, old, new)


def differing_words(compared: Compared, names: Mapping[str, str]) -> str:
    """Return what differs insurance by insurance; ``names`` by code."""
    old, new = _wages(compared.then), _wages(compared.now)
    alike: dict[tuple[str, str], list[str]] = {}  # names by what stands before and behind them
    for key in sorted(old.keys() | new.keys()):
        if key not in old:
            said = "新增", ""
        elif key not in new:
            said = "减少", ""
        elif old[key] != new[key]:
            said = "", f"工资 {_text(old[key])} → {_text(new[key])}"
        else:
            continue
        labels = alike.setdefault(said, [])
        if (name := insurance_name(key[0], names)) not in labels:
            labels.append(name)
    everything = {insurance_name(key[0], names) for key in old.keys() | new.keys()}
    words = [f"{first}{listed(them, everything)}{last}" for (first, last), them in alike.items()]
    unknown = {*compared.then.cost.unknown, *compared.now.cost.unknown}
    words += [f"{insurance_name(code, names)}没有工资或费率，未测算" for code in sorted(unknown)]
    return "；".join(words) or "费率或上下限变化"


def _side(employee: Employee | None, rules: CostRules) -> MonthSide:
    enrolments = due_enrolments(employee, rules.period) if employee else []
    return MonthSide(enrolments, monthly_cost(enrolments, rules))


def _difference(old: MonthSide, new: MonthSide) -> Difference | None:
    if not old.enrolments or not new.enrolments:
        if new.enrolments:
            return Difference.JOINED
        return Difference.LEFT if old.enrolments else None
    wages = _wages(old), _wages(new)
    if any(wages[0][key] != wages[1][key] for key in wages[0].keys() & wages[1].keys()):
        return Difference.WAGE
    if wages[0].keys() != wages[1].keys() or old.cost.by_insurance != new.cost.by_insurance:
        return Difference.AMOUNT
    return None


def _wages(side: MonthSide) -> dict[tuple[str, str], int | None]:
    return {(e.insurance, e.unit_no): e.wage_fen for e in side.enrolments}


def _text(fen: int | None) -> str:
    return "未申报" if fen is None else yuan(fen)
