"""The sandbox on uvicorn: bound before it starts, ended by SIGTERM without a murmur."""

import asyncio
import copy
import errno
import gc
import logging
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import uvicorn
import uvicorn.config
from fastapi import FastAPI

from shebao.sandbox.connections import CuttableProtocol
from shebao.sandbox.errors import SandboxError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class NamelessFormatter(logging.Formatter):
    """Leaves out the words of exceptions: a database quotes the rows that it refuses."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """The exception and those it came from, the first cause last."""
        return "".join(_where(ei[1]))


def _where(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}\n"
        yield from traceback.format_tb(error.__traceback__)
        error = error.__cause__ or error.__context__


def log_config() -> dict[str, Any]:
    """uvicorn's own, with nameless defects."""
    config = copy.deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["formatters"]["default"] = {"()": NamelessFormatter, "fmt": "%(levelname)s: %(message)s"}
    return config


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises SandboxError: the port is taken or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without the protocol's name asyncio leaves Nagle on, and every answer takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there it would let two servers share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"端口 {port} 已被其他程序占用，请用 --port 换一个端口后重试。"
        else:
            message = f"无法在 {host}:{port} 上启动沙箱税务局，请检查地址和端口。"
        raise SandboxError(message) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The base URL behind which the socket listens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn with the sandbox's settings; tells when it is ready."""

    def __init__(self, app: FastAPI, on_ready: Callable[[], None] | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=CuttableProtocol,
                ws="none",
                lifespan="off",
                proxy_headers=False,
                access_log=False,
                log_config=log_config(),
                log_level="warning",
                timeout_graceful_shutdown=5,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then says so."""
        await super().startup(sockets=sockets)
        if self._on_ready is not None and not self.should_exit:
            self._on_ready()


def run(app: FastAPI, listener: socket.socket, on_ready: Callable[[], None] | None = None) -> None:
    """Serves until SIGTERM or Ctrl+C, and returns then."""
    if threading.current_thread() is threading.main_thread():
        gc.freeze()  # what is loaded stays: else each long answer has it looked through again
        # uvicorn raises the signal again after its own clean end; that one changes nothing.
        signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        Server(app, on_ready).run(sockets=[listener])
    except (KeyboardInterrupt, asyncio.CancelledError):
        return
