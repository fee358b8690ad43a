"""The stages of a desk's round, walked once and handed out as copies of its folder.

A copy goes only to a desk that nobody has touched: no call reached its bureau, no file of its
folder and no variable of its environment changed since it was opened. Any other walks by itself.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any

from fastapi import FastAPI

from shebao.sandbox.errors import SandboxError
from shebao.sandbox.serve import bind
from shebao.sandbox.signing import signing_key

Copy = dict[str, tuple[int, bytes]]  # mode and content by place in the folder
Step = Callable[[], object]

_kept: dict[tuple[object, ...], Copy] = {}
_ports: list[int] = []


@contextmanager
def listening() -> Iterator[socket]:
    """Lend a loopback port, if it can be the one of an earlier desk: what it kept names its bureau.

    Between two desks nobody listens there: a bureau that is gone refuses, as it does in life.
    """
    try:
        listener = bind("127.0.0.1", _ports.pop() if _ports else 0)
    except SandboxError:  # another process has it now
        listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    try:
        yield listener
    finally:
        listener.close()
        _ports.append(port)


class Calls:
    """Counts what reaches the application, before it does."""

    def __init__(self, app: Any, state: Any) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._state.calls += 1
        await self._app(scope, receive, send)


class Stages:
    """The stages of desks that were opened by one recipe."""

    def __init__(self, folder: Path, app: FastAPI, *recipe: object) -> None:
        self._folder = folder
        self._app = app
        self._recipe = recipe
        self._opened = self._look()

    def walk(self, steps: Mapping[str, Step], stage: str) -> None:
        """Take the steps in turn as far as the stage, or be where they lead to."""
        names = list(steps)
        way = names[: names.index(stage) + 1]
        if self._look() != self._opened:
            for name in way:
                steps[name]()
            return
        known = [at for at, name in enumerate(way) if (*self._recipe, name) in _kept]
        if known:
            self.lay_out(_kept[(*self._recipe, way[known[-1]])])
            way = way[known[-1] + 1 :]
        for name in way:
            steps[name]()
            _kept[(*self._recipe, name)] = self.copy()

    def reopen(self, opened: Copy) -> None:
        """Be as at the opening, untouched: ``opened`` was copied then."""
        self.lay_out(opened)
        self._opened = self._look()

    def _look(self) -> object:
        files = {
            path: (path.stat().st_size, path.stat().st_mtime_ns)
            for path in self._folder.rglob("*")
            if path.is_file()
        }
        around = {name: os.environ[name] for name in os.environ if not name.startswith("PYTEST_")}
        return self._app.state.calls, files, around

    def copy(self) -> Copy:
        """Everything in the folder, and the bureau's database."""
        return copy_of(self._folder, self._app)

    def lay_out(self, copy: Copy) -> None:
        """Be where the copy was made."""
        bureau = self._app.state.bureau
        bureau.engine.dispose()
        for path in self._folder.rglob("*"):
            if path.is_file():
                path.unlink()
        lay_out(self._folder, copy)
        bureau.signing_key = signing_key(bureau.engine)


def copy_of(folder: Path, app: FastAPI) -> Copy:
    """Everything in a folder in which the application has its database."""
    app.state.bureau.engine.dispose()  # so that the database is one file
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def lay_out(folder: Path, copy: Copy) -> None:
    """Write everything that a copy holds into a folder."""
    for place, (mode, content) in copy.items():
        path = folder / place
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
