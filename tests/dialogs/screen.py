"""A screen without a monitor, and the hands of a clerk before it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from shebao.dialogs.window import WINDOW_CLASS
from tests.patience import PATIENCE_SECONDS, wait_for

Seen = TypeVar("Seen")
_PATH = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])


@dataclass
class Answering:
    """A process that shows a dialog and prints what came of it."""

    process: "subprocess.Popen[str]"

    def answer(self) -> Any:
        """Wait for the end; what it printed last, read as JSON."""
        out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        assert self.process.returncode == 0, err
        return json.loads(out.splitlines()[-1])


@dataclass(frozen=True)
class Screen:
    """One X display; keys go to the window that has the keyboard."""

    environment: dict[str, str]

    @contextmanager
    def showing(self, code: str, **more: str) -> Iterator[Answering]:
        """Run Python code that opens a window; end it when the block ends."""
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, **self.environment, **more, "PYTHONPATH": _PATH},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        try:
            yield Answering(process)
        finally:
            process.kill()
            process.communicate()

    def window(self, title: str, *, has_keyboard: bool = True) -> str:
        """Wait until a window of ours with this title is seen, and has the keyboard."""

        def look() -> str:
            for window in self._tool("search", "--onlyvisible", "--class", WINDOW_CLASS).split():
                if self._tool("getwindowname", window).strip() == title and (
                    not has_keyboard
                    or self._tool("getwindowfocus", "getwindowname").strip() == title
                ):
                    return window
            return ""

        return wait_for(look)

    def has_window(self) -> bool:
        """Whether any window of ours is seen now."""
        return bool(self._tool("search", "--onlyvisible", "--class", WINDOW_CLASS).split())

    def press(self, *keys: str) -> None:
        self._tool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self._tool("type", "--delay", "20", text)

    def click(self, window: str, x: int, y: int, times: int = 1) -> None:
        """Click at a place of a window; negative places count from its right and lower edge."""
        shape = dict(
            line.split("=") for line in self._tool("getwindowgeometry", "--shell", window).split()
        )
        place = [
            str(n if n >= 0 else int(shape[side]) + n) for n, side in ((x, "WIDTH"), (y, "HEIGHT"))
        ]
        self._tool("mousemove", "--window", window, *place)
        self._tool("click", "--repeat", str(times), "--delay", "60", "1")

    def picture(self, window: str, path: Path) -> None:
        """Save what the window shows."""
        subprocess.run(
            ["import", "-silent", "-window", window, "-depth", "8", "-strip", str(path)],
            env={**os.environ, **self.environment},
            check=True,
            timeout=PATIENCE_SECONDS,
        )

    def _tool(self, *arguments: str) -> str:
        """Run xdotool; an answer that finds nothing is empty."""
        return subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        ).stdout


@contextmanager
def open_screen() -> Iterator[Screen]:
    """Start Xvfb on a display that it finds free itself."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:  # a server that ends closes it, and the line is empty
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield Screen({"DISPLAY": f":{number}", "LC_ALL": "C.UTF-8"})
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)
