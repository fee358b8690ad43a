"""Where each secret is looked for, in which order."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.vault.errors import VaultError
from shebao.vault.first_key_lock import first_key_lock
from shebao.vault.key_file import KEY_BYTES, read_key_file, write_key_file
from shebao.vault.private_folder import make_private, place_mark
from shebao.vault.system_keyring import (
    KeyringUnusableError,
    forget_secret,
    keep_secret,
    read_secret,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shebao.vault.kept_session import KeptSession
    from shebao.vault.secret_file import SecretFile

STORE_KEY_NAME = "store-key"
PROXY_PASSWORD_NAME = "proxy-password"  # noqa: S105 - a name, not a secret
CREDENTIALS_NAME = "credentials"  # the names of the credentials that the keyring holds
CREDENTIALS_FILE = "vault.bin"
SESSIONS_FILE = "sessions.bin"
PASSWORD_FROM = "SHEBAO_PASSWORD_FROM"  # noqa: S105 - a variable's name


class Vault:
    """Passwords by the name of their holder, and the key of the store.

    Secrets pass through, and only the credentials' file stays open here; the repr shows none.
    """

    def __init__(self, environment: Mapping[str, str], data_folder: Path) -> None:
        self._environment = environment
        self._data_folder = data_folder

    @property
    def is_given(self) -> bool:
        """Whether SHEBAO_PASSWORD stands before every password that is kept."""
        return bool(self._environment.get("SHEBAO_PASSWORD"))

    @property
    def given_by(self) -> str:
        """Say which the given password is; a batch puts each employer's into the variable."""
        return self._environment.get(PASSWORD_FROM) or "环境变量 SHEBAO_PASSWORD 中的密码"

    def password(self, name: str) -> str | None:
        """Return the password: SHEBAO_PASSWORD, else the keyring's; None to ask the user."""
        return self._environment.get("SHEBAO_PASSWORD") or _kept(_password_name(name))

    def new_password(self) -> str | None:
        """Return SHEBAO_NEW_PASSWORD, for a change where nobody can be asked."""
        return self._environment.get("SHEBAO_NEW_PASSWORD") or None

    def keep_password(self, name: str, password: str) -> bool:
        """Return whether the keyring kept the password; False where there is no keyring."""
        return keep_secret(_password_name(name), password)

    def replace_password(self, name: str, password: str) -> bool:
        """Return whether the keyring held a password of that name and now holds this one."""
        is_kept = _kept(_password_name(name)) is not None
        if is_kept and not keep_secret(_password_name(name), password):
            forget_secret(_password_name(name))  # the old one would lock its holder out
            return False
        return is_kept

    def forget_password(self, name: str) -> None:
        """Leave no password of this name in the keyring."""
        forget_secret(_password_name(name))

    def forget_machine(self, *, forgets_store_key: bool) -> None:
        """Leave neither the proxy's password nor, if told so, the store's key in the keyring."""
        forget_secret(PROXY_PASSWORD_NAME)
        if forgets_store_key:
            forget_secret(STORE_KEY_NAME)

    def proxy_password(self) -> str:
        """Return the proxy's password: SHEBAO_PROXY_PASSWORD, else the keyring's, else none."""
        given = self._environment.get("SHEBAO_PROXY_PASSWORD")
        return given or _kept(PROXY_PASSWORD_NAME) or ""

    def keep_proxy_password(self, password: str) -> bool:
        """Return whether the keyring kept the password; False where there is no keyring."""
        return keep_secret(PROXY_PASSWORD_NAME, password)

    def backup_passphrase(self) -> str:
        """Return SHEBAO_BACKUP_PASSPHRASE; a passphrase is kept nowhere."""
        return self._environment.get("SHEBAO_BACKUP_PASSPHRASE", "")

    def credential(self, name: str) -> str | None:
        """Return the secret of a batch's credential: the keyring's, else the vault file's.

        Raises: VaultError when the file cannot be read.
        """
        kept = _kept(_credential_name(name))
        return kept if kept is not None else self._secret_file.read().get(name)

    def keep_credential(self, name: str, secret: str) -> str:
        """Keep it in the keyring, or in the encrypted file where there is none; say where.

        Raises: VaultError; nothing was kept.
        """
        if keep_secret(_credential_name(name), secret):
            self._list_in_keyring({*self._names_in_keyring(), name})
            return "系统钥匙串"
        self._secret_file.change(lambda secrets: secrets.update({name: secret}))
        return f"加密的凭据文件 {CREDENTIALS_FILE}"

    def credentials(self) -> list[str]:
        """Return the names of all credentials, never their secrets.

        Raises: VaultError when the file cannot be read.
        """
        return sorted({*self._names_in_keyring(), *self._secret_file.read()})

    def forget_credential(self, name: str) -> bool:
        """Leave no such credential; return whether there was one.

        Raises: VaultError when the file cannot be read or written.
        """
        was_there = name in self.credentials()
        forget_secret(_credential_name(name))
        if name in (names := self._names_in_keyring()):
            self._list_in_keyring(names - {name})
        if name in self._secret_file.read():
            self._secret_file.change(lambda secrets: secrets.pop(name, None))
        return was_there

    def _names_in_keyring(self) -> set[str]:
        """Return the names that were listed: no keyring tells what it holds."""
        return set((_kept(CREDENTIALS_NAME) or "").split())

    def _list_in_keyring(self, names: set[str]) -> None:
        keep_secret(CREDENTIALS_NAME, " ".join(sorted(names)))

    @cached_property
    def _secret_file(self) -> "SecretFile":
        from shebao.vault.secret_file import SecretFile  # late: cryptography is slow to import

        return SecretFile(self._data_folder / CREDENTIALS_FILE, self._find_key_here)

    def _find_key_here(self) -> bytes:
        locked = (self._data_folder / "shebao.db", self._data_folder / CREDENTIALS_FILE)
        return self.store_key(database_exists=any(path.exists() for path in locked))

    def kept_session(self, address: str, name: str, now: "Callable[[], datetime]") -> "KeptSession":
        """Return the place of the session of who logs in at a bureau under this name."""
        from shebao.vault.kept_session import KeptSession

        return KeptSession(
            self._sessions_file, f"{address}\n{name}", lambda: self.password(name), now
        )

    def forget_sessions(self) -> None:
        """Leave no kept session of anybody."""
        with suppress(OSError):
            (self._data_folder / SESSIONS_FILE).unlink(missing_ok=True)

    def _sessions_file(self) -> "SecretFile":
        from shebao.vault.secret_file import SecretFile

        folder = self._data_folder
        path = folder / SESSIONS_FILE
        with suppress(OSError):
            make_private(folder)  # the very first log-in comes before the store
        return SecretFile(path, self._find_key_here, lambda: place_mark(folder))

    def store_key(self, *, database_exists: bool) -> bytes:
        """Return the 32 bytes that encrypt the store; made once, when there is no store yet.

        Looked for in the file that SHEBAO_KEY_FILE names, and only there when it is set; else
        in ``store.key`` of the data folder; else in the keyring. A new key goes to the named
        file, else to the keyring, else to ``store.key``, which is weaker: whoever copies the
        folder has both lock and key. ``store.key`` comes before the keyring because it was
        made for this folder, while the keyring's entry serves every folder of the user.

        Raises: VaultError; no key was made or changed.
        """
        named = self._environment.get("SHEBAO_KEY_FILE")
        if named:
            return self._key_in_file(Path(named), database_exists=database_exists)
        key = self._find_key(database_exists=database_exists)
        if key is not None:
            return key
        if database_exists:
            raise _missing("系统钥匙串和数据文件夹中都没有本地数据的密钥", "keyring and store.key")
        with first_key_lock(self._data_folder):
            key = self._find_key(database_exists=database_exists)
            return key if key is not None else self._make_key()

    def _key_in_file(self, path: Path, *, database_exists: bool) -> bytes:
        key = read_key_file(path)
        if key is not None:
            return key
        if database_exists:
            raise _missing(f"密钥文件“{path.name}”不存在", "SHEBAO_KEY_FILE")
        with first_key_lock(self._data_folder):
            key = read_key_file(path)
            if key is None:
                key = secrets.token_bytes(KEY_BYTES)
                write_key_file(path, key)
        return key

    def _find_key(self, *, database_exists: bool) -> bytes | None:
        key = read_key_file(self._key_file)
        if key is not None:
            return key
        try:
            entry = read_secret(STORE_KEY_NAME)
        except KeyringUnusableError as problem:
            if not database_exists:
                return None
            raise VaultError(
                "系统钥匙串没有应答（可能已锁定），取不到本地数据的密钥",
                "请解锁系统钥匙串（重新登录系统）后重试。",
                log=f"keyring does not answer: {problem}",
            ) from problem
        return None if entry is None else _decoded(entry)

    def _make_key(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        if not (_keyring_has_room() and keep_secret(STORE_KEY_NAME, key.hex())):
            write_key_file(self._key_file, key)
        return key

    @property
    def _key_file(self) -> Path:
        return self._data_folder / "store.key"


def _kept(name: str) -> str | None:
    """Return what the keyring has under a name; None where it has none, or cannot be used."""
    try:
        return read_secret(name)
    except KeyringUnusableError:
        return None


def _keyring_has_room() -> bool:
    # A keyring that was locked a moment ago may hold the key of another data folder: writing
    # over it would lose that folder's data for good.
    try:
        return read_secret(STORE_KEY_NAME) is None
    except KeyringUnusableError:
        return False


def _credential_name(name: str) -> str:
    return f"credential:{name}"


def _password_name(name: str) -> str:
    return f"password:{name}"


def _decoded(entry: str) -> bytes:
    try:
        key = bytes.fromhex(entry)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultError(
            "系统钥匙串中的本地数据密钥已损坏",
            "请放回原来的密钥（钥匙串条目 shebao / store-key，64 位十六进制字符）后重试。",
            log="store key in the keyring is damaged",
        )
    return key


def _missing(why: str, where: str) -> VaultError:
    return VaultError(
        why,
        "请放回原来的密钥（系统钥匙串、数据文件夹中的 store.key，或环境变量 SHEBAO_KEY_FILE "
        "指定的文件）后重试；没有原来的密钥就无法读取已有数据。",
        log=f"store exists but its key is missing: {where}",
    )
