"""Bytes as they stand on the line, for what no HTTP library would send."""

import socket
import ssl
from contextlib import closing
from urllib.parse import urlsplit

from shebao.conform.verdicts import BrokenPromiseError, NotCheckableError

SECONDS = 20.0


def exchange(url: str, request: bytes) -> bytes:
    """Return what comes until the other end closes the line.

    Raises BrokenPromiseError when it does not, NotCheckableError when nobody is there.
    """
    heard = b""
    line = _line(url)
    try:
        with closing(line):
            line.sendall(request)
            while piece := line.recv(65_536):
                heard += piece
    except ConnectionResetError:
        return heard
    except OSError as error:
        raise BrokenPromiseError("有错的请求之后，连接没有在 20 秒内关闭") from error
    return heard


def hang_up_after(url: str, request: bytes) -> None:
    """Send a request and close the line before its answer is heard.

    Raises NotCheckableError when nobody is there.
    """
    with closing(_line(url)) as line:
        line.sendall(request)


def _line(url: str) -> socket.socket:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        line = socket.create_connection((host, port), timeout=SECONDS)
        if parts.scheme != "https":
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except OSError as error:  # a proxy may be the only way
        raise NotCheckableError(f"不经代理连接不上 {host}:{port}") from error
