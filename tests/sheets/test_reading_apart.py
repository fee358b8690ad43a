"""The process that reads a foreign file apart: what ends it is never called a damaged file."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="process groups are POSIX; the Linux job runs this"
)
# It ends its own group of processes, as a terminal would, and is none of the test's.
CTRL_C = """
import os, signal
from shebao.sheets.reading_apart import read_apart
signal.signal(signal.SIGINT, lambda *_: None)
(sheet,) = read_apart(
    b"a,b", "x", ".csv", 9, look=lambda *_: os.killpg(os.getpgrp(), signal.SIGINT)
)
print(len(sheet.rows))
"""


def test_ctrl_c_at_a_terminal_does_not_reach_the_reader() -> None:
    """Its end was told as 已损坏 of the payroll; whoever waits stops at the next look instead."""
    done = subprocess.run(
        [sys.executable, "-c", CTRL_C],
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("1\n", "")
