"""The buttons of deposit accounts and agreements."""

from functools import partial

from shebao.commands.command import Command

_of_group = partial(Command, group="账户与退费")
_account = partial(_of_group, menu="存款账户", module="accounts.accounts", sheets=("accounts",))
_agreement = partial(
    _of_group, menu="三方协议", module="accounts.agreements", sheets=("agreements",)
)

BUTTONS: tuple[Command, ...] = (
    _account(
        ("update_accounts", "刷新账户", "Refresh"), "取回已登记的存款账户和填表用的下拉列表。"
    ),
    _account(
        ("save_accounts", "保存账户", "FileSave"), "登记勾选的新账户，或修改勾选的已登记账户。"
    ),
    _account(
        ("cancel_accounts", "注销账户", "CellsDelete"), "注销勾选的存款账户；“注销日期”留空为今天。"
    ),
    _agreement(
        ("update_agreements", "刷新协议", "Refresh"), "取回单位已签订的三方协议和填表用的下拉列表。"
    ),
    _agreement(
        ("save_agreements", "保存协议", "FileSave"),
        "签订勾选的新协议，或修改勾选的协议；保存后为未验证状态。",
    ),
    _agreement(
        ("verify_agreements", "验证协议", "FileViewDigitalSignatures"),
        "验证勾选的未验证或验证失败的协议，验证通过后方可缴费。",
    ),
    _agreement(("void_agreements", "作废协议", "CellsDelete"), "作废勾选的未验证协议，协议终止。"),
    _agreement(
        ("revoke_agreements", "撤销协议", "RefreshCancel"),
        "撤销勾选的验证通过的协议，协议终止，不可再用于缴费。",
    ),
)
