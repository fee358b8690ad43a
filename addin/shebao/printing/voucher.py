"""The voucher to pay with at a bank (银行端查询缴税凭证), A4 portrait.

A payer who was not named when it was issued stays blank. The bytes of the first print are what
every reprint gives (``commands/payments/voucher_file.py``): two prints never have the same bytes.
"""

from datetime import date

from shebao.contract.states import VoucherState
from shebao.contract.vouchers import Voucher
from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan
from shebao.printing.errors import NotPrintableError
from shebao.printing.paged_form import (
    LARGE,
    Column,
    PagedForm,
    cell_px,
    day_words,
    rows_px,
    text_lines,
)

COLUMNS = (
    Column("序号", 70, "middle"),
    Column("征收项目", 565),
    Column("应缴税额", 300, "amount"),
)
HEAD_PX = (150, 305, 195, 285)
SUM_PX = (235, 700)
SIGN_PX = (311, 312, 312)
SIGN_HEIGHT_PX = 120
NOTES = (
    "请在税款限缴日期当日或之前持本凭证到银行缴款；逾期不能缴款，须作废本凭证后重新打印。",
    "付款人信息为空的，由付款人缴款时向银行提供；如需印在凭证上，须作废本凭证后重新打印。",
    "本凭证不作为收款凭据；缴款后由银行出具电子缴税付款凭证。",
)
_FIXED_HEAD_PX = 85  # title, number and date
_NOTES_PX = 46 + sum(text_lines(f"1. {note}", 930) for note in NOTES) * LARGE.line_px


def voucher_form(voucher: Voucher) -> PagedForm:
    """Return the voucher as a document.

    Raises NotPrintableError when it is voided, has no lines, or does not add up.
    """
    what = f"银行端查询缴税凭证 {voucher.voucher_no} "
    if voucher.state is VoucherState.VOIDED:
        raise NotPrintableError(f"{what}已作废，不能打印")
    if not voucher.lines:
        raise NotPrintableError(f"{what}没有明细")
    if voucher.total_fen != sum(line.amount_fen for line in voucher.lines):
        raise NotPrintableError(f"{what}的金额合计与明细之和不一致")
    parties = (
        ("纳税人识别号", voucher.tax_id, "纳税人名称", voucher.name),
        ("税务机构代码", voucher.tax_office_no, "税务机关名称", voucher.tax_office),
        ("付款人名称", voucher.payer_name, "付款人开户银行名称", voucher.payer_bank),
        ("付款人账号", voucher.payer_account, "费款所属期", _periods(voucher)),
    )
    capitals = capital_amount(voucher.total_fen)
    return PagedForm(
        "voucher.html.j2",
        {
            "voucher": voucher,
            "parties": parties,
            "issued_on": day_words(date.fromisoformat(voucher.issued_on)),
            "pay_by": day_words(date.fromisoformat(voucher.pay_by)),
            "total": yuan(voucher.total_fen),
            "total_in_capitals": capitals,
            "notes": NOTES,
            "head_px": HEAD_PX,
            "sum_px": SUM_PX,
            "sign_px": SIGN_PX,
            "sign_height_px": SIGN_HEIGHT_PX,
        },
        COLUMNS,
        [
            (str(number), line.levy_item, yuan(line.amount_fen))
            for number, line in enumerate(voucher.lines, start=1)
        ],
        head_px=_FIXED_HEAD_PX + rows_px(parties, HEAD_PX),
        foot_px=2 * cell_px(capitals, SUM_PX[1]) + SIGN_HEIGHT_PX + _NOTES_PX,
        landscape=False,
    )


def _periods(voucher: Voucher) -> str:
    if voucher.period_from == voucher.period_to:
        return voucher.period_from
    return f"{voucher.period_from} 至 {voucher.period_to}"
