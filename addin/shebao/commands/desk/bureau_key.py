"""The bureau's public key: kept at the first contact, from then on the only one trusted.

Former keys still prove what was signed while they were it. Why, and what this does not protect
from: docs/decisions/0011-signed-rule-files.md.
"""

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from shebao.bureau.errors import BureauError, BureauRefusedError, GarbledAnswerError, NotSignedError
from shebao.commands.desk.context import Context
from shebao.contract.certificates import SigningKey
from shebao.domain.login_name import LoginName
from shebao.rules.signature import fingerprint
from shebao.sheets.head import SheetHead

if TYPE_CHECKING:
    from shebao.store.settings import Settings

CELL = "key_fingerprint"
_KEYS = TypeAdapter(list[SigningKey])
PRESENT = "signing_key:"  # before the address of the bureau whose key it is


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
    address = ctx.make_bureau(LoginName("")).address
    return next(iter(keys_of(ctx.store.settings, address)), None)


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
        raise table.error(
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
    """Let this be the present key; the one before becomes a former one."""
    settings, address = ctx.store.settings, ctx.make_bureau(LoginName("")).address
    former = keys_of(settings, address)
    settings.put(f"former_keys:{address}", _KEYS.dump_json(former).decode())
    settings.put(f"{PRESENT}{address}", key.model_dump_json())


def keys_of(settings: "Settings", address: str) -> list[SigningKey]:
    """Return the present key and the former ones, newest first; empty for a stranger."""
    present = settings.get(f"{PRESENT}{address}")
    if present is None:
        return []
    former = _KEYS.validate_json(settings.get(f"former_keys:{address}") or "[]")
    return [SigningKey.model_validate_json(present), *former]


def all_keys(settings: "Settings") -> list[SigningKey]:
    """Return every key of every bureau."""
    names = settings.names(PRESENT)
    return [key for name in names for key in keys_of(settings, name.removeprefix(PRESENT))]
