"""The bureau's public key: kept at the first contact, from then on the only one trusted.

Why, and what it does not protect from: docs/decisions/0011-signed-rule-files.md.
"""

from shebao.bureau.errors import (
    BureauError,
    BureauRefusedError,
    GarbledAnswerError,
    NotSignedError,
)
from shebao.commands.desk.context import Context
from shebao.contract.certificates import SigningKey
from shebao.domain.errors import SheetError
from shebao.domain.login_name import LoginName
from shebao.rules.signature import fingerprint
from shebao.sheets.head import SheetHead
from shebao.store.bureau_keys import keep_key, key_setting

CELL = "key_fingerprint"


def trusted_key(ctx: Context) -> SigningKey:
    """Return the key kept for this bureau; where none is, keep the one that the bureau tells.

    Raises BureauUnreachableError, or NotSignedError for a bureau that tells none.
    """
    kept = kept_key(ctx)
    if kept is not None:
        return kept
    try:
        key = _told_key(ctx)
    except (BureauRefusedError, GarbledAnswerError) as error:
        raise NotSignedError("无法核对签名：没有取到税务机关的公钥") from error
    _keep(ctx, key)
    return key


def kept_key(ctx: Context) -> SigningKey | None:
    """Return the key kept for this bureau; None before the first contact."""
    kept = ctx.store.settings.get(_name(ctx))
    return None if kept is None else SigningKey.model_validate_json(kept)


def changed_key_words(ctx: Context) -> str:
    """Say that the bureau tells another key than the trusted one; empty when it does not."""
    kept = kept_key(ctx)
    try:
        told = _told_key(ctx)
    except BureauError:
        return ""
    if kept in (None, told):
        return ""
    return (
        f"；税务系统现在给出的公钥（指纹 {fingerprint(told)}）不是本机信任的公钥"
        f"（指纹 {fingerprint(kept)}），请用其他途径向税务机关核实，确已更换的，把核实到的指纹"
        "填入工作表“规则文件”的“税务机关公钥指纹”后点击“规则文件更新”"
    )


def take_vouched_key(ctx: Context, table: SheetHead) -> str:
    """Trust the bureau's present key when its fingerprint is the one typed; return words about it.

    An empty cell, or the fingerprint of the key that is trusted already, changes nothing.

    Raises SheetError for any other; the trusted key stays.
    """
    typed = table.parameters()[CELL]
    wanted = typed.upper().replace(" ", "")
    kept = kept_key(ctx)
    if not wanted or (kept is not None and wanted == fingerprint(kept)):
        return ""
    told = _told_key(ctx)
    if wanted != fingerprint(told):
        raise SheetError(
            table.title,
            f"的“税务机关公钥指纹”是“{typed[:40]}”，与税务系统现在给出的公钥"
            f"（指纹 {fingerprint(told)}）不符，没有采用新公钥，也没有更新规则文件",
            "请向税务机关核实指纹后改正；不更换公钥的，请清空该单元格。",
        )
    _keep(ctx, told)
    return f"已改为信任税务机关的新公钥（指纹 {wanted}）。"


def _told_key(ctx: Context) -> SigningKey:
    """Return the key that the bureau tells; one that cannot be used counts as garbled."""
    key = ctx.make_bureau(LoginName("")).signing_key()  # for everyone: no tax id, no session
    if not fingerprint(key):
        raise GarbledAnswerError("signing-key")
    return key


def _keep(ctx: Context, key: SigningKey) -> None:
    keep_key(ctx.store.settings, ctx.make_bureau(LoginName("")).address, key)


def _name(ctx: Context) -> str:
    return key_setting(ctx.make_bureau(LoginName("")).address)
