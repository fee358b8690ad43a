"""A gateway on loopback that passes submissions on to the bureau and answers otherwise."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from shebao.contract.submission_table import SUBMITTING_PATHS
from tests.patience import PATIENCE_SECONDS

HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "host"}
UNPACKED = HOP_BY_HOP | {"content-encoding"}  # an answer is passed on as httpx read it


@dataclass(frozen=True)
class Answer:
    """What a caller is told."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    is_cut: bool = False  # the line breaks in the middle of the body


Lie = Callable[[Answer], Answer]  # from what the bureau said to what the caller is told
PassOn = Callable[[], Answer]
# From passing on to what the caller is told; None cuts the line. It may pass on twice or never.
Deed = Callable[[PassOn], Answer | None]


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
    """Where it listens; ``deed`` is done once for the next submission, ``at`` any other path."""

    url: str
    bureau_url: str
    deed: Deed | None = None
    at: str = ""  # a path to act at in place of the submitting ones
    told: int = 0
    leaves_after: str = ""  # a path: once it was answered, nobody listens any more
    renames_keys: bool = False  # passes every submission on under a key of its own
    seen: list[str] = field(default_factory=list)

    def says(self, lie: Lie, at: str = "") -> None:
        """Pass the next submission on and tell this of it."""
        self.does(lambda pass_on: lie(pass_on()), at)

    def does(self, deed: Deed | None, at: str = "") -> None:
        """Do this with the next submission."""
        self.deed, self.at, self.told = deed, at, 0

    def reset(self, bureau_url: str) -> None:
        """Be honest, before this bureau."""
        self.does(None)
        self.renames_keys, self.bureau_url = False, bureau_url

    def answer(self, method: str, path: str, pass_on: PassOn) -> Answer | None:
        """The truth, or what the deed tells when it is its turn."""
        self.seen.append(f"{method} {path}")
        place = path.partition("?")[0]
        is_meant = self.at in place if self.at else method == "POST" and place in SUBMITTING_PATHS
        if self.deed is None or not is_meant:
            return pass_on()
        deed, self.deed = self.deed, None
        self.told += 1
        return deed(pass_on)


@contextmanager
def gateway(bureau_url: str) -> Iterator[Gateway]:
    """Serve between a client and a bureau until the block ends."""
    onward = httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
            if between.renames_keys and "Idempotency-Key" in headers:
                headers["Idempotency-Key"] = f"gateway-{len(between.seen)}"

            def pass_on() -> Answer:
                url = f"{between.bureau_url}{self.path}"
                found = onward.request(self.command, url, content=content, headers=headers)
                kept = {k: v for k, v in found.headers.items() if k.lower() not in UNPACKED}
                return Answer(found.status_code, found.content, kept)

            told = between.answer(self.command, self.path, pass_on)
            leaves = bool(between.leaves_after) and between.leaves_after in self.path
            if leaves:
                server.shutdown()
                server.server_close()
            if told is None:
                self.close_connection = True
                return
            with suppress(ConnectionError):  # of a caller that has gone
                self._tell(told, leaves=leaves)

        def _tell(self, told: Answer, *, leaves: bool) -> None:
            self.send_response(told.status)
            if leaves:
                self.send_header("Connection", "close")
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body[: len(told.body) // 2] if told.is_cut else told.body)
            self.close_connection |= told.is_cut

        do_GET = do_POST = do_PUT = _pass_on  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    between = Gateway(f"http://127.0.0.1:{server.server_port}", bureau_url)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_SECONDS)
        onward.close()
