"""The client's lists of filings, payments and certificates come onto the records' sheets."""

from collections.abc import Sequence

from shebao.commands.client.channel import by_files_only
from shebao.commands.client.read_file import NOTHING, forget_answers, note_file, read_client_table
from shebao.commands.desk.context import Context
from shebao.commands.desk.doubts import doubts_in_words, list_doubts
from shebao.domain.errors import FileRefusedError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.client.months import month_in
from shebao.rules.client.records import AMOUNT, FIELDS, Record, RecordKind, kind_of, read_records
from shebao.rules.payroll.payroll_reading import DoubtKind
from shebao.sheets.declared.certificate_sheets import CERTIFICATES
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.table import Row

KINDS = {
    DoubtKind.UNKNOWN: "其他单位",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "文件中没有",
}
SHEETS: dict[RecordKind, SheetSpec] = {
    RecordKind.FILINGS: PREMIUM_FILINGS,
    RecordKind.PAYMENTS: PAYMENTS,
    RecordKind.CERTIFICATES: CERTIFICATES,
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
    table = ctx.table(SHEETS[kind])
    identity = table.spec.identity
    fresh = [_row(kind, record) for record in read.records]
    numbers = {row[identity] for row in fresh}
    kept = [row for row in table.rows() if row[identity] not in numbers]
    added = len(numbers) - (len(table.rows()) - len(kept))
    table.replace([*fresh, *kept])
    filed = _mark_bills(ctx, read.records) if kind is RecordKind.FILINGS else 0
    total = sum(record.amount_fen for record in read.records)
    message = (
        f"从“{file.path.name}”导入{kind} {len(read.records)} 条（新增 {added} 条），"
        f"合计 {yuan(total)} 元，见“{table.title}”。"
        + (f"{filed} 条待申报信息已标为申报成功。" if filed else "")
        + doubts_in_words(read.doubts, KINDS).replace("未填写", "未导入").replace(" 人", " 行")
    )
    list_doubts(ctx, read.doubts, KINDS, message)
    table.note(message)
    row = {
        "rows": len(read.records),
        "amount": total,
        "doubts": len(read.doubts),
        "state": "已导入",
        "words": f"{kind}，见“{table.title}”",
    }
    note_file(ctx, file.path, file.digest, str(kind), row)
    forget_answers(ctx)
    table.activate()
    counts = {
        "records": len(read.records),
        "added": added,
        "amount_fen": total,
        "doubts": len(read.doubts),
        "filed": filed,
    }
    status = Status.PARTIAL if read.doubts else Status.DONE
    return Outcome(message, status, counts=counts, facts={"kind": str(kind)})


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
            "reason": text("reason", "") or text("period", ""),
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


def _mark_bills(ctx: Context, records: Sequence[Record]) -> int:
    """Let the bills of a month say that they are filed when its filings come to their sum."""
    table = ctx.table(BILLS)
    rows = table.rows()
    by_period: dict[str, list[Row]] = {}
    for row in rows:
        by_period.setdefault(str(row["period"]), []).append(row)
    marked: list[Row] = []
    for period, of_it in by_period.items():
        filed = [
            record
            for record in records
            if "成功" in record.state and period in _months(record.texts.get("period", ""))
        ]
        due = sum(round(float(str(row["amount"] or 0)) * 100) for row in of_it)
        if filed and sum(record.amount_fen for record in filed) == due:
            for row in of_it:
                row.update(state="申报成功", filing_no=filed[0].number, tick="")
            marked += of_it
    if marked:
        table.update(marked, ("state", "filing_no", "tick"))
    return len(marked)


def _months(text: str) -> set[str]:
    month = month_in(text)
    return set() if month is None else {str(month)}
