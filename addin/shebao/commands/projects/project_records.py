"""Filings of construction projects through every channel: synchronised by date and voided."""

from datetime import date

from shebao.commands.desk.context import Context
from shebao.commands.desk.form_rows import Form, check_forms, send_forms
from shebao.commands.desk.moments import local_time
from shebao.commands.desk.receipts import follow_up, tell_recovered
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import first_paid
from shebao.contract.premiums import FilingVoidRequest
from shebao.contract.projects import ProjectFiling
from shebao.contract.states import ItemState
from shebao.contract.submissions import SubmissionKind
from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.form_fields import day_fault, held_number_field
from shebao.sheets.declared.application_sheets import PROJECT_FILINGS
from shebao.sheets.table import Row, SheetTable

PAID, UNPAID = "已缴费", "未缴费"
_FILING_NO = held_number_field("filing_no", "申报流水号", is_required=True)


def query_project_filings(ctx: Context) -> Outcome:
    """Show the filings of the days in the labelled cells, and say which wait to be paid."""
    table = ctx.table(PROJECT_FILINGS)
    filings = show_project_filings(ctx)
    unpaid = sum(one.state is ItemState.ACCEPTED and not one.paid for one in filings)
    message = f"工程项目申报记录 {len(filings)} 条。"
    if unpaid:
        message += f"存在未缴费的申报 {unpaid} 条，是否立即缴费？请到“费款缴纳”查询欠费并缴费。"
    table.activate()
    table.note(message)
    return Outcome(message, counts={"filings": len(filings), "unpaid": unpaid})


def void_project_filings(ctx: Context) -> Outcome:
    """Void the ticked filings, which are accepted and unpaid, and fetch what came of it."""
    table = ctx.table(PROJECT_FILINGS)
    words = (
        "此前发起的作废税务已受理（流水号 {}），回执已找回；本次没有重复提交。请核对状态后再继续。"
    )
    kind = SubmissionKind.FILING_VOID
    if recovered := tell_recovered(ctx, table, kind, lambda: show_project_filings(ctx), words):
        return recovered
    rows = selected(table, table.rows(), "")
    check_forms(table, rows, _faults)
    numbers = "、".join(str(row["filing_no"]) for row in rows)
    ctx.ui.confirm(f"作废工程项目申报 {numbers}（作废后只能查看，需要重新申报）")
    forms: list[tuple[Row, Form]] = []
    for row in rows:
        number = str(row["filing_no"])
        forms.append((row, (number, FilingVoidRequest(filing_no=number))))
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.FILING_VOID,
        forms,
        ("state",),
        lambda row, _: row.update(state=str(ItemState.VOIDING), result="已发起作废"),
        "同步项目申报记录",
    )
    after: dict[str, ItemState] = {}
    unshown = follow_up(
        lambda: after.update((one.filing_no, one.state) for one in show_project_filings(ctx))
    )
    # The sheet's days may leave out what was voided.
    voided = sum(after.get(str(row["filing_no"])) is ItemState.VOIDED for row, _ in sent.done)
    message = sent.in_words("已发起作废") + f"作废成功 {voided} 条。{unshown}"
    if voided < len(sent.done):
        message += "其余请稍后点击“同步项目申报记录”取得作废结果。"
    table.note(message)
    return Outcome(
        message,
        Status.DONE if voided == len(rows) else Status.PARTIAL,
        counts={"voided": voided, "refused": len(sent.refused)},
    )


def show_project_filings(ctx: Context) -> list[ProjectFiling]:
    """Put the filings of the sheet's days into it, newest first."""
    table = ctx.table(PROJECT_FILINGS)
    first, last = _days(ctx, table)
    filings = ctx.bureau.project_filings(first, last).filings
    table.replace([_row(one) for one in filings])
    return filings


def _days(ctx: Context, table: SheetTable) -> tuple[str, str]:
    today = ctx.business_date
    given = table.parameters()
    last = given["last_day"] or today.isoformat()
    first = given["first_day"]
    if not first:
        start = first_paid(ctx, Period.of(today)).first_day
        first = min(start, date(today.year, 1, 1)).isoformat()
    for label, value in (("申报日期起", first), ("申报日期止", last)):
        fault = day_fault(label, value, date.max)
        if fault:
            raise SheetError(table.title, f"的{fault}", "请改正后重试。")
    if first > last:
        raise SheetError(table.title, f"的申报日期起 {first} 晚于止 {last}", "请改正后重试。")
    return first, last


def _faults(row: Row) -> list[str]:
    number = str(row["filing_no"])
    if fault := _FILING_NO.fault(number):
        return [fault]
    if row["paid"] == PAID:
        return [f"的申报“{number}”已缴费，不能作废，如需更正请到办税服务厅办理"]
    if row["state"] != ItemState.ACCEPTED:
        return [f"的申报“{number}”状态为“{str(row['state'])[:40]}”，只有申报成功且未缴费的可以作废"]
    return []


def _row(one: ProjectFiling) -> Row:
    return {
        "filing_no": one.filing_no,
        "project_id": one.project_id,
        "name": one.name,
        "state": str(one.state),
        "paid": PAID if one.paid else UNPAID,
        "submitted_at": local_time(one.submitted_at),
        "channel": one.channel,
        "unit_no": one.unit_no,
        "cost": one.cost_fen,
        "rate": one.rate_ppm,
        "amount": one.amount_fen,
        "reason": one.reason,
    }
