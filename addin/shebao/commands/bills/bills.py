"""The bills that the bureau generated from the wages in force."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from shebao.commands.bills.premium_records import READING, ended_words, put_filings
from shebao.commands.desk.context import Context
from shebao.commands.desk.numbers_asked import ask_each
from shebao.commands.desk.receipts import follow_up
from shebao.commands.desk.time_cells import due_month_of
from shebao.contract.premiums import TOP_UP_LEVY, Bill, BillList, UnwagedPeriod
from shebao.contract.states import ItemState, PayableState
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS, BillRow, SpecialBillRow
from shebao.sheets.declared.row import replace

AnyBill = BillRow | SpecialBillRow
B = TypeVar("B", BillRow, SpecialBillRow)

# Seed F 三5: sent by the medical side, and to be written off by the tax hall.
COLLECTED_TEXT = "征集：由医保经办机构核定，没有职工明细，核对金额后确认申报"
# Seed G 2.4.3.2 四（二）: made when wages were raised, or rules changed, after the filing.
TOP_UP_TEXT = "差额补缴：该属期已申报，新增人员、缴费工资调高或规则变动后应补的差额"
WAGE_THEM = (
    "申报这些职工的缴费工资：在申报表点击“添加全部正常缴费职工（缴费工资为空）”，已减员的也在其中；"
    "属期在以前年度的，请先填写“生效年度”。"
)
LEAVERS_TEXT = "名跨月减员的离职人员，须先由办税服务厅核销后刷新，方可确认申报"


def update_bills(ctx: Context) -> Outcome:
    """Show every open bill, or all bills of the period in the sheet's labelled cell."""
    table = ctx.table(BILLS)
    period = table.parameters()["period"]
    if period:
        period = str(due_month_of(ctx, table))
    ctx.progress("刷新待申报", 0, 2)
    answer = ctx.bureau.bills(period or None)
    ctx.bills_seen = None if period else answer
    ctx.progress("刷新待申报", 1, 2)
    known = {row.bill_no: row for row in table.rows()}
    ended = answered_since(ctx, known.values(), answer.bills)
    table.replace([bill_row(bill, known.get(bill.bill_no)) for bill in answer.bills])
    ctx.progress("刷新待申报", 2, 2)
    total = sum(bill.amount_fen for bill in answer.bills)
    message = f"待申报信息 {len(answer.bills)} 条，合计 {yuan(total)} 元。"
    message += _of_one_period(answer, period) if period else ""
    if added := [bill for bill in answer.bills if bill.levy_kind == TOP_UP_LEVY]:
        message += (
            f"其中差额补缴 {len(added)} 条 {yuan(sum(bill.amount_fen for bill in added))} 元"
            f"（{'、'.join(sorted({bill.period for bill in added}))}），见“缴费类型”列；"
            "逐人明细请点击“补差”。"
        )
    message += ended
    if answer.unwaged:
        message += (
            f"{in_words(answer.unwaged)}，请先完成年度缴费工资申报再进行社保费申报，"
            f"否则这些属期的社保费申报会失败。{WAGE_THEM}"
        )
    late = [bill for bill in answer.bills if bill.leavers]
    if late:
        message += f"{len(late)} 条含跨月减员的离职人员，见“说明”列，须先核销才能确认申报。"
    table.activate()
    return table.report(
        message,
        Status.PARTIAL if answer.unwaged or late else Status.DONE,
        counts={
            "bills": len(answer.bills),
            "bill_total_fen": total,
            "wages_missing": wages_missing(answer),
            "leavers": len(late),
        },
    )


def answered_since(ctx: Context, rows: Iterable[AnyBill], bills: Iterable[Bill]) -> str:
    """Say how the filings ended that no row waits for any longer, put into the records.

    What the bureau does not have, or the record sheet does not take, is said: the list of bills is
    to be seen all the same.
    """
    staying = {bill.bill_no for bill in bills}
    waiting = str(PayableState.FILING)
    numbers = {
        row.filing_no
        for row in rows
        if row.filing_no and row.state == waiting and row.bill_no not in staying
    }
    filings, missing = ask_each(
        ctx, READING, sorted(numbers), ctx.bureau.premium_filing, PREMIUM_FILINGS.title
    )
    missing += follow_up(lambda: put_filings(ctx, filings))
    ended = [filing for filing in filings if filing.state is not ItemState.PROCESSING]
    words = "".join(ended_words((str(ItemState.PROCESSING), filing)) for filing in ended)
    return words + missing


def _of_one_period(answer: BillList, period: str) -> str:
    """Say what a sheet of one period does not show: the cell may still name last month's."""
    waiting = sum(bill.state is PayableState.INITIAL for bill in answer.bills)
    message = f"表中只有属期 {period} 的，其中待申报 {waiting} 条。"
    if others := [month for month in answer.open_periods if month != period]:
        message += f"未申报的属期还有 {'、'.join(others)}，不在表中；请清空“费款所属期”后再次刷新。"
    return message


def wages_missing(answer: BillList) -> int:
    """Return how many lack a wage in the period that has most of them."""
    return max((each.people for each in answer.unwaged), default=0)


def in_words(unwaged: Iterable[UnwagedPeriod]) -> str:
    """Say by period how many lack a wage, and who they are."""
    said = []
    for each in unwaged:
        named = "、".join(person.name for person in each.named)
        more = " 等" if each.people > len(each.named) else ""
        said.append(f"{each.period} 还有 {each.people} 名参保职工没有缴费工资（{named}{more}）")
    return "，".join(said)


def bill_row(bill: Bill, old: BillRow | None) -> BillRow:
    """Return a bill's row; what the sheet already knows of its filing stays."""
    return BillRow.of(bill, **known_cells(bill, old))


def known_cells(bill: Bill, old: AnyBill | None) -> dict[str, str]:
    """Return the cells of both sheets of bills that rest on what they know of the filing.

    The tick stays on a bill that was not generated anew since; what is special about a bill goes
    before what its filing was told.
    """
    return {
        "tick": old.tick if old and old.revision == bill.revision else "",
        "reason": mark_of(bill) or (unmarked(old.reason) if old else ""),
        "filing_no": old.filing_no if old else "",
    }


def mark_of(bill: Bill) -> str:
    """Say what is special about a bill; empty when nothing is."""
    if bill.leavers:
        return f"含 {bill.leavers} {LEAVERS_TEXT}"
    if bill.levy_kind == TOP_UP_LEVY:
        return TOP_UP_TEXT
    return COLLECTED_TEXT if bill.collected else ""


def unmarked(reason: str) -> str:
    """Return a reason that is not a mark of an earlier look."""
    return (
        "" if reason in (COLLECTED_TEXT, TOP_UP_TEXT) or reason.endswith(LEAVERS_TEXT) else reason
    )


def refreshed(ctx: Context, rows: Sequence[B]) -> list[B]:
    """Return the rows with the present states of their bills, one question a period."""
    states = {
        bill.bill_no: str(bill.state)
        for period in ctx.one_by_one("核对各属期账单", sorted({row.period for row in rows}))
        for bill in ctx.bureau.bills(period).bills
    }
    return [replace(row, state=states.get(row.bill_no, row.state)) for row in rows]
