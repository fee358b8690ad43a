"""A worksheet without mercy: doubles as IEEE 754 has them, nothing snapped to 15 digits.

LibreOffice rounds before INT and so forgives a formula that lets binary noise through; another
program need not. What holds in both holds in between.
"""

import math
import re


def _round(number: float, digits: int) -> float:
    scaled = abs(number) * 10**digits
    return math.copysign(math.floor(scaled + 0.5) / 10**digits, number)


FUNCTIONS = {
    "IF": lambda condition, then, other: then if condition else other,
    "COUNT": lambda *cells: sum(isinstance(cell, float) for cell in cells),
    "OR": lambda *conditions: any(conditions),
    "NA": lambda: "#N/A",
    "ROUND": _round,
    "INT": math.floor,
    "MIN": min,
    "MAX": max,
}


def evaluated(formula: str, cells: dict[str, float]) -> object:
    """Return what a formula gives; ``cells`` by address without dollar signs."""
    text = formula.removeprefix("=").replace("$", "").replace("<>", "!=")
    text = re.sub(r'(?<=[A-Z0-9])=""', '==""', text)
    return eval(text, {"__builtins__": {}}, {**FUNCTIONS, **cells})
