"""The bank's line of each payment, found by amount and date in the bank's own export."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from shebao.commands.books.billed import fen
from shebao.commands.desk.context import Context
from shebao.commands.desk.time_cells import whole_of
from shebao.contract.states import PaymentState, VoucherState
from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.books.bank_lines import BankReading, Due, Found, match_lines, read_bank
from shebao.rules.client.records import RecordKind, is_successful
from shebao.rules.day_cell import day_of
from shebao.sheets.declared.books_sheets import (
    BANK_MATCHES,
    EARLIER,
    MATCHED,
    NOT_FOUND,
    SEVERAL,
    BankMatchRow,
)
from shebao.sheets.declared.payment_sheets import PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import BILLS, BillRow
from shebao.sheets.declared.row import replace
from shebao.sheets.outside_file import read_grids
from shebao.sheets.table import SheetTable

BY_AGREEMENT, BY_VOUCHER, BY_BILLS = "缴费记录", "缴费凭证", "应缴合计"
_MOST_DAYS = 60
_MOST_NAMED = 5
_MONTH = re.compile("[0-9]{4}-[0-9]{2}")  # how the bills of a month are numbered
_PERHAPS_PAID = {PaymentState.LOCKED, ""}  # the bank knows; a list without states is of payments


def match_bank(ctx: Context) -> Outcome:
    """Show for each payment on record the bank's line; several candidates are listed, none taken.

    Without any payment on record the total of each period's bills is looked for.
    """
    table = ctx.table(BANK_MATCHES)
    given = table.parameters()
    if not given["bank_file"]:
        raise ParameterError(
            f"工作表“{table.title}”的“银行流水文件”为空，没有执行。请填写银行导出的流水文件。",
            log="no bank file",
        )
    dues, passed = _dues(ctx, whole_of(table, "days", given["days"], 0, _MOST_DAYS))
    path = ctx.beside_book(given["bank_file"])
    reading = read_bank(read_grids(path))
    if isinstance(reading, str):
        raise FileRefusedError(path, f"{reading}，没有核对", "请确认选对了文件。")
    used = _used(ctx, dues)
    found = match_lines(dues, reading.lines, used)
    fresh = {one.lines[0].key: one.due.number for one in found if _is_certain(one)}
    table.show_rows([row for one in found for row in _rows(one)])
    message = _message(path, reading, found) + _passed_in_words(passed)
    table.note(message)
    ctx.store.settings.put(_name(ctx), json.dumps(used | fresh))
    counts = {
        "payments": len(found),
        "matched": sum(map(_is_certain, found)),
        "earlier": sum(one.is_earlier for one in found),
        "several": sum(_is_open(one) for one in found),
        "missing": sum(not one.lines and not one.is_earlier for one in found),
        "lines": len(reading.lines),
    }
    is_whole = not counts["several"] and not counts["missing"]
    return Outcome(message, Status.DONE if is_whole else Status.PARTIAL, counts=counts)


def _is_certain(one: Found) -> bool:
    return not one.is_earlier and len(one.lines) == 1 and not one.rivals


def _is_open(one: Found) -> bool:
    return bool(one.lines) and not one.is_earlier and not _is_certain(one)


def _name(ctx: Context) -> str:
    return f"bank_lines/{ctx.tax_id}"


def _used(ctx: Context, dues: Sequence[Due]) -> dict[str, str]:
    """Return whose each line of earlier files is, by the line's key.

    A line that was found for a month's bills, before any payment was on record, is the payment's.
    """
    text = ctx.store.settings.get(_name(ctx))
    used = {} if text is None else dict[str, str](json.loads(text))
    if any(due.source == BY_BILLS for due in dues):
        return used
    return {key: number for key, number in used.items() if not _MONTH.fullmatch(number)}


def _dues(ctx: Context, days: int) -> tuple[list[Due], list[str]]:
    """Return what to look for, and which payments are not looked for and why.

    Raises SheetError when there is nothing.
    """
    payments, vouchers = ctx.table(PAYMENTS), ctx.table(VOUCHERS)
    passed: list[str] = []
    told: list[tuple[str, str, str, Callable[[], int]]] = []
    for row in payments.rows():
        if is_successful(RecordKind.PAYMENTS, row.state) or row.state in _PERHAPS_PAID:
            amount = partial(fen, payments, row, "amount")
            told.append((BY_AGREEMENT, row.payment_no, row.submitted_at, amount))
        else:
            passed.append(f"{row.payment_no}（{row.state}）")
    for voucher in vouchers.rows():
        if voucher.state == VoucherState.PAID:
            amount = partial(fen, vouchers, voucher, "total")
            told.append((BY_VOUCHER, voucher.voucher_no, voucher.paid_on, amount))
    found = []
    for source, number, paid_on, fen_paid in told:
        if (on := day_of(paid_on)) is None:
            passed.append(f"{number}（没有可识别的日期）")
        else:
            found.append(Due(source, number, fen_paid(), on, on + timedelta(days=days)))
    found = found or list(_of_bills(ctx.table(BILLS)))
    if not found:
        raise payments.error(
            "没有缴费，待申报信息也没有账单", "请先“同步缴费记录”（或导入客户端的缴费记录）后重试。"
        )
    return found, passed


def _passed_in_words(passed: Sequence[str]) -> str:
    if not passed:
        return ""
    named = "、".join(passed[:_MOST_NAMED]) + ("等" if len(passed) > _MOST_NAMED else "")
    return f"没有缴费成功的或没有日期的 {len(passed)} 笔没有查找：{named}。"


def _of_bills(table: SheetTable[BillRow]) -> Iterable[Due]:
    """Yield each period's total: paid from its first day to the end of the month after."""
    totals: dict[str, int] = {}
    for row in table.rows():
        text = row.period
        totals[text] = totals.get(text, 0) + fen(table, row, "amount")
    for text, total in totals.items():
        period = Period.parse(text)
        yield Due(BY_BILLS, text, total, period.first_day, period.plus(1).last_day)


def _rows(one: Found) -> list[BankMatchRow]:
    result, words = MATCHED, ""
    if not one.lines and one.is_earlier:
        result, words = EARLIER, "以前核对过的流水中已匹配，不在这个文件中。"
    elif not one.lines:
        result, words = NOT_FOUND, "银行流水中没有这一金额和日期的支出。"
    elif _is_open(one):
        result, words = SEVERAL, f"有 {len(one.lines)} 笔金额和日期都相符，请核对。"
    if one.rivals:
        words = f"同一笔流水也可能是 {'、'.join(one.rivals)} 的，请核对。"
    due = BankMatchRow(
        source=one.due.source,
        number=one.due.number,
        day=one.due.first.isoformat(),
        amount=one.due.fen,
        result=result,
        sentence=words,
    )
    return [
        replace(
            due,
            amount=None if at else due.amount,  # the total counts it once
            bank_day=line.day.isoformat(),
            bank_amount=line.fen,
            serial=line.serial,
            party=line.party,
            text=line.text,
            row=line.row,
        )
        for at, line in enumerate(one.lines)
    ] or [due]


def _message(path: Path, reading: BankReading, found: Sequence[Found]) -> str:
    fresh = [one for one in found if _is_certain(one)]
    total = sum(one.due.fen for one in fresh)
    message = (
        f"“{path.name}”的工作表“{reading.sheet}”有支出 {len(reading.lines)} 笔"
        f"（{reading.columns}）。"
        f"缴费 {len(found)} 笔，匹配 {len(fresh)} 笔共 {yuan(total)} 元"
    )
    for words, count in (
        ("以前已匹配", sum(one.is_earlier for one in found)),
        ("有几笔可能", sum(map(_is_open, found))),
        ("没有找到", sum(not one.lines and not one.is_earlier for one in found)),
    ):
        message += f"，{words} {count} 笔" if count else ""
    message += "。"
    if reading.unread:
        rows = "、".join(map(str, reading.unread[:_MOST_NAMED]))
        message += f"第 {rows} 行等 {len(reading.unread)} 行的日期或金额不能识别，没有参加核对。"
    return message
