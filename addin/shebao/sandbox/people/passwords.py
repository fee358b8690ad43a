"""Passwords of employers and their users: hashed with argon2, checked, counted, locked, changed."""

import math
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, delete, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import PasswordChange
from shebao.sandbox.bureau import Bureau, Settings
from shebao.sandbox.clock import BEIJING
from shebao.sandbox.database import writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.employer import read_unit_numbers
from shebao.sandbox.people.tries import (
    Holder,
    Place,
    count_right,
    count_wrong,
    lock_of,
    session_place,
)
from shebao.sandbox.tables import sessions

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


def check_password(bureau: Bureau, place: Place, password: str, now: datetime) -> None:
    """The password is right; a wrong one was counted, and too many lock its place out.

    A user that does not exist is refused as a wrong password is: same words, same work.

    Raises RefusedError: WRONG_PASSWORD or LOCKED_OUT; the count is kept.
    """
    with writing(bureau.engine, place.holder.employer_id) as connection:
        refusal = _checked(connection, bureau, place, password, now)
    if refusal is not None:
        raise refusal


def change_password(
    bureau: Bureau, holder: Holder, change: PasswordChange, now: datetime, token_sha256: str
) -> None:
    """The new password holds and no other session of its holder is open.

    A change whose answer was lost comes again with a password that is old by now: that the new
    one holds already is all it wanted.

    Raises RefusedError: PASSWORD_WEAK, or as ``check_password``; the old password holds then.
    """
    place = session_place(holder, token_sha256)
    with writing(bureau.engine, holder.employer_id) as connection:
        # First of all: else new passwords could be tried against the present one without end.
        refusal = _lock(connection, place, now) or _tried(
            connection, bureau, place, change, now, token_sha256
        )
    if refusal is not None:
        raise refusal


def _tried(
    connection: Connection,
    bureau: Bureau,
    place: Place,
    change: PasswordChange,
    now: datetime,
    token_sha256: str,
) -> RefusedError | None:
    if _is_password(connection, bureau, place.holder, change.new_password, with_first=False):
        is_same = change.new_password == change.old_password
        return _weak("新密码不能与原密码相同") if is_same else None
    return _checked(connection, bureau, place, change.old_password, now) or _changed(
        connection, bureau, place.holder, change, token_sha256
    )


def _changed(
    connection: Connection,
    bureau: Bureau,
    holder: Holder,
    change: PasswordChange,
    token_sha256: str,
) -> RefusedError | None:
    employer = Holder(holder.employer_id).row(connection)
    names = [employer.tax_id, holder.user_name, *_unit_firsts(connection, holder.employer_id)]
    fault = weakness(change.new_password, change.old_password, names)
    if fault:
        return _weak(fault)
    connection.execute(
        update(holder.table)
        .where(holder.is_it)
        .values(
            password_hash=hash_password(change.new_password, bureau.settings),
            must_change_password=False,
        )
    )
    connection.execute(
        delete(sessions).where(
            sessions.c.employer_id == holder.employer_id,
            sessions.c.user_name == holder.user_name,
            sessions.c.token_sha256 != token_sha256,
        )
    )
    return None


def _weak(fault: str) -> RefusedError:
    return RefusedError(RefusalCode.PASSWORD_WEAK, f"{fault}，密码没有修改。")


def _checked(
    connection: Connection, bureau: Bureau, place: Place, password: str, now: datetime
) -> RefusedError | None:
    """Count the try; return why it is refused."""
    lock = _lock(connection, place, now)
    if lock is not None:
        return lock
    if _is_password(connection, bureau, place.holder, password, with_first=True):
        count_right(connection, place, now)
        return None
    counted = count_wrong(connection, place, bureau.settings, now)
    if counted.until is not None:
        return _locked_out(counted.until, now, place.holder)
    return _wrong_password(counted.left, place.holder)


def _lock(connection: Connection, place: Place, now: datetime) -> RefusedError | None:
    until = lock_of(connection, place, now)
    return None if until is None else _locked_out(until, now, place.holder)


def _is_password(
    connection: Connection, bureau: Bureau, holder: Holder, password: str, *, with_first: bool
) -> bool:
    kept = holder.row_if_any(connection)
    if kept is None:
        return password_matches(password, stranger_hash(bureau.settings), (), bureau.settings)
    is_first = with_first and kept.must_change_password
    firsts = _firsts(connection, holder) if is_first else set()
    return password_matches(password, kept.password_hash, firsts, bureau.settings)


def _firsts(connection: Connection, holder: Holder) -> set[str]:
    """What the password may be before its first change."""
    if holder.user_name:
        return {holder.user_name}
    return _unit_firsts(connection, holder.employer_id)


def _unit_firsts(connection: Connection, employer_id: int) -> set[str]:
    units = read_unit_numbers(connection, employer_id)
    return {first_password(unit.unit_no) for unit in units}


def _forgotten(holder: Holder) -> str:
    return "请联系管理员重置" if holder.user_name else "请到办税服务厅重置"


def _wrong_password(left: int, holder: Holder) -> RefusedError:
    which = "用户名或密码" if holder.user_name else "申报密码"
    return RefusedError(
        RefusalCode.WRONG_PASSWORD,
        f"{which}错误，还可再试 {left} 次。忘记密码{_forgotten(holder)}。",
        attempts_left=str(left),
    )


def _locked_out(until: datetime, now: datetime, holder: Holder) -> RefusedError:
    minutes = math.ceil((until - now).total_seconds() / 60)
    return RefusedError(
        RefusalCode.LOCKED_OUT,
        f"密码连续输错次数过多，已锁定，请在 {minutes} 分钟后"
        f"（{until.astimezone(BEIJING):%Y-%m-%d %H:%M}）重试，或{_forgotten(holder)}密码。",
        locked_until=until.isoformat(),
    )
