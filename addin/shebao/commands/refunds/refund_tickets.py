"""Refunds of whole tickets (整笔退费)."""

from shebao.commands.desk.context import Context
from shebao.commands.refunds.refund_form import (
    apply_for,
    asked_periods,
    check_form,
    chosen_rows,
    ended_since,
    locked_words,
    recovered_refunds,
    request_of,
    wanted,
)
from shebao.contract.refunds import RefundableTicket, RefundKind, TaxKind
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.application_sheets import REFUND_TICKETS, RefundTicketRow

SAID = "ticket_no", "levy_item", "levy_subitem", "period", "unit_no", "arrived_on", "amount"


def query_refund_tickets(ctx: Context) -> Outcome:
    """Show the paid tickets of the periods in the labelled cells; pending ones are greyed."""
    table = ctx.table(REFUND_TICKETS)
    first, last = asked_periods(ctx, table)
    found = wanted(table, ctx.bureau.refundable_tickets(first, last).tickets)
    ended = ended_since(ctx, table.rows(), found)
    known = {row.arrival_no: row for row in table.rows()}
    table.show_rows(
        [
            RefundTicketRow.of(
                one,
                tick=_kept_tick(one, known.get(one.arrival_no)),
                state=str(one.held_state or ""),
                refund_no=one.held_by or "",
                locked=locked_words(one),
            )
            for one in found
        ]
    )
    fees = [one for one in found if one.tax_kind is TaxKind.LATE_FEE]
    message = f"{first} 至 {last} 已缴纳费款 {len(found)} 条。"
    if fees:
        message += f"其中滞纳金 {len(fees)} 条，无法退还。"
    message += ended
    return table.report(message, counts={"tickets": len(found), "late_fees": len(fees)})


def _kept_tick(one: RefundableTicket, row: RefundTicketRow | None) -> str:
    return row.tick if row and _is_told(row, one) and not locked_words(one) else ""


def apply_ticket_refund(ctx: Context) -> Outcome:
    """Apply for the refund of the ticked lines, late fees excepted."""
    table = ctx.table(REFUND_TICKETS)
    if recovered := recovered_refunds(ctx, table):
        return recovered
    rows = chosen_rows(table)
    account = check_form(ctx, table)
    periods = [row.period for row in rows]
    tickets = {
        one.arrival_no: one
        for one in ctx.bureau.refundable_tickets(min(periods), max(periods)).tickets
    }
    total = 0
    for row in rows:
        one = tickets.get(row.arrival_no)
        if one is None or not _is_told(row, one):
            raise table.error(
                f"第 {row.at} 行与税务的税票不一致，可能排序或粘贴时只移动了部分列，没有提交",
                "请点击“查询已缴费款”恢复后重试。",
            )
        total += one.amount_fen
    request = request_of(table, RefundKind.WHOLE, account, total).model_copy(
        update={"arrival_nos": [row.arrival_no for row in rows]}
    )
    outcome = apply_for(ctx, table, rows, account, request, "/".join(sorted(set(periods))))
    late = sum(
        one.amount_fen
        for one in tickets.values()
        if one.tax_kind is TaxKind.LATE_FEE and one.ticket_no in {row.ticket_no for row in rows}
    )
    if not late:
        return outcome
    words = f"所选税票产生的滞纳金 {yuan(late)} 元无法退还，不在本次申请内。"
    return table.report(
        outcome.message + words, outcome.status, counts=outcome.counts, facts=outcome.facts
    )


def _is_told(row: RefundTicketRow, one: RefundableTicket) -> bool:
    """Whether a row shows the line that its hidden number means: one ticket has several."""
    return row.says(one, *SAID)
