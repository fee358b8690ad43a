"""How often somebody may call: so many at once and so many a minute, then 429 with a time.

A session that was answered has a measure of its own, so that no stranger at the same address uses
it up. All other calls of an address share one: made-up tokens, logins and lookups among them.
"""

import hashlib
import math
from collections.abc import Callable
from time import monotonic
from typing import Any

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.faults import App, Message, Receive, Scope, Send
from shebao.sandbox.people.tries import source_of
from shebao.sandbox.refusals import answer

# What anybody may call: names and passwords can be tried here, in whatever session.
LOOKUPS, LOGIN = "/v1/registrations/", "/v1/session"
STRANGERS_SHARE = 3  # so many times fewer calls
MOST_KEPT = 10_000
CONTROL = "/sandbox/"


class Pace:
    """Lets a session call ``calls_per_minute`` times in a row, and as fast as that afterwards."""

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
