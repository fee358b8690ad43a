"""Column types: cells encrypted on a database that a team shares, and aware UTC times.

On SQLite the whole file is encrypted, so there no cell is encrypted once more.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, Engine, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

from shebao.store.errors import StoreUnreadableError

MARK = "v1:"
_NONCE_BYTES = 12


class SealingKeys:
    """The keys of one shared database, made of the team's 32 bytes."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(_derived(key, b"shebao-fields"))
        self._blind = _derived(key, b"shebao-blind-index")
        self.fingerprint = _derived(key, b"shebao-fingerprint").hex()[:32]

    def seal(self, place: str, content: bytes) -> bytes:
        """Return the content encrypted for one column: moved to another it cannot be read."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def unseal(self, place: str, sealed: bytes) -> bytes:
        """Return the content.

        Raises: StoreUnreadableError for another key, or a cell that was changed.
        """
        from cryptography.exceptions import InvalidTag

        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, content, place.encode())
        except (InvalidTag, ValueError) as problem:
            raise StoreUnreadableError(f"sealed cell of {place}") from problem

    def blind(self, place: str, text: str) -> str:
        """Return what finds a text again without telling it: the same text, the same 64 digits."""
        return hmac.new(self._blind, f"{place}\n{text}".encode(), hashlib.sha256).hexdigest()


def seal_with(engine: Engine, keys: SealingKeys) -> None:
    """Let every sealed column of this engine be written and read under these keys."""
    engine.dialect.shebao_keys = keys  # type: ignore[attr-defined]


def _keys(dialect: Dialect) -> SealingKeys | None:
    return getattr(dialect, "shebao_keys", None)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, purpose, hashlib.sha256).digest()


class Sealed(TypeDecorator[str]):
    """A text; ``place`` names table and column."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt where there are keys."""
        keys = _keys(dialect)
        if value is None or keys is None:
            return value
        return MARK + b64encode(keys.seal(self.place, value.encode())).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt what was encrypted; what was kept before that stays readable."""
        keys = _keys(dialect)
        if value is None or keys is None or not value.startswith(MARK):
            return value
        try:
            sealed = b64decode(value[len(MARK) :], validate=True)
        except ValueError as problem:
            raise StoreUnreadableError(f"sealed cell of {self.place}") from problem
        return keys.unseal(self.place, sealed).decode()


class SealedBytes(TypeDecorator[bytes]):
    """Bytes; ``place`` names table and column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt where there are keys."""
        keys = _keys(dialect)
        if value is None or keys is None:
            return value
        return MARK.encode() + keys.seal(self.place, value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Decrypt what was encrypted."""
        keys = _keys(dialect)
        if value is None:
            return None
        content = bytes(value)
        if keys is None or not content.startswith(MARK.encode()):
            return content
        return keys.unseal(self.place, content[len(MARK) :])


class Blind(TypeDecorator[str]):
    """A text that is looked for and never read back: its keyed digest stands in the cell."""

    impl = String(64)
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Digest where there are keys."""
        keys = _keys(dialect)
        return value if value is None or keys is None else keys.blind(self.place, value)


class UtcTime(TypeDecorator[datetime]):
    """ISO 8601 with microseconds and +00:00, so text order is time order.

    SQLite has no time type and SQLAlchemy's own drops the zone there.
    """

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse a naive time, which is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return an aware UTC time."""
        return None if value is None else datetime.fromisoformat(value)
