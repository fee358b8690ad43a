"""Refunds of single employees (职工明细退费)."""

from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.selection import left_out
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
from shebao.domain.money import fen_of_cell, yuan
from shebao.domain.outcome import Outcome
from shebao.rules.premiums.in_force import rounding_of
from shebao.rules.premiums.refund import refund_fen
from shebao.sheets.declared.application_sheets import REFUND_LINES
from shebao.sheets.table import Row, SheetTable

SAID = ("name", "id_number", "period", "insurance_name", "unit_no")


def query_refund_lines(ctx: Context) -> Outcome:
    """Show the employees of paid bills; pending ones and late fees are greyed."""
    table = ctx.table(REFUND_LINES)
    first, last = asked_periods(ctx, table)
    found = wanted(table, ctx.bureau.refundable_lines(first, last).lines)
    table.replace([_row(one) for one in found])
    fees = sum(one.tax_kind is TaxKind.LATE_FEE for one in found)
    message = (
        f"{first} 至 {last} 已缴费职工明细 {len(found) - fees} 条，滞纳金 {fees} 条。"
        "请填写“调整后缴费基数”并勾选后申请；退费职工较多的，建议到办税服务厅办理。"
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
        if row["new_base"] not in (None, "") and not (row["tick"] or row["locked"])
    ]
    aside = left_out(filled, "已填写“调整后缴费基数”的明细")
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
        base_fen, fault = _new_base(row, line)
        if line is None or fault:
            faults.append(f"第 {row['_row']} 行{fault}")
            continue
        paid, ppm = (line.unit_fen, line.person_fen), (line.unit_ppm, line.person_ppm)
        rounding = rounding_of(rule_file, line.insurance)
        amount_fen = refund_fen(paid, ppm, base_fen, rounding)
        if amount_fen <= 0:
            faults.append(f"第 {row['_row']} 行（{row['name']}）调整后没有可退的费款")
        row["refund"] = amount_fen
        asked.append(RefundLine(line_no=line.line_no, base_fen=base_fen))
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
        if row["tax_kind"] == TaxKind.LATE_FEE and row["new_base"] is not None:
            raise SheetError(
                table.title,
                f"第 {row['_row']} 行是滞纳金，“调整后缴费基数”不能填写（现为 {row['new_base']}）",
                "请清空该格后重试。",
            )


def _new_base(row: Row, line: RefundableLine | None) -> tuple[int, str]:
    """Return the adjusted base, or why it cannot be."""
    cell = row["new_base"]
    name = f"（{row['name']}）"
    if line is None or not _is_told(row, line):
        return 0, f"{name}与税务的缴费明细不一致，请点击“查询缴费明细”恢复"
    if cell is None or cell == "":
        return 0, f"{name}的“调整后缴费基数”为空，必须填写"
    fen = fen_of_cell(cell) if isinstance(cell, float) else None
    if fen is None:
        return 0, f"{name}的“调整后缴费基数”是“{str(cell)[:30]}”，应为最多两位小数的数字"
    if fen >= line.base_fen:
        return 0, f"{name}的“调整后缴费基数”{yuan(fen)} 应低于原缴费基数 {yuan(line.base_fen)}"
    if fen < (line.floor_fen or 0):
        return 0, f"{name}的“调整后缴费基数”{yuan(fen)} 低于缴费下限 {yuan(line.floor_fen or 0)}"
    return fen, ""


def _is_told(row: Row, line: RefundableLine) -> bool:
    """Whether a row shows the line that its hidden number means: a person has many."""
    base = row["base"]
    fen = fen_of_cell(base) if isinstance(base, float) else None
    return fen == line.base_fen and all(row[field] == getattr(line, field) for field in SAID)
