"""The sandbox's server on a thread, which ends when it is told.

uvicorn looks every tenth of a second whether it shall end and then waits another one, some
thousand times in a run. How the sandbox ends by itself, tests/sandbox see in its own process.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from socket import socket

from fastapi import FastAPI

from shebao.sandbox.serve import Server

TICK_SECONDS = 0.1  # uvicorn's own: the Date of its answers


class PromptServer(Server):
    """Ends as soon as ``end`` is called, from any thread."""

    def __init__(self, app: FastAPI, on_ready: Callable[[], None] | None = None) -> None:
        super().__init__(app, on_ready)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), TICK_SECONDS)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
