"""The open connections of the server, so that a test can have one cut without an answer."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from shebao.contract.refusals import Refusal, RefusalCode

Peer = tuple[str, int]
# One table for the process: uvicorn builds protocols itself, nothing can be handed to them.
_transports: dict[tuple[Peer, Peer], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, which remembers its connection while it is open."""

    head_seconds = 20.0  # for a first byte, and from it to the end of the headers
    request_seconds = 600.0  # for all of a request: an attachment over a slow line

    _ends: tuple[Peer, Peer] | None = None
    _deadline: asyncio.TimerHandle | None = None
    _is_in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remembers the connection."""
        super().connection_made(transport)
        self._ends = (
            transport.get_extra_info("sockname")[:2],
            transport.get_extra_info("peername")[:2],
        )
        _transports[self._ends] = transport
        self._allow(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._allow(None)
        if self._ends is not None:
            _transports.pop(self._ends, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Lets no request take for ever to arrive, however it trickles in."""
        if self._deadline is None:
            self._allow(self.head_seconds)
        super().data_received(data)
        cycle = self.cycle
        is_open = cycle is not None and not cycle.response_complete
        if is_open and not cycle.more_body:
            self._allow(None)
        elif is_open and not self._is_in_body:
            self._allow(self.request_seconds)
        self._is_in_body = is_open and cycle.more_body

    def _allow(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        end = self.transport.abort
        self._deadline = None if seconds is None else self.loop.call_later(seconds, end)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's English
        """What is not HTTP, or has headers without end, is refused as everything else is."""
        body = Refusal(code=RefusalCode.BAD_REQUEST, message="请求不是有效的 HTTP，未作受理。")
        content = body.model_dump_json().encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(content)),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=content),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def cut(scope: dict[str, Any]) -> None:
    """The connection of this request is reset, whatever was still to be said on it."""
    transport = _transports.get((tuple(scope["server"]), tuple(scope["client"])))
    if transport is not None:
        transport.abort()
