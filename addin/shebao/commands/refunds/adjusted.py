"""The base and the rates that a clerk says should have counted for one person (调整后)."""

import re
from dataclasses import dataclass

from shebao.contract.refunds import RefundableLine, RefundLine
from shebao.domain.money import yuan
from shebao.sheets.cells import shown
from shebao.sheets.declared.application_sheets import RefundLineRow
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import Fen, Odd, Ppm

ADJUSTABLE = ("new_base", "new_unit_rate", "new_person_rate")
_PPM, _EXACT = 1_000_000, 1e-7


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
    said = row.name, row.id_number, row.period, row.insurance_name, row.unit_no
    theirs = line.name, line.id_number, line.period, line.insurance_name, line.unit_no
    return (row.base, *said) == (line.base_fen, *theirs)
