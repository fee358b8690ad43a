"""Secrets by name in one encrypted file, for a machine without a keyring."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shebao.vault.errors import VaultError
from shebao.vault.first_key_lock import first_key_lock
from shebao.vault.key_file import KEY_BYTES, write_private

_NONCE_BYTES = 12
_MAGIC = b"shebao-vault-1\n"


class SecretFile:
    """One AES-256-GCM message that holds every secret; the key is never beside it by our doing.

    ``find_key`` returns 32 bytes; the file's own key is derived from them, so that they may serve
    the store as well. ``bound_to`` is what must be the same when it is read as when it was written.
    """

    def __init__(
        self, path: Path, find_key: Callable[[], bytes], bound_to: Callable[[], bytes] = bytes
    ) -> None:
        self._path = path
        self._find_key = find_key
        self._bound_to = bound_to
        self._last: tuple[tuple[int, int, int], dict[str, str]] | None = None

    def read(self) -> dict[str, str]:
        """Return every secret by name; empty where there is no file.

        A list of ten thousand employers asks ten thousand times: the file is opened again only
        once it was written again, which makes it another file.

        Raises: VaultError when the file cannot be read under this key; it is unchanged.
        """
        try:
            about = self._path.stat()
            mark = (about.st_ino, about.st_mtime_ns, about.st_size)
            if self._last is not None and self._last[0] == mark:
                return dict(self._last[1])
            sealed = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise self._unreadable(type(problem).__name__) from None
        secrets = self._opened(sealed)
        self._last = mark, secrets
        return dict(secrets)

    def _opened(self, sealed: bytes) -> dict[str, str]:
        if not sealed.startswith(_MAGIC):
            raise self._unreadable("not a vault")
        sealed = sealed[len(_MAGIC) :]
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            opened = AESGCM(self._key()).decrypt(nonce, content, _MAGIC)
        except (InvalidTag, ValueError):
            raise self._unreadable("wrong key or damaged") from None
        secrets: dict[str, str] = json.loads(opened)
        return secrets

    def change(self, change: Callable[[dict[str, str]], object]) -> None:
        """Write the secrets again, changed, whole or not at all; one process at a time.

        Raises: VaultError; the file is unchanged.
        """
        key = self._key()  # before the lock, which making a first key takes too
        with first_key_lock(self._path.parent):
            secrets = self.read()
            change(secrets)
            nonce = os.urandom(_NONCE_BYTES)
            content = json.dumps(secrets, ensure_ascii=False, sort_keys=True).encode()
            self._write(_MAGIC + nonce + AESGCM(key).encrypt(nonce, content, _MAGIC))

    def remove(self) -> None:
        """Leave no file, where the folder lets us."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _write(self, sealed: bytes) -> None:
        try:
            write_private(self._path, sealed)
        except OSError as problem:
            raise VaultError(
                f"凭据文件“{self._path.name}”无法写入",
                "请检查数据文件夹的权限和磁盘空间后重试。",
                log=f"vault file cannot be written: {type(problem).__name__}",
            ) from None

    def _key(self) -> bytes:
        info = _MAGIC + self._bound_to()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._find_key())

    def _unreadable(self, why: str) -> VaultError:
        return VaultError(
            f"凭据文件“{self._path.name}”无法读取：密钥不对，或文件已损坏",
            "请放回原来的密钥（SHEBAO_KEY_FILE 指定的文件、数据文件夹中的 store.key "
            "或系统钥匙串），或删除该文件后重新执行 shebao vault set。",
            log=f"vault file cannot be used: {why}",
        )
