"""The rule files that the sandbox holds, looked up by region, insurance and period."""

from dataclasses import dataclass
from datetime import date, timedelta

from shebao.contract.rule_file import (
    Dated,
    DeadlineRule,
    InsuranceRule,
    LimitRule,
    RateRule,
    RoundingRule,
    RuleFile,
    Shift,
)
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import regions
from shebao.rule_book.workdays import is_workday
from shebao.sandbox.clock import months_after
from shebao.sandbox.signing import canonical_json, sha256_hex


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule file with its canonical bytes and their SHA-256."""

    file: RuleFile
    content: bytes
    sha256: str
    signature: str | None = None  # None: the bureau's own, over the content

    def insurance(self, code: str) -> InsuranceRule | None:
        """The insurance of that code, or None when the region does not know it."""
        return next((rule for rule in self.file.insurances if rule.insurance == code), None)

    def name_of(self, code: str) -> str:
        """The insurance's name; its code when the region does not know it."""
        rule = self.insurance(code)
        return code if rule is None else rule.name

    def limit(self, insurance: str, period: str) -> LimitRule | None:
        """The floor and cap in force in a period, or None when there are none."""
        begun = [
            rule
            for rule in self.file.limits
            if rule.insurance == insurance and rule.effective_from <= period
        ]
        last = max(begun, key=lambda rule: rule.effective_from, default=None)
        return last if last is not None and _goes_on(last, period) else None

    def rate(self, insurance: str, period: str, kind: str = "", tier: str = "") -> RateRule | None:
        """The rates in force in a period for a kind of employer; None: nothing is charged then.

        A tier's own go before the plain ones. Nor is anything charged where the limits have run
        out: there is no base then.
        """
        begun = [
            rule
            for rule in self.file.rates
            if rule.insurance == insurance
            and rule.effective_from <= period
            and rule.tier in ("", tier)
            and (not rule.kinds or kind in rule.kinds)
        ]
        last = max(
            begun,
            key=lambda rule: (rule.effective_from, rule.tier != "", len(rule.kinds) > 0),
            default=None,
        )
        if last is None or not _goes_on(last, period):
            return None
        has_limits = any(rule.insurance == insurance for rule in self.file.limits)
        takes_base = last.unit_ppm or last.person_ppm or last.unit_rate_from_registration
        if takes_base and has_limits and self.limit(insurance, period) is None:
            return None
        if last.due_months and int(period[5:]) not in last.due_months:
            return None
        return last

    def tiers(self, insurance: str) -> list[str]:
        """The named tiers (档) of an insurance's fixed sums."""
        return sorted(
            {
                rule.tier
                for rule in self.file.rates
                if rule.insurance == insurance
                and rule.tier
                and (rule.unit_fixed_fen or rule.person_fixed_fen)
            }
        )

    def benchmark_ppm(self, period: str) -> int:
        """The injury rate of the first class of trade, as an agency registers a new employer.

        Before the first one that is known, that one.
        """
        first_class = [rule for rule in self.file.injury_classes if rule.class_no == 1]
        begun = [rule for rule in first_class if rule.effective_from <= period]
        rule = max(begun or first_class, key=lambda rule: rule.effective_from, default=None)
        return 0 if rule is None else rule.unit_ppm

    def rounding(self, insurance: str) -> RoundingRule:
        """How that insurance's amounts become whole fen."""
        own = {rule.insurance: rule for rule in self.file.insurance_rounding}
        return own.get(insurance, self.file.rounding)

    def charges(self, insurance: str, period: str, kind: str = "") -> bool:
        """Whether that insurance costs anything then; one merged into another does not."""
        rate = self.rate(insurance, period, kind)
        return rate is not None and bool(
            rate.unit_ppm
            or rate.person_ppm
            or rate.unit_fixed_fen
            or rate.person_fixed_fen
            or rate.unit_rate_from_registration
        )


def _goes_on(rule: Dated, period: str) -> bool:
    """Whether a rule that has begun still counts: in its time, or 暂按上年 after it."""
    end = rule.effective_to
    return end is None or period <= months_after(end, rule.carried_months)


class Rulebook(dict[str, Rules]):
    """The rules of every region that there is law for, read when first asked for."""

    def __missing__(self, region: str) -> Rules:
        is_known = any(one.code == region for one in regions())
        file = rule_file(region) if is_known else None
        if file is None:
            raise KeyError(region)
        content = canonical_json(file)
        self[region] = Rules(file, content, sha256_hex(content))
        return self[region]


MOST_DAYS_OFF = 31  # no holiday is as long


def due_on(deadline: DeadlineRule, period: str) -> date:
    """The last day on which a period can be paid without a late fee.

    One that the month lacks is the month's last, one off may move to a working day.
    """
    month = months_after(period, deadline.months_after)
    first = date.fromisoformat(f"{month}-01")
    last = date.fromisoformat(f"{months_after(month, 1)}-01") - timedelta(days=1)
    day = min(first + timedelta(days=deadline.day - 1), last)
    if deadline.shift is Shift.NONE:
        return day
    ahead = 1 if deadline.shift is Shift.NEXT else -1
    return next(
        moved
        for days in range(MOST_DAYS_OFF)
        if is_workday(moved := day + timedelta(days=ahead * days))
    )
