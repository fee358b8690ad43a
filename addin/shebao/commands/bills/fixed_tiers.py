"""Whose fixed sum is that of a tier (费额选档), and what is due there."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.domain.limits import Rate
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import tiered_rates


def rates_by_tier(ctx: Context, period: Period, insurance: str) -> dict[str, Rate]:
    """Return by person number the rates of who has a tier of the insurance; mostly nobody.

    Employees are only looked through where the region has tiers.
    """
    rule_file, employer = rule_file_of(ctx), ctx.session.employer
    if not any(rate.tier for rate in rule_file.rates if rate.insurance == insurance):
        return {}
    tiers = {
        employee.person_no: one.tier
        for employee in ctx.store.employees.load(ctx.account)
        for one in employee.enrolments
        if one.insurance == insurance and one.tier
    }
    rates = tiered_rates(rule_file, period, employer.injury_rate_ppm, employer.kind)
    return {
        person_no: rate
        for person_no, tier in tiers.items()
        if (rate := rates.of(insurance, tier)) is not None
    }
