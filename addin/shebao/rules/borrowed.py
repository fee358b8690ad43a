"""One region's rules as another's (借用): never taken by themselves, only by the user's choice.

Every value of the copy is graded 借用, so that every amount worked out from it is marked, and the
region's name says whose rules they are, so that the fact goes wherever the file goes.
"""

import re
from collections.abc import Collection

from shebao.contract.rule_file import Grade, RuleFile, Sourced
from shebao.domain.errors import ParameterError
from shebao.rule_book.regions import Region

LONGEST_SOURCE = 400
_LENDER = re.compile(r"（借用(?P<lender>[^（）]+)的规则）$")


def borrowed(lender: RuleFile, region: Region) -> RuleFile:
    """Return the lender's rules as the region's.

    Raises ParameterError when the lender is the region itself, or borrows in turn.
    """
    if lender.region == region.code:
        raise ParameterError(
            f"{region.name}不能借用自己的规则。没有作任何改动。请改正“借用地区”后重试。",
            log="own region",
        )
    if lender_of(lender):
        raise ParameterError(
            f"{lender.region_name}，不能再转借。没有作任何改动，请直接借用原地区的规则。",
            log="lent twice",
        )
    changed: dict[str, object] = {}
    for part in RuleFile.model_fields:
        value = getattr(lender, part)
        if isinstance(value, list):
            changed[part] = [_lent(row, lender) for row in value]
        elif isinstance(value, Sourced):
            changed[part] = _lent(value, lender)
    changed |= {
        "region": region.code,
        "region_name": f"{region.name}（借用{lender.region_name}的规则）",
    }
    return lender.model_copy(update=changed)


def borrowing_words(region: Region, lender: RuleFile, own_regions: Collection[str]) -> str:
    """Return the question that the user agrees to; ``own_regions`` have rules of the user's own."""
    lost = f"{region.name}现有的本地规则将被取代（可先用 shebao rules export 留存）。"
    return (
        f"{lost if region.code in own_regions else ''}"
        f"{region.name}借用{lender.region_name}的规则（{lender.version}）：上下限、费率、期限等都按"
        "该地区的计算，先于税务系统和规则书的规则使用；各表和打印件都会注明“借用”，确定吗"
    )


def borrowed_words(region: Region, lender: RuleFile) -> str:
    """Return what is true once it is done."""
    return (
        f"{region.name}已借用{lender.region_name}的规则，各金额标为※借用，各表和打印件注明；"
        "本地区的规则以税务和人社部门公布的为准。不再借用时放弃本地规则（shebao rules drop）。"
        "重新打开 Excel 后工作表函数也按此计算。"
    )


def lender_of(file: RuleFile) -> str:
    """Return the name of the region whose rules these are; empty when they are nobody else's."""
    found = _LENDER.search(file.region_name)
    return found["lender"] if found else ""


def own_name(file: RuleFile) -> str:
    """Return the region's name without whose rules it borrows."""
    return _LENDER.sub("", file.region_name)


def _lent(value: Sourced, lender: RuleFile) -> Sourced:
    told = f"借用{lender.region_name}的规则，原为{value.grade}：{value.source}"
    update: dict[str, object] = {"grade": Grade.BORROWED, "source": told[:LONGEST_SOURCE]}
    if hasattr(value, "date_grade"):
        update["date_grade"] = None  # the months are borrowed as well
    return value.model_copy(update=update)
