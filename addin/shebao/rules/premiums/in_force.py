"""The limits and rates of a rule file that are in force in one period.

For each insurance the row with the latest ``effective_from`` not after the period holds until its
``effective_to``; then it goes on as 暂按上年 for the months it may, and after that nothing holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from shebao.contract.rule_file import (
    Dated,
    InjuryClass,
    LimitRule,
    OwnPayer,
    PayerKind,
    RateRule,
    RoundingRule,
    RuleFile,
)
from shebao.contract.session import EmployerKind
from shebao.domain.limits import Limit, Limits, Rate
from shebao.domain.period import Period

Row = TypeVar("Row", LimitRule, RateRule)


def limits_in_force(rule_file: RuleFile, period: Period) -> Limits:
    """Return floor and cap of every insurance that has a row for the period."""
    return Limits(
        {
            row.insurance: Limit(
                row.floor_fen, row.cap_fen, row.source, row.grade, is_carried(row, period)
            )
            for row in _latest(rule_file.limits, period)
        }
    )


def rates_in_force(
    rule_file: RuleFile,
    period: Period,
    injury_rate_ppm: int | None,
    kind: PayerKind | None = None,
    tier: str = "",
    *,
    without_limits: bool = False,
) -> dict[str, Rate]:
    """Return the rates of every insurance that has a row for the period.

    ``injury_rate_ppm`` comes from the unit's registration; without it an insurance that takes
    its unit rate from there is left out rather than guessed. So is one of whose limits none holds,
    unless asked ``without_limits``: its base would be the wage as it stands.

    A row for the ``kind`` goes before the row for all, the ``tier``'s before the plain one.
    """
    baseless = {row.insurance for row in rule_file.limits if not without_limits}
    baseless -= {row.insurance for row in _latest(rule_file.limits, period)}
    rows = (row for row in rule_file.rates if _concerns(row, kind, tier))
    rates = {}
    for row in _latest(rows, period):
        unit_ppm = injury_rate_ppm if row.unit_rate_from_registration else row.unit_ppm
        if unit_ppm is None or (unit_ppm + row.person_ppm and row.insurance in baseless):
            continue
        is_due = not row.due_months or period.month in row.due_months
        rates[row.insurance] = Rate(
            unit_ppm,
            row.person_ppm,
            row.unit_fixed_fen if is_due else 0,
            row.person_fixed_fen if is_due else 0,
            row.source,
            row.grade,
            is_carried(row, period),
            row.unit_rate_from_registration,
        )
    return rates


@dataclass(frozen=True, slots=True)
class TieredRates:
    """The rates of one month, by 费额档次; those of whoever has none stand under ""."""

    by_tier: Mapping[str, Mapping[str, Rate]]

    def of(self, insurance: str, tier: str = "") -> Rate | None:
        """Return the rate of who is in that tier; the plain one where none is known."""
        return self.by_tier.get(tier, self.by_tier[""]).get(insurance)


def tiered_rates(
    rule_file: RuleFile, period: Period, injury_rate_ppm: int | None, kind: PayerKind | None = None
) -> TieredRates:
    """Return what ``rates_in_force`` does for every tier that the file names."""
    tiers = {"", *(row.tier for row in rule_file.rates)}
    return TieredRates(
        {tier: rates_in_force(rule_file, period, injury_rate_ppm, kind, tier) for tier in tiers}
    )


def fixed_sums(rule_file: RuleFile, period: Period, kind: PayerKind | None) -> frozenset[str]:
    """Return the insurances whose premium does not follow the wage, so that no limit matters."""
    rows = (row for row in rule_file.rates if _concerns(row, kind, ""))
    return frozenset(
        row.insurance
        for row in _latest(rows, period)
        if not (row.unit_ppm or row.person_ppm or row.unit_rate_from_registration)
    )


def injury_class_in_force(rule_file: RuleFile, period: Period, class_no: int) -> InjuryClass | None:
    """Return the rate of a class of trade for the period; None where none is known."""
    begun = [
        row
        for row in rule_file.injury_classes
        if row.class_no == class_no and row.effective_from <= str(period)
    ]
    newest = max(begun, key=lambda row: row.effective_from, default=None)
    return newest if newest is not None and holds(newest, period) else None


def rounding_of(rule_file: RuleFile, insurance: str) -> RoundingRule:
    """Return how the amounts of an insurance become whole fen."""
    own = (rule for rule in rule_file.insurance_rounding if rule.insurance == insurance)
    return next(own, rule_file.rounding)


def rows_in_force(rows: Iterable[Row], period: Period) -> list[Row]:
    """Return the row that holds of each insurance, tier and kind of employer, in their order."""
    newest: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = _who(row)
        held = newest.get(key)
        if row.effective_from <= str(period) and (
            held is None or held.effective_from < row.effective_from
        ):
            newest[key] = row
    return [row for row in newest.values() if holds(row, period)]


def _who(row: LimitRule | RateRule) -> tuple[str, ...]:
    own = (row.tier, *row.kinds) if isinstance(row, RateRule) else ()
    return row.insurance, *own


def is_carried(row: Dated, period: Period) -> bool:
    """Whether a row that holds only does so as 暂按上年."""
    return row.effective_to is not None and row.effective_to < str(period)


def _concerns(row: RateRule, kind: PayerKind | None, tier: str) -> bool:
    is_for_all = not row.kinds and not isinstance(kind, OwnPayer)
    return (is_for_all or kind in row.kinds) and row.tier in ("", tier)


def _latest(rows: Iterable[Row], period: Period) -> Iterable[Row]:
    newest: dict[str, Row] = {}
    for row in rows:
        held = newest.get(row.insurance)
        if row.effective_from <= str(period) and (held is None or _place(held) < _place(row)):
            newest[row.insurance] = row
    return [row for row in newest.values() if holds(row, period)]


def _place(row: LimitRule | RateRule) -> tuple[str, bool, bool]:
    """Later goes before earlier, then what is said of this tier and this kind."""
    narrow = (row.tier != "", bool(row.kinds)) if isinstance(row, RateRule) else (False, False)
    return row.effective_from, *narrow


def holds(row: Dated, period: Period) -> bool:
    """Whether a row counts in a period: in its time, or as 暂按上年 after it."""
    if row.effective_from > str(period):
        return False
    if row.effective_to is None:
        return True
    return str(period) <= str(Period.parse(row.effective_to).plus(row.carried_months))


EMPLOYEE, UNIT = "employee", "unit"


def record_start(rule_file: RuleFile, record: str, kind: EmployerKind) -> Period | None:
    """Return the first period of a kind of record for a kind of unit; None when none is known."""
    starts = [
        Period.parse(start.first_period)
        for start in rule_file.certificate_starts
        if start.record == record and kind in start.kinds
    ]
    return max(starts, default=None)
