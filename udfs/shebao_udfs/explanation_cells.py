"""Which rule an answer rests on: the values of the month, their document, grade and dates."""

from shebao.contract.rule_file import LimitRule, RateRule, Sourced
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.deadline import due_on
from shebao.rules.premiums.in_force import is_carried, rows_in_force
from shebao.rules.premiums.sureness import CARRIED, MARK
from shebao_udfs.arguments import code_of, is_blank, period_of
from shebao_udfs.rulebook import Rulebook
from shebao_udfs.spill import Cell


def of_amount(
    rules: Rulebook, wage: object, insurance: object, region: object, period: object, *_: object
) -> Cell:
    """Explain an amount or a base; a blank wage has none."""
    return "" if is_blank(wage) else _explained(rules, insurance, region, period)


def of_value(
    rules: Rulebook, insurance: object, region: object, period: object, *_: object
) -> Cell:
    """Explain a rate or a limit."""
    return _explained(rules, insurance, region, period)


def of_late_fee(
    rules: Rulebook, amount: object, period: object, region: object, *_: object
) -> Cell:
    """Explain a late fee: its daily rate and the deadline; a blank amount has none."""
    if is_blank(amount):
        return ""
    file, month = rules.rule_file(code_of(region, "地区")), period_of(period)
    fee, deadline = file.late_fee, file.deadline
    cap = "，以本金为限" if fee.capped_at_principal else ""
    told = [
        f"按日 {fee.daily_ppm / 10_000:g}%{cap}{_doubt(fee)}{fee.source}",
        f"缴费期限 {due_on(deadline, month)}{_doubt(deadline)}{deadline.source}",
    ]
    return f"{file.region_name}滞纳金 {month}：{'；'.join(told)}（规则文件 {file.version}）"


def _doubt(rule: Sourced) -> str:
    return f"【{MARK if rule.grade.needs_mark else ''}{rule.grade}】"


def _explained(rules: Rulebook, insurance: object, region: object, period: object) -> str:
    file = rules.rule_file(code_of(region, "地区"))
    rule, month = rules.insurance(file, code_of(insurance, "险种")), period_of(period)
    limits = [r for r in rows_in_force(file.limits, month) if r.insurance == rule.insurance]
    rates = [
        r
        for r in rows_in_force(file.rates, month)
        if r.insurance == rule.insurance and not (r.kinds or r.tier)
    ]
    told = [f"{_limit(row)}{_origin(row, month)}" for row in limits]
    told += [f"{_rate(row)}{_origin(row, month)}" for row in rates]
    return f"{file.region_name}{rule.name} {month}：{'；'.join(told)}（规则文件 {file.version}）"


def _limit(row: LimitRule) -> str:
    floor, cap = ("不设" if fen is None else yuan(fen) for fen in (row.floor_fen, row.cap_fen))
    return f"下限 {floor}、上限 {cap}"


def _rate(row: RateRule) -> str:
    if row.unit_fixed_fen or row.person_fixed_fen:
        months = "、".join(map(str, row.due_months))
        told = f"定额单位 {yuan(row.unit_fixed_fen)}、个人 {yuan(row.person_fixed_fen)}"
        return f"{told}，只在 {months} 月缴纳" if months else told
    unit = "以单位登记为准" if row.unit_rate_from_registration else f"{row.unit_ppm / 10_000:g}%"
    return f"费率单位 {unit}、个人 {row.person_ppm / 10_000:g}%"


def _origin(row: LimitRule | RateRule, month: Period) -> str:
    carried = f"，{CARRIED}" if is_carried(row, month) else ""
    until = f" 至 {row.effective_to}" if row.effective_to else " 起"
    mark = MARK if row.grade.needs_mark or carried else ""
    return f"【{mark}{row.grade}{carried}】{row.effective_from}{until}，{row.source}"
