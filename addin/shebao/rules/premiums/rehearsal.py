"""What a new rule file changes for each employee: who, by how much, from which month.

Wages stay as they are filed. Both files are compared in every month in which one of them begins
something new, so that a retroactive value is found in its own month.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import RoundingRule, RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.limits import Limits, Rate
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import limits_in_force, rounding_of, tiered_rates
from shebao.rules.premiums.premium import Premium, premium
from shebao.rules.premiums.sureness import least_sure, mark_of

_Subject = tuple[str, str]  # an insurance, and the 费额档次 that one is in


class Cause(StrEnum):
    """Why an employee's amount changes."""

    FLOOR = "缴费下限"
    CAP = "缴费上限"
    RATE = "费率或定额"
    ROUNDING = "计算精度"
    AGREED = "恢复一致"


@dataclass(frozen=True, slots=True)
class Change:
    """What one enrolment owes each month from ``from_period`` on, under both files."""

    employee: Employee
    unit_no: str
    insurance: str
    from_period: Period
    cause: Cause
    wage_fen: int
    old: Premium
    new: Premium
    mark: str = ""  # how sure the less sure of the two amounts is

    @property
    def change_fen(self) -> int:
        """How much more each month; negative when it is less."""
        return self.new.total_fen - self.old.total_fen


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Every change, by employee, insurance and month, and how many could not be rehearsed."""

    changes: tuple[Change, ...]
    without_wage: int


@dataclass(frozen=True, slots=True)
class _Law:
    """What one file says of one insurance in one month."""

    insurance: str
    limits: Limits
    rate: Rate
    rounding: RoundingRule

    def premium(self, wage_fen: int) -> Premium:
        return premium(wage_fen, self.insurance, self.limits, self.rate, self.rounding)

    def mark(self) -> str:
        """How sure an amount by this law is."""
        return mark_of(self.insurance, self.limits, self.rate)

    def figures(self) -> tuple[object, ...]:
        """What amounts depend on; a new wording of a source changes nobody's."""
        rate, limit = self.rate, self.limits.by_insurance.get(self.insurance)
        return (
            limit and (limit.floor_fen, limit.cap_fen),
            (rate.unit_ppm, rate.person_ppm, rate.unit_fixed_fen, rate.person_fixed_fen),
            (self.rounding.mode, self.rounding.unit_fen),
        )


_Pair = tuple[Period, _Law, _Law]  # a month, and what holds in it by either file


def rehearse(
    employees: Sequence[Employee],
    old: RuleFile,
    new: RuleFile,
    injury_rate_ppm: int | None,
    kind: EmployerKind | None = None,
) -> Rehearsal:
    """Return what changes when ``new`` takes the place of ``old``.

    Only what is enrolled now counts. An insurance without a rate in one of the files is left out:
    nothing is computed without its rule.
    """
    tiers = _tiers(old, new)
    laws = partial(_laws, injury_rate_ppm, kind, tiers)
    return _rehearsed(employees, _differing_months(old, new, laws), tiers, is_dated=True)


def rehearse_between(
    employees: Sequence[Employee],
    old: tuple[RuleFile, Period],
    new: tuple[RuleFile, Period],
    injury_rate_ppm: int | None,
    kind: EmployerKind | None = None,
) -> Rehearsal:
    """Return what the present roster and wages owe by the new file's month instead of the old's.

    An insurance without a rate in one of the two months is left out, as in ``rehearse``.
    """
    tiers = _tiers(old[0], new[0])
    laws = partial(_laws, injury_rate_ppm, kind, tiers)
    before, after = laws(*old), laws(*new)
    both = {each: [(new[1], before[each], after[each])] for each in before.keys() & after.keys()}
    return _rehearsed(employees, both, tiers, is_dated=False)


def _rehearsed(
    employees: Sequence[Employee],
    months: Mapping[_Subject, Sequence[_Pair]],
    tiers: frozenset[str],
    *,
    is_dated: bool,
) -> Rehearsal:
    """Return the changes of everybody enrolled now in one of these subjects."""
    changes: list[Change] = []
    without_wage = 0
    for employee in employees:
        for enrolment in employee.enrolments:
            subject = enrolment.insurance, enrolment.tier if enrolment.tier in tiers else ""
            if enrolment.enrolled_to is not None or subject not in months:
                continue
            if enrolment.wage_fen is None:
                without_wage += 1
                continue
            changes += _changes(employee, enrolment, months[subject], is_dated=is_dated)
    return Rehearsal(tuple(changes), without_wage)


def _tiers(old: RuleFile, new: RuleFile) -> frozenset[str]:
    return frozenset({"", *(row.tier for file in (old, new) for row in file.rates)})


def _differing_months(
    old: RuleFile, new: RuleFile, laws: Callable[[RuleFile, Period], Mapping[_Subject, _Law]]
) -> dict[_Subject, list[_Pair]]:
    """Return the months in which a file begins something, of what they differ in at all."""
    begins = {row.effective_from for file in (old, new) for row in file.limits}
    begins |= {row.effective_from for file in (old, new) for row in file.rates}
    found: dict[_Subject, list[_Pair]] = {}
    for month in sorted(map(Period.parse, begins)):
        before, after = laws(old, month), laws(new, month)
        for subject in before.keys() & after.keys():
            pair = (month, before[subject], after[subject])
            found.setdefault(subject, []).append(pair)
    return {
        subject: pairs
        for subject, pairs in found.items()
        if any(law.figures() != other.figures() for _, law, other in pairs)
    }


def _laws(
    injury_rate_ppm: int | None,
    kind: EmployerKind | None,
    tiers: frozenset[str],
    file: RuleFile,
    month: Period,
) -> dict[_Subject, _Law]:
    limits = limits_in_force(file, month)
    rates = tiered_rates(file, month, injury_rate_ppm, kind)
    return {
        (code, tier): _Law(code, limits, rate, rounding_of(file, code))
        for tier in tiers
        for code in {row.insurance for row in file.rates}
        if (rate := rates.of(code, tier)) is not None
    }


def _changes(
    employee: Employee,
    enrolment: Enrolment,
    months: Sequence[_Pair],
    *,
    is_dated: bool,
) -> Iterator[Change]:
    """Yield a change for each month from which this enrolment owes something else than before.

    The last one may be of nothing: the files agree again. What is not dated concerns everybody,
    whenever the enrolment began.
    """
    wage_fen = enrolment.wage_fen or 0
    begins = Period.parse(enrolment.enrolled_from) if is_dated else months[0][0]
    last: tuple[Premium, Premium] | None = None
    in_force = [each for each in months if each[0] > begins]
    earlier = [each for each in months if each[0] <= begins]
    if earlier:
        in_force = [(begins, *earlier[-1][1:]), *in_force]
    for month, before, after in in_force:
        pair = before.premium(wage_fen), after.premium(wage_fen)
        if pair != last and (pair[0] != pair[1] or (last and last[0] != last[1])):
            cause = _cause(before, after, wage_fen, pair)
            mark = least_sure(law.mark() for law in (before, after))
            what = employee, enrolment.unit_no, enrolment.insurance
            yield Change(*what, month, cause, wage_fen, *pair, mark)
        last = pair


def _cause(before: _Law, after: _Law, wage_fen: int, pair: tuple[Premium, Premium]) -> Cause:
    if pair[0] == pair[1]:
        return Cause.AGREED
    if pair[0].base_fen != pair[1].base_fen:
        is_low = wage_fen < max(pair[0].base_fen, pair[1].base_fen)
        return Cause.FLOOR if is_low else Cause.CAP
    if before.figures()[1] != after.figures()[1]:
        return Cause.RATE
    return Cause.ROUNDING
