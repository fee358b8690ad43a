"""Paying debts at a bank with a printed voucher (银行端查询缴税凭证), issued exactly once."""

from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import given_pdf
from shebao.commands.desk.receipts import recorded, recover, repeated, submit
from shebao.commands.desk.selection import selected
from shebao.commands.payments.debt_rows import owed_fen
from shebao.commands.payments.voucher_file import fetch_voucher, fetch_vouchers, named, save_voucher
from shebao.commands.payments.voucher_payer import choose_payer, read_payers
from shebao.commands.payments.voucher_records import show_line
from shebao.contract.state_tables import DebtEvent
from shebao.contract.states import DebtState, VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import VoucherRequest
from shebao.domain.errors import ShebaoError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.payment_sheets import DEBTS, DebtRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

SHOWN = ("state", "voucher_no", "tick")
LATER = "没有保存文件，处理后请在“缴费凭证打印记录”中勾选该凭证并“重新打印”"


def print_voucher(ctx: Context) -> Outcome:
    """Issue one voucher over the selected debts and save it as a PDF file.

    Confirm, password again, account, amount, in the order of seed G 2.6.1.2 二.
    """
    table = ctx.table(DEBTS)
    rows = table.rows()
    recovered = recover(ctx, SubmissionKind.VOUCHER)
    standing = _unshown(ctx, rows)
    if recovered or standing:
        numbers = sorted({*recovered, *standing})
        what = "此前已开具凭证且税务已受理，凭证已找回，本次没有重复开具"
        return _show(ctx, table, rows, numbers, what)
    given_pdf(table, "voucher_file", "没有执行。请改正后重试。")
    parameters = table.parameters()
    chosen = selected(table, rows, parameters["scope"])
    total = owed_fen(ctx, table, chosen, DebtEvent.PRINT_VOUCHER)
    payers = read_payers(ctx, table, parameters)
    ctx.ui.confirm(f"用银行凭证缴纳 {len(chosen)} 条费款，合计 {yuan(total)} 元")
    proof = ctx.bureau.reauth()
    payer = choose_payer(ctx, table, payers)
    request = VoucherRequest(
        debt_nos=[row.debt_no for row in chosen],
        amount_fen=total,
        agreement_no=payer.agreement_no,
        account_id=payer.account_id,
        payer=payer.typed,
    )
    ctx.ui.confirm_amount(
        f"开具银行端查询缴税凭证，{payer.words}，缴纳 {len(chosen)} 条费款", total
    )
    receipt, is_repeat = submit(
        ctx,
        SubmissionKind.VOUCHER,
        "/".join(sorted({row.period for row in chosen})),
        request,
        {"sheet": table.title, "debts": request.debt_nos},
        proof=proof,
    )
    what = "已开具银行端查询缴税凭证"
    if is_repeat:
        what = repeated(receipt.receipt_no, "同步打印记录").rstrip("。")
    return _show(ctx, table, rows, [receipt.receipt_no], what)


def _unshown(ctx: Context, rows: list[DebtRow]) -> list[str]:
    """Return the vouchers that the ledger knows, that hold debts here and that no row shows."""
    known = [
        voucher_no
        for voucher_no, cells in recorded(ctx, SubmissionKind.VOUCHER)
        if any(r.debt_no in cells["debts"] and r.voucher_no != voucher_no for r in rows)
    ]
    vouchers = fetch_vouchers(ctx, known)
    return [one.voucher_no for one in vouchers if one.state is VoucherState.PRINTED]


def _show(
    ctx: Context, table: SheetTable[DebtRow], rows: list[DebtRow], numbers: list[str], what: str
) -> Outcome:
    """Say what came of vouchers that the bureau holds, and save them."""
    given = table.parameters()["voucher_file"]
    each = ctx.one_by_one("打印凭证", numbers)
    shown = [_show_one(ctx, table, rows, number, given) for number in each]
    files = tuple(str(path) for _, path in shown if path)
    message = f"{what}：{'；'.join(words for words, _ in shown)}。"
    if files:
        message += "请在税款限缴日期内持凭证到银行缴款；超过限缴日期的须先作废凭证，再重新开具。"
    return table.report(
        message,
        Status.DONE if len(files) == len(shown) else Status.PARTIAL,
        counts={"vouchers": len(shown), "saved": len(files)},
        files=files,
        facts={"voucher_no": numbers[-1]},
    )


def _show_one(
    ctx: Context, table: SheetTable[DebtRow], rows: list[DebtRow], voucher_no: str, given: str
) -> tuple[str, Path | None]:
    """Show one voucher and save it; return words about it, and the file if there is one.

    It is issued: a failure from here on must not look like a failure of that.
    """
    try:
        voucher = fetch_voucher(ctx, voucher_no)
    except ShebaoError as error:
        return f"凭证“{voucher_no}”已开具，请勿重复开具；{LATER}（{error.what}）", None
    words = f"{named(voucher)} {yuan(voucher.total_fen)} 元，税款限缴日期 {voucher.pay_by}"
    if voucher.state is not VoucherState.PRINTED:
        show_line(ctx, voucher)
        return f"{words}，状态为“{voucher.state}”", None
    mine = [
        replace(row, state=str(DebtState.ON_VOUCHER), voucher_no=voucher_no, tick="")
        for row in rows
        if row.debt_no in voucher.debt_nos
    ]
    table.update(mine, SHOWN)
    try:
        path = save_voucher(ctx, voucher, given)
    except ShebaoError as error:
        show_line(ctx, voucher)
        return f"{words}，凭证已开具并有效，请勿重复开具；{LATER}（{error.what}）", None
    show_line(ctx, voucher)
    return f"{words}，已保存为 {path.name}", path
