"""The late fee of one cell, by the deadline and the daily rate of the loaded rules."""

from shebao.domain.money import MAX_FEN, cell_of
from shebao.rules.deadline import days_late, late_fee_fen
from shebao_udfs.arguments import code_of, day_of, fen_of, is_blank, period_of
from shebao_udfs.refusal import CellRefusedError, Shown
from shebao_udfs.rulebook import Rulebook
from shebao_udfs.spill import Cell


def late_fee(
    rules: Rulebook, amount: object, period: object, region: object, paid_on: object
) -> Cell:
    """Return the fee of paying a month's debt on a day; a blank amount stays blank."""
    if is_blank(amount):
        return ""
    principal_fen = fen_of(amount, "欠费金额")
    rule_file = rules.rule_file(code_of(region, "地区"))
    days = days_late(rule_file.deadline, period_of(period), day_of(paid_on, "缴款日期"))
    fee = late_fee_fen(principal_fen, days, rule_file.late_fee)
    if fee > MAX_FEN:
        raise CellRefusedError(Shown.NUMBER, "滞纳金超出可表示的金额")
    return cell_of(fee)
