"""Confirming bills, which is the filing of premiums."""

from collections.abc import Callable, Sequence

from shebao.commands.bills import mark_of, refresh_states
from shebao.commands.context import Context
from shebao.commands.facts import rule_file_of
from shebao.commands.premium_records import record_filing
from shebao.commands.receipts import (
    BEFORE_SENDING,
    follow_up,
    recorded,
    recover,
    repeated,
    submit,
)
from shebao.commands.selection import selected
from shebao.contract.premiums import Bill, BillConfirmation, PremiumFilingRequest
from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.rule_file import Bundling
from shebao.contract.states import ItemState, PayableState
from shebao.contract.submissions import SubmissionKind
from shebao.domain.errors import InputError, SheetError
from shebao.domain.money import fen_of_cell, yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.overdue import first_overdue
from shebao.sheets.catalogue import BILLS
from shebao.sheets.table import Row, SheetTable

# A filing in one of these keeps its bills.
STANDING = (ItemState.PROCESSING, ItemState.ACCEPTED, ItemState.VOIDING)
SHOWN = ("state", "reason", "filing_no", "tick")


def submit_bills(ctx: Context) -> Outcome:
    """Confirm the selected bills exactly as the sheet shows them."""
    return submit_chosen(
        ctx, lambda table, rows: selected(table, rows, table.parameters()["scope"])
    )


def submit_chosen(ctx: Context, choose: Callable[[SheetTable, list[Row]], list[Row]]) -> Outcome:
    """Confirm the bills that ``choose`` picks from the sheet's rows."""
    table = ctx.table(BILLS)
    rows = table.rows()
    ctx.ui.progress(BEFORE_SENDING, 0, 2)
    recovered = recover(ctx, SubmissionKind.PREMIUM_FILING)
    unshown = _bring_back(ctx, rows)
    if recovered or unshown:
        return _report_restored(ctx, table, unshown, recovered)
    chosen = choose(table, rows)
    closed = [row for row in chosen if row["state"] != str(PayableState.INITIAL)]
    if closed:
        raise SheetError(
            table.title,
            f"第 {closed[0]['_row']} 行 {closed[0]['insurance_name']} 的状态是"
            f"“{closed[0]['state']}”，不能再次申报，没有提交",
            "请取消勾选已申报的行，或点击“刷新待申报”。",
        )
    ctx.ui.progress(BEFORE_SENDING, 1, 2)
    _foresee_refusal(ctx, table, rows, chosen)
    ctx.ui.progress(BEFORE_SENDING, 2, 2)
    request = PremiumFilingRequest(bills=[_confirmation(table, row) for row in chosen])
    total = sum(bill.amount_fen for bill in request.bills)
    ctx.ui.confirm(f"确认申报 {len(chosen)} 条社保费，应缴费额合计 {yuan(total)} 元")
    cells = {
        "sheet": table.title,
        "bills": {bill.bill_no: bill.revision for bill in request.bills},
    }
    subject = "/".join(sorted({str(row["period"]) for row in chosen}))
    receipt, is_repeat = submit(ctx, SubmissionKind.PREMIUM_FILING, subject, request, cells)
    for row in chosen:
        row.update(state=str(PayableState.FILING), reason="", filing_no=receipt.receipt_no, tick="")
    table.update(chosen, SHOWN)
    message = (
        f"已提交 {len(chosen)} 条社保费申报，合计 {yuan(total)} 元，流水号 {receipt.receipt_no}，"
        "处理中。请稍后点击“社保费申报结果”。"
    )
    if is_repeat:
        message = repeated(receipt.receipt_no, "社保费申报结果")
    message += follow_up(lambda: record_filing(ctx, receipt.receipt_no))
    table.note(message)
    return Outcome(
        message,
        counts={"submitted": 0 if is_repeat else len(chosen), "amount_fen": total},
        facts={"filing_no": receipt.receipt_no},
    )


def fetch_filing_result(ctx: Context) -> Outcome:
    """Ask for the result of every premium filing that a row still waits for."""
    table = ctx.table(BILLS)
    rows = table.rows()
    recovered = recover(ctx, SubmissionKind.PREMIUM_FILING)
    _bring_back(ctx, rows)
    mine = [row for row in rows if row["filing_no"]]
    asked = {str(row["filing_no"]) for row in mine} | set(recovered)
    if not asked:
        raise InputError(
            f"工作表“{table.title}”没有提交过的申报，没有查询。", log="nothing to ask about"
        )
    filings = {number: record_filing(ctx, number) for number in sorted(asked)}
    refresh_states(ctx, mine)
    for row in mine:
        row["reason"] = filings[str(row["filing_no"])].reason
    table.update(mine, SHOWN)
    states = [filing.state for filing in filings.values()]
    refused, pending = states.count(ItemState.REFUSED), states.count(ItemState.PROCESSING)
    reasons = "；".join(f.reason for f in filings.values() if f.state is ItemState.REFUSED)
    message = (
        f"社保费申报成功 {states.count(ItemState.ACCEPTED)} 笔，失败 {refused} 笔，"
        f"处理中 {pending} 笔。" + (f"失败原因：{reasons}。" if reasons else "")
    )
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if refused or pending else Status.DONE,
        counts={
            "accepted": states.count(ItemState.ACCEPTED),
            "refused": refused,
            "pending": pending,
        },
    )


def _foresee_refusal(ctx: Context, table: SheetTable, rows: list[Row], chosen: list[Row]) -> None:
    """Say before sending what the bureau would answer, in its order."""
    answer = ctx.bureau.bills()
    now = {bill.bill_no: bill for bill in answer.bills}
    for row in chosen:
        _refuse_changed(table, row, now.get(str(row["bill_no"])))
    _refuse_overdue(ctx, table, chosen, answer.bills)
    if rule_file_of(ctx).bundle.bundling is Bundling.UNIT_NUMBER:
        collected = {bill.bill_no for bill in answer.bills if bill.collected}
        declared = [row for row in rows if row["bill_no"] not in collected]
        _refuse_unbundled(table, declared, chosen)
    needs_wages = any(not now[str(row["bill_no"])].collected for row in chosen)
    if answer.wages_missing and needs_wages:
        raise SheetError(
            table.title,
            f"不能提交：{REASON_TEXTS[ReasonCode.HEADCOUNT_DIFFERS]}"
            f"（还有 {answer.wages_missing} 人没有缴费工资）",
            "请先完成这些职工的缴费工资申报。",
        )


def _refuse_changed(table: SheetTable, row: Row, now: Bill | None) -> None:
    """Refuse a bill that is not as the clerk sees it, or that holds somebody who left long ago."""
    name = f"第 {row['_row']} 行 {row['period']} {row['insurance_name']}"
    if now is None:
        raise SheetError(
            table.title, f"{name}的应缴信息已不在待申报中，没有提交", "请点击“刷新待申报”后重试。"
        )
    seen = _confirmation(table, row)
    if (seen.revision, seen.amount_fen) != (now.revision, now.amount_fen):
        raise SheetError(
            table.title,
            f"{name}的应缴信息已重新生成（表中 {yuan(seen.amount_fen)} 元，"
            f"现为 {yuan(now.amount_fen)} 元），没有提交",
            "请点击“刷新待申报”，核对新的金额后重新勾选确认。",
        )
    if now.leavers:
        raise SheetError(
            table.title,
            f"{name}{mark_of(now)}，没有提交",
            "请到办税服务厅办理核销，再点击“刷新待申报”。",
        )


def _refuse_overdue(
    ctx: Context, table: SheetTable, chosen: Sequence[Row], open_bills: Sequence[Bill]
) -> None:
    """Refuse a later period before an overdue one. Source: seed G 2.5.1.3 一."""
    waiting = {bill.period for bill in open_bills if bill.state is PayableState.INITIAL}
    asked = {str(row["period"]) for row in chosen}
    overdue = first_overdue(asked, waiting, rule_file_of(ctx), ctx.business_date)
    if overdue is not None:
        raise SheetError(
            table.title,
            "不能提交：逾期未缴纳社保费的用人单位应逐月申报缴纳社保费",
            f"请先单独申报 {overdue} 属期，再申报以后的属期。",
        )


def _refuse_unbundled(table: SheetTable, rows: Sequence[Row], chosen: Sequence[Row]) -> None:
    """Refuse a part of what one unit number owes for a period: E4. Source: seed G 2.5.1.3 二."""
    bundles = {(row["unit_no"], row["period"]) for row in chosen}
    taken = {row["_row"] for row in chosen}
    for row in rows:
        is_open = row["state"] == str(PayableState.INITIAL)
        if is_open and (row["unit_no"], row["period"]) in bundles and row["_row"] not in taken:
            raise SheetError(
                table.title,
                f"不能提交：{REASON_TEXTS[ReasonCode.BUNDLE_INCOMPLETE]}"
                f"（单位编号 {row['unit_no']} 的第 {row['_row']} 行 {row['insurance_name']}"
                "没有一起勾选）",
                "请勾选同一单位编号的所有险种后重试。",
            )


def _confirmation(table: SheetTable, row: Row) -> BillConfirmation:
    amount, revision = row["amount"], row["revision"]
    fen = fen_of_cell(amount) if isinstance(amount, float) else None
    if fen is None or not isinstance(revision, float):
        raise SheetError(
            table.title,
            f"第 {row['_row']} 行的应缴费额“{amount}”不是取回的金额，没有提交",
            "请点击“刷新待申报”恢复后重试。",
        )
    return BillConfirmation(bill_no=str(row["bill_no"]), revision=int(revision), amount_fen=fen)


def _bring_back(ctx: Context, rows: list[Row]) -> list[Row]:
    """Write receipts that the ledger knows and the sheet does not show; return those rows."""
    unshown = []
    for receipt_no, cells in recorded(ctx, SubmissionKind.PREMIUM_FILING):
        bills = cells["bills"]
        mine = [
            row
            for row in rows
            if bills.get(str(row["bill_no"])) == row["revision"] and row["filing_no"] != receipt_no
        ]
        if mine and ctx.bureau.premium_filing(receipt_no).state in STANDING:
            for row in mine:
                row.update(filing_no=receipt_no, tick="")
            unshown += mine
    return unshown


def _report_restored(
    ctx: Context, table: SheetTable, unshown: list[Row], recovered: list[str]
) -> Outcome:
    refresh_states(ctx, unshown)
    table.update(unshown, SHOWN)
    shown = sorted({*recovered, *(str(row["filing_no"]) for row in unshown)})
    for number in shown:
        record_filing(ctx, number)
    message = (
        f"这些社保费此前已提交且税务已受理（流水号 {'、'.join(shown)}），回执已写回"
        f" {len(unshown)} 行；本次没有重复提交。请点击“社保费申报结果”查看结果。"
    )
    table.note(message)
    return Outcome(
        message,
        counts={"submitted": 0, "recovered": len(shown)},
        facts={"filing_no": shown[-1]},
    )
