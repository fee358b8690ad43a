"""The process that reads a foreign file apart: what ends it is never called a damaged file."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from shebao.sheets.outside_file import read_apart
from shebao.sheets.unreadable import NO_ROOM, UnreadableError

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="process groups and /dev/full are POSIX; the Linux job runs this"
)
# It ends its own group of processes, as a terminal would, and is none of the test's.
CTRL_C = """
import os, signal
from shebao.sheets.outside_file import read_apart
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


def test_a_disk_that_fills_under_the_answer_has_its_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a packed workbook holds is larger than itself: the answer is what finds no room."""
    with ExitStack() as closing:
        given = closing.enter_context(tempfile.TemporaryFile())
        answered = closing.enter_context(Path("/dev/full").open("r+b", buffering=0))
        files = iter([given, answered])
        monkeypatch.setattr("tempfile.TemporaryFile", lambda: next(files))
        with pytest.raises(UnreadableError) as refused:
            read_apart(b"a,b", "工资表", ".csv", 9)

    assert (refused.value.why, refused.value.next_step) == NO_ROOM
