"""The store's key in a file: 64 hex characters that only its owner can read."""

import os
import re
import uuid
from pathlib import Path

from shebao.vault.errors import VaultError

KEY_BYTES = 32
_MOST = 1_000
_KEY = re.compile(r"[0-9A-Fa-f]{64}")


def read_key_file(path: Path) -> bytes | None:
    """Return the key; None when there is no file.

    Raises: VaultError when the file cannot be read or holds no key; it is untouched.
    """
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(_MOST).strip()  # a device would give for ever
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(path, type(problem).__name__) from None
    if _KEY.fullmatch(text) is None:
        raise _unreadable(path, "not 64 hex characters")
    return bytes.fromhex(text)


def write_key_file(path: Path, key: bytes) -> None:
    """Leave the key at ``path``, whole or not at all, readable by its owner only (POSIX).

    Raises: VaultError when the file cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, f"{key.hex()}\n".encode())
    except OSError as problem:
        raise VaultError(
            f"密钥文件“{path.name}”无法写入",
            "请检查所在文件夹的权限和磁盘空间后重试。",
            log=f"key file cannot be written: {type(problem).__name__}",
        ) from None


def write_private(path: Path, content: bytes) -> None:
    """Leave the content at ``path``, whole or not at all, for its owner only. Raises OSError."""
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)  # a key must outlast a power cut as the data does
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _unreadable(path: Path, why: str) -> VaultError:
    return VaultError(
        f"密钥文件“{path.name}”无法读取或内容不是 64 位十六进制字符",
        "请放回原来的密钥文件，并确认当前用户有权读取后重试。",
        log=f"key file cannot be used: {why}",
    )
