"""The client's lists of filings, payments and certificates come onto the records' sheets."""

from collections.abc import Sequence
from typing import Any

from shebao.commands.client.channel import by_files_only
from shebao.commands.client.filed_months import Marked, keep_records, mark_filed_bills, state_before
from shebao.commands.client.read_file import (
    NOTHING,
    ClientFile,
    Imported,
    check_sheets,
    finish_import,
    first_doubt,
    read_client_table,
)
from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.rules.client.records import (
    AMOUNT,
    FIELDS,
    Record,
    RecordKind,
    is_successful,
    is_undone,
    kind_of,
    read_records,
)
from shebao.sheets.declared.certificate_sheets import CERTIFICATES, CertificateRow
from shebao.sheets.declared.client_sheets import ClientFileRow
from shebao.sheets.declared.payment_sheets import PAYMENT_LINES, PAYMENTS, PaymentLine, PaymentRow
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS, FilingRow
from shebao.sheets.declared.row import AnySheet, Sheet

SHEETS: dict[RecordKind, Sheet[Any]] = {
    RecordKind.FILINGS: PREMIUM_FILINGS,
    RecordKind.PAYMENTS: PAYMENTS,
    RecordKind.CERTIFICATES: CERTIFICATES,
}
BESIDE: dict[RecordKind, tuple[AnySheet, ...]] = {
    RecordKind.FILINGS: (BILLS,),
    RecordKind.PAYMENTS: (PAYMENT_LINES,),
    RecordKind.CERTIFICATES: (),
}
BY_CLIENT = "客户端"


def import_records_file(ctx: Context) -> Outcome:
    """Put each record onto its sheet, in place of an earlier line of its number."""
    by_files_only(ctx, "导入申报缴费记录")
    file = read_client_table(ctx, "records_file", FIELDS, (AMOUNT,))
    kind = kind_of(file.table)
    if kind is None:
        listed = "、".join(RecordKind)
        raise FileRefusedError(
            file.path,
            f"不是{listed}：没有票证号码、缴费日期或申报日期的列",
            f"{NOTHING}请确认选对了文件；表头被改名的，请填写“列对应”，如 申报日期=C。",
        )
    read = read_records(file.table, kind, ctx.session.employer.tax_id)
    if read.fault:
        raise FileRefusedError(file.path, read.fault, f"{NOTHING}请重新从客户端导出。")
    if not read.records:
        why = first_doubt(read.doubts, "没有记录")
        raise FileRefusedError(file.path, f"没有可以导入的记录：{why}", NOTHING)
    check_sheets(ctx, SHEETS[kind], *BESIDE[kind])
    _ask_about_an_older_list(ctx, file, kind, read.records)
    keep_records(ctx, kind, read.records)
    table = ctx.table(SHEETS[kind])
    identity = table.spec.identity
    fresh = [_row(kind, record) for record in read.records]
    numbers = {row.get(identity) for row in fresh}
    kept = [row for row in table.rows() if row.get(identity) not in numbers]
    added = len(numbers) - (len(table.rows()) - len(kept))
    table.replace([*fresh, *kept])
    marked = Marked(0, 0)
    if kind is RecordKind.FILINGS:
        months = {month for one in read.records for month in one.amounts}
        failed = {one.number for one in read.records if not is_successful(kind, one.state)}
        marked = mark_filed_bills(ctx, months, failed)
    if kind is RecordKind.PAYMENTS:
        _show_months(ctx, read.records)
    total = sum(record.amount_fen for record in read.records)
    message = (
        f"从“{file.path.name}”导入{kind} {len(read.records)} 条（新增 {added} 条），"
        f"合计 {yuan(total)} 元，见“{table.title}”。"
        + (f"{marked.filed} 条待申报信息已标为申报成功。" if marked.filed else "")
        + (
            f"{marked.reopened} 条待申报信息的申报不是成功，已改回初始，请核对。"
            if marked.reopened
            else ""
        )
    )
    words = f"{kind}，见“{table.title}”"
    line = ClientFileRow(rows=len(read.records), amount=total, words=words)
    counts = {
        "records": len(read.records),
        "added": added,
        "amount_fen": total,
        "filed": marked.filed,
    }
    facts = {"kind": str(kind)}
    imported = Imported(str(kind), message, line, read.doubts, counts, facts, "行")
    return finish_import(ctx, file, table, imported)


def _ask_about_an_older_list(
    ctx: Context, file: ClientFile, kind: RecordKind, records: Sequence[Record]
) -> None:
    """Ask before what was undone counts again: the list may be from before.

    Raises NotConfirmedError.
    """
    for one in records:
        before = state_before(ctx, kind, one.number)
        if is_successful(kind, one.state) and is_undone(before):
            ctx.ui.confirm(
                f"“{file.path.name}”中 {one.number} 的状态是“{one.state}”，"
                f"而以前导入的是“{before}”，可能是较早导出的文件。按这个文件的状态导入"
            )
            return


def _row(kind: RecordKind, record: Record) -> PaymentRow | FilingRow | CertificateRow:
    told, text = record.texts, record.texts.get
    if kind is RecordKind.FILINGS:
        return FilingRow(
            filing_no=record.number,
            kind="日常申报",
            state=record.state,
            submitted_at=record.day,
            bills=record.rows,
            amount=record.amount_fen,
            reason=" ".join(filter(None, (*record.amounts, text("reason", "")))),
            accepted_on=record.day,
            channel=told.get("channel", BY_CLIENT),
        )
    if kind is RecordKind.PAYMENTS:
        return PaymentRow(
            payment_no=record.number,
            state=record.state,
            submitted_at=record.day,
            amount=record.amount_fen,
            bank=text("bank", ""),
            account=text("account", ""),
            reason=text("reason", "") or text("ticket_no", ""),
            channel=told.get("channel", BY_CLIENT),
        )
    return CertificateRow(
        certificate_no=record.number,
        state=record.state or "有效",
        issued_on=record.day,
        lines=record.rows,
        amount=record.amount_fen,
    )


def _show_months(ctx: Context, records: Sequence[Record]) -> None:
    """Show what each payment paid by month, beside the lines of other payments."""
    table = ctx.table(PAYMENT_LINES)
    numbers = {record.number for record in records}
    fresh = [
        PaymentLine(
            payment_no=record.number,
            period=months,
            unit_no=record.texts.get("unit_no", ""),
            amount=fen,
            state=record.state,
        )
        for record in records
        for months, fen in record.amounts.items()
        if months
    ]
    kept = [row for row in table.rows() if row.payment_no not in numbers]
    if fresh or len(kept) < len(table.rows()):
        table.replace([*fresh, *kept])
