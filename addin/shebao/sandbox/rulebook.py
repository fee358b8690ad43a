"""The rule files that the sandbox holds, looked up by region, insurance and period."""

import json
from dataclasses import dataclass
from importlib.resources import files

from shebao.contract.rule_file import InsuranceRule, LimitRule, RateRule, RuleFile
from shebao.sandbox.canonical import canonical_json, sha256_hex


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

    def limit(self, insurance: str, period: str) -> LimitRule | None:
        """The floor and cap in force in a period, or None when there are none."""
        dated = [
            rule
            for rule in self.file.limits
            if rule.insurance == insurance and rule.effective_from <= period
        ]
        return max(dated, key=lambda rule: rule.effective_from, default=None)

    def rate(self, insurance: str, period: str) -> RateRule | None:
        """The rates in force in a period, or None when nothing is charged then."""
        dated = [
            rule
            for rule in self.file.rates
            if rule.insurance == insurance and rule.effective_from <= period
        ]
        return max(dated, key=lambda rule: rule.effective_from, default=None)

    def charges(self, insurance: str, period: str) -> bool:
        """Whether that insurance costs anything then; one merged into another does not."""
        rate = self.rate(insurance, period)
        return rate is not None and bool(
            rate.unit_ppm
            or rate.person_ppm
            or rate.unit_fixed_fen
            or rate.person_fixed_fen
            or rate.unit_rate_from_registration
        )


def load_rulebook() -> dict[str, Rules]:
    """Every rule file of the package by region."""
    book: dict[str, Rules] = {}
    for entry in files("shebao.sandbox").joinpath("rule_files").iterdir():
        if entry.name.endswith(".json"):
            rule_file = RuleFile.model_validate(json.loads(entry.read_text(encoding="utf-8")))
            content = canonical_json(rule_file)
            book[rule_file.region] = Rules(rule_file, content, sha256_hex(content))
    return book
