"""The bills that the bureau generated from the wages in force."""

from collections.abc import Mapping, Sequence

from shebao.commands.context import Context
from shebao.contract.premiums import Bill
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.sheets.catalogue import BILLS
from shebao.sheets.table import Row


def update_bills(ctx: Context) -> Outcome:
    """Show every open bill, or all bills of the period in the sheet's labelled cell."""
    table = ctx.table(BILLS)
    period = table.parameters()["period"]
    if period:
        try:
            Period.parse(period)
        except ValueError as error:
            raise SheetError(
                table.title, f"的“费款所属期”是“{period}”，不是年月", "请按 2026-11 的样子填写。"
            ) from error
    ctx.ui.progress("刷新待申报", 0, 2)
    answer = ctx.bureau.bills(period or None)
    ctx.ui.progress("刷新待申报", 1, 2)
    known = {str(row["bill_no"]): row for row in table.rows()}
    table.replace([bill_row(bill, known) for bill in answer.bills])
    ctx.ui.progress("刷新待申报", 2, 2)
    total = sum(bill.amount_fen for bill in answer.bills)
    message = f"待申报信息 {len(answer.bills)} 条，合计 {yuan(total)} 元。"
    if answer.wages_missing:
        message += (
            f"还有 {answer.wages_missing} 名参保职工没有缴费工资，请先完成缴费工资申报，"
            "否则社保费申报会失败。"
        )
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if answer.wages_missing else Status.DONE,
        counts={
            "bills": len(answer.bills),
            "bill_total_fen": total,
            "wages_missing": answer.wages_missing,
        },
    )


def bill_row(bill: Bill, known: Mapping[str, Row]) -> Row:
    """Return a bill's row; what the sheet already knows of its filing stays."""
    old: Mapping[str, object] = known.get(bill.bill_no, {})
    return {
        "tick": old.get("tick", "") if old.get("revision") == bill.revision else "",
        "period": bill.period,
        "unit_no": bill.unit_no,
        "agency": bill.agency,
        "insurance": bill.insurance,
        "insurance_name": bill.insurance_name,
        "people": bill.people,
        "base": bill.base_fen,
        "unit": bill.unit_fen,
        "person": bill.person_fen,
        "amount": bill.amount_fen,
        "state": str(bill.state),
        "reason": old.get("reason", ""),
        "filing_no": old.get("filing_no", ""),
        "bill_no": bill.bill_no,
        "revision": bill.revision,
    }


def refresh_states(ctx: Context, rows: Sequence[Row]) -> None:
    """Bring the present states of the rows' bills back to the rows, one question a period."""
    states = {
        bill.bill_no: str(bill.state)
        for period in sorted({str(row["period"]) for row in rows})
        for bill in ctx.bureau.bills(period).bills
    }
    for row in rows:
        row["state"] = states.get(str(row["bill_no"]), row["state"])
