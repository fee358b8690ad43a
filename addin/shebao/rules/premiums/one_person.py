"""What one person and the unit owe in one month, over all insurances, by a rule file alone.

No registration is asked: the injury rate is that of the first class of trade unless one is given.
"""

from dataclasses import dataclass

from shebao.contract.rule_file import Grade, InjuryClass, InsuranceRule, PayerKind, RuleFile
from shebao.domain.limits import Limits, Rate
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import (
    injury_class_in_force,
    limits_in_force,
    rates_in_force,
    rounding_of,
)
from shebao.rules.premiums.premium import premium
from shebao.rules.premiums.sureness import CARRIED, grade_of_all, least_sure

KEYS = {
    "110": "pension",
    "120": "pension",
    "310": "medical",
    "210": "unemployment",
    "410": "injury",
    "510": "maternity",
    "610": "ltc",
    "330": "large_medical",
}
MAIN = frozenset(("pension", "medical", "unemployment", "injury"))


@dataclass(frozen=True, slots=True)
class Share:
    """What is owed for one insurance, in fen, and how sure that is; a fixed sum has no base."""

    key: str
    name: str
    base_fen: int
    unit_fen: int
    person_fen: int
    grade: Grade
    source: str
    is_carried: bool

    @property
    def mark(self) -> str:
        """How sure it is, as it stands beside an amount: 官方, or ※二手 暂按上年."""
        return least_sure([f"{self.grade} {CARRIED}" if self.is_carried else self.grade])


@dataclass(frozen=True, slots=True)
class PersonCost:
    """Every share; ``missing`` are the insurances that are due but without law in that month."""

    shares: tuple[Share, ...]
    missing: tuple[InsuranceRule, ...]


def one_person(
    file: RuleFile,
    period: Period,
    wage_fen: int,
    kind: PayerKind,
    tier: str = "",
    injury_ppm: int | None = None,
) -> PersonCost:
    """Return what is owed on a wage under an employer of that kind, or without one."""
    first_class = injury_class_in_force(file, period, 1)
    if injury_ppm is None and first_class is not None:
        injury_ppm = first_class.unit_ppm
    limits = limits_in_force(file, period)
    rates = rates_in_force(file, period, injury_ppm, kind, tier)
    shares, missing = [], []
    for rule in file.insurances:
        if rule.insurance not in KEYS or kind not in rule.kinds:
            continue
        rate = rates.get(rule.insurance)
        if rate is None:
            if KEYS[rule.insurance] in MAIN or _has_begun(file, rule.insurance, period):
                missing.append(rule)
        elif any((rate.unit_ppm, rate.person_ppm, rate.unit_fixed_fen, rate.person_fixed_fen)):
            known = first_class if rule.insurance == "410" else None
            shares.append(_share(file, rule, wage_fen, limits, rate, known))
    return PersonCost(tuple(shares), tuple(missing))


def _share(
    file: RuleFile,
    rule: InsuranceRule,
    wage_fen: int,
    limits: Limits,
    rate: Rate,
    first_class: InjuryClass | None,
) -> Share:
    code = rule.insurance
    due = premium(wage_fen, code, limits, rate, rounding_of(file, code))
    has_base = bool(rate.unit_ppm or rate.person_ppm)
    limit = limits.by_insurance.get(code) if has_base else None
    told = [f"费率：{first_class.source if first_class else rate.source}"]
    grades = [first_class.grade if first_class else rate.grade]
    if limit is not None:
        told.insert(0, f"上下限：{limit.source}")
        grades.append(Grade(limit.grade))
    return Share(
        KEYS[code],
        rule.name,
        due.base_fen if has_base else 0,
        due.unit_fen,
        due.person_fen,
        grade_of_all(grades),
        "；".join(told),
        rate.is_carried or (limit is not None and limit.is_carried),
    )


def _has_begun(file: RuleFile, insurance: str, period: Period) -> bool:
    return any(
        row.insurance == insurance and row.effective_from <= str(period) for row in file.rates
    )
