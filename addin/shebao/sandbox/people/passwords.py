"""Passwords: hashed with argon2, strong enough, the first one derived from a unit number."""

import re
import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from shebao.sandbox.settings import Settings

FIRST_PASSWORD_LENGTH = 6
# Illustrative: neither guide says what the tax offices demand.
SHORTEST, LONGEST, KINDS = 8, 20, 3
_KINDS = ("[0-9]", "[a-z]", "[A-Z]", r"[^0-9A-Za-z\s]")


def first_password(unit_no: str) -> str:
    """The last six characters of a unit number, padded right with 0.

    Source: the Guizhou and the Fujian guide.
    """
    return unit_no[-FIRST_PASSWORD_LENGTH:].ljust(FIRST_PASSWORD_LENGTH, "0")


def hash_password(password: str, settings: Settings) -> str:
    """An argon2id hash with the sandbox's cheap but real parameters."""
    return _hasher(settings).hash(password)


@cache
def stranger_hash(settings: Settings) -> str:
    """What the password of a user who does not exist is compared with; nothing matches it."""
    return hash_password(secrets.token_hex(16), settings)


def password_matches(
    password: str, password_hash: str, first_passwords: Iterable[str], settings: Settings
) -> bool:
    """Whether it is the password; before the first change any of the first ones will do."""
    if any(secrets.compare_digest(password.encode(), first.encode()) for first in first_passwords):
        return True
    try:
        return _hasher(settings).verify(password_hash, password)
    except VerifyMismatchError:
        return False


def weakness(password: str, old: str, names: Iterable[str]) -> str:
    """Why this cannot be a new password, or an empty text; it may hold none of the names."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"新密码应为 {SHORTEST} 至 {LONGEST} 位，现为 {len(password)} 位"
    if re.search(r"\s", password):
        return "新密码不能包含空格"
    kinds = sum(re.search(kind, password, re.ASCII) is not None for kind in _KINDS)
    if kinds < KINDS:
        return f"新密码应包含数字、小写字母、大写字母、符号中的至少 {KINDS} 种"
    if password == old:
        return "新密码不能与原密码相同"
    if any(name and name.lower() in password.lower() for name in names):
        return "新密码不能包含纳税人识别号、单位编号后六位或用户名"
    return ""


def _hasher(settings: Settings) -> PasswordHasher:
    return PasswordHasher(
        time_cost=settings.argon2_time_cost, memory_cost=settings.argon2_memory_kib, parallelism=1
    )
