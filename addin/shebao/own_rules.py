"""本地规则: rule files that the user entered or corrected, signed by this machine's key.

One file a region in ``own_rules`` of the data folder: the rule file, the signature over its
canonical JSON and the public key. The signing key is derived from the key of the local store, so
it is nowhere else; a file changed by hand, or another machine's, is not used until it is adopted.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shebao.contract.certificates import SigningKey
from shebao.contract.rule_file import RuleFile
from shebao.contract.wire import NO_SUCH_DAY
from shebao.domain.errors import FileRefusedError
from shebao.rules.borrowed import lender_of
from shebao.rules.signature import ALGORITHM, signature_fault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = "own_rules"
PURPOSE = b"shebao own rules, Ed25519"
MOST_FAULTS = 3
MOST_TOLD = 40  # letters of a value
RATE_HINT = "费率是百万分之几的整数，16% 写作 160000"
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Read:
    """A rule file from outside and who signed it; ``signer`` is None when nobody did."""

    file: RuleFile
    signer: SigningKey | None


def read_rule_file(path: Path) -> Read:
    """Return the rule file in a file: plain, or as this program exports it.

    Raises FileRefusedError naming each field that is not known, missing or odd, or when its
    signature does not fit.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefusedError(path, "太大，不是规则文件", "请选择规则文件。")
        told = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise FileRefusedError(path, "不存在", "请检查路径和文件名。") from error
    except (OSError, ValueError, RecursionError) as error:
        raise FileRefusedError(path, "不是规则文件（JSON）或无法读取", "请检查文件。") from error
    if not isinstance(told, dict):
        raise FileRefusedError(path, "不是规则文件", "请用 shebao rules export 导出一份作样本。")
    plain = told.get("rule_file", told)
    try:
        file = RuleFile.model_validate(plain)
    except ValidationError as error:
        words = "；".join(_field_faults(error)[:MOST_FAULTS])
        raise FileRefusedError(path, f"不能采用：{words}", "请改正后重试。") from error
    if "rule_file" not in told or not told.get("signature"):
        return Read(file, None)
    signer = SigningKey(algorithm=ALGORITHM, public_key=str(told.get("public_key", "")))
    if signature_fault(_canonical(plain), str(told.get("signature", "")), signer):
        raise FileRefusedError(
            path,
            "的签名与内容不符，签发后被改动过",
            "请向提供者重新索取；是您自己改的，请删除其中的 signature 一项后重试，采用时由本机"
            "签名。",
        )
    return Read(file, signer)


def own_rule_file(home: Path, region: str, find_key: Callable[[], bytes]) -> RuleFile | None:
    """Return the user's own rules of a region; None when there are none.

    Raises FileRefusedError when the file was not signed by this machine, or is another region's
    under this one's name; it is not used.
    """
    path = _path(home, region)
    if not path.exists():
        return None
    read = read_rule_file(path)
    if read.signer != public_key(find_key()):
        why = "不是本机签名的本地规则，没有采用，也没有改用其他规则"
        raise FileRefusedError(path, why, "请用 shebao rules use 重新采用，或删除该文件。")
    if read.file.region != region:
        why = f"是{read.file.region_name}的规则，不是地区 {region} 的，没有采用，也没有改用其他规则"
        raise FileRefusedError(path, why, "请删除该文件，再用 shebao rules use 采用本地区的规则。")
    return read.file


def lender_in_use(home: Path, region: str, find_key: Callable[[], bytes]) -> str:
    """Return the name of the region whose rules are borrowed for this one; empty for none.

    Own rules that cannot be read lend nothing: whoever computes with them refuses by itself.
    """
    try:
        own = own_rule_file(home, region, find_key)
    except FileRefusedError:
        return ""
    return lender_of(own) if own is not None else ""


def own_regions(home: Path) -> list[str]:
    """Return the regions with rules of the user's own, by code."""
    return sorted(path.stem for path in (home / FOLDER).glob("[0-9]*.json"))


def keep_own_rules(home: Path, file: RuleFile, find_key: Callable[[], bytes]) -> Path:
    """Sign the file and keep it as the region's own rules, in place of earlier ones.

    Raises FileRefusedError when it cannot be written; the earlier ones stay.
    """
    path = _path(home, file.region)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_signed(path, file, find_key())
    return path


def drop_own_rules(home: Path, region: str) -> bool:
    """Take the region's own rules away, readable or not; return whether there were any.

    Raises FileRefusedError when the file cannot be removed; it stays in use.
    """
    path = _path(home, region)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileRefusedError(path, "无法删除", "请检查权限，关闭占用它的程序后重试。") from error
    return True


def write_signed(path: Path, file: RuleFile, key: bytes) -> None:
    """Write the file with this machine's signature, swapped in at once.

    Raises FileRefusedError; what stood there stays.
    """
    plain = file.model_dump(mode="json")
    signature = _private_key(key).sign(_canonical(plain))
    whole = {
        "rule_file": plain,
        "signature": base64.b64encode(signature).decode(),
        "public_key": public_key(key).public_key,
    }
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise FileRefusedError(path, "无法写入", "请检查磁盘空间和权限后重试。") from error


def public_key(key: bytes) -> SigningKey:
    """Return the key under which this machine's own rules verify."""
    raw = _private_key(key).public_key().public_bytes_raw()
    return SigningKey(algorithm=ALGORITHM, public_key=base64.b64encode(raw).decode())


def _private_key(key: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(hmac.digest(key, PURPOSE, hashlib.sha256))


def _path(home: Path, region: str) -> Path:
    return home / FOLDER / f"{region}.json"


def _canonical(plain: Any) -> bytes:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


_FAULTS = {"extra_forbidden": "不认识的字段", "missing": "缺少字段", NO_SUCH_DAY: "没有这一天"}


def _field_faults(error: ValidationError) -> list[str]:
    faults = []
    for fault in error.errors(include_url=False):
        place = ".".join(f"第 {p + 1} 条" if isinstance(p, int) else str(p) for p in fault["loc"])
        hint = f"（{RATE_HINT}）" if place.endswith("_ppm") and fault["type"] not in _FAULTS else ""
        words = _FAULTS.get(fault["type"], "字段的值不合格")
        faults.append(f"{words}“{place or '整个文件'}”{_value_told(fault['input'])}{hint}")
    return faults


def _value_told(value: object) -> str:
    """Return what stands in the field, of a single value; a whole entry is found by its place."""
    if not isinstance(value, str | int | float):
        return ""
    return f"，现为 {json.dumps(value, ensure_ascii=False)[:MOST_TOLD]}"
