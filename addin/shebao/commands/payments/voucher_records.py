"""Voucher records (缴费凭证打印记录): listed, fetched, viewed, printed again, and voided once."""

from collections.abc import Iterable
from datetime import date

from shebao.commands.bills.premium_records import follow_payments
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import given_pdf
from shebao.commands.desk.receipts import follow_up, recover, submit_one
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import (
    day_span,
    month_of,
    recent_start,
    recent_words,
    span_or_recent,
)
from shebao.commands.payments.voucher_file import (
    ended_words,
    fetch_voucher,
    fetch_vouchers,
    is_printed,
    named,
    overdue_words,
    save_voucher,
)
from shebao.contract.state_tables import VOUCHER, VoucherEvent
from shebao.contract.states import VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import Voucher, VoucherVoidRequest
from shebao.domain.moments import local_time
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.forecast import refusal
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import VOUCHER_LINES, VOUCHERS, VoucherLine, VoucherRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable
from shebao.store.documents import KeptVoucher

CHANGING = ("state", "paid_on", "is_printed", "reason", "fetched_at", "tick")
EARLIEST, LATEST = Period(1, 1), Period(9999, 12)
NEXT = "该凭证不可重新打印或再次作废；请在“费款缴纳”中点击“查询欠费”后重新发起缴费。"


def query_vouchers(ctx: Context) -> Outcome:
    """Show the kept vouchers by day of issue and period, as they were fetched last."""
    table = ctx.table(VOUCHERS)
    kept = _within(ctx, table)
    return _list(
        ctx, table, kept, f"本机保存的凭证共 {len(kept)} 张", "需要最新状态请“同步打印记录”。"
    )


def sync_vouchers(ctx: Context) -> Outcome:
    """Fetch the vouchers of every channel for the periods in the labelled cells, and list them."""
    table = ctx.table(VOUCHERS)
    said, fetched = _asked(ctx, table)
    waiting = _waiting(ctx)
    ctx.store.vouchers.keep(ctx.account, fetched, ctx.now())
    ended = [v for v in fetched if v.voucher_no in waiting and v.state is not VoucherState.PRINTED]
    what = f"已同步{said} {len(fetched)} 张"
    unshown = follow_up(lambda: follow_payments(ctx))
    return _list(ctx, table, _within(ctx, table), what, ended_words(ended) + unshown)


def _asked(ctx: Context, table: SheetTable[VoucherRow]) -> tuple[str, list[Voucher]]:
    """Return what the labelled cells ask for, in words and as vouchers.

    Without a first period: what was issued or paid of late for whatever period, and what waits
    at the bureau or here.
    """
    first, last, is_recent = span_or_recent(ctx, table)
    found = ctx.bureau.vouchers(str(first), str(last)).vouchers
    if not is_recent:
        return f" {first} 至 {last} 的凭证", found
    waiting, since = _waiting(ctx), recent_start(last)
    vouchers = [
        voucher
        for voucher in found
        if voucher.state is VoucherState.PRINTED
        or voucher.voucher_no in waiting
        or max(voucher.issued_on, voucher.paid_on or "") >= str(since)
    ]
    return f" {recent_words(last)}开具、缴款的和未缴款的凭证", vouchers


def _waiting(ctx: Context) -> set[str]:
    """Return the kept vouchers that were not paid when they were fetched last."""
    return {
        kept.voucher.voucher_no
        for kept in ctx.store.vouchers.all(ctx.account)
        if kept.voucher.state is VoucherState.PRINTED
    }


def show_voucher(ctx: Context) -> Outcome:
    """Show what the ticked vouchers pay."""
    vouchers = fetch_vouchers(ctx, ticked(ctx))
    table = ctx.table(VOUCHER_LINES)
    lines = [
        VoucherLine.of(voucher, levy_item=line.levy_item, amount=line.amount_fen)
        for voucher in vouchers
        for line in voucher.lines
    ]
    table.show_rows(lines)
    total = sum(voucher.total_fen for voucher in vouchers)
    message = f"{len(vouchers)} 张凭证共 {len(lines)} 行明细，合计 {yuan(total)} 元。"
    return table.report(message, counts={"lines": len(lines), "amount_fen": total})


def reprint_voucher(ctx: Context) -> Outcome:
    """Save the ticked vouchers again, byte for byte as they were printed first."""
    table = ctx.table(VOUCHERS)
    given = given_pdf(table, "voucher_file", "没有执行。请改正后重试。")
    vouchers = fetch_vouchers(ctx, ticked(ctx))
    for voucher in vouchers:
        if words := refusal(VOUCHER, voucher.state, VoucherEvent.REPRINT, named(voucher)):
            raise table.error(f"没有打印：{words.rstrip('。')}", "")
    each = ctx.one_by_one("打印凭证", vouchers)
    paths = [save_voucher(ctx, voucher, given) for voucher in each]
    refresh_lines(ctx, table, vouchers)
    message = f"已重新打印 {len(paths)} 张凭证：{'、'.join(path.name for path in paths)}。"
    message += "".join(overdue_words(ctx, voucher) for voucher in vouchers)
    return table.report(
        message, counts={"vouchers": len(paths)}, files=tuple(str(path) for path in paths)
    )


def ticked(ctx: Context) -> list[str]:
    """Return the numbers of the ticked vouchers."""
    table = ctx.table(VOUCHERS)
    chosen = selected(table, table.rows())
    return [row.voucher_no for row in chosen]


def show_line(ctx: Context, voucher: Voucher) -> None:
    """Put a voucher into the record sheet, in place of its older line."""
    ctx.table(VOUCHERS).put_first(_line(ctx, KeptVoucher(voucher, ctx.now())), "voucher_no")


def refresh_lines(ctx: Context, table: SheetTable[VoucherRow], vouchers: Iterable[Voucher]) -> None:
    """Show these vouchers as they are now in the rows that they have."""
    lines = {
        voucher.voucher_no: _line(ctx, KeptVoucher(voucher, ctx.now())) for voucher in vouchers
    }
    mine = [row for row in table.rows() if row.voucher_no in lines]
    table.update([replace(lines[row.voucher_no], at=row.at) for row in mine], CHANGING)


def _within(ctx: Context, table: SheetTable[VoucherRow]) -> list[KeptVoucher]:
    """Return the kept vouchers issued on the days, over something of the periods in the cells."""
    days = day_span(table, date.min, date.max)
    first, last = month_of(table, "first_period", EARLIEST), month_of(table, "last_period", LATEST)
    return [
        kept
        for kept in ctx.store.vouchers.all(ctx.account)
        if days[0].isoformat() <= kept.voucher.issued_on <= days[1].isoformat()
        and str(first) <= kept.voucher.period_to
        and kept.voucher.period_from <= str(last)
    ]


def _list(
    ctx: Context, table: SheetTable[VoucherRow], kept: list[KeptVoucher], what: str, hint: str
) -> Outcome:
    table.show_rows([_line(ctx, each) for each in kept])
    is_open = [each.voucher for each in kept if each.voucher.state is VoucherState.PRINTED]
    overdue = [voucher for voucher in is_open if overdue_words(ctx, voucher)]
    unpaid = sum(voucher.total_fen for voucher in is_open)
    message = (
        f"{what}；列出 {len(kept)} 张，其中未缴款 {len(is_open)} 张，{yuan(unpaid)} 元。{hint}"
    )
    message += "".join(overdue_words(ctx, voucher) for voucher in overdue)
    return table.report(
        message,
        counts={
            "vouchers": len(kept),
            "unpaid": len(is_open),
            "unpaid_fen": unpaid,
            "overdue": len(overdue),
        },
    )


def _line(ctx: Context, kept: KeptVoucher) -> VoucherRow:
    voucher = kept.voucher
    account = voucher.payer_account
    return VoucherRow.of(
        voucher,
        payer_account="*" * max(0, len(account) - 4) + account[-4:],
        is_printed=TICK if is_printed(ctx, voucher) else "",
        reason=overdue_words(ctx, voucher),
        fetched_at=local_time(kept.fetched_at),
    )


def void_voucher(ctx: Context) -> Outcome:
    """Void the one ticked voucher, as the state table allows it now."""
    table = ctx.table(VOUCHERS)
    recovered = recover(ctx, SubmissionKind.VOUCHER_VOID)
    if recovered:
        return _report(ctx, table, recovered, "上次作废没有收到反馈，经查询税务已受理")
    numbers = ticked(ctx)
    if len(numbers) > 1:
        raise table.error(f"勾选了 {len(numbers)} 张凭证，一次只作废一张", "请只勾选一张后重试。")
    voucher = fetch_voucher(ctx, numbers[0])
    if voucher.state is VoucherState.VOIDED:
        return _report(ctx, table, numbers, "此前已作废，本次没有重复作废")
    if words := refusal(VOUCHER, voucher.state, VoucherEvent.VOID, named(voucher)):
        raise table.error(f"没有作废：{words.rstrip('。')}", "")
    ctx.ui.confirm(
        f"是否确认作废{named(voucher)}（{yuan(voucher.total_fen)} 元，"
        f"税款限缴日期 {voucher.pay_by}）；已经交给银行的凭证请不要作废"
    )
    body = VoucherVoidRequest(voucher_no=voucher.voucher_no)
    submit_one(ctx, SubmissionKind.VOUCHER_VOID, table.title, body)
    return _report(ctx, table, numbers, "作废成功")


def _report(ctx: Context, table: SheetTable[VoucherRow], numbers: list[str], what: str) -> Outcome:
    vouchers = fetch_vouchers(ctx, numbers)
    refresh_lines(ctx, table, vouchers)
    names = "、".join(f"{named(voucher)}（{voucher.state}）" for voucher in vouchers)
    message = f"{what}：{names}。{NEXT}"
    return table.report(
        message, counts={"voided": len(vouchers)}, facts={"voucher_no": numbers[-1]}
    )
