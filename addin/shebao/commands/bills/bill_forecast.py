"""What the bureau would answer to the confirmation of bills, said before anything is sent."""

from collections.abc import Sequence

from shebao.commands.bills.bills import WAGE_THEM, AnyBill, in_words, mark_of
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.contract.premiums import Bill, BillConfirmation
from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.rule_file import Bundling
from shebao.contract.state_tables import BILL, BillEvent
from shebao.contract.states import PayableState
from shebao.domain.money import yuan
from shebao.rules.deadline import first_overdue
from shebao.rules.forecast import refusal
from shebao.sheets.cells import cell_of_value
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.premium_sheets import SPECIAL_BILLS, BillRow, SpecialBillRow
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

LONGEST_REMARK = 200


def foresee_refusal(
    ctx: Context, table: SheetTable[BillRow], rows: list[BillRow], chosen: list[BillRow]
) -> None:
    """Say before sending what the bureau would answer, in its order."""
    answer = ctx.bureau.bills()
    now = {bill.bill_no: bill for bill in answer.bills}
    for row in chosen:
        refuse_changed(table, row, now.get(row.bill_no))
    mine = [now[row.bill_no] for row in chosen]
    waiting = [bill for bill in answer.bills if bill.state is PayableState.INITIAL]
    _refuse_overdue(ctx, table, mine, waiting)
    if rule_file_of(ctx).bundle.bundling is Bundling.UNIT_NUMBER:
        _refuse_unbundled(table, rows, mine, waiting)
    periods = {bill.period for bill in mine if not bill.collected}
    if unwaged := [each for each in answer.unwaged if each.period in periods]:
        raise table.error(
            f"不能提交：{REASON_TEXTS[ReasonCode.HEADCOUNT_DIFFERS]}。{in_words(unwaged)}",
            WAGE_THEM,
        )


def refresh(table: SheetHead) -> str:
    """Say which button fetches the bills of this sheet again."""
    is_special = table.spec.name == SPECIAL_BILLS.name
    return "点击“刷新特殊缴费”" if is_special else "点击“刷新待申报”"


def refuse_changed(table: SheetHead, row: AnyBill, now: Bill | None) -> None:
    """Refuse a bill that is not as the clerk sees it, or that holds somebody who left long ago."""
    name = f"第 {row.at} 行 {row.period} {row.insurance_name}"
    if now is None:
        raise table.error(
            f"{name}的应缴信息已不在待申报中，没有提交", f"请{refresh(table)}后重试。"
        )
    if not row.says(now, "period", "unit_no", "insurance_name"):
        raise table.error(
            f"{name}与税务的应缴信息（{now.period} {now.insurance_name}）不一致，"
            "可能是排序或粘贴时只移动了部分列，没有提交",
            f"请{refresh(table)}恢复后重试。",
        )
    if words := refusal(BILL, now.state, BillEvent.CONFIRM, f"{name}的应缴信息"):
        raise table.error(f"{words.rstrip('。')}，没有提交", f"请{refresh(table)}后重试。")
    seen = confirmation(table, row)
    if (seen.revision, seen.amount_fen) != (now.revision, now.amount_fen):
        raise table.error(
            f"{name}的应缴信息已重新生成（表中 {yuan(seen.amount_fen)} 元，"
            f"现为 {yuan(now.amount_fen)} 元），没有提交",
            f"请{refresh(table)}，核对新的金额后重新勾选确认。",
        )
    if now.leavers:
        raise table.error(
            f"{name}{mark_of(now)}，没有提交", f"请到办税服务厅办理核销，再{refresh(table)}。"
        )


def _refuse_overdue(
    ctx: Context, table: SheetHead, mine: Sequence[Bill], waiting: Sequence[Bill]
) -> None:
    """Refuse a later period before an overdue one. Source: seed G 2.5.1.3 一."""
    asked = {bill.period for bill in mine}
    periods = {bill.period for bill in waiting}
    overdue = first_overdue(asked, periods, rule_file_of(ctx), ctx.business_date)
    if overdue is not None:
        raise table.error(
            "不能提交：逾期未缴纳社保费的用人单位应逐月申报缴纳社保费",
            f"请先单独申报 {overdue} 属期，再申报以后的属期。",
        )


def _refuse_unbundled(
    table: SheetHead, rows: Sequence[BillRow], mine: Sequence[Bill], waiting: Sequence[Bill]
) -> None:
    """Refuse a part of what one unit number owes for a period: E4. Source: seed G 2.5.1.3 二.

    Asked of the bureau's own list: the sheet may show less than is open.
    """
    bundles = {(bill.unit_no, bill.period) for bill in mine}
    taken = {bill.bill_no for bill in mine}
    place = {row.bill_no: f"第 {row.at} 行" for row in rows}
    for bill in waiting:
        is_bundled = (bill.unit_no, bill.period) in bundles and not bill.collected
        if is_bundled and bill.bill_no not in taken:
            where = place.get(bill.bill_no, "表中没有的")
            raise table.error(
                f"不能提交：{REASON_TEXTS[ReasonCode.BUNDLE_INCOMPLETE]}"
                f"（单位编号 {bill.unit_no} 的{where} {bill.insurance_name}没有一起勾选）",
                "请勾选同一单位编号的所有险种后重试；表中没有的，请先点击“刷新待申报”。",
            )


def confirmation(table: SheetHead, row: AnyBill) -> BillConfirmation:
    """Return the bill as the sheet shows it.

    Raises SheetError for an amount that was typed over, or a remark that is too long.
    """
    fen, revision = row.amount, row.revision
    if not (isinstance(fen, int) and isinstance(revision, int)):
        amount = cell_of_value(fen, Kind.MONEY)
        raise table.error(
            f"第 {row.at} 行的应缴费额“{amount}”不是取回的金额，没有提交",
            f"请{refresh(table)}恢复后重试。",
        )
    remark = row.remark if isinstance(row, SpecialBillRow) else ""
    if len(remark) > LONGEST_REMARK:
        raise table.error(
            f"第 {row.at} 行的备注有 {len(remark)} 个字，没有提交",
            f"请缩短到 {LONGEST_REMARK} 个字以内后重试。",
        )
    return BillConfirmation(bill_no=row.bill_no, revision=revision, amount_fen=fen, remark=remark)
