"""What the cell of an argument means: an amount, a month, a day, a rate, a code.

A cell holds a float, a text, a bool, a datetime or None; an error arrives as its text.
Everything that cannot be read is refused with the name of the argument.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from shebao.domain.period import Period
from shebao.rules.cell_text import amount_of, compact, id_number_of, shown
from shebao.rules.identity import id_number_fault
from shebao_udfs.refusal import CellRefusedError, Shown

_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})月?|([0-9]{2}))")
_DAY = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))")
_DAY_ZERO = date(1899, 12, 30)  # day 0 of the 1900 date system, right from 1900-03-01 on
# Serial numbers of days from 1927-05-18 to 9999-12-31: a bare year is none, nor is YYYYMM.
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 2_958_465
_MONTH_NUMBERS = range(190_001, 300_000)  # 202611; as serial numbers these are past the year 2400
_DAY_NUMBERS = range(19_000_101, 30_000_000)
# The same few months and codes stand in every row; typed, because TRUE equals 1.
_remembered = lru_cache(maxsize=1024, typed=True)
MOST_INJURY_PPM = 100_000  # the highest class with its highest float is under 3 %


def refused(what: str, why: str) -> CellRefusedError:
    """Return the refusal of an argument that cannot be read."""
    return CellRefusedError(Shown.VALUE, f"{what}{why}")


def is_blank(value: object) -> bool:
    """Whether nothing was typed: a row that is not filled yet."""
    return value is None or (isinstance(value, str) and not compact(value))


def fen_of(value: object, what: str) -> int:
    """Return an amount in fen; a cell holds yuan with at most two decimals."""
    _no_error(value, what)
    amount = amount_of(value)
    if amount.fen is None:
        raise refused(what, amount.problem)
    return amount.fen


@_remembered
def period_of(value: object) -> Period:
    """Return the month of a cell: a date in it, 202611, or a text such as 2026-11, 2026年11月."""
    what = "费款所属期"
    _no_error(value, what)
    if isinstance(value, date):
        return Period.of(value)
    number = _whole(value)
    if number is not None and number in _MONTH_NUMBERS:
        value = str(number)
    elif number is not None:
        return Period.of(_day_of_serial(number, what))
    found = _MONTH.fullmatch(_text(value))
    month = int(found[2] or found[3]) if found else 0
    if found is None or not 1 <= month <= 12:
        raise refused(what, f"“{shown(value)}”不是年月，请按 2026-11 填写")
    return Period(int(found[1]), month)


def day_of(value: object, what: str) -> date:
    """Return the day of a cell: a date, 20261130, or a text such as 2026-11-30."""
    _no_error(value, what)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    number = _whole(value)
    if number is not None and number in _DAY_NUMBERS:
        value = str(number)
    elif number is not None:
        return _day_of_serial(number, what)
    found = _DAY.fullmatch(_text(value))
    try:
        parts = [int(part) for part in found.groups() if part] if found else []
        return date(*parts)
    except (TypeError, ValueError) as error:
        raise refused(what, f"“{shown(value)}”不是日期，请按 2026-11-30 填写") from error


@_remembered
def code_of(value: object, what: str) -> str:
    """Return a code or name as text; a number in the cell is its digits."""
    _no_error(value, what)
    if is_blank(value):
        raise refused(what, "空白")
    number = _whole(value)
    return compact(value if number is None else number)


def citizen_id_of(value: object) -> str:
    """Return an identity number in which no fault by GB 11643 is found."""
    _no_error(value, "证件号码")
    read = id_number_of(value)
    if read.id_number is None:
        raise CellRefusedError(Shown.VALUE, _about_id(read.problem))
    fault = id_number_fault(read.id_number)
    if fault:
        raise CellRefusedError(Shown.VALUE, fault)
    return read.id_number


@_remembered
def injury_ppm_of(value: object) -> int | None:
    """Return the unit's injury rate in millionths: 0.004, 0.4 % or the text 0.4%; None if blank."""
    what = "工伤费率"
    _no_error(value, what)
    if is_blank(value):
        return None
    percent = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)%", compact(value))
    if percent:
        ppm = Decimal(percent[1]) * 10_000
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value):
        ppm = Decimal(f"{value:.15g}") * 1_000_000
    else:
        raise refused(what, f"“{shown(value)}”不是费率，请填 0.4% 或 0.004")
    if ppm != ppm.to_integral_value() or not 0 <= ppm <= MOST_INJURY_PPM:
        raise refused(what, f"“{shown(value)}”不合理，0.4% 请填 0.4% 或 0.004")
    return int(ppm)


def _about_id(problem: str) -> str:
    return problem if problem.startswith("证件号码") else f"证件号码{problem}"


def _text(value: object) -> str:
    """A text without spaces; 2026.1 as a number could be January or October, so it is none."""
    return compact(value) if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    """The whole number in a cell, or None: booleans and fractions of a day are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        return None
    return int(value) if value == int(value) else None


def _day_of_serial(number: int, what: str) -> date:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise refused(what, f"“{number}”不是日期")
    return _DAY_ZERO + timedelta(days=number)


def _no_error(value: object, what: str) -> None:
    if isinstance(value, str) and _ERRORS.fullmatch(value.strip()):
        raise refused(what, "所在单元格是公式错误值")
    if isinstance(value, int) and value < -2_146_000_000:  # an error xlwings has no text for
        raise refused(what, "所在单元格是公式错误值")
