"""Vouchers as they were printed the first time: a reprint gives the same bytes.

Source: seed G 2.6.2.2 五 (二): 重新打印的凭证为本地保存的上次打印的凭证，不会调用重新生成pdf文件.
"""

from shebao.commands.desk.context import Context
from shebao.contract.vouchers import Voucher

VOUCHER = "voucher"


def voucher_pdf(ctx: Context, voucher: Voucher) -> bytes:
    """Return the voucher's PDF as this desk first printed it, or print it now and keep it.

    ``printing.pdf_file.save_pdf`` writes the bytes. A voucher of another channel is printed here
    for the first time, with the payer that the bureau names: blank when it names none.

    Raises NotPrintableError and what ``render_forms`` raises; nothing is kept then.
    """
    kept = ctx.store.kept_prints.load(ctx.account, VOUCHER, voucher.voucher_no)
    if kept is not None:
        return kept
    from shebao.printing.paged_form import render_forms
    from shebao.printing.voucher import voucher_form

    (pdf,) = render_forms([voucher_form(voucher)], note=ctx.borrowing_words)
    ctx.store.kept_prints.keep(ctx.account, VOUCHER, voucher.voucher_no, pdf, ctx.now())
    # Another desk of a team may have kept its own meanwhile: that one is the voucher.
    return ctx.store.kept_prints.load(ctx.account, VOUCHER, voucher.voucher_no) or pdf
