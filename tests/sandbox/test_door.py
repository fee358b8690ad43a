"""What stands before the bureau's rules: framing, bounds, idle lines, equal words at login."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from statistics import median
from time import monotonic, perf_counter

import pytest

from shebao.contract.refusals import Refusal, RefusalCode
from shebao.sandbox import door
from shebao.sandbox.connections import CuttableProtocol
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.running import Desk, Running, refused

LOOKUP = b"POST /v1/registrations/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = b'{"tax_id":"91520111MA6AAAAA0X"}'
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


def line(desk: Desk) -> socket.socket:
    url = desk.http.base_url
    return socket.create_connection((url.host, url.port), timeout=PATIENCE_SECONDS)


def told(desk: Desk, request: bytes) -> bytes:
    """Everything that comes until the bureau closes the line."""
    with line(desk) as open_line:
        open_line.sendall(request)
        return b"".join(iter(lambda: open_line.recv(65_536), b""))


def refusal_of(answer: bytes) -> tuple[bytes, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.split(b" ")[1], Refusal.model_validate_json(body).code


@pytest.mark.parametrize(
    "lengths", [b"Content-Length: 4\r\n", b"Content-Length: %d\r\n" % len(BODY)]
)
def test_request_of_two_lengths_is_refused_and_its_line_closed(desk: Desk, lengths: bytes) -> None:
    """A gateway that believes the other one would take the rest for somebody's next request."""
    both = LOOKUP + lengths + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS
    hidden = b"GET /v1/release HTTP/1.1\r\nHost: x\r\n\r\n"

    answer = told(desk, both + hidden)

    assert refusal_of(answer) == (b"400", RefusalCode.BAD_REQUEST)
    assert answer.count(b"HTTP/1.1") == 1
    one = LOOKUP + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + CHUNKS
    assert b" 200 " in told(desk, one)


@pytest.mark.parametrize("is_announced", [True, False])
def test_body_beyond_bounds_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_announced: bool
) -> None:
    monkeypatch.setattr(door, "MOST_BODY_BYTES", 1000)
    body = json.dumps({"tax_id": "1" * 1100}).encode()

    def chunks() -> Iterator[bytes]:
        yield body[:500]
        yield body[500:]

    answer = desk.http.post("/v1/registrations/lookup", content=body if is_announced else chunks())

    refused(answer, RefusalCode.BAD_REQUEST, 413)
    headers = {"Content-Type": "application/json"}
    within = desk.http.post("/v1/registrations/lookup", content=BODY, headers=headers)
    assert within.status_code == 200


def test_headers_beyond_bounds_are_refused_in_words(desk: Desk) -> None:
    answer = told(desk, LOOKUP + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n")

    assert refusal_of(answer) == (b"400", RefusalCode.BAD_REQUEST)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe{", b"[" * 100_000, b'{"tax_id": NaN'])
def test_body_that_is_no_json_is_told_as_such(desk: Desk, content: bytes) -> None:
    """It was told that there is no such address, which sends people looking elsewhere."""
    headers = {"Content-Type": "application/json"}
    answer = desk.http.post("/v1/registrations/lookup", content=content, headers=headers)

    refusal = refused(answer, RefusalCode.BAD_REQUEST, 400)
    assert "不是有效的 JSON" in answer.text
    assert answer.json()["details"]["kind"] == "json_invalid", refusal


@pytest.mark.parametrize(
    "beginning", [b"", b"POST /v1/session HT", LOOKUP + b"Content-Length: 31\r\n\r\n{"]
)
def test_line_on_which_nothing_comes_is_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    """A few thousand open lines would keep everybody else out on the 15th."""
    monkeypatch.setattr(CuttableProtocol, "head_seconds", 0.3)
    monkeypatch.setattr(CuttableProtocol, "request_seconds", 0.3)
    begun = monotonic()
    with line(desk) as open_line:
        open_line.sendall(beginning)
        with suppress(ConnectionResetError):
            assert open_line.recv(1) == b""
    assert 0.2 < monotonic() - begun < PATIENCE_SECONDS


def test_user_that_does_not_exist_is_told_as_one_that_does(desk: Desk) -> None:
    """Words, details, status and lock are the same, try by try."""
    user = {"right": "全部功能", "remark": "", "is_new": True}
    assert desk.http.put("/v1/users/made_up", json=user).is_success

    def answers(name: str) -> list[tuple[int, str]]:
        body = {"tax_id": desk.seeded.tax_id, "user_name": name, "password": "no-such-1"}
        tries = [desk.http.post("/v1/session", json=body) for _ in range(7)]
        return [(answer.status_code, answer.text) for answer in tries]

    known, unknown = answers("made_up"), answers("nobody")

    assert [status for status, _ in known] == [401] * 4 + [403] * 3
    assert unknown[:4] == known[:4]
    assert [json.loads(t)["code"] for _, t in unknown] == [json.loads(t)["code"] for _, t in known]


def test_user_that_does_not_exist_costs_the_same_time(sandbox: Running) -> None:
    """A hash is compared either way: made dear here, its absence would show by far."""
    sandbox.bureau.settings = replace(sandbox.bureau.settings, argon2_time_cost=30)
    desk = sandbox.admit()
    user = {"right": "全部功能", "remark": "", "is_new": True}
    assert desk.http.put("/v1/users/made_up", json=user).is_success

    def seconds(name: str) -> float:
        body = {"tax_id": desk.seeded.tax_id, "user_name": name, "password": "no-such-1"}
        begun = perf_counter()
        desk.http.post("/v1/session", json=body)
        return perf_counter() - begun

    seconds("warm_up")
    known = median(seconds("made_up") for _ in range(4))
    unknown = median(seconds("nobody") for _ in range(4))

    assert 0.3 < unknown / known < 3.0
