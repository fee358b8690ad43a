"""Who is not heard: two lengths, bodies without end, control without its token, calls too often."""

import hashlib
import math
import secrets
from collections.abc import Callable
from time import monotonic
from typing import Any

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.faults import App, Message, Receive, Scope, Send
from shebao.sandbox.people.tries import source_of
from shebao.sandbox.refusals import answer

HEADER = "X-Sandbox-Token"
_CONTROL = "/sandbox"
_WORDS = (
    f"控制接口 /sandbox/ 需要请求头 {HEADER}，其值见“shebao sandbox”启动时打印的 sandbox_token，"
    "未作任何改变。"
)


class ControlKey:
    """Stands before every control endpoint, those that do not exist included."""

    def __init__(self, app: App, bureau: Bureau, token: str) -> None:
        self.app = app
        self.bureau = bureau
        self.token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or refuses it before its body is looked at."""
        if scope["type"] == "http" and self._is_closed(scope):
            await answer(RefusalCode.NOT_PERMITTED, _WORDS, closes=True)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_closed(self, scope: Scope) -> bool:
        if self.bureau.settings.control_is_open or not scope["path"].startswith(_CONTROL):
            return False
        given = dict(scope["headers"]).get(HEADER.lower().encode(), b"")
        return not secrets.compare_digest(given, self.token)


# Wages of 100,000 people in one filing are some 30 MB.
MOST_BODY_BYTES = 64 * 1024 * 1024


class Door:
    """Stands outside of everything; whoever is refused here is not heard again on the same line."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request whose body has one length, and that in bounds."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length")
        if length is not None and b"transfer-encoding" in headers:
            # Two readers on the way could see the end in two places, and the rest as a request.
            await _refuse(scope, receive, send, "请求同时带有两种长度标记，未作受理。", 400)
        elif length is not None and int(length) > MOST_BODY_BYTES:
            await _refuse(scope, receive, send, _TOO_LONG, 413)
        elif length is None and b"transfer-encoding" in headers:
            await self._counted(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Of a body that announces no length, no more than the bounds is passed on."""
        taken = 0
        answered = False

        async def bounded() -> Message:
            nonlocal taken, answered
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BODY_BYTES and not answered:
                answered = True
                await _refuse(scope, receive, send, _TOO_LONG, 413)
            return {"type": "http.disconnect"} if answered else message

        async def unanswered(message: Message) -> None:
            if not answered:
                await send(message)

        await self.app(scope, bounded, unanswered)


_TOO_LONG = f"请求内容超过 {MOST_BODY_BYTES // 1024**2} MB，未作受理。"


async def _refuse(scope: Scope, receive: Receive, send: Send, message: str, status: int) -> None:
    refusal = answer(RefusalCode.BAD_REQUEST, message, status=status, closes=True)
    await refusal(scope, receive, send)


# What anybody may call: names and passwords can be tried here, in whatever session.
LOOKUPS, LOGIN = "/v1/registrations/", "/v1/session"
STRANGERS_SHARE = 3  # so many times fewer calls
MOST_KEPT = 10_000
CONTROL = "/sandbox/"


class Pace:
    """Lets a session call ``calls_per_minute`` times in a row, and as fast as that afterwards.

    A session that was answered has a measure of its own, so that no stranger at the same address
    uses it up. All other calls of an address share one: made-up tokens, logins and lookups among
    them.
    """

    def __init__(self, app: App, bureau: Bureau, clock: Callable[[], float] = monotonic) -> None:
        self.app = app
        self.bureau = bureau
        self.clock = clock
        self.left: dict[str, tuple[float, float]] = {}  # calls, and when; by session or address
        self.sessions: dict[str, None] = {}  # those that were answered, oldest first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or says when it may come again; nothing was handled then."""
        allowed = self.bureau.settings.calls_per_minute
        if allowed <= 0 or scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self.app(scope, receive, send)
            return
        session = _session_of(scope)
        if session in self.sessions:
            seconds = self._seconds_to_wait(session, float(allowed))
        else:
            most = max(1.0, allowed / STRANGERS_SHARE)
            seconds = self._seconds_to_wait(source_of(scope), most)
        if seconds == 0:
            await self.app(scope, receive, self._heeding(session, send))
            return
        words = f"调用过于频繁，未作受理。请在 {seconds} 秒后重试。"
        wait = str(seconds)
        refusal = answer(RefusalCode.TOO_MANY_CALLS, words, {"retry_after": wait}, closes=True)
        refusal.headers["Retry-After"] = wait
        await refusal(scope, receive, send)

    def _heeding(self, session: str, send: Send) -> Send:
        """Send on, and learn from the answer whether the session is one."""

        async def heed(message: Message) -> None:
            if session and message["type"] == "http.response.start":
                self.sessions.pop(session, None)
                if message["status"] != 401:
                    self.sessions[session] = None
                    _drop_oldest(self.sessions)
            await send(message)

        return heed

    def _seconds_to_wait(self, who: str, most: float) -> int:
        now = self.clock()
        left, when = self.left.pop(who, (most, now))
        left = min(most, left + (now - when) * most / 60)
        self.left[who] = (left - 1 if left >= 1 else left, now)
        _drop_oldest(self.left)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / most)


def _session_of(scope: Scope) -> str:
    """What stands for the session of a call; empty for a call that goes by none."""
    path: str = scope["path"]
    if path.startswith(LOOKUPS) or (path == LOGIN and scope["method"] == "POST"):
        return ""
    given = dict(scope["headers"]).get(b"authorization", b"")
    return hashlib.sha256(given).hexdigest() if given else ""


def _drop_oldest(kept: dict[str, Any]) -> None:
    if len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
