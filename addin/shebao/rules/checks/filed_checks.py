"""A wage beside what was filed: from this row, and by the bureau's periods."""

from collections.abc import Iterable, Iterator, Mapping

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.states import PayableState
from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.checks.wage_facts import WageFacts, error, wages_by_insurance, warning
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
STAYS = REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]


def r012_lowered_after_filing(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a lowered wage in a filed period, with the bureau's words and the way out.

    A wage cannot be lowered once premiums of a period it covers are confirmed (E2). What may be
    done instead follows from how far those periods have come.
    Source: seed G 2.4.1.3 一, 2.4.3.3 一.
    """
    employee = facts.employees.get(row.id_number)
    if facts.filed_periods is None or employee is None:
        return  # R104 says what could not be checked, R002 who is a stranger
    for header, wage_fen, insurances in wages_by_insurance(row, facts):
        lowered = facts.filed_periods.lowered_by(employee.person_no, wage_fen, insurances)
        if not lowered:
            continue
        oldest = lowered[0]
        text = REASON_TEXTS[ReasonCode.LOWERED_AFTER_FILING].format(period=oldest.period)
        both = f"（已申报 {yuan(oldest.wage_fen)} 元，现填 {yuan(wage_fen)} 元）"
        yield error("R012", row, header, f"{text}{both}。{ways_out(lowered)}")


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


def r014_filed_wage_cleared(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a cell emptied after it was filed, and a 0 in place of a wage in force.

    A filed wage is only changed, never deleted, until the employee has left (减员).
    Source: seed F 三4.
    """
    due = {BY_PERSON, *facts.due(row.id_number)}
    filed = facts.filed_from_sheet.get(row.id_number, {})
    yield from cleared(row, {one: fen for one, fen in filed.items() if one in due})
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        if cell.wage_fen == 0 and _has_wage(cell, insured):
            yield error("R014", row, cell.header, f"“{cell.header}”是 0 元：{STAYS}")


def cleared(row: WageRow, filed: Mapping[str, int]) -> Iterator[Finding]:
    """Name every empty cell whose wage was filed from this row."""
    for cell in row.cells:
        was = filed.get(cell.insurance)
        if was is not None and cell.is_blank:
            what = f"“{cell.header}”已申报 {yuan(was)} 元，现为空：{STAYS}。"
            ways = "请填写新的缴费工资，或点击“恢复已申报工资”"
            yield error("R014", row, cell.header, what + ways)


def _has_wage(cell: WageCell, insured: Mapping[str, int | None]) -> bool:
    return any(
        wage is not None and cell.insurance in (BY_PERSON, insurance)
        for insurance, wage in insured.items()
    )


def r103_changed_after_filing(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn of a wage changed since it was filed: it has not reached the bureau."""
    yield from changed(row, facts.filed_from_sheet.get(row.id_number, {}))


def changed(row: WageRow, filed: Mapping[str, int]) -> Iterator[Finding]:
    """Say of every changed cell what was filed; an emptied one is R014's."""
    for cell in row.cells:
        was = filed.get(cell.insurance)
        if was is None or cell.is_blank or cell.wage_fen == was:
            continue
        what = "" if cell.insurance == BY_PERSON else f"“{cell.header}”"
        yield warning("R103", row, cell.header, f"{what}已申报 {yuan(was)} 元，改动未报")


def r104_filed_periods_unknown(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn on every row that could not be held against the bureau's filed periods."""
    if facts.filed_periods is None:
        text = "未能取得已申报属期，是否调低缴费工资未校验，以税务反馈为准"
        yield warning("R104", row, "", text)
