"""One employee in two months: joined, left, another wage or another amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shebao.contract.employees import Employee, Enrolment
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.rules.premiums.monthly_cost import CostRules, MonthlyCost, due_enrolments, monthly_cost
from shebao.rules.roster_changes import listed


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
