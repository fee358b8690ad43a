"""How often one source may call: so many at once and so many a minute, then 429 with a time."""

import math
from collections.abc import Callable
from time import monotonic

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.faults import App, Receive, Scope, Send
from shebao.sandbox.refusals import answer
from shebao.sandbox.sources import source_of

# What anybody may call without a session: names and passwords can be tried here.
LOOKUPS, LOGIN = "/v1/registrations/", "/v1/session"
OPEN_SHARE = 10  # so many times fewer of these
MOST_SOURCES = 10_000
CONTROL = "/sandbox/"


class Pace:
    """Lets a source call ``calls_per_minute`` times in a row, and as fast as that afterwards."""

    def __init__(self, app: App, bureau: Bureau, clock: Callable[[], float] = monotonic) -> None:
        self.app = app
        self.bureau = bureau
        self.clock = clock
        self.kept: dict[tuple[str, bool], tuple[float, float]] = {}  # calls left, and when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or says when it may come again; nothing was handled then."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self.app(scope, receive, send)
            return
        seconds = self._seconds_to_wait(source_of(scope), is_open=_is_open(scope))
        if seconds == 0:
            await self.app(scope, receive, send)
            return
        words = f"调用过于频繁，未作受理。请在 {seconds} 秒后重试。"
        refusal = answer(RefusalCode.TOO_MANY_CALLS, words, {"retry_after": str(seconds)})
        refusal.headers.update({"Retry-After": str(seconds), "Connection": "close"})
        await refusal(scope, receive, send)

    def _seconds_to_wait(self, source: str, *, is_open: bool) -> int:
        allowed = self.bureau.settings.calls_per_minute
        if allowed <= 0:
            return 0
        most = max(1.0, allowed / OPEN_SHARE) if is_open else float(allowed)
        now = self.clock()
        left, when = self.kept.pop((source, is_open), (most, now))
        left = min(most, left + (now - when) * most / 60)
        if len(self.kept) >= MOST_SOURCES:
            self.kept.pop(next(iter(self.kept)))  # who has been silent longest
        self.kept[source, is_open] = (left - 1 if left >= 1 else left, now)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / most)


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.startswith(LOOKUPS) or (path == LOGIN and scope["method"] == "POST")
