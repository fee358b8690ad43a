"""Runs one terminal command and kills itself (kill -9) at a step; see the tests that start it.

The step is a way through the program: ``return:Ledger.mark_sent>call:Response.read`` is the first
call of ``Response.read`` after the first return of ``Ledger.mark_sent``. Nothing is replaced: the
process watches its own real calls.
"""

import os
import signal
import sys
from types import FrameType

from shebao import cli


def main() -> int:
    """Run the command after the step's name."""
    ahead = [tuple(step.split(":")) for step in sys.argv[1].split(">")]

    def look(frame: FrameType, event: str, _argument: object) -> None:
        if ahead and (event, frame.f_code.co_qualname) == ahead[0]:
            del ahead[0]
            if not ahead:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)
    return cli.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
