"""A gateway on loopback that passes submissions on to the bureau and answers otherwise."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from shebao.bureau.client import PATHS
from tests.patience import PATIENCE_SECONDS

SUBMITTING = frozenset(PATHS.values())
HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "content-encoding", "host"}


@dataclass(frozen=True)
class Answer:
    """What a caller is told."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Lie = Callable[[Answer], Answer]  # from what the bureau said to what the caller is told


def refusal(status: int, code: str, message: str) -> Lie:
    """A no in the contract's own form."""
    body = json.dumps({"code": code, "message": message, "details": {}}).encode()
    return lambda _: Answer(status, body, {"Content-Type": "application/json"})


def foreign(status: int, body: bytes = b"", **headers: str) -> Lie:
    """Something that no bureau says."""
    return lambda _: Answer(status, body, headers)


LIES: dict[str, Lie] = {
    "503 UNAVAILABLE": refusal(503, "UNAVAILABLE", "税务系统繁忙，请稍后再试。"),
    "409 refusal": refusal(409, "BILL_CHANGED", "应征信息已经变化，请刷新后重新确认。"),
    "bare 407": foreign(407),
    "401 expired": refusal(401, "SESSION_EXPIRED", "登录已失效，请重新登录。"),
    "403 web page": foreign(403, b"<html>forbidden</html>"),
    "302 login page": foreign(302, b"", Location="http://127.0.0.1/login"),
    "500 refusal": refusal(500, "INTERNAL", "网关错误"),
    "502 bare": foreign(502),
    "429 page": foreign(429, b"<html>slow down</html>", **{"Retry-After": "1"}),
    "404 refusal": refusal(404, "NOT_FOUND", "没有这个接口。"),
}


@dataclass
class Gateway:
    """Where it listens; ``lie`` is told once for the next submission, ``at`` any other path."""

    url: str
    lie: Lie | None = None
    at: str = ""  # a path to lie at in place of the submitting ones
    told: int = 0
    leaves_after: str = ""  # a path: once it was answered, nobody listens any more
    renames_keys: bool = False  # passes every submission on under a key of its own
    seen: list[str] = field(default_factory=list)

    def says(self, lie: Lie, at: str = "") -> None:
        self.lie, self.at, self.told = lie, at, 0

    def answer(self, method: str, path: str, truth: Answer) -> Answer:
        """The truth, or the lie when it is its turn."""
        self.seen.append(f"{method} {path}")
        place = path.partition("?")[0]
        is_meant = self.at in place if self.at else method == "POST" and place in SUBMITTING
        if self.lie is None or not is_meant:
            return truth
        lie, self.lie = self.lie, None
        self.told += 1
        return lie(truth)


@contextmanager
def gateway(bureau_url: str) -> Iterator[Gateway]:
    """Serve between a client and a bureau until the block ends."""
    onward = httpx.Client(base_url=bureau_url, timeout=PATIENCE_SECONDS, trust_env=False)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
            if between.renames_keys and "Idempotency-Key" in headers:
                headers["Idempotency-Key"] = f"gateway-{len(between.seen)}"
            found = onward.request(self.command, self.path, content=content, headers=headers)
            kept = {k: v for k, v in found.headers.items() if k.lower() not in HOP_BY_HOP}
            told = between.answer(
                self.command, self.path, Answer(found.status_code, found.content, kept)
            )
            leaves = bool(between.leaves_after) and between.leaves_after in self.path
            if leaves:
                server.shutdown()
                server.server_close()
            self.send_response(told.status)
            if leaves:
                self.send_header("Connection", "close")
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = do_PUT = _pass_on  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    between = Gateway(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_SECONDS)
        onward.close()
