"""Every way a line can fail, and what it means for a submission."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from shebao.bureau.errors import (
    BureauError,
    BureauUnreachableError,
    GarbledAnswerError,
    OutcomeUnknownError,
)
from shebao.bureau.transport import NOT_SENT, WORDS, Transport
from shebao.contract.session import NoticeList, ReauthRequest
from shebao.contract.submissions import Receipt

BODY = ReauthRequest(password="x")


@contextlib.contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """A server on loopback that gives each caller the next bytes and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        for answer in answers:
            with contextlib.suppress(OSError):
                caller, _ = listener.accept()
                with caller:
                    caller.settimeout(10)
                    caller.recv(65536)
                    caller.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join(20)


def http(status: int, body: bytes, *, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status,
        size,
        body,
    )


def submit(url: str) -> Receipt:
    transport = Transport(url, timeout_seconds=2)
    try:
        receipt, _ = transport.write("/v1/payments", BODY, Receipt, headers={}, entry_id="entry-1")
        return receipt
    finally:
        transport.close()


def ask(url: str) -> NoticeList:
    transport = Transport(url, timeout_seconds=2)
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


def test_every_failure_of_httpx_has_words() -> None:
    """A new kind of failure must be judged before it is met: was anything sent?"""

    def leaves(kind: type[httpx.RequestError]) -> set[type[httpx.RequestError]]:
        below = [leaves(child) for child in kind.__subclasses__()]
        return set().union(*below) if below else {kind}

    kinds = leaves(httpx.RequestError) - {httpx.TooManyRedirects}
    assert kinds == set(WORDS)
    assert set(NOT_SENT) <= set(WORDS)
