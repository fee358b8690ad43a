"""Refunds of single employees (职工明细退费)."""

from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.selection import left_out
from shebao.commands.refunds.adjusted import ADJUSTABLE, adjusted_of
from shebao.commands.refunds.refund_form import (
    apply_for,
    asked_periods,
    check_form,
    chosen_rows,
    held_cells,
    recovered_refunds,
    request_of,
    wanted,
)
from shebao.contract.refunds import RefundableLine, RefundKind, RefundLine, TaxKind
from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome
from shebao.rules.premiums.in_force import rounding_of
from shebao.rules.premiums.refund import refund_fen
from shebao.sheets.declared.application_sheets import REFUND_LINES
from shebao.sheets.table import Row, SheetTable


def query_refund_lines(ctx: Context) -> Outcome:
    """Show the employees of paid bills; pending ones and late fees are greyed."""
    table = ctx.table(REFUND_LINES)
    first, last = asked_periods(ctx, table)
    found = wanted(table, ctx.bureau.refundable_lines(first, last).lines)
    table.replace([_row(one) for one in found])
    fees = sum(one.tax_kind is TaxKind.LATE_FEE for one in found)
    message = (
        f"{first} 至 {last} 已缴费职工明细 {len(found) - fees} 条，滞纳金 {fees} 条。"
        "请填写“调整后缴费基数”（费率有误的，填写调整后费率）并勾选后申请；退费职工较多的，建议到办税服务厅办理。"
    )
    table.activate()
    table.note(message)
    return Outcome(message, counts={"lines": len(found) - fees, "late_fees": fees})


def apply_line_refund(ctx: Context) -> Outcome:
    """Apply for the refund of what the ticked employees' adjusted bases make too much."""
    table = ctx.table(REFUND_LINES)
    if recovered := recovered_refunds(ctx, table):
        return recovered
    _check_late_fees(table)
    rows = chosen_rows(table)
    account = check_form(ctx, table)
    periods = [str(row["period"]) for row in rows]
    lines = {
        one.line_no: one for one in ctx.bureau.refundable_lines(min(periods), max(periods)).lines
    }
    asked = _asked(ctx, table, rows, lines)
    total = sum(int(str(row["refund"])) for row in rows)
    request = request_of(table, RefundKind.EMPLOYEE, account, total).model_copy(
        update={"lines": asked}
    )
    filled = [
        row
        for row in table.rows()
        if any(row[field] not in (None, "") for field in ADJUSTABLE)
        and not (row["tick"] or row["locked"])
    ]
    aside = left_out(filled, "已填写调整后缴费基数或费率的明细")
    subject = "/".join(sorted(set(periods)))
    outcome = apply_for(ctx, table, rows, account, request, subject, aside)
    table.update(rows, ("refund",))
    return outcome


def _asked(
    ctx: Context, table: SheetTable, rows: Sequence[Row], lines: Mapping[str, RefundableLine]
) -> list[RefundLine]:
    """Return what the rows ask back, and fill each row's amount.

    Raises SheetError with every row's fault.
    """
    rule_file = rule_file_of(ctx)
    faults: list[str] = []
    asked: list[RefundLine] = []
    for row in rows:
        line = lines.get(str(row["line_no"]))
        adjusted, fault = adjusted_of(row, line)
        if line is None or adjusted is None:
            faults.append(f"第 {row['_row']} 行{fault}")
            continue
        paid, ppm = (line.unit_fen, line.person_fen), (line.unit_ppm, line.person_ppm)
        rounding = rounding_of(rule_file, line.insurance)
        amount_fen = refund_fen(paid, ppm, adjusted.ppm, adjusted.base_fen, rounding)
        if amount_fen <= 0:
            faults.append(f"第 {row['_row']} 行（{row['name']}）调整后没有可退的费款")
        row["refund"] = amount_fen
        asked.append(adjusted.asked(line))
    if faults:
        raise SheetError(table.title, f"{'；'.join(faults)}。没有提交", "请改正后重试。")
    return asked


def _row(one: RefundableLine) -> Row:
    is_fee = one.tax_kind is TaxKind.LATE_FEE
    return {
        "period": one.period,
        "name": one.name,
        "id_type": one.id_type,
        "id_number": one.id_number,
        "insurance_name": one.insurance_name,
        "unit_no": one.unit_no,
        "base": None if is_fee else one.base_fen,
        "unit_rate": None if is_fee else one.unit_ppm,
        "person_rate": None if is_fee else one.person_ppm,
        "unit": one.unit_fen,
        "person": None if is_fee else one.person_fen,
        "line_no": one.line_no,
        **held_cells(one),
    }


def _check_late_fees(table: SheetTable) -> None:
    """Refuse an entry in a locked row: nobody may believe that it does something."""
    for row in table.rows():
        for field in ADJUSTABLE if row["tax_kind"] == TaxKind.LATE_FEE else ():
            if row[field] not in (None, ""):
                head = table.spec.column(field).header
                raise SheetError(
                    table.title,
                    f"第 {row['_row']} 行是滞纳金，“{head}”不能填写（现为 {row[field]}）",
                    "请清空该格后重试。",
                )
