"""Runs one terminal command and kills itself (kill -9) at a step; see the tests that start it.

The step is a way through the program: ``return:Ledger.mark_sent>call:Response.read`` is the first
call of ``Response.read`` after the first return of ``Ledger.mark_sent``. Behind ``>lines:40`` it is
the fortieth line of ours from there on, behind ``>ms:40`` it comes after so many milliseconds.
Nothing is replaced: the process watches its own real calls.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

from shebao import cli

OURS = f"{os.sep}shebao{os.sep}"


def main() -> int:
    """Run the command after the step's name."""
    ahead = [tuple(step.split(":")) for step in sys.argv[1].split(">")]

    def look(frame: FrameType, event: str, _argument: object) -> None:
        if ahead and (event, frame.f_code.co_qualname) == ahead[0]:
            del ahead[0]
            if not ahead:
                os.kill(os.getpid(), signal.SIGKILL)
            elif ahead[0][0] in ("lines", "ms"):
                sys.setprofile(None)
                kind, count = ahead[0]
                _count_lines(frame, int(count)) if kind == "lines" else _kill_after(int(count))

    sys.setprofile(look)
    return cli.main(sys.argv[2:])


def _count_lines(frame: FrameType, count: int) -> None:
    left = count

    def step(inner: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        if OURS not in inner.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
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


if __name__ == "__main__":
    sys.exit(main())
