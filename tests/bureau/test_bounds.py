"""A call ends in time and an answer fits in memory, whatever the other end does."""

import gzip
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from shebao.bureau.bounds import MOST_BYTES, without_controls
from shebao.bureau.client import Bureau
from shebao.bureau.errors import (
    BureauRefusedError,
    BureauUnreachableError,
    GarbledAnswerError,
    OutcomeUnknownError,
)
from shebao.bureau.names import LookUp
from shebao.bureau.network import Kind, Network
from shebao.bureau.transport import LONGEST_WORDS, Transport
from shebao.contract.session import NoticeList
from shebao.contract.submissions import Receipt
from shebao.domain.fate import Fate
from shebao.domain.login_name import LoginName
from tests.bureau.test_transport import JSON, SESSION, http
from tests.patience import PATIENCE_SECONDS
from tests.proxies import PASSWORD, USER, Proxy, listening

SECONDS = 1.0
HEARD_OUT = "heard out"  # somebody listened to all that trickled in


@contextmanager
def transport_to(
    behave: Callable[[socket.socket, Proxy], None], network: Network | None = None
) -> Iterator[Transport]:
    with listening(behave) as server:
        transport = Transport(f"http://127.0.0.1:{server.port}", SECONDS, network)
        try:
            yield transport
        finally:
            transport.close()


def dripping(head: bytes) -> Callable[[socket.socket, Proxy], None]:
    """Begin an answer and go on byte by byte, until nobody listens or 40 seconds are over."""

    def behave(caller: socket.socket, proxy: Proxy) -> None:
        caller.recv(65536)
        caller.sendall(head)
        for _ in range(400):
            caller.sendall(b"x")
            time.sleep(0.1)
        proxy.served.append(HEARD_OUT)

    return behave


def saying(answer: bytes) -> Callable[[socket.socket, Proxy], None]:
    def behave(caller: socket.socket, _proxy: Proxy) -> None:
        caller.recv(65536)
        caller.sendall(answer)

    return behave


def glance(transport: Transport) -> NoticeList:
    return transport._read_once("GET", "/v1/notices", NoticeList, {})


HEADS = {
    "head": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000000\r\n",
}


@pytest.mark.parametrize("part", HEADS)
def test_answer_that_trickles_in_ends_with_its_call(part: str) -> None:
    """One byte a second passes every wait, and Excel hangs until the evening."""
    with listening(dripping(HEADS[part])) as server:
        transport = Transport(f"http://127.0.0.1:{server.port}", SECONDS)
        with pytest.raises(BureauUnreachableError):
            glance(transport)
        with pytest.raises(OutcomeUnknownError):  # it may hold what was sent
            transport.write("/v1/payments", JSON, Receipt, headers={}, entry_id="1")
        transport.close()
        assert server.served == []


def test_deadline_stands_over_proxies_too() -> None:
    """A proxy that trickles: in its answer to CONNECT, in the SOCKS greeting."""

    def socks(caller: socket.socket, proxy: Proxy) -> None:
        caller.recv(65536)
        caller.sendall(b"\x05\x02")
        caller.recv(65536)
        caller.sendall(b"\x01\x00")
        caller.recv(65536)
        caller.sendall(b"\x05\x00\x00\x03\xff")  # a name of 255 letters follows
        for _ in range(255):
            caller.sendall(b"x")
            time.sleep(0.1)
        proxy.served.append(HEARD_OUT)

    ways: list[tuple[Kind, Callable[[socket.socket, Proxy], None]]] = [
        (Kind.HTTP, dripping(HEADS["head"])),
        (Kind.SOCKS5, socks),
    ]
    for kind, behave in ways:
        with listening(behave) as proxy:
            network = Network(kind, "127.0.0.1", proxy.port, USER, PASSWORD)
            transport = Transport("https://bureau.example", SECONDS, network)
            with pytest.raises(BureauUnreachableError):
                glance(transport)
            transport.close()
            assert proxy.served == []


def test_name_server_that_does_not_answer_ends_with_the_call() -> None:
    """The system asks it for half a minute, three times over, and Excel stands still."""
    heard = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        heard.wait(PATIENCE_SECONDS)
        return ["127.0.0.1"]

    direct = Network(Kind.DIRECT)
    through = Network(Kind.SOCKS5, "proxy.example", 1080)
    begun = time.monotonic()
    try:
        for network in (direct, through):
            transport = Transport("https://bureau.example", SECONDS, network, silent)
            with pytest.raises(BureauUnreachableError, match="连接超时"):
                glance(transport)
            with pytest.raises(BureauUnreachableError) as caught:
                transport.write("/v1/payments", JSON, Receipt, headers={}, entry_id="1")
            assert caught.value.fate is Fate.NOT_RECORDED  # nothing can have left
            transport.close()
        assert time.monotonic() - begun < 30  # four calls of a second each
    finally:
        heard.set()


def test_next_address_of_a_name_is_tried() -> None:
    """A bureau whose first address is dead answers at the next."""
    good = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"notices":[]}'
    with listening(saying(good)) as server:
        url = f"http://localhost:{server.port}"
        transport = Transport(
            url, 5.0, Network(Kind.DIRECT), lambda *_: ["127.0.0.99", "127.0.0.1"]
        )
        assert glance(transport).notices == []
        transport.close()


def test_name_that_nobody_knows_is_told_at_once() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    ways: tuple[LookUp, ...] = (unknown, lambda *_: [])
    for look_up in ways:
        transport = Transport("https://bureau.example", SECONDS, Network(Kind.DIRECT), look_up)
        with pytest.raises(BureauUnreachableError, match="连接失败"):
            glance(transport)
        transport.close()


def test_packed_answer_is_not_unpacked_beyond_bounds() -> None:
    """1.2 MB of gzip became 2.5 GB."""
    assert MOST_BYTES == 64_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(MOST_BYTES // 1_000_000 + 2))
    bomb += packer.flush()
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    with transport_to(saying(head % len(bomb) + bomb)) as transport:
        transport._timeout_seconds = 30
        with pytest.raises(BureauUnreachableError, match="答复无法解码"):
            glance(transport)
    good = gzip.compress(b'{"notices":[]}')
    with transport_to(saying(head % len(good) + good)) as transport:
        assert glance(transport).notices == []
    cut = head % (len(good) - 4) + good[:-4]
    other = head.replace(b"gzip", b"br") % len(good) + good
    for answer in (cut, other):
        with transport_to(saying(answer)) as transport, pytest.raises(BureauUnreachableError):
            glance(transport)


def test_deep_answer_is_garbage_and_no_crash() -> None:
    deep = b'{"notices":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with transport_to(saying(http(200, deep))) as transport, pytest.raises(GarbledAnswerError):
        glance(transport)


def test_refusal_is_bounded_and_obeyed_by_no_terminal() -> None:
    """40,000 characters went into a cell, escape codes to the terminal."""
    message = "拒绝\x1b[2J\x07\x9b31m" + "长" * 40_000
    body = json.dumps({"code": "X" * 500, "message": message}).encode()
    raw = json.dumps({"code": "X", "message": "\x9b31m拒绝\x7f"}, ensure_ascii=False).encode()
    for content in (body, raw):
        with transport_to(saying(http(409, content))) as transport:
            with pytest.raises(BureauRefusedError) as caught:
                glance(transport)
            assert caught.value.message.isprintable()
            assert caught.value.wording.isprintable()  # which goes into cells
            assert "拒绝" in caught.value.message
            assert len(caught.value.wording) <= LONGEST_WORDS + 1
            assert len(caught.value.refusal_code) <= 64


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (r'"a\u001b[2Jb"', '"a[2Jb"'),
        (r'"C:\\users\\bin\\u001b"', r'"C:\\users\\bin\\u001b"'),
        (r'"\\\u0007x\n\t"', r'"\\x\n\t"'),
        (r'"\u009B\u4e2d"', r'"\u4e2d"'),
    ],
)
def test_controls_leave_and_everything_else_stays(text: str, left: str) -> None:
    assert without_controls(text.encode()).decode() == left


def test_paging_ends() -> None:
    """A bureau that always has one more page would keep a click running for ever."""

    class Endless(Transport):
        asked = 0

        def read(self, method: str, path: str, answer: Any, **more: Any) -> Any:  # noqa: ARG002
            if path == "/v1/session":
                return SESSION
            self.asked += 1
            last = f"{self.asked:09}"
            sizes = {"total": 2_000_000_000, "cursor": self.asked, "more": True, "people": 1}
            lists = {"filings": [1], "lines": [1], "employees": [], "last_person_no": last}
            return answer.model_construct(**sizes, **lists, persons=[], wages=[])

    transport = Endless("http://127.0.0.1:1", SECONDS)
    bureau = Bureau(transport, LoginName("91"), lambda _: "x", lambda _: "x")
    for ask in (
        lambda: list(bureau.employees(0)),
        lambda: bureau.wage_filings("2026-01-01", "2026-01-02"),
        lambda: list(bureau.filed_wages("2026-01")),
        lambda: list(bureau.wage_records()),
        lambda: list(bureau.bill_lines("1")),
    ):
        transport.asked = 0
        with pytest.raises(GarbledAnswerError, match="超过 2000 页"):
            ask()
        assert transport.asked == 2_000
    transport.close()
