"""How well a column's header names the wage to be filed.

Source: 国办发〔2019〕13号 and the seeds: the wage is what was due (应发) before any deduction,
so a net amount never stands for it.
"""

import re
from enum import IntEnum

from shebao.rules.cell_text import compact
from shebao.rules.payroll.payroll_headers import Column, bare
from shebao.rules.payroll.payroll_scope import without_span


class WageRank(IntEnum):
    """The better name has the lower rank; PART alone is proposed, never taken."""

    DECLARED = 1
    GROSS = 2
    GROUP_TOTAL = 3
    PLAIN = 4
    PART = 5


RANK_REASONS = {
    WageRank.DECLARED: "列名就是缴费工资",
    WageRank.GROSS: "列名表示应发（税前、扣款前）的工资合计",
    WageRank.GROUP_TOTAL: "是应发项目的合计列",
    WageRank.PLAIN: "是唯一的工资列",
    WageRank.PART: "可能只是工资的一部分",
}

_NEVER = re.compile(
    "实发|实付|实领|实得|到手|税后|净|扣|补发|补差|上月|累计|个税|所得税|应纳税|应税|计税|公积金"
    "|年金|保险费|卡号|账号|帐号|日期|备注|差额|签"
)
_NEVER_EVEN_AS_REMARK = re.compile("实发|实付|到手|税后|扣后|扣除后|扣完|净")
_PART_REMARK = re.compile("基本|标准|岗位|固定|日|时")
_WHEN = re.compile("(20[0-9]{2}年)?([0-9]{1,2}月份?)?(本月|当月|全月|月)?")
_DECLARED = re.compile(
    "(社保|社会保险)?(申报|新|本年|本年度)?缴费工资(额|基数)?|(社保)?申报工资|(社保)?缴费基数工资|社保工资"
)
_GROSS = re.compile(
    "(应发|应付|应得|税前)(总?(工资|薪资|薪酬|收入|金额|款))?(合计|总计|小计|总)?(数|额|金额|工资)?"
    "|(工资|薪资|薪酬)应发(合计|总)?(数|额|金额)?|(工资|薪资|薪酬|工资薪金)(总额|合计|总计)|总工资"
    "|应付职工薪酬|(上年度?)?月?(平均|均)工资|(社保|社会保险)?(缴费|申报)基数|社保基数"
)
_DUE_GROUP = re.compile("(应发|收入)(工资)?(项目|部分|明细)?|工资项目")
_TOTAL = re.compile("合计|小计|总计|金额|总额|计")
_PLAIN = re.compile("工资|薪资|薪酬|月薪|工资金额|工资额|工资收入|收入|薪金|薪")
_PART = re.compile(
    "(基本|岗位|基础|标准|档案|固定|薪级)工资|(工资|薪)标准|底薪|合计|总计|小计|总额"
)
_EXTRA_PAY = re.compile("奖|津贴|补贴|补助|加班|绩效|提成|全勤")


def rank_of(column: Column) -> WageRank | None:
    """Return how well the header names the wage, or None when it never does."""
    if _is_never(column.header) or _is_never(column.group):
        return None
    name, group = _undated(column.header), _undated(column.group)
    if _DECLARED.fullmatch(name):
        return WageRank.DECLARED
    if _GROSS.fullmatch(name):
        return WageRank.GROSS
    if _TOTAL.fullmatch(name) and (_GROSS.fullmatch(group) or _DUE_GROUP.fullmatch(group)):
        return WageRank.GROUP_TOTAL
    if _PLAIN.fullmatch(name):
        return WageRank.PART if _PART_REMARK.search(column.header) else WageRank.PLAIN
    return WageRank.PART if _PART.fullmatch(name) else None


def is_extra_pay(column: Column) -> bool:
    """Whether a column is pay beside the plain wage, which then is only a part of it."""
    return bool(_EXTRA_PAY.search(column.header)) and not _is_never(column.header)


def _is_never(header: str) -> bool:
    """A net amount or a deduction; in a remark in parentheses only the net words count."""
    return bool(_NEVER.search(bare(header)) or _NEVER_EVEN_AS_REMARK.search(compact(header)))


def _undated(header: str) -> str:
    """``2024年5月应发工资`` and ``2024年度应发工资`` name what ``应发工资`` names."""
    name = without_span(bare(header))
    when = _WHEN.match(name)
    rest = name[when.end() :] if when else name
    return rest if rest else name
