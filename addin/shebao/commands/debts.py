"""What is confirmed and not paid yet."""

from shebao.commands.context import Context
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.catalogue import DEBTS


def update_debts(ctx: Context) -> Outcome:
    """Show every open debt; rows paid from this sheet leave it."""
    table = ctx.table(DEBTS)
    debts = ctx.bureau.debts().debts
    known = {str(row["debt_no"]): row for row in table.rows()}
    table.replace(
        [
            {
                "tick": known.get(debt.debt_no, {}).get("tick", ""),
                "period": debt.period,
                "unit_no": debt.unit_no,
                "insurance_name": debt.insurance_name,
                "amount": debt.amount_fen,
                "late_fee": debt.late_fee_fen,
                "due_on": debt.due_on,
                "state": str(debt.state),
                "payment_no": known.get(debt.debt_no, {}).get("payment_no", ""),
                "filing_no": debt.filing_no,
                "debt_no": debt.debt_no,
            }
            for debt in debts
        ]
    )
    total = sum(debt.amount_fen + debt.late_fee_fen for debt in debts)
    message = f"欠费 {len(debts)} 条，合计 {yuan(total)} 元。"
    table.note(message)
    return Outcome(message, counts={"debts": len(debts), "debt_total_fen": total})
