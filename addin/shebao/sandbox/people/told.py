"""What a session tells of its holder, and the tag by which a client knows that it still holds."""

from datetime import datetime

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import Session
from shebao.sandbox.canonical import canonical_json, sha256_hex
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import reading
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.employer import read_employer

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
