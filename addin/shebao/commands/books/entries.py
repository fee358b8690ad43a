"""A month's bills as vouchers, on a sheet and in the tables that accounting software takes."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from shebao.commands.books.accounts import accounts_of, departments_of
from shebao.commands.books.billed import Billed, billed_of, fen
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import agreed_path
from shebao.commands.desk.time_cells import whole_of
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.rules.books import voucher_layouts
from shebao.rules.books.entries import (
    ACCRUAL,
    PAYMENT,
    Account,
    MissingAccountsError,
    Part,
    Voucher,
    accrual,
    faults_of,
    payment,
    withholding,
)
from shebao.rules.cell_text import amount_of
from shebao.sheets.declared.books_sheets import (
    ACCOUNTS,
    BANK_MATCHES,
    BOTH,
    EARLIER,
    ENTRIES,
    KINGDEE,
    MATCHED,
    YONYOU,
    EntryRow,
)
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.row import replace
from shebao.sheets.export_file import ExportColumn, write_export
from shebao.sheets.head import SheetHead

_LAYOUTS = {YONYOU: voucher_layouts.YONYOU, KINGDEE: voucher_layouts.KINGDEE}
_SAME_IN_ALL = {"attachments": "0", "currency": "RMB", "rate": "1"}
_KINDS = {"debit": Kind.MONEY, "credit": Kind.MONEY, "number": Kind.COUNT, "line": Kind.COUNT}


def write_entries(ctx: Context) -> Outcome:
    """Put the period's vouchers on the sheet and into the wanted files; they equal the bills."""
    ctx.check_writable(ENTRIES)
    table = ctx.table(ENTRIES)
    given = table.parameters()
    billed = billed_of(ctx, table)
    first_number = whole_of(table, "first_number", given["first_number"], 1, 99_999)
    late_fee = _late_fee(ctx, table, billed)
    accounts = accounts_of(ctx)
    departments = departments_of(ctx, {line.id_number for line in billed.lines})
    parts = _parts(billed, departments)
    paid_on = _day(table, "paid_on") or _paid_on(ctx, billed.total_fen + late_fee)
    vouchers = _vouchers(ctx, table, accounts, parts, billed, late_fee, paid_on)
    rows = _rows(vouchers, given["word"], first_number)
    paths = _paths(ctx, given["entries_file"], given["layout"], billed)
    for layout, path in paths.items():
        _write(ctx, path, layout, rows)
    message = _message(vouchers, billed, late_fee) + _undated(vouchers, paid_on)
    message += _unplaced(billed, departments)
    message += _files_in_words(paths) + billed.rest_in_words()
    table.show_rows([_without_zeros(row) for row in rows])
    entries = [entry for voucher in vouchers for entry in voucher.entries]
    return table.report(
        message,
        counts={
            "vouchers": len(vouchers),
            "entries": len(rows),
            "debit_fen": sum(entry.debit_fen for entry in entries),
            "credit_fen": sum(entry.credit_fen for entry in entries),
            "unit_fen": billed.unit_fen,
            "person_fen": billed.person_fen,
            "late_fee_fen": late_fee,
        },
        files=tuple(str(path) for path in paths.values()),
    )


def _parts(billed: Billed, departments: dict[str, str]) -> list[Part]:
    """Return what each department bears, and of no department what the bills have no lines for."""
    sums: dict[tuple[str, str], list[int]] = {}
    for line in billed.lines:
        both = sums.setdefault((departments.get(line.id_number, ""), line.insurance_name), [0, 0])
        both[0] += line.unit_fen
        both[1] += line.person_fen
    for bill in billed.bills:
        both = sums.setdefault(("", bill.insurance_name), [0, 0])
        both[0] += bill.rest_unit_fen
        both[1] += bill.rest_person_fen
    return [
        Part(department, insurance, unit, person)
        for (department, insurance), (unit, person) in sorted(sums.items())
        if unit or person
    ]


def _vouchers(
    ctx: Context,
    table: SheetHead,
    accounts: Sequence[Account],
    parts: Sequence[Part],
    billed: Billed,
    late_fee: int,
    paid_on: date | None,
) -> list[Voucher]:
    """Return the wanted vouchers. Raises SheetError unless they equal the bills to the fen."""
    wanted = table.parameters()["vouchers"]
    period, last = str(billed.period), billed.period.last_day
    accrued_on = _day(table, "accrued_on") or last
    made: list[Voucher | None] = []
    try:
        if wanted != PAYMENT:
            made.append(accrual(accounts, parts, period, accrued_on))
            made.append(withholding(accounts, parts, period, accrued_on))
        if wanted != ACCRUAL:
            made.append(payment(accounts, parts, period, paid_on or last, late_fee))
    except MissingAccountsError as error:
        raise SheetError(
            ctx.table(ACCOUNTS).title,
            f"没有 {'、'.join(error.missing)} 的科目，没有生成凭证",
            "请增加一行；部门和险种留空的一行用于其余的全部。",
        ) from error
    vouchers = [voucher for voucher in made if voucher is not None]
    if faults := faults_of(vouchers, billed.unit_fen, billed.person_fen, late_fee):
        raise table.error(
            f"的凭证与账单不一致，没有生成：{'；'.join(faults)}",
            "请点击“刷新待申报”，再点击“缴费明细”重新取回后重试。",
        )
    return [voucher for voucher in vouchers if voucher.entries]


def _paid_on(ctx: Context, total: int) -> date | None:
    """Return the one day on which matched lines of the bank add up to exactly this."""
    table = ctx.table(BANK_MATCHES)
    sums: dict[str, int] = {}
    for row in table.rows():
        if row.result in (MATCHED, EARLIER) and row.bank_day:
            day = row.bank_day
            sums[day] = sums.get(day, 0) + fen(table, row, "amount")
    days = [day for day, paid in sums.items() if paid == total]
    return date.fromisoformat(days[0]) if len(days) == 1 else None


def _late_fee(ctx: Context, table: SheetHead, billed: Billed) -> int:
    typed = table.parameters()["late_fee"]
    if not typed:
        debts = ctx.table(DEBTS)
        theirs = [row for row in debts.rows() if row.period == str(billed.period)]
        return sum(fen(debts, row, "late_fee") for row in theirs)
    found = amount_of(typed).fen
    if found is None:
        raise table.error(f"的“滞纳金”是“{typed[:40]}”，不是到分的金额", "请改正或清空后重试。")
    return found


def _day(table: SheetHead, field: str) -> date | None:
    text = table.parameters()[field]
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise table.error(
            f"的“{table.spec.label_of(field)}”是“{text[:40]}”，不是日期",
            "请按 2026-11-30 的样子填写。",
        ) from error


def _rows(vouchers: Iterable[Voucher], word: str, first_number: int) -> list[EntryRow]:
    return [
        EntryRow.of(
            entry,
            voucher=voucher.kind,
            day=voucher.day.isoformat(),
            word=word,
            number=number,
            line=line,
            code=entry.account.code,
            account_name=entry.account.name,
            department_code=entry.account.department_code,
        )
        for number, voucher in enumerate(vouchers, start=first_number)
        for line, entry in enumerate(voucher.entries, start=1)
    ]


def _without_zeros(row: EntryRow) -> EntryRow:
    """Return an entry as people read it: blank on the side where nothing is."""
    return replace(row, debit=row.debit or None, credit=row.credit or None)


def _paths(ctx: Context, given: str, layout: str, billed: Billed) -> dict[str, Path]:
    """Return the files to write by layout, once the user agreed to what they replace."""
    wanted = [one for one in _LAYOUTS if layout in (one, BOTH)]
    stem = Path(given or f"记账凭证_{billed.period}.xlsx")
    return {
        one: agreed_path(ctx, str(stem.with_name(f"{stem.stem}_{one}{stem.suffix}")))
        for one in wanted
    }


def _write(ctx: Context, path: Path, layout: str, rows: Sequence[EntryRow]) -> None:
    columns = [
        ExportColumn(head, field, _KINDS.get(field, Kind.TEXT), 14)
        for head, field in _LAYOUTS[layout].items()
    ]
    # 用友 wants a zero on the other side, as its note on the import says.
    shown = rows if layout == YONYOU else [_without_zeros(row) for row in rows]
    written = [{**row.by_field(), **_SAME_IN_ALL} for row in shown]
    write_export(path, "凭证", columns, written, ctx.progress)


def _message(vouchers: Sequence[Voucher], billed: Billed, late_fee: int) -> str:
    said = []
    for voucher in vouchers:
        debit = sum(entry.debit_fen for entry in voucher.entries)
        said.append(f"{voucher.kind} {yuan(debit)} 元（{voucher.day}）")
    message = f"{billed.period} 的凭证 {len(vouchers)} 张：{'，'.join(said)}，借贷相等；"
    message += f"与账单（单位 {yuan(billed.unit_fen)} 元、个人 {yuan(billed.person_fen)} 元）一致。"
    return message + (f"另有滞纳金 {yuan(late_fee)} 元。" if late_fee else "")


def _undated(vouchers: Sequence[Voucher], paid_on: date | None) -> str:
    """Say that the day of the payment is nobody's word."""
    days = [voucher.day for voucher in vouchers if voucher.kind == PAYMENT]
    if paid_on is not None or not days:
        return ""
    return f"缴纳日期不明，暂按月末 {days[0]} 记账；请先“银行流水核对”或填写“缴纳日期”后重新生成。"


def _unplaced(billed: Billed, departments: dict[str, str]) -> str:
    left = {line.id_number for line in billed.lines} - set(departments)
    return f"{len(left)} 人没有唯一的部门，按部门为空的科目记账。" if left else ""


def _files_in_words(paths: dict[str, Path]) -> str:
    if not paths:
        return ""
    named = "、".join(f"“{path.name}”" for path in paths.values())
    return f"已导出{named}，首次导入前请与软件导出的模板核对。"
