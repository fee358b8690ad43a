"""Filings of construction projects through every channel: synchronised by date and voided."""

from datetime import date

from shebao.commands.desk.context import Context
from shebao.commands.desk.form_rows import check_forms, send_forms
from shebao.commands.desk.receipts import follow_up, tell_recovered
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import first_paid
from shebao.contract.premiums import FiledBill, FilingVoidRequest, PremiumFiling
from shebao.contract.projects import ProjectFiling
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.form_fields import day_fault, held_number_field
from shebao.sheets.declared.application_sheets import (
    PROJECT_FILING_LINES,
    PROJECT_FILINGS,
    ProjectFilingLine,
    ProjectFilingRow,
)
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.row import replace
from shebao.sheets.head import SheetHead

PAID, UNPAID = "已缴费", "未缴费"
UNPAID_TEXT = "存在未缴费的工程项目社保费申报记录，是否立即缴费"  # seed G 3.3.2 二（三）
_FILING_NO = held_number_field("filing_no", "申报流水号", is_required=True)


def query_project_filings(ctx: Context) -> Outcome:
    """Show the filings of the days in the labelled cells, and say which wait to be paid."""
    table = ctx.table(PROJECT_FILINGS)
    filings = show_project_filings(ctx)
    unpaid = sum(one.state is ItemState.ACCEPTED and not one.paid for one in filings)
    message = f"工程项目申报记录 {len(filings)} 条。"
    table.activate()
    if unpaid:
        message += f"存在未缴费的申报 {unpaid} 条。"
        if ctx.ui.agrees(f"{UNPAID_TEXT}（{unpaid} 条）？"):
            ctx.table(DEBTS).activate()
            message += f"请在“{DEBTS.title}”点击“查询欠费”后缴费。"
    counts = {"filings": len(filings), "unpaid": unpaid}
    return table.report(message, counts=counts, as_of=ctx.now())


def show_project_filing(ctx: Context) -> Outcome:
    """Show the ticked filings with what the bureau holds of each (查看)."""
    records = ctx.table(PROJECT_FILINGS)
    chosen = selected(records, records.rows())
    check_forms(records, chosen, lambda row: [f] if (f := _FILING_NO.fault(row.filing_no)) else [])
    table = ctx.table(PROJECT_FILING_LINES)
    rows: list[ProjectFilingLine] = []
    for row in ctx.one_by_one("下载申报明细", chosen):
        number = row.filing_no
        filing = ctx.bureau.premium_filing(number)
        rows += [_detail(row, filing, bill) for bill in ctx.bureau.filed_bills(number).bills]
    table.show_rows(rows)
    total = sum(row.amount for row in rows if isinstance(row.amount, int))
    message = f"工程项目申报 {len(chosen)} 笔，明细 {len(rows)} 条，合计 {yuan(total)} 元。"
    return table.report(message, counts={"filings": len(chosen), "lines": len(rows)})


def _detail(row: ProjectFilingRow, filing: PremiumFiling, bill: FiledBill) -> ProjectFilingLine:
    """Return one line; cost and rate are the record's, as they were filed."""
    is_accepted = filing.state is ItemState.ACCEPTED
    return ProjectFilingLine.of(
        filing,
        project_id=row.project_id,
        name=row.name,
        period=bill.period,
        unit_no=bill.unit_no,
        insurance_name=bill.insurance_name,
        cost=bill.base_fen,
        rate=row.rate,
        amount=bill.amount_fen,
        paid=filing.paid_fen if is_accepted else None,
    )


def void_project_filings(ctx: Context) -> Outcome:
    """Void the ticked filings, which are accepted and unpaid, and fetch what came of it."""
    table = ctx.table(PROJECT_FILINGS)
    words = (
        "此前发起的作废税务已受理（流水号 {}），回执已找回；本次没有重复提交。请核对状态后再继续。"
    )
    kind = SubmissionKind.FILING_VOID
    if recovered := tell_recovered(ctx, table, kind, lambda: show_project_filings(ctx), words):
        return recovered
    rows = selected(table, table.rows())
    check_forms(table, rows, _faults)
    numbers = "、".join(row.filing_no for row in rows)
    ctx.ui.confirm(f"作废工程项目申报 {numbers}（作废后只能查看，需要重新申报）")
    asked = [FilingVoidRequest(filing_no=row.filing_no) for row in rows]
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.FILING_VOID,
        [(row, (one.filing_no, one)) for row, one in zip(rows, asked, strict=True)],
        ("state",),
        lambda row, _: replace(row, state=str(ItemState.VOIDING), result="已发起作废"),
        "同步项目申报记录",
    )
    after: dict[str, ItemState] = {}
    unshown = follow_up(
        lambda: after.update((one.filing_no, one.state) for one in show_project_filings(ctx))
    )
    # The sheet's days may leave out what was voided.
    voided = sum(after.get(row.filing_no) is ItemState.VOIDED for row, _ in sent.done)
    message = sent.in_words("已发起作废") + f"作废成功 {voided} 条。{unshown}"
    if voided < len(sent.done):
        message += "其余请稍后点击“同步项目申报记录”取得作废结果。"
    return table.report(
        message,
        Status.DONE if voided == len(rows) else Status.PARTIAL,
        counts={"voided": voided, "refused": len(sent.refused)},
    )


def show_project_filings(ctx: Context) -> list[ProjectFiling]:
    """Put the filings of the sheet's days into it, newest first."""
    table = ctx.table(PROJECT_FILINGS)
    first, last = _days(ctx, table)
    filings = ctx.bureau.project_filings(first, last).filings
    table.replace([ProjectFilingRow.of(one, paid=PAID if one.paid else UNPAID) for one in filings])
    return filings


def _days(ctx: Context, table: SheetHead) -> tuple[str, str]:
    today = ctx.business_date
    given = table.parameters()
    last = given["last_day"] or today.isoformat()
    first = given["first_day"]
    if not first:
        first = first_paid(ctx, Period.of(today)).first_day.isoformat()
    for label, value in (("申报日期起", first), ("申报日期止", last)):
        fault = day_fault(label, value, date.max)
        if fault:
            raise table.error(f"的{fault}", "请改正后重试。")
    if first > last:
        raise table.error(f"的申报日期起 {first} 晚于止 {last}", "请改正后重试。")
    return first, last


def _faults(row: ProjectFilingRow) -> list[str]:
    number = row.filing_no
    if fault := _FILING_NO.fault(number):
        return [fault]
    if row.paid == PAID:
        return [f"的申报“{number}”已缴费，不能作废，如需更正请到办税服务厅办理"]
    if row.state != ItemState.ACCEPTED:
        return [f"的申报“{number}”状态为“{row.state[:40]}”，只有申报成功且未缴费的可以作废"]
    return []
