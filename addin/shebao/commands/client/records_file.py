"""The client's lists of filings, payments and certificates come onto the records' sheets."""

from collections.abc import Sequence

from shebao.commands.client.channel import by_files_only
from shebao.commands.client.filed_months import keep_records
from shebao.commands.client.finish import Imported, check_sheets, finish_import
from shebao.commands.client.read_file import NOTHING, read_client_table
from shebao.commands.desk.context import Context
from shebao.contract.states import PayableState
from shebao.domain.errors import FileRefusedError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.rules.client.records import (
    AMOUNT,
    FIELDS,
    Record,
    RecordKind,
    is_successful,
    kind_of,
    read_records,
)
from shebao.sheets.declared.certificate_sheets import CERTIFICATES
from shebao.sheets.declared.payment_sheets import PAYMENT_LINES, PAYMENTS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.table import Row

SHEETS: dict[RecordKind, SheetSpec] = {
    RecordKind.FILINGS: PREMIUM_FILINGS,
    RecordKind.PAYMENTS: PAYMENTS,
    RecordKind.CERTIFICATES: CERTIFICATES,
}
BESIDE: dict[RecordKind, tuple[SheetSpec, ...]] = {
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
        why = read.doubts[0].sentence if read.doubts else "没有记录"
        raise FileRefusedError(file.path, f"没有可以导入的记录：{why}", NOTHING)
    check_sheets(ctx, SHEETS[kind], *BESIDE[kind])
    keep_records(ctx, kind, read.records)
    table = ctx.table(SHEETS[kind])
    identity = table.spec.identity
    fresh = [_row(kind, record) for record in read.records]
    numbers = {row[identity] for row in fresh}
    kept = [row for row in table.rows() if row[identity] not in numbers]
    added = len(numbers) - (len(table.rows()) - len(kept))
    table.replace([*fresh, *kept])
    filed, reopened = _mark_bills(ctx, read.records) if kind is RecordKind.FILINGS else (0, 0)
    if kind is RecordKind.PAYMENTS:
        _show_months(ctx, read.records)
    total = sum(record.amount_fen for record in read.records)
    message = (
        f"从“{file.path.name}”导入{kind} {len(read.records)} 条（新增 {added} 条），"
        f"合计 {yuan(total)} 元，见“{table.title}”。"
        + (f"{filed} 条待申报信息已标为申报成功。" if filed else "")
        + (f"{reopened} 条待申报信息的申报不是成功，已改回初始，请核对。" if reopened else "")
    )
    line = {"rows": len(read.records), "amount": total, "words": f"{kind}，见“{table.title}”"}
    counts = {
        "records": len(read.records),
        "added": added,
        "amount_fen": total,
        "filed": filed,
    }
    facts = {"kind": str(kind)}
    imported = Imported(str(kind), message, line, read.doubts, counts, facts, "行")
    return finish_import(ctx, file, table, imported)


def _row(kind: RecordKind, record: Record) -> Row:
    told, text = record.texts, record.texts.get
    if kind is RecordKind.FILINGS:
        return {
            "filing_no": record.number,
            "kind": "日常申报",
            "state": record.state,
            "submitted_at": record.day,
            "bills": record.rows,
            "amount": record.amount_fen,
            "reason": " ".join(filter(None, (*record.amounts, text("reason", "")))),
            "accepted_on": record.day,
            "channel": told.get("channel", BY_CLIENT),
        }
    if kind is RecordKind.PAYMENTS:
        return {
            "payment_no": record.number,
            "state": record.state,
            "submitted_at": record.day,
            "amount": record.amount_fen,
            "bank": text("bank", ""),
            "account": text("account", ""),
            "reason": text("reason", "") or text("ticket_no", ""),
            "channel": told.get("channel", BY_CLIENT),
        }
    return {
        "certificate_no": record.number,
        "state": record.state or "有效",
        "issued_on": record.day,
        "lines": record.rows,
        "amount": record.amount_fen,
    }


def _show_months(ctx: Context, records: Sequence[Record]) -> None:
    """Show what each payment paid by month, beside the lines of other payments."""
    table = ctx.table(PAYMENT_LINES)
    numbers = {record.number for record in records}
    fresh: list[Row] = [
        {
            "payment_no": record.number,
            "period": months,
            "unit_no": record.texts.get("unit_no", ""),
            "amount": fen,
            "state": record.state,
        }
        for record in records
        for months, fen in record.amounts.items()
        if months
    ]
    kept = [row for row in table.rows() if row["payment_no"] not in numbers]
    if fresh or len(kept) < len(table.rows()):
        table.replace([*fresh, *kept])


def _mark_bills(ctx: Context, records: Sequence[Record]) -> tuple[int, int]:
    """Let bills say that they are filed when their month's filings come to their sum.

    Bills whose filing turns out to be voided or refused are to be filed again. Returns how many
    were marked, and how many taken back.
    """
    table = ctx.table(BILLS)
    rows = table.rows()
    by_period: dict[str, list[Row]] = {}
    for row in rows:
        by_period.setdefault(str(row["period"]), []).append(row)
    good = [one for one in records if is_successful(RecordKind.FILINGS, one.state)]
    failed = {one.number for one in records} - {one.number for one in good}
    marked: list[Row] = []
    for period, of_it in by_period.items():
        filed = {one.number: one.amounts[period] for one in good if period in one.amounts}
        due = sum(round(float(str(row["amount"] or 0)) * 100) for row in of_it)
        if filed and sum(filed.values()) == due:
            for row in of_it:
                row.update(state=str(PayableState.FILED), filing_no=next(iter(filed)), tick="")
            marked += of_it
    reopened = [
        row
        for row in rows
        if row["filing_no"] in failed and row["state"] == str(PayableState.FILED)
    ]
    for row in reopened:
        row.update(state=str(PayableState.INITIAL), filing_no="")
    if marked or reopened:
        table.update([*marked, *reopened], ("state", "filing_no", "tick"))
    return len(marked), len(reopened)
