"""What every form of the bureau offers and asks of a field: branches, and texts that will do."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from shebao.contract.accounts import Branch, BranchList
from shebao.contract.refusals import RefusalCode
from shebao.rule_book.regions import regions
from shebao.sandbox.errors import RefusedError

AREAS = {
    "52": (("520102", "南明区"), ("520103", "云岩区"), ("522301", "兴义市")),
    "35": (("350102", "鼓楼区"), ("350103", "台江区"), ("350521", "惠安县")),
}
BANKS = (("991", "沙箱银行"), ("992", "沙箱农商银行"), ("993", "沙箱村镇银行"))
OFFICES = ("营业部", "城东支行")


def _areas(region: str) -> Sequence[tuple[str, str]]:
    """The areas of a region's province: some of its cities where none are made up."""
    cities = [(r.code, r.city) for r in regions() if r.code[:2] == region[:2]]
    return AREAS.get(region[:2], cities[:3])


def branches_of(region: str) -> BranchList:
    """The branches in the province of a region, by area, bank and number."""
    return BranchList(
        branches=[
            Branch(
                region=area,
                region_name=area_name,
                bank_code=bank_code,
                bank=bank,
                branch_no=f"{bank_code}{area}{place:03d}",
                branch=f"{bank}{area_name}{office}",
            )
            for area, area_name in _areas(region)
            for bank_code, bank in BANKS
            for place, office in enumerate(OFFICES, start=1)
        ]
    )


def branch_of(region: str, branch_no: str) -> Branch:
    """The branch of that number in the province: what is kept names none that is not there."""
    return next(one for one in branches_of(region).branches if one.branch_no == branch_no)


# Letters of any script and digits, with what names of firms and people are joined by.
NAME = re.compile(r"[\w（）()·.&\-—、 ]+")
ACCOUNT_NO = re.compile(r"[0-9]{8,32}")
OPENING_NO = re.compile(r"[0-9A-Za-z]{8,30}")


def odd(field: str, why: str) -> RefusedError:
    """A refusal of one field, in words that begin with its label."""
    return RefusedError(RefusalCode.FIELD_ODD, f"{why}，未作受理，请改正后重新保存。", field=field)


def _check_filled(field: str, label: str, value: str) -> None:
    if not value:
        raise odd(field, f"“{label}”不能为空")


def check_field(
    field: str, label: str, value: str, longest: int, pattern: re.Pattern[str], hint: str
) -> None:
    """The field is filled as the form wants it.

    Raises RefusedError: FIELD_ODD.
    """
    _check_filled(field, label, value)
    if len(value) > longest:
        raise odd(field, f"“{label}”最多 {longest} 个字符，现为 {len(value)} 个")
    if not pattern.fullmatch(value):
        raise odd(field, f"“{label}”{hint}")


def check_name(field: str, label: str, value: str) -> None:
    """A name of a firm or a person."""
    hint = "含有不能使用的字符（只能用文字、数字、空格和（）()·.&-—、）"
    check_field(field, label, value, 100, NAME, hint)


def check_account_no(field: str, label: str, value: str) -> None:
    """An account number; those of firms carry no checksum that holds for all banks."""
    check_field(field, label, value, 32, ACCOUNT_NO, "应为 8 至 32 位数字")


def check_choice(field: str, label: str, value: str, choices: Iterable[str]) -> None:
    """One of the choices of a drop-down list."""
    _check_filled(field, label, value)
    if value not in choices:
        raise odd(field, f"“{label}”不在可选范围内")


def check_day(field: str, label: str, value: str, latest: date) -> None:
    """A day that exists and has come."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or len(value) != len("2026-01-01"):
        raise odd(field, f"“{label}”应为 YYYY-MM-DD 格式的日期")
    if day > latest:
        raise odd(field, f"“{label}”{day} 晚于今天")


def check_branch(caller_region: str, region: str, bank_code: str, branch_no: str) -> Branch:
    """The branch, which belongs to that bank in that area: 行政区划 -> 行别 -> 网点."""
    _check_filled("region", "行政区划", region)
    _check_filled("bank_code", "银行行别", bank_code)
    _check_filled("branch_no", "银行营业网点", branch_no)
    offered = {one.branch_no: one for one in branches_of(caller_region).branches}
    branch = offered.get(branch_no)
    if branch is None:
        raise odd("branch_no", "“银行营业网点”不存在")
    if branch.bank_code != bank_code:
        raise odd("bank_code", "“银行营业网点”不属于所选的银行行别")
    if branch.region != region:
        raise odd("region", "“银行营业网点”不在所选的行政区划")
    return branch
