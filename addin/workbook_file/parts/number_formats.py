"""Number format codes: the built-in numbers and what a code does to a value."""

import re

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yyyy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
# East Asian versions of Excel use these numbers for dates without writing their codes down.
_LOCAL_DATES = {27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58}
NUMBER_OF = {code: number for number, code in BUILT_IN.items()}

_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[dmyhs]|(?<![a-z])e(?![+\-a-z])", re.IGNORECASE)


def code_of(number: int) -> str:
    """The code behind a built-in number; General for one that Excel leaves open."""
    if number in _LOCAL_DATES:
        return "m/d/yyyy"
    return BUILT_IN.get(number, "General")


def is_date(code: str) -> bool:
    """Whether the code shows a number as a date or time, so that Excel hands out a date."""
    if code in ("General", "@"):
        return False
    first = _NOT_CODE.sub("", code).split(";", 1)[0]
    return "general" not in first.lower() and _DATE.search(first) is not None
