"""Declaration passwords: hashed with argon2, the first one derived from a unit number."""

import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from shebao.sandbox.settings import Settings

FIRST_PASSWORD_LENGTH = 6


def first_password(unit_no: str) -> str:
    """The last six characters of a unit number, padded right with 0.

    Source: the Guizhou and the Fujian guide.
    """
    return unit_no[-FIRST_PASSWORD_LENGTH:].ljust(FIRST_PASSWORD_LENGTH, "0")


def hash_password(password: str, settings: Settings) -> str:
    """An argon2id hash with the sandbox's cheap but real parameters."""
    return _hasher(settings).hash(password)


def password_matches(
    password: str, password_hash: str, first_unit_nos: Iterable[str], settings: Settings
) -> bool:
    """Whether it is the password; before the first change any unit number's will do."""
    if any(
        secrets.compare_digest(password.encode(), first_password(unit_no).encode())
        for unit_no in first_unit_nos
    ):
        return True
    try:
        return _hasher(settings).verify(password_hash, password)
    except VerifyMismatchError:
        return False


def _hasher(settings: Settings) -> PasswordHasher:
    return PasswordHasher(
        time_cost=settings.argon2_time_cost, memory_cost=settings.argon2_memory_kib, parallelism=1
    )
