"""The limits and rates of a rule file that are in force in one period.

For each insurance the row with the latest ``effective_from`` not after the period holds.
"""

from collections.abc import Iterable
from typing import TypeVar

from shebao.contract.rule_file import LimitRule, RateRule, RuleFile
from shebao.domain.limits import Limit, Limits, Rate
from shebao.domain.period import Period

Dated = TypeVar("Dated", LimitRule, RateRule)


def limits_in_force(rule_file: RuleFile, period: Period) -> Limits:
    """Return floor and cap of every insurance that has a row for the period."""
    return Limits(
        {
            row.insurance: Limit(row.floor_fen, row.cap_fen, row.source, row.illustrative)
            for row in _latest(rule_file.limits, period)
        }
    )


def rates_in_force(
    rule_file: RuleFile, period: Period, injury_rate_ppm: int | None
) -> dict[str, Rate]:
    """Return the rates of every insurance that has a row for the period.

    ``injury_rate_ppm`` comes from the unit's registration; without it an insurance that takes
    its unit rate from there is left out rather than guessed.
    """
    rates = {}
    for row in _latest(rule_file.rates, period):
        unit_ppm = injury_rate_ppm if row.unit_rate_from_registration else row.unit_ppm
        if unit_ppm is None:
            continue
        rates[row.insurance] = Rate(
            unit_ppm,
            row.person_ppm,
            row.unit_fixed_fen,
            row.person_fixed_fen,
            row.source,
            row.illustrative,
        )
    return rates


def _latest(rows: Iterable[Dated], period: Period) -> Iterable[Dated]:
    month = str(period)
    newest: dict[str, Dated] = {}
    for row in rows:
        held = newest.get(row.insurance)
        if row.effective_from <= month and (
            held is None or held.effective_from < row.effective_from
        ):
            newest[row.insurance] = row
    return newest.values()
