"""R012: a wage cannot be lowered once premiums of a period it covers are confirmed (E2).

What may be done instead follows from how far those periods have come.

Source: seed G 2.4.1.3 一, 2.4.3.3 一.
"""

from collections.abc import Iterable, Iterator

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.states import PayableState
from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error, wages_by_insurance
from shebao.rules.filed_wages import Lowered

HALL = "{periods} 已缴费，请到办税服务厅办理缴费工资调减业务，并办理退费"
DEBITING = "{periods} 已生成待批扣清册，请等待扣款结果；扣款成功的到办税服务厅办理调减和退费"
WAITING = "{periods} 正在申报，请先点击“社保费申报结果”"
CHAIN = (
    "{periods} 未缴费，请依次办理：①作废这些属期的社保费申报；②调低并重新申报缴费工资；"
    "③重新申报社保费"
)
# The furthest state decides: what is paid can no longer be voided.
WAYS: tuple[tuple[PayableState, str], ...] = (
    (PayableState.PAID, HALL),
    (PayableState.BATCHED, DEBITING),
    (PayableState.FILING, WAITING),
    (PayableState.FILED, CHAIN),
)


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a lowered wage in a filed period, with the bureau's words and the way out."""
    employee = facts.employees.get(row.id_number)
    if facts.filed_periods is None or employee is None:
        return  # R104 says what could not be checked, R002 who is a stranger
    for header, wage_fen, insurances in wages_by_insurance(row, facts):
        lowered = facts.filed_periods.lowered_by(employee.person_no, wage_fen, insurances)
        if not lowered:
            continue
        oldest = lowered[0]
        text = REASON_TEXTS[ReasonCode.LOWERED_AFTER_FILING].format(period=oldest.period)
        yield error(
            "R012",
            row,
            header,
            f"{text}（已申报 {yuan(oldest.wage_fen)} 元，现填 {yuan(wage_fen)} 元）。"
            f"{ways_out(lowered)}",
        )


def ways_out(lowered: Iterable[Lowered]) -> str:
    """Say for every period that stands in the way what can be done about it."""
    way_of: dict[str, int] = {}
    for each in lowered:
        furthest = next(at for at, (state, _) in enumerate(WAYS) if state in each.states)
        way_of[each.period] = min(furthest, way_of.get(each.period, furthest))
    return "；".join(
        text.format(periods="、".join(periods))
        for at, (_, text) in enumerate(WAYS)
        if (periods := [period for period, way in sorted(way_of.items()) if way == at])
    )
