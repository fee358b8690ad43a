"""R012: a wage cannot be lowered once premiums of a period it covers are confirmed (E2).

Source: seed G 2.4.1.3 一.
"""

from collections.abc import Iterator

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.domain.finding import Finding, Severity
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.rules.wage_facts import WageFacts


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a lowered wage in a filed period."""
    if facts.filed_period is None:
        return
    text = REASON_TEXTS[ReasonCode.LOWERED_AFTER_FILING].format(period=facts.filed_period)
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        if cell.wage_fen is None:
            continue
        held = insured.values() if cell.insurance == BY_PERSON else [insured.get(cell.insurance)]
        highest = max((wage for wage in held if wage is not None), default=None)
        if highest is not None and cell.wage_fen < highest:
            yield Finding(
                "R012",
                Severity.ERROR,
                row.key,
                cell.header,
                f"{text}（已申报 {yuan(highest)} 元，现填 {yuan(cell.wage_fen)} 元）。"
                "未缴费请先作废申报，已缴费请到办税服务厅办理",
            )
