"""A voucher as the bureau has it now, and as a file: a reprint gives the bytes of its first print.

Source: seed G 2.6.2.2 五 (二): 重新打印的凭证为本地保存的上次打印的凭证，不会调用重新生成pdf文件.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import pdf_place
from shebao.contract.state_tables import VOUCHER, VoucherEvent
from shebao.contract.states import VoucherState
from shebao.contract.vouchers import Voucher
from shebao.domain.money import yuan

NAME = "银行端查询缴税凭证"
KIND = "voucher"


def save_voucher(ctx: Context, voucher: Voucher, given: str) -> Path:
    """Save the voucher's first print to a file, printing it when it never was.

    Raises PrintingError; the voucher stands all the same and can be printed later.
    """
    from shebao.printing.pdf import save_pdf

    pdf = voucher_pdf(ctx, voucher)
    return save_pdf(pdf, pdf_place(ctx, given, NAME, voucher.voucher_no))


def fetch_voucher(ctx: Context, voucher_no: str) -> Voucher:
    """Return a voucher as the bureau has it now, and keep it."""
    voucher = ctx.bureau.voucher(voucher_no)
    ctx.store.vouchers.keep(ctx.account, [voucher], ctx.now())
    return voucher


def fetch_vouchers(ctx: Context, numbers: Collection[str]) -> list[Voucher]:
    """Return these vouchers as the bureau has them now, and keep them. Raises CancelledError."""
    return [fetch_voucher(ctx, number) for number in ctx.one_by_one("查询凭证", numbers)]


def is_printed(ctx: Context, voucher: Voucher) -> bool:
    """Whether the voucher's print is kept on this machine."""
    return ctx.store.kept_prints.load(ctx.account, KIND, voucher.voucher_no) is not None


def overdue_words(ctx: Context, voucher: Voucher) -> str:
    """Say that a bank no longer takes the voucher; empty when it does, or need not."""
    is_open = voucher.state is VoucherState.PRINTED
    if not is_open or voucher.pay_by >= ctx.session.business_date:
        return ""
    return VOUCHER.row(voucher.state, VoucherEvent.PAY_LATE).words(named(voucher))


def ended_words(vouchers: Iterable[Voucher]) -> str:
    """Say what became of vouchers that were to be paid; empty for none."""
    said = [f"{named(v)}{v.state}（{yuan(v.total_fen)} 元）" for v in vouchers]
    return f"此前未缴款的{'、'.join(said)}。" if said else ""


def named(voucher: Voucher) -> str:
    """Return how the user knows a voucher."""
    return f"凭证“{voucher.voucher_no}”"


def voucher_pdf(ctx: Context, voucher: Voucher) -> bytes:
    """Return the voucher's PDF as this desk first printed it, or print it now and keep it.

    ``printing.pdf_file.save_pdf`` writes the bytes. A voucher of another channel is printed here
    for the first time, with the payer that the bureau names: blank when it names none.

    Raises NotPrintableError and what ``render_forms`` raises; nothing is kept then.
    """
    kept = ctx.store.kept_prints.load(ctx.account, KIND, voucher.voucher_no)
    if kept is not None:
        return kept
    from shebao.printing.paged_form import render_forms
    from shebao.printing.voucher import voucher_form

    (pdf,) = render_forms([voucher_form(voucher)], note=ctx.borrowing_words)
    ctx.store.kept_prints.keep(ctx.account, KIND, voucher.voucher_no, pdf, ctx.now())
    # Another desk of a team may have kept its own meanwhile: that one is the voucher.
    return ctx.store.kept_prints.load(ctx.account, KIND, voucher.voucher_no) or pdf
