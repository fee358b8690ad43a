"""Which insurance, whose share and which measure a head or a cell of the client's exports names.

Source: names on receipts and in the client's details (facts of the employee-detail exports: one
head may say all three, as ``职工基本医疗保险(单位缴纳)应缴费额(元)``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shebao.rules.cell_text import compact

# In this order: 机关养老 before 养老, 大额医疗 before 医疗.
_NAMES = (
    ("180", "(机关事业单位)?职业年金"),
    ("120", "机关事业(单位)?(基本)?养老(保险)?|机关(单位)?养老(保险)?|事业单位养老(保险)?"),
    ("170", "城乡居民(基本)?养老(保险)?"),
    ("110", "(企业)?(职工)?(基本)?养老(保险)?"),
    ("320", "公务员(医疗)?补助"),
    ("330", "(职工)?大额医疗(费用)?(补助|互助)?(保险)?|大病(医疗)?(保险|补助)?|大额(补助|医疗)?"),
    ("510", "生育(保险)?"),
    ("310", "(职工)?(基本)?医疗(保险)?|医保"),
    ("210", "失业(保险)?"),
    ("410", "工伤(保险)?"),
)
_INSURANCE = tuple((code, re.compile(f"({names})费?")) for code, names in _NAMES)
_CODED = re.compile(r"([0-9]{3})\|")
_WITH_MATERNITY = re.compile(r"\(?含生育(保险)?\)?")
_SIDE = re.compile("(用人)?单位|(职工)?个人")
_FILLERS = re.compile(r"[()/|:*、,_\-%]|元|缴纳|缴费|部分|承担|负担|应缴")


class Side(StrEnum):
    """Whose share."""

    UNIT = "unit"
    PERSON = "person"
    BOTH = ""


class Measure(StrEnum):
    """What of it."""

    WAGE = "wage"
    BASE = "base"
    RATE = "rate"
    DUE = "due"
    REDUCTION = "reduction"
    PAYABLE = "payable"
    TICK = "tick"


_MEASURES = (
    (Measure.WAGE, re.compile("(月)?(缴费|申报)工资")),
    (Measure.BASE, re.compile("(缴费|计费)?(基数|依据)")),
    (Measure.RATE, re.compile("(缴费)?(费率|比例)|征收率")),
    (Measure.REDUCTION, re.compile("减免(费额|金额|额)?")),
    (Measure.PAYABLE, re.compile(r"(本期)?应补\(?退\)?(费额|金额|额)?")),
    (Measure.DUE, re.compile("(本期)?(应缴|缴费|应征|缴纳)?(费额|金额|额)|(本期)?应缴")),
)


@dataclass(frozen=True, slots=True)
class InsuranceHead:
    """What a head says; ``measure`` is TICK where it names an insurance and nothing else."""

    code: str
    side: Side
    measure: Measure


def insurance_in(text: object, names: Mapping[str, str] | None = None) -> str:
    """Return the code of the insurance that a cell names, by ``names`` first; empty for none."""
    said = _WITH_MATERNITY.sub("", compact(text))
    if coded := _CODED.match(said):
        return coded[1]
    for code, name in (names or {}).items():
        if said in (code, compact(name), f"{compact(name)}费"):
            return code
    return next((code for code, pattern in _INSURANCE if pattern.search(said)), "")


def side_in(text: object) -> Side:
    """Return whose share a cell names; BOTH when it says neither or both."""
    said = compact(text)
    for _, pattern in _INSURANCE:  # 机关事业单位养老 names no share
        said = pattern.sub("", said)
    unit, person = "单位" in said, "个人" in said
    return Side.BOTH if unit == person else Side.UNIT if unit else Side.PERSON


def names_nothing_else(text: object) -> bool:
    """Whether a cell is blank or says no more than whose share it is, as 单位缴纳."""
    return not _FILLERS.sub("", _SIDE.sub("", compact(text)))


def head_of(title: str) -> InsuranceHead | None:
    """Return what a column's head says of one insurance; None when it says anything else."""
    said = _WITH_MATERNITY.sub("", compact(title))
    code = insurance_in(said)
    if not code:
        return None
    rest = _CODED.sub("", said)
    known = next((pattern for _, pattern in _INSURANCE if pattern.search(rest)), None)
    rest = known.sub("", rest, count=1) if known else rest
    side = side_in(rest)
    rest = _SIDE.sub("", rest)
    measure = Measure.TICK if side is Side.BOTH else Measure.DUE
    for each, pattern in _MEASURES:
        if pattern.search(rest):
            measure, rest = each, pattern.sub("", rest, count=1)
            break
    if _FILLERS.sub("", rest):
        return None  # 养老保险编号, 医疗参保日期: no measure of ours
    return InsuranceHead(code, side, measure)
