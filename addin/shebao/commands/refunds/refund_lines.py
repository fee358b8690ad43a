"""Refunds of single employees (职工明细退费), by the base and rates that should have counted."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.selection import NAMED_ROWS, left_out
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
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.rules.premiums.in_force import rounding_of
from shebao.rules.premiums.premium import refund_fen
from shebao.sheets.cells import cell_of_value, shown
from shebao.sheets.declared.application_sheets import REFUND_LINES, RefundLineRow
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import Fen, Odd, Ppm, replace
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

ADJUSTABLE = ("new_base", "new_unit_rate", "new_person_rate")
_PPM, _EXACT = 1_000_000, 1e-7


def query_refund_lines(ctx: Context) -> Outcome:
    """Show the employees of paid bills; pending ones and late fees are greyed."""
    table = ctx.table(REFUND_LINES)
    first, last = asked_periods(ctx, table)
    found = wanted(table, ctx.bureau.refundable_lines(first, last).lines)
    ended = ended_since(ctx, table.rows(), found)
    old = table.rows()
    times = Counter(row.line_no for row in old)
    known = {row.line_no: row for row in old if times[row.line_no] == 1}
    rows = [_kept(_row(one), one, known.get(one.line_no)) for one in found]
    lost = _lost(old, rows)
    table.show_rows(rows)
    fees = sum(one.tax_kind is TaxKind.LATE_FEE for one in found)
    message = (
        f"{first} 至 {last} 已缴费职工明细 {len(found) - fees} 条，滞纳金 {fees} 条。"
        "请填写“调整后缴费基数”（费率有误的，填写调整后费率）并勾选后申请；退费职工较多的，建议到办税服务厅办理。"
    )
    if lost:
        message += (
            f"{len(lost)} 条填写过的明细没有保留（不在所查范围、与税务的缴费明细不一致，"
            f"或同一明细有多行），需要的请重新填写：{_named(lost)}。"
        )
    message += ended
    return table.report(message, counts={"lines": len(found) - fees, "late_fees": fees})


def _kept(row: RefundLineRow, one: RefundableLine, old: RefundLineRow | None) -> RefundLineRow:
    """Return a row with what the clerk filled of the same line; a part that was sorted is not.

    Of a row that was copied it is not known which one is meant: neither is ``old``.
    """
    if old is None or row.tax_kind == TaxKind.LATE_FEE or not _is_told(old, one):
        return row
    return replace(
        row,
        tick="" if row.locked else old.tick,
        new_base=old.new_base,
        new_unit_rate=old.new_unit_rate,
        new_person_rate=old.new_person_rate,
        refund=old.refund if old.refund_no == row.refund_no else None,
    )


def _lost(old: Iterable[RefundLineRow], rows: Iterable[RefundLineRow]) -> list[RefundLineRow]:
    """Return the rows filled and not applied for whose cells no row has any longer."""
    kept = {row.line_no for row in rows if any(map(is_filled, adjusted_cells(row)))}
    return [
        row
        for row in old
        if any(map(is_filled, adjusted_cells(row))) and not row.locked and row.line_no not in kept
    ]


def _named(rows: Sequence[RefundLineRow]) -> str:
    """Name lines that stand on no row any longer; of many only the first."""
    named = "、".join(f"{row.name} {row.period} {row.insurance_name}" for row in rows[:NAMED_ROWS])
    return named + (f" 等 {len(rows)} 条" if len(rows) > NAMED_ROWS else "")


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
        raise table.error(f"{'；'.join(faults)}。没有提交", "请改正后重试。")
    return asked, amounts


def _row(one: RefundableLine) -> RefundLineRow:
    is_fee = one.tax_kind is TaxKind.LATE_FEE
    return RefundLineRow.of(
        one,
        base=None if is_fee else one.base_fen,
        unit_rate=None if is_fee else one.unit_ppm,
        person_rate=None if is_fee else one.person_ppm,
        person=None if is_fee else one.person_fen,
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
                raise table.error(
                    f"第 {row.at} 行是滞纳金，“{column.header}”不能填写（现为 {now}）",
                    "请清空该格后重试。",
                )


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What should have counted; rates in ppm, of the unit and of the person."""

    base_fen: int
    ppm: tuple[int, int]

    def asked(self, line: RefundableLine) -> RefundLine:
        """Return it as the bureau is asked: only rates that differ are named."""
        unit, person = self.ppm
        return RefundLine(
            line_no=line.line_no,
            base_fen=self.base_fen,
            unit_ppm=None if unit == line.unit_ppm else unit,
            person_ppm=None if person == line.person_ppm else person,
        )


def adjusted_of(row: RefundLineRow, line: RefundableLine | None) -> tuple[Adjusted | None, str]:
    """Return what the row adjusts, or why it cannot be; nothing rises and something falls."""
    name = f"（{row.name}）"
    if line is None or not _is_told(row, line):
        return None, f"{name}与税务的缴费明细不一致，请点击“查询缴费明细”恢复"
    if not any(map(is_filled, adjusted_cells(row))):
        return None, f"{name}的“调整后缴费基数”为空，必须填写（费率有误的，填写调整后费率）"
    base_fen, fault = _base(row.new_base, line)
    unit, unit_fault = _rate(row.new_unit_rate, line.unit_ppm, "调整后单位费率")
    person, person_fault = _rate(row.new_person_rate, line.person_ppm, "调整后个人费率")
    if fault := fault or unit_fault or person_fault:
        return None, f"{name}的{fault}"
    if (base_fen, unit, person) == (line.base_fen, line.unit_ppm, line.person_ppm):
        if is_filled(row.new_base):
            now = yuan(line.base_fen)
            return None, f"{name}的“调整后缴费基数”{now} 应低于原缴费基数 {now}"
        return None, f"{name}的调整后缴费基数和费率与原来相同，没有可退的费款"
    return Adjusted(base_fen, (unit, person)), ""


def adjusted_cells(row: RefundLineRow) -> tuple[Fen | Ppm, ...]:
    """Return what the user filled of a row, or left blank, as ADJUSTABLE names it."""
    return row.new_base, row.new_unit_rate, row.new_person_rate


def is_filled(cell: Fen | Ppm) -> bool:
    """Whether anything stands in a cell."""
    return cell not in (None, Odd(""))


def _base(fen: Fen, line: RefundableLine) -> tuple[int, str]:
    if fen is None or fen == Odd(""):
        return line.base_fen, ""
    if isinstance(fen, Odd):
        return 0, f"“调整后缴费基数”是“{str(fen)[:30]}”，应为最多两位小数的数字"
    if fen > line.base_fen:
        return 0, f"“调整后缴费基数”{yuan(fen)} 应低于原缴费基数 {yuan(line.base_fen)}"
    if fen < (line.floor_fen or 0):
        return 0, f"“调整后缴费基数”{yuan(fen)} 低于缴费下限 {yuan(line.floor_fen or 0)}"
    return fen, ""


def _rate(cell: Ppm, old_ppm: int, head: str) -> tuple[int, str]:
    if cell is None or cell == Odd(""):
        return old_ppm, ""
    if not old_ppm:
        return 0, f"“{head}”不能填写：该险种这一方没有费率（定额或不缴），请清空该格"
    ppm = _typed_ppm(str(cell).strip()) if isinstance(cell, Odd) else cell
    if ppm is None or not 0 <= ppm <= _PPM:
        typed = shown(cell, Kind.PERCENT)[:30]
        return 0, f"“{head}”是“{typed}”，应为 0% 到 100% 之间、最多四位小数的百分数"
    if ppm > old_ppm:
        return 0, f"“{head}”{ppm / 10_000:g}% 应低于原费率 {old_ppm / 10_000:g}%"
    return ppm, ""


def _typed_ppm(text: str) -> int | None:
    """Return a rate that was typed as text: 16%, or 0.16 as Excel keeps it."""
    part: float | None = None
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,8})?%", text):
        part = float(text[:-1]) / 100
    elif re.fullmatch(r"[0-9](\.[0-9]{1,18})?(e-[0-9]{1,2})?", text):
        part = float(text)
    if part is None or abs(part - round(part * _PPM) / _PPM) > _EXACT:
        return None
    return round(part * _PPM)


def _is_told(row: RefundLineRow, line: RefundableLine) -> bool:
    """Whether a row shows the line that its hidden number means: a person has many."""
    return row.says(line, "name", "id_number", "period", "insurance_name", "unit_no", "base")
