"""Sessions: who may call, until when, and the proof that a password was typed again."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, select, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.rights import Right
from shebao.contract.session import LoginRequest, Reauth, Session
from shebao.contract.users import UserState
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import day_of, month_of
from shebao.sandbox.database import reading, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.employer import read_employer
from shebao.sandbox.people.passwords import check_password
from shebao.sandbox.people.tries import Holder, Place, session_place
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.signing import canonical_json, sha256_hex
from shebao.sandbox.tables import employers, proofs, sessions, unit_numbers, users


@dataclass(frozen=True, slots=True)
class Caller:
    """An open session on a bureau, at the moment of one call."""

    bureau: Bureau
    employer_id: int
    region: str
    token_sha256: str
    now: datetime
    anchor: str = ""  # where the caller's ledger stood when this was sent
    user_name: str = ""  # empty: the administrator
    right: Right = Right.ALL
    must_change_password: bool = False
    is_confirmed: bool = True

    @property
    def period(self) -> str:
        """The current period."""
        return month_of(self.now)

    @property
    def rules(self) -> Rules:
        """The law of the employer's region."""
        return self.bureau.rulebook[self.region]

    @property
    def holder(self) -> Holder:
        """Whose password opened the session."""
        return Holder(self.employer_id, self.user_name)


def open_session(bureau: Bureau, request: LoginRequest, source: str) -> tuple[str, datetime]:
    """Token and expiry of a new session; ``source`` is where the call comes from.

    Raises RefusedError: UNKNOWN_EMPLOYER, SEVERAL_REGISTRATIONS, NOT_LINKED, USER_DISABLED,
    WRONG_PASSWORD or LOCKED_OUT.
    """
    now = bureau.clock.now()
    with reading(bureau.engine) as connection:
        employer_id = _registration(connection, request)
    holder = Holder(employer_id, request.user_name or "")
    check_password(bureau, Place(holder, source), request.password, now)
    token = secrets.token_urlsafe(32)
    expires_at = now + timedelta(minutes=bureau.settings.session_minutes)
    with writing(bureau.engine) as connection:
        _check_enabled(connection, holder)
        connection.execute(
            insert(sessions).values(
                token_sha256=sha256_hex(token.encode()),
                employer_id=employer_id,
                user_name=holder.user_name,
                expires_at=expires_at,
            )
        )
        if holder.user_name:
            connection.execute(update(users).where(holder.is_it).values(last_login_at=now))
    return token, expires_at


def _registration(connection: Connection, request: LoginRequest) -> int:
    """The one registration that has anything linked, or that was named."""
    linked = select(unit_numbers.c.employer_id).where(unit_numbers.c.linked_on.is_not(None))
    found = connection.execute(
        select(employers, employers.c.id.in_(linked).label("is_linked")).where(
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
    usable: list[int] = [row.id for row in found if row.is_linked]
    if not usable:
        raise RefusedError(
            RefusalCode.NOT_LINKED,
            "该登记信息尚未关联参保登记，不能登录。请先点击“添加单位”完成注册。",
        )
    if len(usable) > 1:
        raise RefusedError(
            RefusalCode.SEVERAL_REGISTRATIONS,
            "该纳税人识别号有多条登记信息，请选择主管税务机关后登录。",
        )
    return usable[0]


def _check_enabled(connection: Connection, holder: Holder) -> None:
    if holder.user_name and holder.row(connection).state == UserState.DISABLED:
        raise RefusedError(
            RefusalCode.USER_DISABLED,
            f"用户“{holder.user_name}”已停用，不能登录。请联系管理员启用。",
        )


def find_caller(bureau: Bureau, token: str | None, anchor: str = "") -> Caller:
    """The caller behind a bearer token.

    Raises RefusedError: SESSION_EXPIRED, the token is missing, unknown or too old.
    """
    now = bureau.clock.now()
    if token:
        of_session = and_(
            users.c.employer_id == sessions.c.employer_id, users.c.user_name == sessions.c.user_name
        )
        with reading(bureau.engine) as connection:
            row = connection.execute(
                select(
                    sessions,
                    *employers.c["region", "is_confirmed", "must_change_password"],
                    users.c.must_change_password.label("user_must_change"),
                    users.c.held_right,
                )
                .join(employers, employers.c.id == sessions.c.employer_id)
                .join(users, of_session, isouter=True)
                .where(sessions.c.token_sha256 == sha256_hex(token.encode()))
            ).first()
        if row is not None and row.expires_at > now:
            is_user = bool(row.user_name)
            return Caller(
                bureau,
                row.employer_id,
                row.region,
                row.token_sha256,
                now,
                anchor=anchor,
                user_name=row.user_name,
                right=Right(row.held_right) if is_user else Right.ALL,
                must_change_password=(
                    row.user_must_change if is_user else row.must_change_password
                ),
                is_confirmed=row.is_confirmed,
            )
    raise RefusedError(RefusalCode.SESSION_EXPIRED, "登录已失效，请重新登录。")


def check_ready(caller: Caller) -> None:
    """The first login is over: the password is changed and the enrolment data confirmed.

    Raises RefusedError: PASSWORD_CHANGE_REQUIRED or ENROLMENT_UNCONFIRMED.
    """
    if caller.must_change_password:
        raise RefusedError(
            RefusalCode.PASSWORD_CHANGE_REQUIRED,
            "密码仍是初始密码，修改前不能办理任何业务。请点击“登录”，按提示修改密码。",
        )
    if not caller.is_confirmed:
        raise RefusedError(
            RefusalCode.ENROLMENT_UNCONFIRMED,
            "参保登记信息尚未核实确认，确认前不能办理业务。请由管理员点击“登录”，核对后确认。",
        )


def check_right(caller: Caller) -> None:
    """The caller may do more than pay.

    Raises RefusedError: NOT_PERMITTED.
    """
    if caller.right is not Right.ALL:
        raise RefusedError(
            RefusalCode.NOT_PERMITTED,
            f"用户“{caller.user_name}”的功能权限是“{caller.right}”，不能办理此项业务。"
            "请联系管理员调整权限。",
        )


def check_administrator(caller: Caller) -> None:
    """The caller came with the declaration password.

    Raises RefusedError: NOT_PERMITTED.
    """
    if caller.user_name:
        raise RefusedError(
            RefusalCode.NOT_PERMITTED,
            f"用户“{caller.user_name}”不是管理员。用户管理只能用单位申报密码登录后办理。",
        )


def close_session(caller: Caller) -> None:
    """The session and its proofs are gone."""
    with writing(caller.bureau.engine) as connection:
        connection.execute(delete(proofs).where(proofs.c.token_sha256 == caller.token_sha256))
        connection.execute(delete(sessions).where(sessions.c.token_sha256 == caller.token_sha256))


def prove_again(caller: Caller, password: str) -> Reauth:
    """A proof for one payment; wrong passwords count for this session alone."""
    place = session_place(caller.holder, caller.token_sha256)
    check_password(caller.bureau, place, password, caller.now)
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

    Raises RefusedError: REAUTH_REQUIRED.
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


_NO_TOKEN = "-"  # noqa: S105 - stands where none is told


def told_to(caller: Caller, token: str, expires_at: datetime) -> Session:
    """The session as its holder is told of it now."""
    with reading(caller.bureau.engine) as connection:
        employer = read_employer(connection, caller.employer_id)
    session = Session(
        token=token,
        expires_at=expires_at,
        must_change_password=caller.must_change_password,
        must_confirm_enrolment=not caller.is_confirmed,
        user_name=caller.user_name,
        rights=[caller.right],
        employer=employer,
        business_date=day_of(caller.now).isoformat(),
        current_period=caller.period,
        rule_version=caller.bureau.rulebook[employer.region].file.version,
    )
    told = session.model_dump(mode="json", exclude={"token", "expires_at", "tag"})
    return session.model_copy(update={"tag": sha256_hex(canonical_json(told))})


def check_tag(caller: Caller, tag: str) -> None:
    """The caller goes by what still holds.

    Raises:
        RefusedError: SESSION_EXPIRED.
    """
    if told_to(caller, _NO_TOKEN, caller.now).tag != tag:
        raise RefusedError(RefusalCode.SESSION_EXPIRED, "登录后信息有变化，请重新登录。")
