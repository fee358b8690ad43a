"""Calling a worksheet function as Excel does: with rows of cells."""

from functools import cache
from pathlib import Path

from shebao.contract.rule_file import RuleFile
from shebao.rule_book.book import rule_file
from shebao_udfs.functions import FUNCTIONS
from shebao_udfs.spill import Grid

ROOT = Path(__file__).parents[2]
CALLS = {function.name: function.call for function in FUNCTIONS}
GUIYANG, FUZHOU = "520100", "350100"
MONTH = "2026-11"


@cache
def sample_rule_files() -> dict[str, RuleFile]:
    """The rule files of two cities of the book, by region."""
    found = (rule_file(region) for region in (GUIYANG, FUZHOU))
    return {file.region: file for file in found if file is not None}


def grid(value: object) -> Grid:
    """Return a value as a range: a list of lists is one already."""
    if isinstance(value, list):
        return value
    return [[value]]


def column(*values: object) -> Grid:
    """Return values one under another."""
    return [[value] for value in values]


def call(name: str, *arguments: object) -> object:
    """Return the answer of one cell, or the grid of several."""
    found = CALLS[name](*(grid(argument) for argument in arguments))
    return found[0][0] if len(found) == len(found[0]) == 1 else found


def why(name: str, *arguments: object) -> object:
    """Return the reason of one cell, or the grid of several."""
    return call("SB_WHY", name, *arguments)
