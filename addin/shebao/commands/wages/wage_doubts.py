"""Wages that are perhaps somebody else's or ten times too high: looked at twice, never refused."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from shebao.commands.wages.wage_unticked import named
from shebao.domain.finding import Finding
from shebao.rules.checks import r107_sorted_apart, r108_column_shifted
from shebao.rules.checks.wage_columns import Displaced, Displacement
from shebao.sheets.declared.wage_sheets import FAR_PERCENT, WageSheetRow
from shebao.sheets.head import SheetHead

PERCENTAGE = re.compile(r"\d{1,6}(\.\d{1,4})?%?", re.ASCII)
DOUBTS = ("R105", "R106", "R107", "R108")


def far_ppm(table: SheetHead, text: str) -> int:
    """Return from the labelled cell how far a wage may depart from the one in force.

    Raises SheetError for what is no percentage.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not PERCENTAGE.fullmatch(plain):
        raise table.error(
            f"的“{table.spec.label_of('far')}”是“{text[:40]}”，不是百分比，没有执行",
            f"请填写如 {FAR_PERCENT}，或清空，然后重试。",
        )
    number = Decimal(plain.rstrip("%"))
    is_fraction = "%" not in plain and number < 1  # what a cell formatted as a percentage holds
    return int(number * (1_000_000 if is_fraction else 10_000))


def column_words(columns: Mapping[str, Displaced]) -> str:
    """Say of each column that seems to stand beside the wrong names what happened to it."""
    return "".join(f"{_sentence(header, found)}。" for header, found in columns.items())


def doubtful_words(
    columns: Mapping[str, Displaced], sending: Iterable[tuple[WageSheetRow, Sequence[Finding]]]
) -> str:
    """Name the rows whose wage is perhaps wrong, and why a column is; empty for none."""
    rows = [row for row, found in sending if any(f.code in DOUBTS for f in found)]
    if not rows:
        return ""
    said = f"其中 {len(rows)} 人的缴费工资与原缴费工资相差较大：{named(rows)}。"
    return column_words(columns) + said


def _sentence(header: str, found: Displaced) -> str:
    if found.displacement is Displacement.SORTED:
        return r107_sorted_apart.sentence(header)
    return r108_column_shifted.sentence(header, found)
