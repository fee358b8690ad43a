"""The hand-over to the official client: what to click, with which file, and what it must show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shebao.commands.books.billed import bill_key, fen, period_asked, rows_by_bill
from shebao.commands.books.handover_wages import wage_steps
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import agreed_path, given_pdf
from shebao.contract.states import VoucherState
from shebao.domain.moments import beijing_day
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.books.handover import Figure, Proof, Step, Wage, state_of
from shebao.rules.client.months import months_in
from shebao.rules.client.records import RecordKind, is_successful
from shebao.rules.day_cell import day_of
from shebao.sheets.declared.books_sheets import HANDOVER, HandoverRow
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENT_LINES, PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import (
    BILL_LINES,
    BILLS,
    PREMIUM_FILINGS,
    BillLineRow,
    BillRow,
)
from shebao.sheets.head import SheetHead

DETAIL = "【社保费申报】→【日常申报】→点击“缴费人数”→下载职工缴费明细，导回本工作簿"
CONFIRM = (
    "【社保费申报】→【日常申报】→同一单位编号的险种一并勾选→“提交申报”；【申报记录】导出后导回"
)
PAY = "【费款缴纳】→【缴费】→勾选→三方协议缴费或打印凭证；【缴费记录】导出后导回"


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The rows that the steps are worked out from, of one period."""

    period: Period
    bills: SheetHead
    bill_rows: Sequence[BillRow]
    lines: SheetHead
    line_rows: Sequence[BillLineRow]


def write_handover(ctx: Context) -> Outcome:
    """Show and print the steps of the month; those whose file was brought back are proven."""
    from shebao.printing.handover import handover_form
    from shebao.printing.paged_form import save_form

    table = ctx.table(HANDOVER)
    given = given_pdf(table, "handover_file", "没有生成。请改正后重试。")
    sheets = _sheets(ctx, table)
    steps = [
        *wage_steps(ctx, _billed_wages(sheets)),
        *_bill_steps(ctx, sheets),
        _filing_step(ctx, sheets),
        _payment_step(ctx, sheets),
    ]
    table.check_writable()
    path = agreed_path(ctx, given or f"交接单_{sheets.period}.pdf", ".pdf")
    unit = ctx.table(HOME).unit()
    whose = unit.words if unit is not None else ctx.tax_id
    form = handover_form(whose, str(sheets.period), beijing_day(ctx.now()), steps)
    save_form(form, path, note=ctx.borrowing_words)
    message = _message(steps, path)
    table.show_rows([_row(number, step) for number, step in enumerate(steps, start=1)])
    counts = {proof.name.lower(): count for proof, count in state_of(steps).items()}
    is_off = bool(counts[Proof.DIFFERENT.name.lower()])
    return table.report(
        message,
        Status.PARTIAL if is_off else Status.DONE,
        counts={"steps": len(steps), **counts},
        files=(str(path),),
    )


def _sheets(ctx: Context, table: SheetHead) -> _Sheets:
    bills, lines = ctx.table(BILLS), ctx.table(BILL_LINES)
    bill_rows, line_rows = bills.rows(), lines.rows()
    asked = period_asked(table, bills, bill_rows)
    period = asked or Period.of(beijing_day(ctx.now()))
    return _Sheets(
        period,
        bills,
        [row for row in bill_rows if row.period == str(period)],
        lines,
        [row for row in line_rows if row.period == str(period)],
    )


def _billed_wages(sheets: _Sheets) -> list[Wage]:
    codes = {bill_key(row): row.insurance for row in sheets.bill_rows}
    return [
        Wage(
            row.id_number.upper(),
            codes.get(bill_key(row), ""),
            fen(sheets.lines, row, "wage"),
        )
        for row in sheets.line_rows
    ]


def _bill_steps(ctx: Context, sheets: _Sheets) -> list[Step]:
    """Return a step for each bill: what this machine works out against the lines' amounts."""
    if not sheets.bill_rows:
        words = "申报缴费工资后，下载明细并导入；再次生成交接单即列出每个险种的人数和金额。"
        return [Step(DETAIL, "职工缴费明细", "各险种缴费人数和应缴费额", None, None, words)]
    lines = rows_by_bill(sheets.line_rows)
    return [
        _bill_step(sheets, bills, lines.get(key, []), is_by_files=ctx.is_by_files)
        for key, bills in rows_by_bill(sheets.bill_rows).items()
    ]


def _bill_step(
    sheets: _Sheets, bills: Sequence[BillRow], lines: Sequence[BillLineRow], *, is_by_files: bool
) -> Step:
    counts = [n for bill in bills if isinstance(n := bill.people, int)]
    count = sum(counts) if len(counts) == len(bills) else None
    total = sum(fen(sheets.bills, bill, "amount") for bill in bills)
    returned, words = None, "按账单合计。"
    if lines:
        due = sum(fen(sheets.lines, row, "due") for row in lines)
        returned = Figure(due, len(lines))
    if lines and all(row.own is not None for row in lines):
        total = sum(fen(sheets.lines, row, "own") for row in lines)
        words = "按本机测算；差额的原因请“核对账单”。"
    elif lines and is_by_files:  # the bill was made of these very lines
        returned, words = None, "明细没有（全部的）本机测算，不能用它自己证明，请逐人核对。"
    what = f"{bills[0].insurance_name}的应缴费额"
    return Step(DETAIL, "职工缴费明细", what, Figure(total, count), returned, words)


def _filing_step(ctx: Context, sheets: _Sheets) -> Step:
    expected = _total(sheets)
    table = ctx.table(PREMIUM_FILINGS)
    numbers = {row.filing_no for row in sheets.bill_rows if row.filing_no}
    by_month = ctx.is_by_files or not numbers  # the client's list names no bill
    told: list[int] = []
    untold: list[str] = []
    for row in table.rows():
        number, months = row.filing_no, set(months_in(row.reason))
        if not is_successful(RecordKind.FILINGS, row.state):
            continue
        if months == {sheets.period} or (number in numbers and not ctx.is_by_files):
            told.append(fen(table, row, "amount"))
        elif (
            by_month
            and (sheets.period in months or not months)
            and _in_time(row.submitted_at, sheets.period)
        ):
            untold.append(number)
    returned, why = _told(expected, told, untold, "申报记录")
    words = "申报前先与屏幕上的合计核对；导回“社保费申报记录”后证明。"
    return Step(CONFIRM, "社保费申报记录", "申报金额合计", expected, returned, why or words)


def _told(
    expected: Figure | None, told: Sequence[int], untold: Sequence[str], kind: str
) -> tuple[Figure | None, str]:
    """Return what records of this very month add up to, or why that proves nothing.

    ``told`` are in fen, ``untold`` the numbers of records that could be this month's or not.
    """
    returned = Figure(sum(told)) if told else None
    if not untold or (returned is not None and returned == expected):
        return returned, ""
    named = "、".join(untold[:3]) + ("等" if len(untold) > 3 else "")
    return None, f"{kind}没有写明所属期，不能证明：{named}，共 {len(untold)} 笔。"


def _payment_step(ctx: Context, sheets: _Sheets) -> Step:
    debts = ctx.table(DEBTS)
    late = sum(
        fen(debts, row, "late_fee") for row in debts.rows() if row.period == str(sheets.period)
    )
    total = _total(sheets)
    expected = Figure(total.fen + late) if total is not None else None
    told, untold = _paid(ctx, sheets.period)
    returned, why = _told(expected, told, untold, "缴费记录")
    if why and not ctx.is_by_files:
        why += "请在“缴费记录”中勾选后“查看缴费明细”。"
    words = f"含滞纳金 {yuan(late)} 元。" if late else ""
    words += why or "导回“缴费记录”后证明。"
    return Step(PAY, "缴费记录", "缴费金额", expected, returned, words)


def _paid(ctx: Context, period: Period) -> tuple[list[int], list[str]]:
    """Return what was paid for a month, and the numbers of payments that do not say for which."""
    payments, lines, vouchers = ctx.table(PAYMENTS), ctx.table(PAYMENT_LINES), ctx.table(VOUCHERS)
    by_number: dict[str, dict[str, int]] = {}
    for line in lines.rows():
        amounts = by_number.setdefault(line.payment_no, {})
        amounts[line.period] = amounts.get(line.period, 0) + fen(lines, line, "amount")
    told: list[int] = []
    untold: list[str] = []
    for payment in payments.rows():
        if not is_successful(RecordKind.PAYMENTS, payment.state):
            continue
        amounts = by_number.get(payment.payment_no, {})
        is_whole = sum(amounts.values()) == fen(payments, payment, "amount")
        if is_whole and all(len(months_in(months)) == 1 for months in amounts):
            told += [amounts[str(period)]] if str(period) in amounts else []
        elif _in_time(payment.submitted_at, period):
            untold.append(payment.payment_no)
    for voucher in vouchers.rows():
        first, last = voucher.period_from, voucher.period_to or voucher.period_from
        if voucher.state != VoucherState.PAID or not first <= str(period) <= last:
            continue
        if first == last:
            told.append(fen(vouchers, voucher, "total"))
        else:
            untold.append(voucher.voucher_no)
    return told, untold


def _total(sheets: _Sheets) -> Figure | None:
    if not sheets.bill_rows:
        return None
    return Figure(sum(fen(sheets.bills, row, "amount") for row in sheets.bill_rows))


def _in_time(submitted_at: object, period: Period) -> bool:
    """Whether a record can be of the period: from its first day to the end of the next month."""
    day = day_of(submitted_at)
    return day is not None and period.first_day <= day <= period.plus(1).last_day


def _row(number: int, step: Step) -> HandoverRow:
    expected, returned = step.expected, step.returned
    return HandoverRow.of(
        step,
        step=number,
        expected_count=expected.count if expected else None,
        expected=expected.fen if expected else None,
        returned_count=returned.count if returned else None,
        returned=returned.fen if returned else None,
        difference=step.rest_fen,
        result=str(step.proof),
    )


def _message(steps: Iterable[Step], path: Path) -> str:
    told = state_of(list(steps))
    said = "，".join(f"{proof} {count} 项" for proof, count in told.items() if count)
    message = f"交接单 {sum(told.values())} 步：{said}。已保存为“{path.name}”。"
    if told[Proof.DIFFERENT]:
        message += "不一致的见“差额”和“说明”，请先核对再继续。"
    elif told[Proof.TO_DO]:
        message += "请在客户端依次办理，导回文件后再次点击“交接单”。"
    else:
        message += "每一步都已证明一致。"
    return message
