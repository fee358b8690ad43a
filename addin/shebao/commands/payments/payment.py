"""Paying debts by a three-party agreement, exactly once."""

from collections import Counter

from shebao.commands.bills.premium_records import follow_payments
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import follow_up, recorded, recover, repeated, submit
from shebao.commands.desk.selection import left_out, selected
from shebao.commands.desk.time_cells import EVER
from shebao.commands.payments.debt_rows import ENDED, owed_fen
from shebao.commands.payments.payment_results import (
    READING,
    UNDECIDED,
    in_state,
    result_words,
    show_payments,
)
from shebao.commands.payments.voucher_payer import (
    choose_agreement,
    named_agreement,
    verified_agreements,
)
from shebao.contract.payments import Payment, PaymentRequest
from shebao.contract.state_tables import DebtEvent
from shebao.contract.states import DebtState, PaymentState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import NothingSentError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, DebtRow
from shebao.sheets.declared.row import put_back, replace
from shebao.sheets.table import SheetTable

SHOWN = ("state", "payment_no", "tick")


def pay_by_agreement(ctx: Context) -> Outcome:
    """Pay the selected debts whole.

    Confirm, password again, agreement, amount, in the order of seed G 2.6.1.2 三.
    """
    table = ctx.table(DEBTS)
    rows = table.rows()
    recovered = recover(ctx, SubmissionKind.PAYMENT)
    unshown = _bring_back(ctx, rows)
    if recovered or unshown:
        return _report_restored(ctx, table, unshown, recovered)
    parameters = table.parameters()
    chosen = selected(table, rows, parameters["scope"])
    agreements = verified_agreements(ctx, table, parameters["agreement_no"])
    total = owed_fen(ctx, table, chosen, DebtEvent.PAY)
    owed = [row for row in rows if row not in chosen and row.state == str(DebtState.OPEN)]
    aside = left_out(owed, "欠费")
    question = f"用三方协议缴纳 {len(chosen)} 条费款，合计 {yuan(total)} 元"
    ctx.ui.confirm(f"{question}。{aside}".rstrip("。"))
    proof = ctx.bureau.reauth()
    agreement = choose_agreement(ctx, table, agreements)
    request = PaymentRequest(
        debt_nos=[row.debt_no for row in chosen],
        agreement_no=agreement.agreement_no,
        amount_fen=total,
    )
    ctx.ui.confirm_amount(f"用 {named_agreement(agreement)} 缴纳 {len(chosen)} 条费款", total)
    cells = {"sheet": table.title, "debts": request.debt_nos}
    receipt, is_repeat = submit(
        ctx,
        SubmissionKind.PAYMENT,
        "/".join(sorted({row.period for row in chosen})),
        request,
        cells,
        proof=proof,
    )
    table.update(_shown(chosen, PaymentState.PAYING, receipt.receipt_no), SHOWN)
    message = (
        f"已发起缴费 {yuan(total)} 元，流水号 {receipt.receipt_no}，缴费中。"
        "请稍后点击“缴费结果”，不要重复缴费。"
    )
    if is_repeat:
        message = repeated(receipt.receipt_no, "缴费结果")
    message += aside
    message += follow_up(lambda: show_payments(ctx, [receipt.receipt_no]))
    return table.report(
        message,
        counts={"debts": 0 if is_repeat else len(chosen), "amount_fen": total},
        facts={"payment_no": receipt.receipt_no},
    )


def fetch_payment_result(ctx: Context) -> Outcome:
    """Ask about every payment whose end was not told yet; what was told is not told again."""
    table = ctx.table(DEBTS)
    rows = table.rows()
    recovered = recover(ctx, SubmissionKind.PAYMENT)
    rows = put_back(rows, _bring_back(ctx, rows))
    untold = [row for row in rows if row.payment_no and row.state not in ENDED]
    asked = {row.payment_no for row in untold} | _open_records(ctx) | set(recovered)
    if not asked and not ctx.table(PAYMENTS).rows():  # another workbook had it
        asked.update([number for number, _ in recorded(ctx, SubmissionKind.PAYMENT)][-1:])
    if not asked:  # a query of other months took its row
        asked.update(_undecided(ctx))
    if not asked and not any(row.payment_no for row in rows) and not ctx.table(PAYMENTS).rows():
        raise NothingSentError(
            f"工作表“{table.title}”没有发起过的缴费，没有查询。请先勾选费款并“三方协议缴费”。",
            log="nothing to ask about",
        )
    payments = {one.payment_no: one for one in show_payments(ctx, sorted(asked))}
    mine = [
        replace(row, state=str(payments[row.payment_no].state))
        for row in untold
        if not row.voucher_no  # else it says what became of that one
    ]
    table.update(mine, SHOWN)
    unshown = follow_up(lambda: follow_payments(ctx))
    return _report(table, list(payments.values()), unshown)


def _open_records(ctx: Context) -> set[str]:
    """Return the payments that the record sheet shows as not ended yet."""
    return {row.payment_no for row in ctx.table(PAYMENTS).rows() if row.state in UNDECIDED}


def _undecided(ctx: Context) -> set[str]:
    """Return the payments that the bureau has under way for whatever period."""
    found = ctx.bureau.payments(str(EVER), ctx.session.current_period).payments
    return {payment.payment_no for payment in in_state(found, *UNDECIDED)}


def _report(table: SheetTable[DebtRow], payments: list[Payment], unshown: str) -> Outcome:
    paid = sum(payment.amount_fen for payment in in_state(payments, PaymentState.PAID))
    states = Counter(payment.state for payment in payments)
    message = result_words(payments)
    if not payments:
        message = f"没有新的缴费结果，也没有进行中的缴费；此前各笔的结果见“{PAYMENTS.title}”。"
    message += unshown
    return table.report(
        message,
        Status.DONE if states.total() == states[PaymentState.PAID] else Status.PARTIAL,
        counts={
            "paid_fen": paid,
            "failed": states[PaymentState.FAILED],
            "pending": states[PaymentState.PAYING],
            "locked": states[PaymentState.LOCKED],
        },
    )


def _bring_back(ctx: Context, rows: list[DebtRow]) -> list[DebtRow]:
    """Return the rows whose payment the ledger knows and the sheet does not show."""
    unshown: dict[int, DebtRow] = {}
    asked = 0
    for receipt_no, cells in recorded(ctx, SubmissionKind.PAYMENT):
        mine = [
            row
            for row in put_back(rows, unshown.values())
            if row.debt_no in cells["debts"] and row.payment_no != receipt_no
        ]
        if not mine:
            continue
        if asked:
            ctx.going(READING, asked, asked + 1)
        asked += 1
        payment = ctx.bureau.payment(receipt_no)
        if payment.state is not PaymentState.FAILED:
            shown = _shown(mine, payment.state, receipt_no)
            unshown.update((row.at, row) for row in shown)
    return list(unshown.values())


def _shown(rows: list[DebtRow], state: PaymentState, payment_no: str) -> list[DebtRow]:
    return [replace(row, state=str(state), payment_no=payment_no, tick="") for row in rows]


def _report_restored(
    ctx: Context, table: SheetTable[DebtRow], unshown: list[DebtRow], recovered: list[str]
) -> Outcome:
    table.update(unshown, SHOWN)
    shown = sorted({*recovered, *(row.payment_no for row in unshown)})
    payments = show_payments(ctx, shown)
    total = sum(payment.amount_fen for payment in payments)
    message = (
        f"这些费款此前已发起缴费且税务已受理（流水号 {'、'.join(shown)}，{yuan(total)} 元），"
        "回执已找回；本次没有重复缴费。请点击“缴费结果”查看结果。"
    )
    return table.report(
        message,
        counts={"debts": 0, "recovered": len(shown), "amount_fen": total},
        facts={"payment_no": shown[-1]},
    )
