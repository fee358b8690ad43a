"""``shebao compute``: what one person and the unit owe in a month, by the law of a city."""

import argparse

from shebao.contract.rule_file import OwnPayer, PayerKind, RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.errors import ParameterError
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.json_answer import print_json
from shebao.law import law_of, month_of, say
from shebao.rule_book.regions import Region
from shebao.rules.cell_text import amount_of
from shebao.rules.premiums.one_person import PersonCost, Share, one_person
from shebao.rules.premiums.sureness import least_sure
from shebao.rules.which_region import which_region

KINDS: dict[str, PayerKind] = {
    "企业": EmployerKind.ENTERPRISE,
    "机关事业": EmployerKind.PUBLIC_BODY,
    "机关": EmployerKind.PUBLIC_BODY,
    "事业": EmployerKind.PUBLIC_BODY,
    "个体": EmployerKind.SOLE_TRADER,
    "灵活就业": OwnPayer.FLEXIBLE,
    "灵活": OwnPayer.FLEXIBLE,
}
KINDS |= {str(kind): kind for kind in (*EmployerKind, *OwnPayer)}


def run_compute(options: argparse.Namespace) -> int:
    """Print what one person and the unit owe in a month; return 0.

    Raises ParameterError for a wrong region, month, wage or kind, and where there is no law.
    """
    region, period = which_region(options.region), month_of(options.month)
    wage_fen, kind = wage_of(options.wage), kind_of(options.kind)
    file, _ = law_of(region)
    tiers = sorted({rate.tier for rate in file.rates if rate.tier})
    if options.tier and options.tier not in tiers:
        told = "、".join(tiers) or "无"
        raise ParameterError(
            f"{region.name}没有档次“{options.tier}”，可用：{told}。没有计算，请改正后重试。"
        )
    cost = one_person(file, period, wage_fen, kind, options.tier)
    if unknown := _without_own_rates(file, cost, kind):
        raise ParameterError(
            f"{region.name}没有灵活就业人员{'、'.join(unknown)}的费率，没有计算，也没有按单位职工的"
            "费率计算。如有文件依据，请在“本地规则”录入（单位类型“灵活就业”）。",
            log="no rate for the self-insured",
        )
    if cost.missing:
        raise _without_law(region, period, file, cost)
    unit_fen = sum(share.unit_fen for share in cost.shares)
    person_fen = sum(share.person_fen for share in cost.shares)
    if options.json:
        print_json(
            {
                "region": region.code,
                "month": str(period),
                "insurances": {share.key: _as_json(share) for share in cost.shares},
                "unit_fen": unit_fen,
                "person_fen": person_fen,
            }
        )
        return 0
    say(f"{region.name} {period}，缴费工资 {yuan(wage_fen)} 元（{options.kind}）")
    for share in cost.shares:
        say(
            f"{share.name}\t基数 {yuan(share.base_fen)}\t单位 {yuan(share.unit_fen)}"
            f"\t个人 {yuan(share.person_fen)}\t【{share.mark}】{share.source}"
        )
    mark = least_sure(share.mark for share in cost.shares)
    say(f"合计\t单位 {yuan(unit_fen)}\t个人 {yuan(person_fen)}\t【{mark}】")
    return 0


def _without_own_rates(file: RuleFile, cost: PersonCost, kind: PayerKind) -> list[str]:
    """Return what no month has rates for of whoever has no employer."""
    if not isinstance(kind, OwnPayer):
        return []
    known = {rate.insurance for rate in file.rates if kind in rate.kinds}
    return [rule.name for rule in cost.missing if rule.insurance not in known]


def wage_of(text: str) -> int:
    """Return the wage in fen; raise ParameterError for what is no amount of yuan."""
    amount = amount_of(text)
    if amount.fen is None or amount.fen <= 0:
        why = amount.problem or "不是大于 0 的金额"
        raise ParameterError(
            f"缴费工资“{text}”{why}，应为元，最多两位小数。没有计算，请改正后重试。", log="wage"
        )
    return amount.fen


def kind_of(text: str) -> PayerKind:
    """Return the kind of payer; raise ParameterError for an unknown one."""
    if text not in KINDS:
        raise ParameterError(
            f"单位类型“{text}”没有规则，可用：企业、机关事业、个体（有雇工）、灵活就业。没有计算，请改正后重试。",
            log="no such kind",
        )
    return KINDS[text]


def _without_law(
    region: Region, period: Period, file: RuleFile, cost: PersonCost
) -> ParameterError:
    codes = {rule.insurance for rule in cost.missing}
    begins: dict[str, str] = {}
    months = [(row.insurance, row.effective_from) for row in file.limits]
    months += [(row.insurance, row.effective_from) for row in file.rates]
    for code, month in months:
        begins[code] = min(month, begins.get(code, month))
    first = max((begins[code] for code in codes if code in begins), default="")
    names = "、".join(rule.name for rule in cost.missing)
    return ParameterError(
        f"{region.name} {period} 没有{names}的规则（现有的规则起于 {first}，"
        f"到期后至多暂按上年 12 个月），没有计算，也没有借用其他月份或地区的规则。"
        "如有文件依据，请用 shebao rules use 采用自己的规则。",
        log=f"no law in {period}",
    )


def _as_json(share: Share) -> dict[str, object]:
    told: dict[str, object] = {
        "base_fen": share.base_fen,
        "unit_fen": share.unit_fen,
        "person_fen": share.person_fen,
        "grade": str(share.grade),
        "source": share.source,
    }
    return told | ({"carried": True} if share.is_carried else {})
