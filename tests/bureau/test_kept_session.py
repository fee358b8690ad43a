"""A session of an earlier run that the bureau hears no more: what is sent again, what is not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shebao.bureau.client import Bureau
from shebao.bureau.errors import (
    OutcomeUnknownError,
    PasswordUnknownError,
    StaleSessionError,
    WrongPasswordError,
)
from shebao.bureau.transport import Transport
from shebao.contract.session import Session
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.login_name import LoginName
from tests.bureau.test_transport import BODY, NOTICES, SESSION, answering, http
from tests.patience import PATIENCE_SECONDS

EXPIRED = http(401, b'{"code":"SESSION_EXPIRED","message":"x","details":{}}')
RECEIPT = http(202, b'{"kind":"payment","receipt_no":"1","received_at":"2026-11-22T00:00:00Z"}')


def told(tag: str, token: str = "kept", **changes: object) -> Session:
    ends = datetime.now(UTC) + timedelta(minutes=30)
    update = {"tag": tag, "token": token, "expires_at": ends, **changes}
    return SESSION.model_copy(update=update)


class Drawer:
    """Keeps what it is given."""

    def __init__(self, session: Session | None) -> None:
        kept = {"session": session.model_dump(mode="json"), "takes_packed": True} if session else {}
        self.session = json.dumps(kept) if kept else None

    def take(self) -> str | None:
        return self.session

    def keep(self, session: str, password: str, day: str, ends_at: datetime) -> None:
        assert (password, day, ends_at.tzinfo) == ("x", SESSION.business_date, UTC)
        self.session = session

    def forget(self) -> None:
        self.session = None


@contextmanager
def hearing(*answers: bytes) -> Iterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []
    with answering(*answers, heard=heard) as url:
        yield url, heard


def clerk(url: str, drawer: Drawer) -> Bureau:
    bureau = Bureau(Transport(url, PATIENCE_SECONDS), LoginName("91"), lambda _: "x", lambda _: "x")
    bureau.keeper = drawer
    return bureau


def opened(session: Session) -> bytes:
    return http(201, session.model_dump_json().encode())


def is_login(request: bytes) -> bool:
    return request.startswith(b"POST /v1/session HTTP")


def test_kept_session_is_gone_on_with_and_only_its_first_call_names_the_tag() -> None:
    with hearing(http(200, NOTICES), http(200, NOTICES)) as (url, heard):
        bureau = clerk(url, Drawer(told("T")))
        bureau.notices()
        bureau.notices()

    assert not any(map(is_login, heard))
    assert all(b"Bearer kept" in request for request in heard)
    assert [b"Session-Tag: T" in request for request in heard] == [True, False]


def test_bureau_that_took_packed_bodies_at_the_log_in_takes_them_still() -> None:
    """It says so at the log-in alone; a year's filing would go five times as large."""
    with hearing() as (url, _):
        bureau = clerk(url, Drawer(told("T")))
        bureau.session()
        assert bureau._transport.takes_packed


def test_ended_one_that_told_the_same_is_renewed_without_a_word() -> None:
    drawer = Drawer(told("T"))
    with hearing(EXPIRED, opened(told("T", "new")), http(200, NOTICES)) as (url, heard):
        assert clerk(url, drawer).notices().notices == []

    assert [is_login(request) for request in heard] == [False, True, False]
    assert b"Bearer new" in heard[2]
    assert json.loads(drawer.session or "")["session"]["token"] == "new"


def test_ended_one_that_told_otherwise_stops_the_command() -> None:
    """A month may have turned: what was worked out for the old one must not be asked or sent."""
    answers = (EXPIRED, opened(told("U", "new")), http(200, NOTICES))
    with hearing(*answers) as (url, heard), pytest.raises(StaleSessionError):
        clerk(url, Drawer(told("T"))).notices()

    assert len(heard) == 2


class Stuck(Drawer):
    """Lies in a file that can be read, and neither written nor removed."""

    def keep(self, session: str, password: str, day: str, ends_at: datetime) -> None:
        """Keep the old one."""

    def forget(self) -> None:
        """Keep it all the same."""


@pytest.mark.parametrize("tag", ["T", "U"], ids=["same", "otherwise"])
def test_one_that_cannot_be_removed_is_not_taken_up_again(tag: str) -> None:
    """Else each click would fail until the day is over, 登录 or not."""
    answers = (EXPIRED, opened(told(tag, "new")), http(200, NOTICES))
    with hearing(*answers) as (url, heard):
        bureau = clerk(url, Stuck(told("T")))
        with suppress(StaleSessionError):
            bureau.notices()
        assert bureau.session().token == "new"

    assert [is_login(request) for request in heard][:2] == [False, True]


@pytest.mark.parametrize(
    "ends_at",
    [
        datetime(2099, 1, 1),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=8))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-8))),
    ],
    ids=["no zone", "before all time", "after it"],
)
def test_one_whose_end_is_no_moment_is_not_kept(ends_at: datetime) -> None:
    """A gateway that writes its platform's least or greatest date can be logged in to still."""
    drawer = Drawer(None)
    with hearing(opened(told("T", expires_at=ends_at)), http(200, NOTICES)) as (url, _):
        assert clerk(url, drawer).notices().notices == []

    assert drawer.session is None


def test_submission_in_an_ended_one_is_sent_again_under_its_key() -> None:
    answers = (EXPIRED, opened(told("T", "new")), RECEIPT)
    with hearing(*answers) as (url, heard):
        bureau = clerk(url, Drawer(told("T")))
        receipt, _ = bureau.submit(SubmissionKind.PAYMENT, "key-1", BODY, entry_id="1")

    assert receipt.receipt_no == "1"
    assert [b"Idempotency-Key: key-1" in request for request in heard] == [True, False, True]


def test_submission_in_one_that_told_otherwise_is_not_sent_again() -> None:
    """The first one may have arrived through a gateway that says no: the ledger asks."""
    with hearing(EXPIRED, opened(told("U", "new")), RECEIPT) as (url, heard):
        bureau = clerk(url, Drawer(told("T")))
        with pytest.raises(OutcomeUnknownError) as caught:
            bureau.submit(SubmissionKind.PAYMENT, "key-1", BODY, entry_id="1")

    assert isinstance(caught.value.said, StaleSessionError)
    assert len(heard) == 2


@pytest.mark.parametrize(
    "session",
    [told(""), told("T", must_change_password=True), told("T", must_confirm_enrolment=True)],
    ids=["no tag", "first password", "unconfirmed"],
)
def test_what_cannot_be_checked_or_is_not_ready_is_not_kept(session: Session) -> None:
    drawer = Drawer(None)
    with hearing(opened(session), http(200, NOTICES)) as (url, _):
        clerk(url, drawer).notices()

    assert drawer.session is None


def test_log_in_logs_in_whatever_is_kept() -> None:
    """Else a wrong password would be told as right."""
    drawer = Drawer(told("T"))
    wrong = http(401, b'{"code":"WRONG_PASSWORD","message":"x","details":{}}')
    with hearing(wrong) as (url, heard):
        bureau = clerk(url, drawer)
        assert bureau.session().token == "kept"
        with pytest.raises(WrongPasswordError):
            bureau.log_in()

    assert is_login(heard[0])
    assert drawer.session is None


def test_change_of_password_forgets_it_even_when_the_answer_is_lost() -> None:
    drawer = Drawer(told("T"))
    lost = [http(502, b"")] * 3
    with hearing(*lost) as (url, _), pytest.raises(PasswordUnknownError):
        clerk(url, drawer).change_password("x", "y")

    assert drawer.session is None


def test_kept_one_of_another_version_is_a_log_in() -> None:
    drawer = Drawer(None)
    drawer.session = '{"token": "kept"}'
    with hearing(opened(told("T", "new")), http(200, NOTICES)) as (url, heard):
        clerk(url, drawer).notices()

    assert [is_login(request) for request in heard] == [True, False]
