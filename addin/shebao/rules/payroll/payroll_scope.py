"""What a payroll says about its amounts beside their name: unit, months, reservations.

A year's total, an amount in ten thousands or a provisional one looks like a month's wage; whoever
reads it as one files a wrong wage for everybody. What is said is asked about, never worked out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.rules.cell_text import compact
from shebao.rules.payroll.payroll_headers import REMARK, Column
from shebao.rules.payroll.payroll_months import MONTHS, month_in, number_of_month

YUAN = "元"
TIMES = {YUAN: 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000}

_LARGE = re.compile("(百万|万|千)元|[(](百万|万|千|[kKwW])[)]")
_LETTERS = {"k": "千", "w": "万"}
_CURRENCY = re.compile(
    "美元|美金|港币|港元|欧元|日元|英镑|澳元|加元|新元|新台币|台币|澳门元|韩元|卢布|泰铢"
    r"|(?<![A-Z])(?:USD|HKD|EUR|JPY|GBP|MOP|TWD|AUD|CAD|SGD|KRW)(?![A-Z])|[$€£]",
    re.IGNORECASE,
)
_OF_UNITS = re.compile(  # 单位：万元, and not 单位：贵阳万元商贸有限公司
    f"(?:单位|币种|币别|货币)[:为是]?(?:人民币)?[(]?((?:百万|万|千)元?|{_CURRENCY.pattern})",
    re.IGNORECASE,
)
_CORNER = re.compile(
    "[(\\[【]?(?:(?:金额|货币)?(?:单位|币种)[:为]?)?(?:人民币)?"
    f"(?:(?:百万|万|千)元|{_CURRENCY.pattern})[)\\]】]?",
    re.IGNORECASE,
)
_SHORT = 8  # characters of a corner cell that says nothing but its unit

_M = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_RANGE = re.compile(
    f"(?<![0-9一二三四五六七八九十])(?P<first>{_M})月?份?(?:[-—–~]+|至|到)"
    f"(?:20[0-9]{{2}}[年.\\-/]?)?(?P<last>{_M})月"
)
_DIGIT_RANGE = re.compile(
    "(?P<year>20[0-9]{2})(?:[年.\\-/](?=[1-9])|[年.\\-/]?(?=[01]))"
    "(?P<first>1[0-2]|0?[1-9])月?(?:[-—–~]+|至|到)"
    "(?P<year2>20[0-9]{2})(?:[年.\\-/](?=[1-9])|[年.\\-/]?(?=[01]))"
    "(?P<last>1[0-2]|0?[1-9])(?![.\\-/0-9])"
)
_UNITS_OF_A_FIRM = "部|公司|行|院|厂|店|站|社|队|署|经理|裁|监"  # 2026年总部5月工资表
_PAID_TOO = "奖|绩效|考核|津贴|补贴"  # 5月工资表（含季度奖）
_SPANS = (
    (
        re.compile(
            f"全年|整年|年度?(?:总(?!{_UNITS_OF_A_FIRM})|合计|累计)|年薪(?!制)|年收入|(?:12|十二)个月"
        ),
        MONTHS,
    ),
    (re.compile(f"[上下]?半年(?!{_PAID_TOO})"), MONTHS // 2),
    (
        re.compile(f"第?[一二三四1-4]?季度(?!{_PAID_TOO})|(?<![A-Z])Q[1-4](?![0-9A-Z])"),
        MONTHS // 4,
    ),
)
_YEAR = re.compile("20[0-9]{2}年?度?|[上本去今当][一]?年度?|年度|年(?=应|工资|薪)")
_DAY = re.compile("20[0-9]{2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?")  # when it was printed
_MONTH_IN_DIGITS = re.compile("20[0-9]{2}[-./年]?(?:1[0-2]|0?[1-9])(?![0-9])")
_OF_WAGES = re.compile("工资|薪|应发|收入|总额|报酬")
# A wage to be filed, a base and an average are of a month whatever year they are said for.
_AVERAGE = re.compile("均|缴费工资|缴费基数|申报工资|申报基数|社保工资|社保基数")
_OF_A_MONTH = re.compile(f"{_AVERAGE.pattern}|月工资|月薪|月应|每月|本月|当月|月度|/月")
_RESERVED = re.compile(
    "不含|未含|不包括|不计|未计|除外|调整前|调薪前|调前|预发|预估|预计|暂估|暂发|试算|测算|草稿"
    "|部分|仅|只含|只计"
)
_RESERVED_ANYWHERE = re.compile(
    "预发|调整前|调薪前|预估|暂估|暂发|试算|测算|草稿"
    "|(?:不含|未含|不包括|不包含|剔除|只含|仅含)[^,。;()]{0,4}?"  # pay, not people
    "(?:绩效|年终奖|奖金|奖|津贴|补贴|补助|加班费|加班|提成)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is said, each empty (0) when nothing is; ``months`` is how many ``span`` covers."""

    unit: str = ""
    currency: str = ""
    span: str = ""
    months: int = 0
    reserved: str = ""


def scope_of(column: Column, titles: Sequence[str], *, is_series: bool) -> Scope:
    """Return what a column's head, or else the titles above the table, say of its amounts.

    ``titles`` are the sheet's name and the texts above the header. The columns of a series are
    of a month each.
    """
    heads = [text for text in map(compact, (column.header, column.group)) if text]
    above = [compact(title) for title in titles]
    corners = [said for title in above for said in _corners(title)]
    span, months = ("", 0) if is_series else _span(heads, above)
    remarks = [remark for text in heads for remark in REMARK.findall(text)]
    return Scope(
        unit=_unit([*heads, *corners]),
        currency=_first(_CURRENCY, [*heads, *corners]),
        span=span,
        months=months,
        reserved=next(filter(_RESERVED.search, remarks), "")
        or _first(_RESERVED_ANYWHERE, [*heads, *above]),
    )


def is_corner(text: str) -> bool:
    """Whether a cell says nothing but the unit of all amounts: ``单位：万元``, ``（美元）``."""
    return bool(_CORNER.fullmatch(compact(text)))


def without_span(name: str) -> str:
    """Return a head without the year or span that it says: ``2025年度应发合计`` is 应发合计."""
    for pattern in (_DIGIT_RANGE, _RANGE, *(pattern for pattern, _ in _SPANS[1:])):
        name = pattern.sub("", name)
    rest = re.sub("^(?:20[0-9]{2}年?度?|全年度?|整年|[上本去今当]年度?|年度?)", "", name)
    return rest or name


def _corners(title: str) -> list[str]:
    """Return the pieces of a title that speak of the unit; a firm's own name may hold 万元."""
    if len(title) <= _SHORT:
        return [title]
    return [*_OF_UNITS.findall(title), *REMARK.findall(title)]


def _unit(texts: Sequence[str]) -> str:
    for text in texts:
        if found := _LARGE.search(text) or _LARGE.fullmatch(f"({text})"):
            said = found[1] or found[2]
            return f"{_LETTERS.get(said.lower(), said)}元"
    return ""


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str:
    return next((found[0] for text in texts if (found := pattern.search(text))), "")


def _span(heads: Sequence[str], above: Sequence[str]) -> tuple[str, int]:
    """Return the span as it is said, and its months.

    A head goes before the titles; a span that is named goes before a month, a month before a
    year alone: under ``2025年度工资表`` a sheet called 5月 is of May.
    """
    if any(_AVERAGE.search(head) for head in heads):
        return "", 0
    for is_head, texts in ((True, heads), (False, above)):
        for text in texts:
            if said := _named_span(text):
                return said
        undated = [_DAY.sub("", text) for text in texts]
        if is_head and any(map(_OF_A_MONTH.search, texts)):
            return "", 0
        if any(month_in(text) or _MONTH_IN_DIGITS.search(text) for text in undated):
            return "", 0
        for text in undated:
            year = None if _OF_A_MONTH.search(text) else _YEAR.search(text)
            if year and (is_head or _OF_WAGES.search(text) or year[0] == text):
                return year[0], MONTHS
    return "", 0


def _named_span(text: str) -> tuple[str, int] | None:
    if found := _DIGIT_RANGE.search(text):
        years = int(found["year2"]) - int(found["year"])
        months = years * MONTHS + int(found["last"]) - int(found["first"]) + 1
        return (found[0], months) if months > 1 else None
    if found := _RANGE.search(text):
        first, last = number_of_month(found["first"]), number_of_month(found["last"])
        months = (last - first) % MONTHS + 1
        return (found[0], months) if months > 1 else None
    for pattern, months in _SPANS:
        if found := pattern.search(text):
            return found[0], months
    return None
