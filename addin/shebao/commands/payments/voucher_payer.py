"""Which account pays: that of an agreement, a registered or a typed one, or left blank for good."""

from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.contract.accounts import Account
from shebao.contract.payments import Agreement
from shebao.contract.states import AgreementState
from shebao.contract.vouchers import TypedPayer
from shebao.rules.form_fields import account_no_doubt, account_no_fault, plain_account_no
from shebao.sheets.declared.payment_sheets import REGISTERED_PAYER, TYPED_PAYER
from shebao.sheets.head import SheetHead

LONGEST_NAME = 200  # characters, as the contract has it
PAID_FROM = "付款账户为 "


@dataclass(frozen=True, slots=True)
class Payer:
    """Who can pay, as the request names them, and what the user is to confirm about it."""

    words: str
    agreement_no: str | None = None
    account_id: str | None = None
    typed: TypedPayer | None = None


def read_payers(ctx: Context, table: SheetHead, parameters: dict[str, str]) -> list[Payer]:
    """Return whom the cells name: of the registered accounts every one that can be meant.

    Raises SheetError for a typed account that cannot be one, and when none is registered.
    """
    if parameters["payer"] == REGISTERED_PAYER:
        return _registered(ctx, table, parameters)
    if parameters["payer"] != TYPED_PAYER:
        words = "不填写付款人信息（此后重新打印也为空，需要填写时须作废凭证后重新打印）"
        return [Payer(words)]
    typed = _typed(table, parameters)
    doubts = [account_no_doubt(typed.account_no)]
    if typed.name != ctx.session.employer.name:
        doubts.append(f"账户名称与本单位名称“{ctx.session.employer.name}”不同，请再次核对")
    words = "".join(f"；{doubt}" for doubt in doubts if doubt)
    words = f"付款账户为人工录入的 {typed.name}、{typed.bank}、{typed.account_no}{words}"
    return [Payer(words, typed=typed)]


def choose_payer(ctx: Context, table: SheetHead, payers: list[Payer]) -> Payer:
    """Return who pays; of several registered accounts the one that the user chooses."""
    if len(payers) == 1:
        return payers[0]
    names = [one.words.removeprefix(PAID_FROM) for one in payers]
    cell = f"工作表“{table.title}”的“三方协议”或“账号”"
    return payers[ctx.ui.choose("请选择凭证的付款账户", names, cell=cell)]


def _registered(ctx: Context, table: SheetHead, parameters: dict[str, str]) -> list[Payer]:
    """Return agreements, and deposit accounts that none of them debits.

    An account needs no agreement to be named.
    """
    if parameters["agreement_no"]:
        return _by_agreement(verified_agreements(ctx, table, parameters["agreement_no"]))
    accounts = ctx.bureau.accounts().accounts
    if wanted := plain_account_no(parameters["payer_account"]):
        accounts = [one for one in accounts if one.account_no == wanted]
        agreements = []
    else:
        every = ctx.bureau.agreements().agreements
        agreements = [one for one in every if one.state is AgreementState.VERIFIED]
        covered = {one.agreement_no for one in agreements}
        accounts = [one for one in accounts if covered.isdisjoint(one.agreement_nos)]
    if agreements or accounts:
        by_account = [Payer(PAID_FROM + _named(one), account_id=one.account_id) for one in accounts]
        return _by_agreement(agreements) + by_account
    given = f"的“账号”是“{parameters['payer_account']}”，不是已备案的账户" if wanted else ""
    raise table.error(
        f"{given or '选择了已备案账户，而本单位没有验证通过的三方协议，也没有已登记的存款账户'}，"
        "没有开具凭证",
        "请点击“刷新账户”核对，或改为人工录入。",
    )


def _by_agreement(agreements: list[Agreement]) -> list[Payer]:
    return [Payer(PAID_FROM + named_agreement(one), one.agreement_no) for one in agreements]


def _named(account: Account) -> str:
    return f"{account.branch} 尾号 {account.account_no[-4:]}（{account.name}）"


def _typed(table: SheetHead, parameters: dict[str, str]) -> TypedPayer:
    labels = {p.field: p.label for p in table.spec.parameters}
    for field in ("payer_name", "payer_bank", "payer_account"):
        if not parameters[field]:
            raise table.error(
                f"的“{labels[field]}”为空，没有开具凭证",
                "人工录入付款账户时请填写完整；应确保信息完全正确，否则银行可能不予受理。",
            )
    for field in ("payer_name", "payer_bank"):
        text = parameters[field]
        if len(text) > LONGEST_NAME or not text.isprintable():
            raise table.error(
                f"的“{labels[field]}”过长或含有换行等不能打印的字符，没有开具凭证", "请改正后重试。"
            )
    account_no = plain_account_no(parameters["payer_account"])
    if fault := account_no_fault(account_no):
        raise table.error(
            f"的“{labels['payer_account']}”是“{parameters['payer_account']}”，{fault}，没有开具凭证",
            "请改正后重试；应确保信息完全正确，否则银行可能不予受理。",
        )
    return TypedPayer(
        name=parameters["payer_name"], bank=parameters["payer_bank"], account_no=account_no
    )


def verified_agreements(ctx: Context, table: SheetHead, number: str) -> list[Agreement]:
    """Return the verified agreements that may be meant: the one in the cell, or all."""
    valid = [a for a in ctx.bureau.agreements().agreements if a.state is AgreementState.VERIFIED]
    matching = [a for a in valid if a.agreement_no == number] if number else valid
    if matching:
        return matching
    why = f"的“三方协议”是“{number}”，不是验证通过的协议" if number else "没有验证通过的三方协议"
    names = "、".join(f"{a.agreement_no}（{a.bank}）" for a in valid) or "无"
    raise table.error(f"{why}，没有缴费", f"可用的协议：{names}。")


def choose_agreement(ctx: Context, table: SheetHead, agreements: list[Agreement]) -> Agreement:
    """Return the only agreement, or the one that the user chooses."""
    if len(agreements) == 1:
        return agreements[0]
    names = [named_agreement(agreement) for agreement in agreements]
    cell = f"工作表“{table.title}”的“三方协议”"
    return agreements[ctx.ui.choose("请选择缴费所用的三方协议", names, cell=cell)]


def named_agreement(agreement: Agreement) -> str:
    """Return how the user knows an agreement."""
    return f"{agreement.bank} {agreement.account_masked}（{agreement.agreement_no}）"
