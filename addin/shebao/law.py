"""Which law holds on this machine, and what a person types to ask for it."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import ParameterError
from shebao.domain.period import Period
from shebao.own_rules import own_rule_file
from shebao.rule_book.regions import Region
from shebao.rules.borrowed import lender_of
from shebao.rules.which_region import book_law
from shebao.settings import read_settings
from shebao.vault import Vault
from shebao.wiring import store_place

BOOK, OWN = "规则书", "自定义"
_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")


def law_of(region: Region) -> tuple[RuleFile, str]:
    """Return a region's rules and where they are from: the user's own go before the book's.

    Raises ParameterError when there are none, FileRefusedError when own ones cannot be used.
    """
    home, find_key = machine()
    own = own_rule_file(home, region.code, find_key)
    if own is not None:
        lender = lender_of(own)
        return own, f"借用{lender}" if lender else OWN
    return book_law(region), BOOK


def month_of(text: str) -> Period:
    """Return the month; raise ParameterError for anything but YYYY-MM."""
    if not _MONTH.fullmatch(text):
        raise ParameterError(
            f"月份“{text}”不是 YYYY-MM（如 2026-08）。没有计算，请改正后重试。", log="bad month"
        )
    return Period.parse(text)


def machine() -> tuple[Path, Callable[[], bytes]]:
    """Return this machine's data folder, and how the key of its store is found."""
    settings = read_settings(os.environ)
    return settings.home, store_place(settings, Vault(os.environ, settings.home)).find_key


def say(sentence: str) -> None:
    """Print one line for people."""
    sys.stdout.write(f"{sentence}\n")
