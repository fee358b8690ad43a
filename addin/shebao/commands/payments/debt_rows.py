"""What chosen rows of 费款缴纳 come to, checked against the debts as the bureau has them now."""

from shebao.commands.desk.context import Context
from shebao.contract.payments import Debt
from shebao.contract.state_tables import DEBT, DebtEvent
from shebao.contract.states import PaymentState
from shebao.rules.forecast import refusal
from shebao.sheets.declared.payment_sheets import DebtRow
from shebao.sheets.declared.row import Fen, Odd
from shebao.sheets.table import SheetTable

ENDED = (str(PaymentState.PAID), str(PaymentState.FAILED))  # what a row's payment may be, for good
REFRESH = "请点击“查询欠费”更新后重试。"


def owed_fen(
    ctx: Context, table: SheetTable[DebtRow], chosen: list[DebtRow], event: DebtEvent
) -> int:
    """Return what the chosen debts and their late fees come to.

    Raises SheetError for a row that is not what the bureau has under its number, or whose debt
    the event cannot happen to: somebody else holds it. Nothing was sent then.
    """
    debts = {debt.debt_no: debt for debt in ctx.bureau.debts(held=True).debts}
    for row in chosen:
        debt = debts.get(row.debt_no)
        place = f"第 {row.at} 行 {row.period} {row.insurance_name}"
        if debt is None:
            raise table.error(
                f"{place} 已不在本单位的欠费中（已缴款或申报已作废），没有缴费", REFRESH
            )
        _check_same(table, row, debt, place)
        if words := refusal(DEBT, debt.hold, event, f"{place} 的欠费"):
            held_by = f"（{debt.held_by}）" if debt.held_by else ""
            raise table.error(f"没有缴费：{words.rstrip('。')}{held_by}", "")
    return sum(fen(table, row, row.amount) + fen(table, row, row.late_fee) for row in chosen)


def fen(table: SheetTable[DebtRow], row: DebtRow, amount: Fen) -> int:
    """Return an amount that was fetched, nothing for a blank one."""
    if isinstance(amount, Odd):
        raise table.error(
            f"第 {row.at} 行的金额“{amount}”不是取回的金额，没有缴费",
            "请点击“查询欠费”恢复后重试。",
        )
    return amount or 0


def _check_same(table: SheetTable[DebtRow], row: DebtRow, debt: Debt, place: str) -> None:
    """Refuse a row whose hidden number belongs to another debt, or whose amounts changed since."""
    if not row.says(debt, "period", "unit_no", "insurance_name"):
        raise table.error(
            f"{place} 与税务的欠费记录不一致，可能是排序或粘贴时只移动了部分列，没有缴费",
            "请点击“查询欠费”恢复后重试。",
        )
    shown = fen(table, row, row.amount), fen(table, row, row.late_fee)
    if shown != (debt.amount_fen, debt.late_fee_fen):
        raise table.error(
            f"{place} 的应缴费额或滞纳金与税务系统现在的金额不一致，没有缴费",
            "请点击“查询欠费”更新，核对新金额后重新缴费。",
        )
