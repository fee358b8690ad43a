"""The reasons that the guides give letter for letter, and the bill that has changed meanwhile."""

import re
from dataclasses import replace

from shebao.conform.checks.filing import (
    answered,
    confirmation,
    open_bills,
    wage_request,
    wages_answered,
)
from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.refusals import REASON_TEXTS, ReasonCode, RefusalCode
from shebao.contract.rule_file import Bundling, RuleFile
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.wire import MONTH


def changed_bill(site: Site) -> None:
    """A bill is filed as it was seen, or not at all."""
    body = confirmation(open_bills(site)[:1])
    seen = body.bills[0]
    for change in ({"revision": seen.revision + 1}, {"amount_fen": seen.amount_fen + 1}):
        other = body.model_copy(update={"bills": [seen.model_copy(update=change)]})
        site.refuses("file_premiums", other, RefusalCode.BILL_CHANGED, and_holds_nothing=True)


def bundle(site: Site) -> None:
    """Where the bills of a unit number belong together, one alone is refused (E4)."""
    rules: RuleFile = need(site.known.get("rule_file"), "规则文件")
    is_bundled = rules.bundle.bundling is Bundling.UNIT_NUMBER
    need(is_bundled or None, "按单位编号捆绑申报的规则（本地区各险种可分别申报）")
    found = open_bills(site)
    together = [bill for bill in found if bill.unit_no == found[0].unit_no]
    need(together[1:], "同一单位编号的两个险种")
    receipt = site.submit("file_premiums", confirmation(together[:1]))
    filing = answered(site, receipt.receipt_no, ItemState.PROCESSING)
    expect(filing.state is ItemState.REFUSED, "捆绑的险种单独申报，没有反馈申报失败（E4）")
    _expect_reason(filing.reason_code, filing.reason, ReasonCode.BUNDLE_INCOMPLETE)


def lowered_wage(site: Site) -> None:
    """A wage is not lowered in a period that is filed (E2)."""
    need(site.known.get("filing"), "申报成功的记录")
    request = wage_request(site)
    first = request.items[0]
    lower = {insurance: fen - 1 for insurance, fen in first.wages_fen.items()}
    item = replace(first, wages_fen=lower)
    receipt = site.submit("file_wages", request.model_copy(update={"items": [item]}))
    filing = wages_answered(site, receipt.receipt_no)
    expect(filing.state is WageFilingState.REFUSED, "已申报属期的工资调低，没有反馈申报失败（E2）")
    told = need(filing.items, "反馈的明细")[0]
    _expect_reason(told.reason_code, told.reason, ReasonCode.LOWERED_AFTER_FILING)


def _expect_reason(code: str, words: str, right: ReasonCode) -> None:
    expect(code == right, f"原因代码应为 {right}，实为“{code}”")
    text = re.escape(REASON_TEXTS[right]).replace(re.escape("{period}"), MONTH)
    expect(re.fullmatch(text, words), f"{right} 的原因应为“{REASON_TEXTS[right]}”，实为“{words}”")
