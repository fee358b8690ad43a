"""Who pays a voucher at the bank: a registered account, a typed one, or left blank for good."""

from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.commands.payments.agreement_choice import (
    choose_agreement,
    named_agreement,
    verified_agreements,
)
from shebao.contract.payments import Agreement
from shebao.contract.vouchers import TypedPayer
from shebao.domain.errors import SheetError
from shebao.rules.account_no import account_no_doubt, account_no_fault, plain_account_no
from shebao.sheets.declared.payment_sheets import REGISTERED_PAYER, TYPED_PAYER
from shebao.sheets.table import SheetTable

LONGEST_NAME = 200  # characters, as the contract has it


@dataclass(frozen=True, slots=True)
class Payers:
    """What the labelled cells say, checked: agreements to choose from, or a typed account."""

    agreements: list[Agreement]
    typed: TypedPayer | None


def read_payers(ctx: Context, table: SheetTable, parameters: dict[str, str]) -> Payers:
    """Return whom the cells name.

    Raises SheetError for a typed account that cannot be one, and when there is no agreement.
    """
    if parameters["payer"] == REGISTERED_PAYER:
        return Payers(verified_agreements(ctx, table, parameters["agreement_no"]), None)
    if parameters["payer"] == TYPED_PAYER:
        return Payers([], _typed(table, parameters))
    return Payers([], None)


def choose_payer(ctx: Context, table: SheetTable, payers: Payers) -> tuple[Agreement | None, str]:
    """Return the chosen agreement, and what the user is to confirm about the payer."""
    if payers.agreements:
        agreement = choose_agreement(ctx, table, payers.agreements)
        return agreement, f"付款账户为 {named_agreement(agreement)}"
    if payers.typed is None:
        return None, "不填写付款人信息（此后重新打印也为空，需要填写时须作废凭证后重新打印）"
    typed = payers.typed
    doubts = [account_no_doubt(typed.account_no)]
    if typed.name != ctx.session.employer.name:
        doubts.append(f"账户名称与本单位名称“{ctx.session.employer.name}”不同，请再次核对")
    words = "".join(f"；{doubt}" for doubt in doubts if doubt)
    return None, f"付款账户为人工录入的 {typed.name}、{typed.bank}、{typed.account_no}{words}"


def _typed(table: SheetTable, parameters: dict[str, str]) -> TypedPayer:
    labels = {p.field: p.label for p in table.spec.parameters}
    for field in ("payer_name", "payer_bank", "payer_account"):
        if not parameters[field]:
            raise SheetError(
                table.title,
                f"的“{labels[field]}”为空，没有开具凭证",
                "人工录入付款账户时请填写完整；应确保信息完全正确，否则银行可能不予受理。",
            )
    for field in ("payer_name", "payer_bank"):
        text = parameters[field]
        if len(text) > LONGEST_NAME or not text.isprintable():
            raise SheetError(
                table.title,
                f"的“{labels[field]}”过长或含有换行等不能打印的字符，没有开具凭证",
                "请改正后重试。",
            )
    account_no = plain_account_no(parameters["payer_account"])
    if fault := account_no_fault(account_no):
        raise SheetError(
            table.title,
            f"的“{labels['payer_account']}”是“{parameters['payer_account']}”，{fault}，没有开具凭证",
            "请改正后重试；应确保信息完全正确，否则银行可能不予受理。",
        )
    return TypedPayer(
        name=parameters["payer_name"], bank=parameters["payer_bank"], account_no=account_no
    )
