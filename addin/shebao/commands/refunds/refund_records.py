"""Refund applications: their progress and their account."""

from collections.abc import Iterable

from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import repeated, submit, tell_recovered
from shebao.commands.desk.selection import selected
from shebao.contract.refunds import Refund, RefundChangeRequest
from shebao.contract.state_tables import REFUND, RefundEvent
from shebao.contract.states import RefundState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.application_sheets import REFUNDS, RefundRow
from shebao.sheets.declared.row import replace
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

ENDED = (str(RefundState.RETURNED), str(RefundState.REJECTED))


def update_refunds(ctx: Context) -> Outcome:
    """Show every application with its state and how far it has come."""
    table = ctx.table(REFUNDS)
    waiting = {row.refund_no for row in table.rows() if row.state not in ENDED}
    refunds = show_refunds(ctx)
    counts = {state: sum(one.state is state for one in refunds) for state in RefundState}
    said = "，".join(f"{state} {count} 条" for state, count in counts.items() if count)
    message = f"退费申请 {len(refunds)} 条" + (f"：{said}。" if said else "。")
    message += ended_words(one for one in refunds if one.refund_no in waiting)
    lacking = [one for one in refunds if one.missing_files and one.state is RefundState.SUBMITTED]
    if lacking:
        message += "；".join(
            f"{one.refund_no} 缺少附报资料：{'、'.join(one.missing_files)}" for one in lacking
        )
        message += "，上传后税务机关才会受理。"
    table.activate()
    return table.report(
        message,
        counts={"refunds": len(refunds), "lacking_files": len(lacking)},
        as_of=ctx.now(),
    )


def ended_words(refunds: Iterable[Refund]) -> str:
    """Say which of these applications came to their end, and why one was refused."""
    said = []
    for one in refunds:
        note = next((step.note for step in reversed(one.steps) if step.note), "")
        why = f"（{note.rstrip('。')}）" if note and one.state is RefundState.REJECTED else ""
        said += [f"{one.refund_no} {one.state}{why}"] if str(one.state) in ENDED else []
    return f"此前办理中的退费申请 {'、'.join(said)}。" if said else ""


def correct_refund_account(ctx: Context) -> Outcome:
    """Send the ticked application's money to the account in 更正后退费账户."""
    table = ctx.table(REFUNDS)
    if recovered := recovered_change(ctx, table):
        return recovered
    row, refund = chosen_refund(ctx, table, RefundEvent.CORRECT)
    wanted = table.parameters()["new_account"]
    accounts = {one.account_no: one for one in ctx.bureau.accounts().accounts if one.for_refund}
    if wanted not in accounts:
        given = f"是“{wanted}”，不是已登记的退费账户" if wanted else "为空，必须填写"
        raise table.error(
            f"的“更正后退费账户”{given}，没有更正",
            "请先在“存款账户”登记该账户（退费账户标志为“是”）。",
        )
    number = refund.refund_no
    if refund.account_id == accounts[wanted].account_id:
        # A workbook that was not saved asks again for what was done.
        told = f"退费申请 {number} 的退费账户已是 {wanted}，没有重复提交。"
        return shown_again(ctx, table, row, told)
    ctx.ui.confirm(f"把退费申请 {number} 的退费账户更正为 {wanted}")
    body = RefundChangeRequest(refund_no=number, account_id=accounts[wanted].account_id)
    return send_change(ctx, table, row, body, f"退费申请 {number} 的退费账户已更正为 {wanted}。")


def show_refunds(ctx: Context) -> list[Refund]:
    """Put every application into its sheet, newest first; ticks stay."""
    table = ctx.table(REFUNDS)
    refunds = ctx.bureau.refunds().refunds
    ticks = {row.refund_no: row.tick for row in table.rows()}
    table.replace([_row(one, ticks.get(one.refund_no, "")) for one in refunds])
    return refunds


def send_change(
    ctx: Context,
    table: SheetTable[RefundRow],
    row: RefundRow,
    body: RefundChangeRequest,
    message: str,
) -> Outcome:
    """Submit a change of an application, and show all of them as they are then."""
    cells = {"sheet": table.title, "refund_no": body.refund_no}
    kind = SubmissionKind.REFUND_CHANGE
    _, is_repeat = submit(ctx, kind, body.refund_no, body, cells)
    if not is_repeat:
        return shown_again(ctx, table, row, message)
    # It was perhaps changed once more since: the tick stays.
    show_refunds(ctx)
    message = repeated(body.refund_no, "退费进度")
    return table.report(message, facts={"refund_no": body.refund_no})


def shown_again(
    ctx: Context, table: SheetTable[RefundRow], row: RefundRow, message: str
) -> Outcome:
    """Take the tick away and show all applications as they are now."""
    table.update([replace(row, tick="")], ("tick",))
    show_refunds(ctx)
    return table.report(message, facts={"refund_no": row.refund_no})


def recovered_change(ctx: Context, table: SheetHead) -> Outcome | None:
    """Settle changes without an answer; return what to tell when some were received."""
    words = (
        "此前对退费申请 {} 的更正或上传税务已受理，回执已找回；本次没有重复提交。请核对后再继续。"
    )
    return tell_recovered(
        ctx, table, SubmissionKind.REFUND_CHANGE, lambda: show_refunds(ctx), words
    )


def chosen_refund(
    ctx: Context, table: SheetTable[RefundRow], event: RefundEvent | None
) -> tuple[RefundRow, Refund]:
    """Return the one ticked application, to which the event can still happen."""
    rows = selected(table, table.rows())
    if len(rows) > 1:
        raise table.error(f"勾选了 {len(rows)} 条，没有执行", "请只勾选一条退费申请。")
    number = rows[0].refund_no
    found = next((one for one in ctx.bureau.refunds().refunds if one.refund_no == number), None)
    if found is None:
        raise table.error(f"第 {rows[0].at} 行的退费申请“{number}”不存在", "请点击“退费进度”。")
    named = f"第 {rows[0].at} 行的退费申请“{number}”"
    words = REFUND.row(found.state, event).words(named) if event else ""
    if words:
        raise table.error(words.rstrip("。"), "没有提交任何数据。请点击“退费进度”核对状态。")
    return rows[0], found


def _row(one: Refund, tick: str) -> RefundRow:
    progress = " → ".join(
        f"{step.state} {local_time(step.at)}" + (f"（{step.note}）" if step.note else "")
        for step in one.steps
    )
    return RefundRow.of(
        one,
        tick=tick,
        account=f"{one.account_name} {one.account_masked} {one.branch}",
        files="、".join(f"{file.kind}：{file.name}" for file in one.files),
        missing="、".join(one.missing_files),
        progress=progress,
    )
