"""The open connections of the server, so that a test can have one cut without an answer."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]
# One table for the process: uvicorn builds protocols itself, nothing can be handed to them.
_transports: dict[tuple[Peer, Peer], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, which remembers its connection while it is open."""

    _ends: tuple[Peer, Peer] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remembers the connection."""
        super().connection_made(transport)
        self._ends = (
            transport.get_extra_info("sockname")[:2],
            transport.get_extra_info("peername")[:2],
        )
        _transports[self._ends] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        if self._ends is not None:
            _transports.pop(self._ends, None)
        super().connection_lost(exc)


def cut(scope: dict[str, Any]) -> None:
    """The connection of this request is reset, whatever was still to be said on it."""
    transport = _transports.get((tuple(scope["server"]), tuple(scope["client"])))
    if transport is not None:
        transport.abort()
