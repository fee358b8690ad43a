"""Confirming bills, which is the filing of premiums."""

from collections.abc import Callable, Iterable, Mapping

from shebao.commands.bills.bill_forecast import confirmation, foresee_refusal, refresh
from shebao.commands.bills.bills import WAGE_THEM, B, in_words, refreshed
from shebao.commands.bills.premium_records import (
    follow_payments,
    in_process,
    record_filing,
    record_filings,
    unfinished,
)
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import (
    BEFORE_SENDING,
    follow_up,
    recorded,
    recover,
    repeated,
    submit,
)
from shebao.commands.desk.selection import left_out, named_rows, selected
from shebao.contract.premiums import PremiumFiling, PremiumFilingRequest
from shebao.contract.refusals import ReasonCode
from shebao.contract.states import ItemState, PayableState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import NothingSentError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS, SPECIAL_BILLS
from shebao.sheets.declared.row import Sheet, put_back, replace
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

# A filing in one of these keeps its bills.
STANDING = (ItemState.PROCESSING, ItemState.ACCEPTED, ItemState.VOIDING)
# What a bill is while its filing is that.
BILL_STATES = {
    ItemState.PROCESSING: PayableState.FILING,
    ItemState.ACCEPTED: PayableState.FILED,
    ItemState.REFUSED: PayableState.INITIAL,
    ItemState.VOIDING: PayableState.FILED,
    ItemState.VOIDED: PayableState.INITIAL,
}
SHOWN = ("state", "reason", "filing_no", "tick")
READING = "查询申报结果"


def submit_bills(ctx: Context) -> Outcome:
    """Confirm the selected bills exactly as the sheet shows them."""
    return submit_chosen(ctx, BILLS, select_rows, foresee_refusal)


def select_rows(table: SheetTable[B], rows: list[B]) -> list[B]:
    """Return the rows that the sheet's scope means."""
    return selected(table, rows, table.parameters()["scope"])


def submit_chosen(
    ctx: Context,
    spec: Sheet[B],
    choose: Callable[[SheetTable[B], list[B]], list[B]],
    foresee: Callable[[Context, SheetTable[B], list[B], list[B]], None],
    words: str = "",
) -> Outcome:
    """Confirm the bills that ``choose`` picks from a sheet's rows.

    ``foresee`` is given all rows and the chosen ones; it raises what the bureau would refuse with.
    ``words`` stand in the question.
    """
    table = ctx.table(spec)
    rows = table.rows()
    ctx.progress(BEFORE_SENDING, 0, 2)
    recovered = recover(ctx, SubmissionKind.PREMIUM_FILING)
    unshown = _bring_back(ctx, rows)
    if recovered or unshown:
        return _report_restored(ctx, table, rows, unshown, recovered)
    chosen, filed = _still_open(table, choose(table, rows))
    ctx.progress(BEFORE_SENDING, 1, 2)
    foresee(ctx, table, rows, chosen)
    ctx.progress(BEFORE_SENDING, 2, 2)
    request = PremiumFilingRequest(bills=[confirmation(table, row) for row in chosen])
    total = sum(bill.amount_fen for bill in request.bills)
    question = f"确认申报 {len(chosen)} 条社保费，应缴费额合计 {yuan(total)} 元"
    aside = f"{len(filed)} 条此前已申报，没有重复提交：{named_rows(filed)}。" if filed else ""
    aside += left_out(_others(rows, chosen + filed), "待申报信息")
    ctx.ui.confirm(f"{question}。{words}{aside}".rstrip("。"))
    cells = {
        "sheet": table.title,
        "bills": {bill.bill_no: bill.revision for bill in request.bills},
    }
    subject = "/".join(sorted({row.period for row in chosen}))
    receipt, is_repeat = submit(ctx, SubmissionKind.PREMIUM_FILING, subject, request, cells)
    filings: list[PremiumFiling] = []
    told = follow_up(lambda: filings.append(record_filing(ctx, receipt.receipt_no)))
    was_over = is_repeat and any(filing.state not in STANDING for filing in filings)
    shown = chosen  # what was voided or refused before files nothing
    if not was_over:
        shown = [replace(row, reason="") for row in _filing(chosen, receipt.receipt_no)]
    table.update(shown + [replace(row, tick="") for row in filed], SHOWN)
    message = (
        f"已提交 {len(chosen)} 条社保费申报，合计 {yuan(total)} 元，流水号 {receipt.receipt_no}，"
        "处理中。请稍后点击“社保费申报结果”。"
    )
    if is_repeat:
        message = repeated(receipt.receipt_no, "社保费申报结果")
    message += aside + told
    ctx.table(PREMIUM_FILINGS).activate()  # as the seed goes on to its records
    return table.report(
        message,
        counts={"submitted": 0 if is_repeat else len(chosen), "amount_fen": total},
        facts={"filing_no": receipt.receipt_no},
    )


def _still_open(table: SheetHead, chosen: list[B]) -> tuple[list[B], list[B]]:
    """Return the chosen bills that can be confirmed, and those that were confirmed before.

    Raises SheetError when there is nothing to confirm, or a state is none.
    """
    if not chosen:
        raise table.error(
            "没有可以申报的应缴信息，没有提交",
            f"它们可能已在别处申报，或已被撤销；请{refresh(table)}后核对。",
        )
    is_open = [row.state == str(PayableState.INITIAL) for row in chosen]
    closed = [row for row, one in zip(chosen, is_open, strict=True) if not one]
    odd = [row for row in closed if row.state not in set(PayableState)]
    if odd or len(closed) == len(chosen):
        row = (odd or closed)[0]
        raise table.error(
            f"第 {row.at} 行 {row.insurance_name} 的状态是“{row.state}”，不能再次申报，没有提交",
            "请取消勾选已申报的行，或点击“刷新待申报”。",
        )
    return [row for row, one in zip(chosen, is_open, strict=True) if one], closed


def _others(rows: list[B], chosen: list[B]) -> list[B]:
    """Return the bills that could be confirmed too."""
    taken = {row.at for row in chosen}
    initial = str(PayableState.INITIAL)
    return [row for row in rows if row.state == initial and row.at not in taken]


def fetch_filing_result(ctx: Context) -> Outcome:
    """Ask for the result of every premium filing that a row names, or in process anywhere."""
    ordinary, special = ctx.table(BILLS), ctx.table(SPECIAL_BILLS)
    rows, special_rows = ordinary.rows(), special.rows()
    recovered = recover(ctx, SubmissionKind.PREMIUM_FILING)
    rows = put_back(rows, _bring_back(ctx, rows))
    special_rows = put_back(special_rows, _bring_back(ctx, special_rows))
    filed = {row.filing_no for row in rows if row.filing_no}
    filed_special = [row for row in special_rows if row.filing_no]
    asked = filed | {row.filing_no for row in filed_special} | set(recovered) | in_process(ctx)
    table: SheetHead = special if filed_special and not filed else ordinary
    if not asked and not unfinished(ctx):
        raise NothingSentError(
            f"工作表“{table.title}”没有提交过的申报，各渠道也没有处理中的申报。"
            "请先勾选并确认申报。",
            log="nothing to ask about",
        )
    filings = {one.filing_no: one for one in record_filings(ctx, READING, sorted(asked))}
    # Asked of the bills as well: another channel's filing stands on no row.
    rows = refreshed(ctx, [_answered(row, filings) for row in rows])
    is_open = str(PayableState.INITIAL)
    ordinary.update([row if row.state == is_open else replace(row, tick="") for row in rows], SHOWN)
    special.update([_answered(row, filings) for row in filed_special], SHOWN)
    unshown = follow_up(lambda: follow_payments(ctx, has_news=bool(filings)))
    states = [filing.state for filing in filings.values()]
    refused, pending = states.count(ItemState.REFUSED), states.count(ItemState.PROCESSING)
    message = (
        f"社保费申报成功 {states.count(ItemState.ACCEPTED)} 笔，失败 {refused} 笔，"
        f"处理中 {pending} 笔。{_reasons(ctx, filings.values())}{unshown}"
    )
    if not filings:
        where = ctx.table(PREMIUM_FILINGS).title
        message = f"没有处理中的申报；“{where}”的缴费状态和到账状态已重新查询。{unshown}"
    return table.report(
        message,
        Status.PARTIAL if refused or pending else Status.DONE,
        counts={
            "accepted": states.count(ItemState.ACCEPTED),
            "refused": refused,
            "pending": pending,
        },
    )


def _answered(row: B, filings: Mapping[str, PremiumFiling]) -> B:
    """Return a row with what became of its filing."""
    if not row.filing_no:
        return row
    filing = filings[row.filing_no]
    state = str(BILL_STATES.get(filing.state, row.state))
    return replace(row, reason=filing.reason, state=state)


def _reasons(ctx: Context, filings: Iterable[PremiumFiling]) -> str:
    """Say why filings were refused, with who lacks a wage now when that was it."""
    refused = [filing for filing in filings if filing.state is ItemState.REFUSED]
    if not refused:
        return ""
    said = f"失败原因：{'；'.join(filing.reason for filing in refused)}。"
    if any(filing.reason_code == ReasonCode.HEADCOUNT_DIFFERS for filing in refused):
        unwaged = ctx.bureau.bills().unwaged
        said += f"{in_words(unwaged)}。{WAGE_THEM}" if unwaged else ""
    return said


def _bring_back(ctx: Context, rows: list[B]) -> list[B]:
    """Return the rows whose receipt the ledger knows and the sheet does not show."""
    unshown: dict[int, B] = {}
    asked = 0
    for receipt_no, cells in recorded(ctx, SubmissionKind.PREMIUM_FILING):
        bills = cells["bills"]
        mine = [
            row
            for row in put_back(rows, unshown.values())
            if bills.get(row.bill_no) == row.revision and row.filing_no != receipt_no
        ]
        if not mine:
            continue
        if asked:
            ctx.going(READING, asked, asked + 1)
        asked += 1
        if ctx.bureau.premium_filing(receipt_no).state in STANDING:
            unshown.update((row.at, row) for row in _filing(mine, receipt_no))
    return list(unshown.values())


def _filing(rows: list[B], filing_no: str) -> list[B]:
    state = str(PayableState.FILING)
    return [replace(row, filing_no=filing_no, tick="", state=state) for row in rows]


def _report_restored(
    ctx: Context,
    table: SheetTable[B],
    rows: list[B],
    unshown: list[B],
    recovered: list[str],
) -> Outcome:
    unshown = refreshed(ctx, unshown)
    table.update(unshown, SHOWN)
    shown = sorted({*recovered, *(row.filing_no for row in unshown)})
    record_filings(ctx, READING, shown)
    message = (
        f"这些社保费此前已提交且税务已受理（流水号 {'、'.join(shown)}），回执已写回"
        f" {len(unshown)} 行；本次没有重复提交。请点击“社保费申报结果”查看结果。"
    )
    if waiting := [row for row in _others(rows, unshown) if row.tick]:
        message += f"勾选的其余 {len(waiting)} 条还没有申报（{named_rows(waiting)}），请再次确认。"
    return table.report(
        message,
        counts={"submitted": 0, "recovered": len(shown)},
        facts={"filing_no": shown[-1]},
    )
