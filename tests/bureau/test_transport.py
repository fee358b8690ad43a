"""Every way a line can fail, and what it means for a submission."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from shebao.bureau.client import Bureau
from shebao.bureau.errors import (
    BureauBusyError,
    BureauError,
    BureauUnreachableError,
    GarbledAnswerError,
    OutcomeUnknownError,
)
from shebao.bureau.transport import NOT_SENT, WORDS, Transport
from shebao.bureau.turns import Turns
from shebao.contract.session import Employer, EmployerKind, NoticeList, ReauthRequest, Session
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.domain.login_name import LoginName
from shebao.store.errors import StoreBusyError
from tests.patience import PATIENCE_SECONDS

BODY = ReauthRequest(password="x")
JSON = BODY.model_dump_json().encode()
NOTICES = b'{"notices":[]}'


@contextlib.contextmanager
def answering(*answers: bytes, heard: list[bytes] | None = None) -> Iterator[str]:
    """A server on loopback that gives each caller the next bytes and hangs up.

    What it was asked is added to ``heard``.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE_SECONDS)

    def serve() -> None:
        for answer in answers:
            with contextlib.suppress(OSError):
                caller, _ = listener.accept()
                with caller:
                    caller.settimeout(PATIENCE_SECONDS)
                    asked = caller.recv(65536)
                    if heard is not None:
                        heard.append(asked)
                    caller.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # who still waits for a caller stops
        listener.close()
        thread.join(PATIENCE_SECONDS)


def http(status: int, body: bytes, *, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status,
        size,
        body,
    )


def submit(url: str) -> Receipt:
    transport = Transport(url, timeout_seconds=PATIENCE_SECONDS)
    try:
        receipt, _ = transport.write("/v1/payments", JSON, Receipt, headers={}, entry_id="entry-1")
        return receipt
    finally:
        transport.close()


def clerk(url: str) -> Bureau:
    return Bureau(Transport(url, PATIENCE_SECONDS), LoginName("91"), lambda _: "x", lambda _: "x")


def ask(url: str) -> NoticeList:
    transport = Transport(url, timeout_seconds=PATIENCE_SECONDS)
    try:
        return transport.read("GET", "/v1/notices", NoticeList, headers={})
    finally:
        transport.close()


LOST = [
    b"",
    b"HTTP/1.1 2",
    http(202, b'{"kind"', length=500),
    http(202, b"<html>"),
    http(202, b"{}"),
    http(302, b"<html>login"),
    http(500, b'{"code":"INTERNAL","message":"x"}'),
    http(502, b""),
    http(504, b""),
]


@pytest.mark.parametrize("answer", LOST)
def test_unreadable_answer_to_a_submission_is_unknown(answer: bytes) -> None:
    """It may have been recorded; saying "failed" would make HR send again."""
    with answering(answer) as url, pytest.raises(OutcomeUnknownError):
        submit(url)


def test_submission_that_cannot_connect_is_not_recorded() -> None:
    """Nothing left this machine, so "try again" is safe."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(BureauUnreachableError):
            submit(f"http://127.0.0.1:{unused.getsockname()[1]}")


@pytest.mark.parametrize("answer", LOST)
def test_submission_is_never_repeated_by_the_transport(answer: bytes) -> None:
    """A retry here could file twice; the second answer must stay unread."""
    receipt = b'{"kind":"payment","receipt_no":"1","received_at":"2026-11-22T00:00:00Z"}'
    with answering(answer, http(202, receipt)) as url:
        with pytest.raises(OutcomeUnknownError):
            submit(url)
        assert submit(url).receipt_no == "1"


SESSION = Session(
    token="t",
    expires_at=datetime(2026, 11, 22, tzinfo=UTC),
    must_change_password=False,
    rights=[],
    employer=Employer(
        account_id="1",
        tax_id="91",
        name="沙箱",
        kind=EmployerKind.ENTERPRISE,
        region="520100",
        region_name="贵阳市",
        tax_office_no="1",
        tax_office="沙箱税务局",
        injury_rate_ppm=0,
        established_on="2020-01-01",
        unit_numbers=[],
    ),
    business_date="2026-11-22",
    current_period="2026-11",
    rule_version="1",
)
OTHER_RECEIPT = b'{"kind":"voucher","receipt_no":"1","received_at":"2026-11-22T00:00:00Z"}'


@pytest.mark.parametrize(
    "settlement",
    [
        b'{"state":"recorded"}',
        b'{"state":"recorded","receipt":%s}' % OTHER_RECEIPT,
        b'{"state":"closed","receipt":%s}' % OTHER_RECEIPT,
    ],
)
def test_final_word_that_contradicts_itself_is_none(settlement: bytes) -> None:
    """Taken for "closed", a payment that the bureau holds would be made once more."""
    login = http(201, SESSION.model_dump_json().encode())
    with answering(login, http(200, settlement)) as url, pytest.raises(GarbledAnswerError):
        clerk(url).settle(SubmissionKind.PAYMENT, "key-1")


def test_receipt_of_something_else_is_no_receipt() -> None:
    """A cache in between that mixes two answers up must not end a payment that nobody took."""
    login = http(201, SESSION.model_dump_json().encode())
    with answering(login, http(202, OTHER_RECEIPT)) as url, pytest.raises(OutcomeUnknownError):
        clerk(url).submit(SubmissionKind.PAYMENT, "key-1", BODY, entry_id="entry-1")


def test_question_is_repeated_until_answered() -> None:
    """Asking twice changes nothing."""
    with answering(b"", http(503, b""), http(502, b"")) as url, pytest.raises(BureauError):
        ask(url)
    with answering(b"", http(502, b""), http(200, b'{"notices":[]}')) as url:
        assert ask(url).notices == []


def test_garbage_answer_to_a_question_is_said() -> None:
    """A captive portal answers 200 with its own page."""
    with answering(http(200, b"<html>")) as url, pytest.raises(GarbledAnswerError):
        ask(url)


class WantsPassword(BaseHTTPRequestHandler):
    """A proxy that lets nothing through."""

    def do_PUT(self) -> None:
        while self.rfile.readline() not in (b"0\r\n", b""):  # the body's last chunk
            pass
        self.rfile.readline()
        self.send_response(407)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_proxy_that_wants_a_password_is_named_by_an_upload_too() -> None:
    """An attachment took the proxy's no for an answer of the bureau, and an unreadable one."""
    proxy = HTTPServer(("127.0.0.1", 0), WantsPassword)
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    transport = Transport(f"http://127.0.0.1:{proxy.server_port}", PATIENCE_SECONDS)
    try:
        with pytest.raises(BureauUnreachableError, match="407"):
            transport.upload("/v1/files/1", iter([b"x"]), NoticeList, headers={})
    finally:
        transport.close()
        proxy.shutdown()
        proxy.server_close()
        thread.join(PATIENCE_SECONDS)


def test_every_failure_of_httpx_has_words() -> None:
    """A new kind of failure must be judged before it is met: was anything sent?"""

    def leaves(kind: type[httpx.RequestError]) -> set[type[httpx.RequestError]]:
        below = [leaves(child) for child in kind.__subclasses__()]
        return set().union(*below) if below else {kind}

    kinds = leaves(httpx.RequestError) - {httpx.TooManyRedirects}
    assert kinds == set(WORDS)
    assert set(NOT_SENT) <= set(WORDS)


def busy(retry_after: str, status: int = 429, body: bytes = b"<html>slow down</html>") -> bytes:
    return http(status, body).replace(b"\r\n", f"\r\nRetry-After: {retry_after}\r\n".encode(), 1)


def in_one_second() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


@pytest.mark.parametrize(
    ("retry_after", "status"),
    [("1", 429), ("1", 503), (in_one_second(), 429), ("odd", 429)],
    ids=["seconds", "unavailable", "date", "odd"],
)
def test_question_is_asked_again_when_the_bureau_says(retry_after: str, status: int) -> None:
    """Asked on at its own pace it was refused again, and the clerk began anew."""
    begun = time.monotonic()
    with answering(busy(retry_after, status), http(200, NOTICES)) as url:
        assert ask(url).notices == []
    if retry_after == "1":
        assert time.monotonic() - begun >= 1.0


@pytest.mark.parametrize("retry_after", ["3600", "999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_long_wait_is_left_to_the_user(retry_after: str) -> None:
    """Excel would stand still for an hour; the whole wait is named instead."""
    with (
        answering(busy(retry_after), http(200, NOTICES)) as url,
        pytest.raises(BureauBusyError) as caught,
    ):
        ask(url)

    assert re.search(
        r"要求 \d+ 秒后再试。这一步没有完成。请在 \d+ 秒后重新执行。", str(caught.value)
    )


def test_busy_answer_to_a_submission_proves_nothing_and_nothing_is_sent_again() -> None:
    """Whoever stands in between may have passed it on, and sending it again would file it twice."""
    body = b'{"code":"TOO_MANY_CALLS","message":"x","details":{}}'
    with answering(busy("1", body=body), http(200, b"{}")) as url:
        with pytest.raises(OutcomeUnknownError) as caught:
            submit(url)
        assert isinstance(caught.value.said, BureauBusyError)
        assert ask_raw(url) == b"{}"  # the second answer is still there


class BusyLine:
    """The shared line of a team whose store somebody else holds locked, from some request on."""

    def __init__(self, takes: int) -> None:
        self.takes = takes

    def take(self, *_: object) -> float:
        self.takes -= 1
        if self.takes < 0:
            raise StoreBusyError("locked")
        return 0.0

    def busy(self, *_: object) -> float:
        raise StoreBusyError("locked")

    def well(self, *_: object) -> None:
        raise StoreBusyError("locked")


def clerk_in_line(url: str, line: BusyLine) -> Bureau:
    transport = Transport(url, PATIENCE_SECONDS, turns=Turns(line, url, 0))
    return Bureau(transport, LoginName("91"), lambda _: "x", lambda _: "x")


def test_locked_store_while_noting_the_pace_hides_no_answer() -> None:
    """Told "not written", the ledger called refused what the bureau held: it was filed again."""
    receipt = b'{"kind":"payment","receipt_no":"1","received_at":"2026-11-22T00:00:00Z"}'
    session = http(200, SESSION.model_dump_json().encode())
    slow = busy("1", body=b'{"code":"TOO_MANY_CALLS","message":"x","details":{}}')
    with answering(session, slow, http(202, receipt)) as url:
        bureau = clerk_in_line(url, BusyLine(9))
        with pytest.raises(OutcomeUnknownError) as caught:
            bureau.submit(SubmissionKind.PAYMENT, "key", BODY, entry_id="1")
        assert isinstance(caught.value.said, BureauBusyError)
        held, _ = bureau.submit(SubmissionKind.PAYMENT, "key", BODY, entry_id="1")
        assert held.receipt_no == "1"


@pytest.mark.parametrize("takes", [2, 3], ids=["logging in again", "sending again"])
def test_locked_store_after_the_first_request_left_is_unknown(takes: int) -> None:
    """The first one may have arrived, whatever keeps the second from leaving."""
    session = http(200, SESSION.model_dump_json().encode())
    expired = http(401, b'{"code":"SESSION_EXPIRED","message":"x","details":{}}')
    with answering(session, expired, session) as url:
        bureau = clerk_in_line(url, BusyLine(takes))
        with pytest.raises(OutcomeUnknownError):
            bureau.submit(SubmissionKind.PAYMENT, "key", BODY, entry_id="1")


def ask_raw(url: str) -> bytes:
    return httpx.get(url, timeout=PATIENCE_SECONDS).content
