"""Sessions: who may call, until when, and the proof that a password was typed again."""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import LoginRequest, Reauth
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.canonical import sha256_hex
from shebao.sandbox.clock import BEIJING, month_of
from shebao.sandbox.database import reading, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.passwords import password_matches
from shebao.sandbox.tables import employers, proofs, sessions, unit_numbers


@dataclass(frozen=True, slots=True)
class Caller:
    """An open session on a bureau, at the moment of one call."""

    bureau: Bureau
    employer_id: int
    region: str
    token_sha256: str
    now: datetime

    @property
    def period(self) -> str:
        """The current period."""
        return month_of(self.now)


def open_session(bureau: Bureau, request: LoginRequest) -> tuple[str, datetime, int]:
    """Token, expiry and employer id of a new session.

    Raises:
        RefusedError: UNKNOWN_EMPLOYER, BAD_REQUEST, WRONG_PASSWORD or LOCKED_OUT.
    """
    with reading(bureau.engine) as connection:
        found = connection.execute(
            select(employers.c.id, employers.c.registration_no).where(
                employers.c.tax_id == request.tax_id
            )
        ).all()
    if request.registration_no is not None:
        found = [row for row in found if row.registration_no == request.registration_no]
    if not found:
        raise RefusedError(
            RefusalCode.UNKNOWN_EMPLOYER,
            "未找到该纳税人识别号的社保登记信息，请核对后重试，或到办税服务厅办理登记。",
        )
    if len(found) > 1:
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "该纳税人识别号有多条登记信息，请选择主管税务机关后登录。"
        )
    now = bureau.clock.now()
    employer_id: int = found[0].id
    check_password(bureau, employer_id, request.password, now)
    token = secrets.token_urlsafe(32)
    expires_at = now + timedelta(minutes=bureau.settings.session_minutes)
    with writing(bureau.engine) as connection:
        connection.execute(
            insert(sessions).values(
                token_sha256=sha256_hex(token.encode()),
                employer_id=employer_id,
                expires_at=expires_at,
            )
        )
    return token, expires_at, employer_id


def check_password(bureau: Bureau, employer_id: int, password: str, now: datetime) -> None:
    """The password is right; a wrong one was counted, and too many lock the employer out.

    Raises:
        RefusedError: WRONG_PASSWORD or LOCKED_OUT; the count is kept.
    """
    settings = bureau.settings
    with writing(bureau.engine, employer_id) as connection:
        employer = _employer_row(connection, employer_id)
        if employer.locked_until is not None and employer.locked_until > now:
            refusal: RefusedError | None = _locked_out(employer.locked_until, now)
        elif password_matches(
            password, employer.password_hash, _first_unit_nos(connection, employer), settings
        ):
            refusal = None
            _count(connection, employer_id, 0, None)
        else:
            # A lock that ran out starts the count anew.
            wrong = 1 if employer.locked_until is not None else employer.wrong_passwords + 1
            left = settings.wrong_passwords_allowed - wrong
            until = now + timedelta(minutes=settings.lock_minutes) if left <= 0 else None
            _count(connection, employer_id, wrong, until)
            refusal = _wrong_password(left) if until is None else _locked_out(until, now)
    if refusal is not None:
        raise refusal


def find_caller(bureau: Bureau, token: str | None) -> Caller:
    """The caller behind a bearer token.

    Raises:
        RefusedError: SESSION_EXPIRED, the token is missing, unknown or too old.
    """
    now = bureau.clock.now()
    if token:
        with reading(bureau.engine) as connection:
            row = connection.execute(
                select(sessions, employers.c.region)
                .join(employers, employers.c.id == sessions.c.employer_id)
                .where(sessions.c.token_sha256 == sha256_hex(token.encode()))
            ).first()
        if row is not None and row.expires_at > now:
            return Caller(bureau, row.employer_id, row.region, row.token_sha256, now)
    raise RefusedError(RefusalCode.SESSION_EXPIRED, "登录已失效，请重新登录。")


def close_session(caller: Caller) -> None:
    """The session and its proofs are gone."""
    with writing(caller.bureau.engine) as connection:
        connection.execute(delete(proofs).where(proofs.c.token_sha256 == caller.token_sha256))
        connection.execute(delete(sessions).where(sessions.c.token_sha256 == caller.token_sha256))


def prove_again(caller: Caller, password: str) -> Reauth:
    """A proof for one payment; wrong passwords count as at login."""
    check_password(caller.bureau, caller.employer_id, password, caller.now)
    proof = secrets.token_urlsafe(24)
    expires_at = caller.now + timedelta(minutes=caller.bureau.settings.reauth_minutes)
    with writing(caller.bureau.engine) as connection:
        connection.execute(
            insert(proofs).values(
                proof_sha256=sha256_hex(proof.encode()),
                token_sha256=caller.token_sha256,
                expires_at=expires_at,
            )
        )
    return Reauth(proof=proof, expires_at=expires_at)


def use_proof(connection: Connection, caller: Caller, proof: str | None, key: str) -> None:
    """The proof is bound to this idempotency key: a repeat passes, another payment does not.

    Raises:
        RefusedError: REAUTH_REQUIRED.
    """
    digest = sha256_hex((proof or "").encode())
    row = connection.execute(select(proofs).where(proofs.c.proof_sha256 == digest)).first()
    if (
        row is None
        or row.token_sha256 != caller.token_sha256
        or row.expires_at <= caller.now
        or row.used_by_key not in {None, key}
    ):
        raise RefusedError(RefusalCode.REAUTH_REQUIRED, "缴费前请重新输入申报密码进行安全认证。")
    connection.execute(
        update(proofs).where(proofs.c.proof_sha256 == digest).values(used_by_key=key)
    )


def _employer_row(connection: Connection, employer_id: int) -> Row[Any]:
    return connection.execute(select(employers).where(employers.c.id == employer_id)).one()


def _first_unit_nos(connection: Connection, employer: Row[Any]) -> list[str]:
    if not employer.must_change_password:
        return []
    query = select(unit_numbers.c.unit_no).where(unit_numbers.c.employer_id == employer.id)
    return list(connection.scalars(query))


def _count(
    connection: Connection, employer_id: int, wrong: int, locked_until: datetime | None
) -> None:
    connection.execute(
        update(employers)
        .where(employers.c.id == employer_id)
        .values(wrong_passwords=wrong, locked_until=locked_until)
    )


def _wrong_password(left: int) -> RefusedError:
    return RefusedError(
        RefusalCode.WRONG_PASSWORD,
        f"申报密码错误，还可再试 {left} 次。忘记密码请到办税服务厅重置。",
        attempts_left=str(left),
    )


def _locked_out(until: datetime, now: datetime) -> RefusedError:
    minutes = math.ceil((until - now).total_seconds() / 60)
    return RefusedError(
        RefusalCode.LOCKED_OUT,
        f"密码连续输错次数过多，已锁定，请在 {minutes} 分钟后"
        f"（{until.astimezone(BEIJING):%Y-%m-%d %H:%M}）重试，或到办税服务厅重置密码。",
        locked_until=until.isoformat(),
    )
