"""Which three-party agreement is meant: the one in the cell, the only one, or the user's choice."""

from shebao.commands.desk.context import Context
from shebao.contract.payments import Agreement
from shebao.contract.states import AgreementState
from shebao.domain.errors import SheetError
from shebao.sheets.head import SheetHead


def verified_agreements(ctx: Context, table: SheetHead, number: str) -> list[Agreement]:
    """Return the verified agreements that may be meant: the one in the cell, or all."""
    valid = [a for a in ctx.bureau.agreements().agreements if a.state is AgreementState.VERIFIED]
    matching = [a for a in valid if a.agreement_no == number] if number else valid
    if matching:
        return matching
    why = f"的“三方协议”是“{number}”，不是验证通过的协议" if number else "没有验证通过的三方协议"
    names = "、".join(f"{a.agreement_no}（{a.bank}）" for a in valid) or "无"
    raise SheetError(table.title, f"{why}，没有缴费", f"可用的协议：{names}。")


def choose_agreement(ctx: Context, table: SheetHead, agreements: list[Agreement]) -> Agreement:
    """Return the only agreement, or the one that the user chooses."""
    if len(agreements) == 1:
        return agreements[0]
    place = ctx.ui.choose(
        "请选择缴费所用的三方协议",
        [named_agreement(agreement) for agreement in agreements],
        cell=f"工作表“{table.title}”的“三方协议”",
    )
    return agreements[place]


def named_agreement(agreement: Agreement) -> str:
    """Return how the user knows an agreement."""
    return f"{agreement.bank} {agreement.account_masked}（{agreement.agreement_no}）"
