"""A way out through a SOCKS5 proxy, with a deadline at every step.

httpcore's own SOCKS5 reads the proxy's answers without a time limit and takes each for whole, so a
proxy that hangs would hang Excel. Source: RFC 1928, RFC 1929.
"""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

_VERSION, _CONNECT, _NAME = 5, 1, 3
_NO_AUTH, _PASSWORD = 0, 2
_ADDRESS_BYTES = {1: 4, 4: 16}  # of an IPv4 and an IPv6 address


@dataclass(frozen=True, slots=True)
class Socks5:
    """Where the proxy is, and how it knows the user."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


class SocksTransport(httpx.HTTPTransport):
    """httpx's transport over connections that the proxy made."""

    def __init__(self, proxy: Socks5, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust)
        self._pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=Through(proxy))


class Through(httpcore.NetworkBackend):
    """Connects to the proxy instead, and has it connect on."""

    def __init__(self, proxy: Socks5) -> None:
        self._proxy = proxy
        self.direct: httpcore.NetworkBackend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a stream to the host; every failure until then proves that nothing was sent."""
        proxy = self._proxy
        stream = self.direct.connect_tcp(
            proxy.host, proxy.port, timeout, local_address, socket_options
        )
        try:
            _greet(_Talk(stream, timeout), proxy)
            _ask_for(_Talk(stream, timeout), host, port)
        except (httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            stream.close()
            raise httpcore.ConnectTimeout from error
        except (httpcore.ReadError, httpcore.WriteError) as error:
            stream.close()
            raise httpcore.ConnectError from error
        except BaseException:
            stream.close()
            raise
        return stream


@dataclass(frozen=True, slots=True)
class _Talk:
    stream: httpcore.NetworkStream
    timeout: float | None

    def say(self, *parts: bytes) -> None:
        self.stream.write(b"".join(parts), self.timeout)

    def hear(self, count: int) -> bytes:
        """Return exactly so many bytes, in however many pieces they come."""
        heard = b""
        while len(heard) < count:
            piece = self.stream.read(count - len(heard), self.timeout)
            if not piece:
                raise httpcore.ProxyError("hung up")
            heard += piece
        return heard


def _greet(talk: _Talk, proxy: Socks5) -> None:
    method = _PASSWORD if proxy.user else _NO_AUTH
    talk.say(bytes([_VERSION, 1, method]))
    if talk.hear(2) != bytes([_VERSION, method]):
        raise httpcore.ProxyError("no common way to log in")
    if method == _PASSWORD:
        user, password = proxy.user.encode(), proxy.password.encode()
        talk.say(bytes([1, len(user)]), user, bytes([len(password)]), password)
        if talk.hear(2)[1] != 0:
            raise httpcore.ProxyError("user or password refused")


def _ask_for(talk: _Talk, host: str, port: int) -> None:
    name = host.encode("idna")  # an address stays as it is
    ask = bytes([_VERSION, _CONNECT, 0, _NAME, len(name)])
    talk.say(ask, name, port.to_bytes(2, "big"))
    version, reply, _, kind = talk.hear(4)
    if version != _VERSION or reply != 0:
        raise httpcore.ProxyError(f"reply {reply}")
    length = talk.hear(1)[0] if kind == _NAME else _ADDRESS_BYTES.get(kind)
    if length is None:
        raise httpcore.ProxyError("no address")
    talk.hear(length + 2)
