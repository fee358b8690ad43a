"""Faults that a test orders for the next answers, and the delay before answers to writing calls.

The middleware stands outside the whole application: what it does to an answer happens after
everything was committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Any

from shebao.contract.refusals import Refusal, RefusalCode
from shebao.contract.submission_table import SUBMITTING_PATHS
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.connections import cut

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOK_SECONDS = 0.05  # how often a held answer looks whether it still has to wait
GARBAGE = "<html><body>网关错误\u0000".encode()


class FaultKind(StrEnum):
    """What goes wrong."""

    DROP = "drop"  # handled and committed, then the line is cut without an answer
    LOSE = "lose"  # the line is cut before anything is handled
    GARBAGE = "garbage"  # handled and committed, then 200 with something that is not JSON
    UNAVAILABLE = "unavailable"  # 503, not handled


@dataclass(slots=True)
class Fault:
    """One kind of fault for ``count`` matching calls, after some that pass unharmed."""

    kind: FaultKind
    count: int
    path: str  # of the calls it hits, as a prefix; empty: every writing call
    after: int = 0


class FaultLine:
    """The line between client and bureau; ``faults`` are those that are still to happen."""

    def __init__(self, app: App, bureau: Bureau, faults: list[Fault]) -> None:
        self.app = app
        self.bureau = bureau
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, with the fault that is its turn."""
        if scope["type"] != "http" or scope["path"].startswith("/sandbox/"):
            await self.app(scope, receive, send)
            return
        writes = scope["method"] == "POST" and scope["path"] in SUBMITTING_PATHS
        fault = self._take(scope["path"], writes=writes)
        if fault is None:
            if writes and self.bureau.settings.answer_delay_seconds > 0:
                send = _Held(send, self.bureau)
            await self.app(scope, receive, send)
        elif fault is FaultKind.UNAVAILABLE:
            await _drain(receive)
            refusal = Refusal(code=RefusalCode.UNAVAILABLE, message="税务系统繁忙，请稍后再试。")
            await _answer(send, 503, refusal.model_dump_json().encode())
        else:
            if fault is FaultKind.LOSE:
                await _drain(receive)
            else:
                await self.app(scope, receive, _swallow)
            if fault is FaultKind.GARBAGE:
                await _answer(send, 200, GARBAGE)
            else:
                cut(dict(scope))
                while (await receive())["type"] != "http.disconnect":
                    pass

    def _take(self, path: str, *, writes: bool) -> FaultKind | None:
        for fault in self.faults:
            if path.startswith(fault.path) if fault.path else writes:
                if fault.after > 0:
                    fault.after -= 1
                    return None
                fault.count -= 1
                if fault.count <= 0:
                    self.faults.remove(fault)
                return fault.kind
        return None


class _Held:
    """Sends the answer on after a delay in real time, or at once when the delay is shortened."""

    def __init__(self, send: Send, bureau: Bureau) -> None:
        self._send = send
        self._bureau = bureau
        self._begun = monotonic()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            while (left := self._left()) > 0:
                await asyncio.sleep(min(left, LOOK_SECONDS))
        await self._send(message)

    def _left(self) -> float:
        return self._begun + self._bureau.settings.answer_delay_seconds - monotonic()


async def _swallow(_message: Message) -> None:
    """Lets an answer vanish."""


async def _drain(receive: Receive) -> None:
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
