"""The way in from the terminal: open the data, seed it once, serve it on uvicorn."""

import asyncio
import copy
import errno
import gc
import logging
import signal
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
import uvicorn.config
from fastapi import FastAPI

from shebao.contract.session import EmployerKind
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Bureau, Settings
from shebao.sandbox.connections import CuttableProtocol
from shebao.sandbox.control.seeding import read_seeded, seed
from shebao.sandbox.database import data_url, reading
from shebao.sandbox.errors import SandboxError
from shebao.sandbox.people.roster import MADE_UP_REGION, Roster, made_up_roster, read_roster

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


MOST_EMPLOYEES = 100_000
CALLS_PER_MINUTE = 6_000  # of one session: far beyond what an office does, and its batches
MOST_EMPLOYERS = 10_000


@dataclass(frozen=True, slots=True)
class Opening:
    """A sandbox that is ready, and how to log in to it."""

    url: str
    tax_id: str
    name: str
    region: str
    unit_no: str
    first_password: str
    sandbox_token: str = field(repr=False)  # what /sandbox/… asks for


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    database_url: str | None = None,
    roster: Path | None = None,
    employees: int | None = None,
    employers: int | None = None,
    region: str = "",
    kind: str | None = None,
    fresh: bool = False,
    feedback_delay: float = 0.0,
    answer_delay: float = 0.0,
    calls_per_minute: int = CALLS_PER_MINUTE,
    open_control: bool = False,
    ready: Callable[[Opening], None] | None = None,
) -> None:
    """Serves until SIGTERM or Ctrl+C; ``ready`` is told of each employer, when calls can come.

    ``fresh`` seeds a unit that nobody registered or logged in to yet.
    Without a database the data goes with the process. Without roster and employees the data
    must be there already.

    Raises SandboxError: port, database, roster or options do not do; nothing is served.
    """
    with ExitStack() as stack:
        if database_url is None:
            folder = tempfile.TemporaryDirectory(prefix="shebao-sandbox-")
            database_url = data_url(Path(stack.enter_context(folder)))
        listener = stack.enter_context(bind(host, port))
        app = create_app(
            Settings(
                database_url=database_url,
                feedback_delay_seconds=feedback_delay,
                answer_delay_seconds=answer_delay,
                calls_per_minute=calls_per_minute,
                control_is_open=open_control,
            )
        )
        bureau: Bureau = app.state.bureau
        stack.callback(bureau.engine.dispose)
        rosters = _rosters(roster, employees, employers, region, kind)
        seeded = [seed(bureau, one, region=region, kind=kind, fresh=fresh) for one in rosters]
        if not seeded:
            with reading(bureau.engine) as connection:
                seeded = [read_seeded(connection)]
        token = app.state.control_token
        openings = [Opening(url_of(listener), **asdict(one), sandbox_token=token) for one in seeded]

        def tell() -> None:
            for opening in openings:
                if ready is not None:
                    ready(opening)

        run(app, listener, tell)


def _rosters(
    roster: Path | None, employees: int | None, employers: int | None, region: str, kind: str | None
) -> Iterator[Roster]:
    """Who is to be seeded, from a file or made up; nobody where data should be there already."""
    if kind is not None and kind not in list(EmployerKind):
        raise SandboxError(f"单位类型“{kind}”无效，可用：{'、'.join(EmployerKind)}。")
    if region and not (len(region) == 6 and region.isascii() and region.isdigit()):
        raise SandboxError(f"地区“{region}”不是六位行政区划代码。")
    if employers is not None and not 1 <= employers <= MOST_EMPLOYERS:
        raise SandboxError(f"单位数应在 1 至 {MOST_EMPLOYERS} 之间。")
    if roster is not None and employers is None:
        yield read_roster(roster)
    elif employees is not None or employers is not None:
        if employees is None or not 1 <= employees <= MOST_EMPLOYEES:
            raise SandboxError(f"职工人数应在 1 至 {MOST_EMPLOYEES} 之间。")
        place, public_body = region or MADE_UP_REGION, kind == EmployerKind.PUBLIC_BODY
        for number in range(1, (employers or 1) + 1):
            yield made_up_roster(employees, place, public_body=public_body, seed=number)
