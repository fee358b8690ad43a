"""How long a call may last and how much an answer may hold, whatever the other end does.

httpx limits each wait alone: a byte a second never ends. Here one deadline stands over the whole
call: names, connecting, proxy, TLS, sending, the head and the body of the answer.
"""

import re
import time
import zlib
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from shebao.bureau.names import LookUp, addresses_of
from shebao.bureau.socks import Through

MOST_BYTES = 64_000_000  # of an answer, unpacked: 100,000 people's bill lines are 30 million
MOST_PAGES = 2_000
LEVEL = 6  # of 100,000 wages 10.7 MB become 2.1 in 0.2 s; level 1 is 2.5 in 0.1
_GZIP = 16 + zlib.MAX_WBITS
PIECE = 16_384  # sent at once: between two of them the deadline is looked at
# Control characters beyond tab and line ends, escaped or as they are: a terminal obeys them.
_CONTROL = re.compile(
    rb"(?<!\\)((?:\\\\)*)(?:\\u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F])"
    rb"|\\[bf]|\xc2[\x80-\x9f]|\x7f)"
)
_SIGNS = (rb"\u00", rb"\b", rb"\f", b"\xc2", b"\x7f")  # one of them in every control character


class Deadline:
    """When the call that runs now must be over."""

    def __init__(self) -> None:
        self._until: float | None = None

    def start(self, seconds: float) -> None:
        """Let the call that begins now last this long."""
        self._until = time.monotonic() + seconds

    def left(self, timeout: float | None, late: type[Exception]) -> float | None:
        """Return how long to wait at most; raise ``late`` when it is over."""
        if self._until is None:
            return timeout
        left = self._until - time.monotonic()
        if left <= 0:
            raise late("the call took too long")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the call."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what came."""
        return self._inner.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        view = memoryview(buffer)
        for place in range(0, len(view), PIECE):
            left = self._deadline.left(timeout, httpcore.WriteTimeout)
            self._inner.write(bytes(view[place : place + PIECE]), left)

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the same connection, encrypted."""
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects as another backend does, in time: looking a name up, and all its addresses."""

    def __init__(self, inner: httpcore.NetworkBackend, deadline: Deadline, look_up: LookUp) -> None:
        self._inner = inner
        self._deadline = deadline
        self._look_up = look_up

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address that takes one.

        Given a name, httpcore would allow each of its addresses the whole time.
        """
        until = Deadline()
        if timeout is not None:
            until.start(timeout)
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses_of(host, port, self._left(until), self._look_up):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._left(until), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure

    def _left(self, until: Deadline) -> float | None:
        """Return what is left of both, the connecting and the call."""
        late = httpcore.ConnectTimeout
        return self._deadline.left(until.left(None, late), late)

    def sleep(self, seconds: float) -> None:
        """Wait between two tries to connect."""
        self._inner.sleep(seconds)


def bind_to(deadline: Deadline, client: httpx.Client, look_up: LookUp) -> None:
    """Let every connection that the client makes, through whatever proxy, end with its call.

    httpx hands no network backend on to httpcore, whose public parameter it is; so it is put where
    httpcore keeps it, which a test of every way to the bureau holds to.
    """
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001
        if isinstance(transport, httpx.HTTPTransport):
            pool = transport._pool  # noqa: SLF001
            backend = pool._network_backend  # noqa: SLF001
            if isinstance(backend, Through):  # its talk with the proxy must end as well
                backend.direct = _Backend(backend.direct, deadline, look_up)
            else:
                pool._network_backend = _Backend(backend, deadline, look_up)  # noqa: SLF001


def packed(content: bytes) -> bytes:
    """Return the content as one gzip member."""
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    return packing.compress(content) + packing.flush()


def read_bounded(response: httpx.Response) -> bytes:
    """Return the whole body of an answer, unpacked.

    Raises httpx.DecodingError for one that is too long or cannot be unpacked; what httpx raises.
    """
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", ""):
        raise httpx.DecodingError(f"packed as {packing[:20]}")
    unpacking = zlib.decompressobj(_GZIP) if packing == "gzip" else None
    content = bytearray()
    for piece in response.iter_raw():
        room = MOST_BYTES - len(content)
        try:
            plain = piece if unpacking is None else unpacking.decompress(piece, room + 1)
        except zlib.error as error:
            raise httpx.DecodingError("cannot be unpacked") from error
        if len(plain) > room:
            raise httpx.DecodingError("too long")
        content += plain
    if unpacking is not None and not unpacking.eof:
        raise httpx.DecodingError("cut off")
    return bytes(content)


def without_controls(content: bytes) -> bytes:
    """Return JSON whose texts hold no control characters but tab and line ends.

    What every control character has in it is looked for first: the pattern, which stops at every
    byte, took a fifth of a reconciliation.
    """
    if not any(sign in content for sign in _SIGNS):
        return content
    return _CONTROL.sub(rb"\1", content)
