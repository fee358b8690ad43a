"""A process of one terminal command kills itself (kill -9) at a step.

The step is a way through the program: ``return:Ledger.mark_sent>call:Response.read`` is the first
call of ``Response.read`` after the first return of ``Ledger.mark_sent``. Behind ``>lines:40`` it is
the fortieth line of ours from there on, behind ``>ms:40`` it comes after so many milliseconds.
Nothing is replaced: the process watches its own real calls.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

OURS = f"{os.sep}shebao{os.sep}"
Act = Callable[[], object]


def kill_self() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def when(step: str, act: Act = kill_self) -> None:
    """Let it happen once, at this step of what this thread does from now on.

    What comes after milliseconds is always the end of the process.
    """
    ahead = [tuple(part.split(":")) for part in step.split(">")]

    def look(frame: FrameType, event: str, _argument: object) -> None:
        if ahead and (event, frame.f_code.co_qualname) == ahead[0]:
            del ahead[0]
            if not ahead:
                sys.setprofile(None)
                act()
            elif ahead[0][0] in ("lines", "ms"):
                sys.setprofile(None)
                kind, count = ahead[0]
                _count_lines(frame, int(count), act) if kind == "lines" else _kill_after(int(count))

    sys.setprofile(look)


def _count_lines(frame: FrameType, count: int, act: Act) -> None:
    left = count

    def step(inner: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        if OURS not in inner.f_code.co_filename or left <= 0:
            return None
        if event == "line":
            left -= 1
            if left <= 0:
                sys.settrace(None)
                act()
        return step

    sys.settrace(step)
    outer: FrameType | None = frame
    while outer is not None:  # those that run already, up to the command and its way in
        if OURS in outer.f_code.co_filename:
            outer.f_trace = step
        outer = outer.f_back


def _kill_after(milliseconds: int) -> None:
    # The default of this signal ends the process at once, whatever it is just doing.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, milliseconds / 1000 or 1e-6)
