"""Refunds of single employees (职工明细退费)."""

from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.selection import left_out
from shebao.commands.refunds.adjusted import ADJUSTABLE, adjusted_cells, adjusted_of, is_filled
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
from shebao.contract.refunds import RefundableLine, RefundKind, RefundLine, TaxKind
from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome
from shebao.rules.premiums.in_force import rounding_of
from shebao.rules.premiums.premium import refund_fen
from shebao.sheets.cells import cell_of_value
from shebao.sheets.declared.application_sheets import REFUND_LINES, RefundLineRow
from shebao.sheets.declared.row import replace
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable


def query_refund_lines(ctx: Context) -> Outcome:
    """Show the employees of paid bills; pending ones and late fees are greyed."""
    table = ctx.table(REFUND_LINES)
    first, last = asked_periods(ctx, table)
    found = wanted(table, ctx.bureau.refundable_lines(first, last).lines)
    ended = ended_since(ctx, table.rows(), found)
    table.replace([_row(one) for one in found])
    fees = sum(one.tax_kind is TaxKind.LATE_FEE for one in found)
    message = (
        f"{first} 至 {last} 已缴费职工明细 {len(found) - fees} 条，滞纳金 {fees} 条。"
        "请填写“调整后缴费基数”（费率有误的，填写调整后费率）并勾选后申请；退费职工较多的，建议到办税服务厅办理。"
    )
    message += ended
    table.activate()
    return table.report(message, counts={"lines": len(found) - fees, "late_fees": fees})


def apply_line_refund(ctx: Context) -> Outcome:
    """Apply for the refund of what the ticked employees' adjusted bases make too much."""
    table = ctx.table(REFUND_LINES)
    if recovered := recovered_refunds(ctx, table):
        return recovered
    _check_late_fees(table)
    rows = chosen_rows(table)
    account = check_form(ctx, table)
    periods = [row.period for row in rows]
    lines = {
        one.line_no: one for one in ctx.bureau.refundable_lines(min(periods), max(periods)).lines
    }
    asked, refunds = _asked(ctx, table, rows, lines)
    total = sum(refunds)
    request = request_of(table, RefundKind.EMPLOYEE, account, total).model_copy(
        update={"lines": asked}
    )
    filled = [
        row
        for row in table.rows()
        if any(map(is_filled, adjusted_cells(row))) and not (row.tick or row.locked)
    ]
    aside = left_out(filled, "已填写调整后缴费基数或费率的明细")
    subject = "/".join(sorted(set(periods)))
    outcome = apply_for(ctx, table, rows, account, request, subject, aside)
    filled = [replace(row, refund=fen) for row, fen in zip(rows, refunds, strict=True)]
    table.update(filled, ("refund",))
    return outcome


def _asked(
    ctx: Context,
    table: SheetHead,
    rows: Sequence[RefundLineRow],
    lines: Mapping[str, RefundableLine],
) -> tuple[list[RefundLine], list[int]]:
    """Return what the rows ask back, and what each comes to.

    Raises SheetError with every row's fault.
    """
    rule_file = rule_file_of(ctx)
    faults: list[str] = []
    asked: list[RefundLine] = []
    amounts: list[int] = []
    for row in rows:
        line = lines.get(row.line_no)
        adjusted, fault = adjusted_of(row, line)
        if line is None or adjusted is None:
            faults.append(f"第 {row.at} 行{fault}")
            continue
        paid, ppm = (line.unit_fen, line.person_fen), (line.unit_ppm, line.person_ppm)
        rounding = rounding_of(rule_file, line.insurance)
        amount_fen = refund_fen(paid, ppm, adjusted.ppm, adjusted.base_fen, rounding)
        if amount_fen <= 0:
            faults.append(f"第 {row.at} 行（{row.name}）调整后没有可退的费款")
        amounts.append(amount_fen)
        asked.append(adjusted.asked(line))
    if faults:
        raise SheetError(table.title, f"{'；'.join(faults)}。没有提交", "请改正后重试。")
    return asked, amounts


def _row(one: RefundableLine) -> RefundLineRow:
    is_fee = one.tax_kind is TaxKind.LATE_FEE
    return RefundLineRow(
        period=one.period,
        name=one.name,
        id_type=one.id_type,
        id_number=one.id_number,
        insurance_name=one.insurance_name,
        unit_no=one.unit_no,
        base=None if is_fee else one.base_fen,
        unit_rate=None if is_fee else one.unit_ppm,
        person_rate=None if is_fee else one.person_ppm,
        unit=one.unit_fen,
        person=None if is_fee else one.person_fen,
        line_no=one.line_no,
        voucher_kind=str(one.voucher_kind),
        levy_kind=one.levy_kind,
        tax_kind=str(one.tax_kind),
        state=str(one.held_state or ""),
        refund_no=one.held_by or "",
        locked=locked_words(one),
    )


def _check_late_fees(table: SheetTable[RefundLineRow]) -> None:
    """Refuse an entry in a locked row: nobody may believe that it does something."""
    for row in table.rows():
        if row.tax_kind != TaxKind.LATE_FEE:
            continue
        for field, cell in zip(ADJUSTABLE, adjusted_cells(row), strict=True):
            if is_filled(cell):
                column = table.spec.column(field)
                now = cell_of_value(cell, column.kind)
                raise SheetError(
                    table.title,
                    f"第 {row.at} 行是滞纳金，“{column.header}”不能填写（现为 {now}）",
                    "请清空该格后重试。",
                )
