"""Keyrings of the tests' own: in memory, in a file, and ones that do not work."""

# ruff: noqa: ARG002 - the signatures are keyring's
import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets as long as it lives."""

    priority = -2  # below "no keyring": importing this file must not make anybody choose it

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring leaves it untyped
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class LockedKeyring(MemoryKeyring):
    """Holds what it holds and answers nothing, quoting the secret while it refuses."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"locked: {self.secrets}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"locked: {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("locked")


class UnlockedOnWritingKeyring(MemoryKeyring):
    """Reading is refused; writing asks the user to unlock, who does."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")


class ReadOnlyKeyring(MemoryKeyring):
    """Shows and deletes what it holds and takes nothing new."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("read-only")


class ForgetfulKeyring(MemoryKeyring):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class BrokenKeyring(MemoryKeyring):
    """Has a bug."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError


class SlowFileKeyring(KeyringBackend):
    """Shared by processes, and slow enough for them to overtake each other."""

    priority = -2  # below "no keyring": importing this file must not make anybody choose it

    @property
    def _path(self) -> Path:
        return Path(os.environ["TEST_KEYRING_FILE"])

    def get_password(self, service: str, username: str) -> str | None:
        secrets = json.loads(self._path.read_text()) if self._path.exists() else {}
        time.sleep(0.3)
        found: str | None = secrets.get(f"{service}/{username}")
        return found

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path.write_text(json.dumps({f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        self._path.write_text("{}")
