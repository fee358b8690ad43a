"""A rule file on offer, and what a run made of it."""

from dataclasses import dataclass

from shebao.contract.rule_file import RuleFileEntry


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one rule file on offer; ``fault`` says why it was refused."""

    entry: RuleFileEntry
    is_new: bool = False
    fault: str = ""
