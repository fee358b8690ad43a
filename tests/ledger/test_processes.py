"""The ledger holds when a process is killed and when several write at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shebao.ledger import Ledger, State
from tests.ledger.child import now, opened
from tests.patience import PATIENCE_SECONDS
from tests.postgres import new_database

CHILD = Path(__file__).with_name("child.py")


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, CHILD, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, store_path: Path) -> str:
    """Where a store will be; nothing is there yet."""
    if request.param == "sqlite":
        return str(store_path)
    return new_database(request.getfixturevalue("postgres"))


@contextmanager
def reading(where: str) -> Iterator[Ledger]:
    with opened(where) as store:
        yield Ledger(store, now)


def test_an_entry_survives_kill_9_right_after_open(where: str) -> None:
    """A submission that may have left must never be forgotten."""
    with start("hang", where) as child:
        assert child.stdout
        entry_id, key = child.stdout.readline().split()
        child.kill()
    with reading(where) as ledger:
        (entry,) = ledger.unsettled("T1")
    assert (entry.entry_id, entry.key, entry.state) == (entry_id, key, State.INTENT)


def test_two_processes_append_at_once(where: str) -> None:
    """They also meet on a store that neither finds ready."""
    children = [start("append", where, prefix) for prefix in ("甲", "乙")]
    for child in children:
        child.communicate(timeout=PATIENCE_SECONDS)
        assert child.returncode == 0
    with reading(where) as ledger:
        entries = ledger.list("T1")
        assert ledger.verify() == []
    assert len({entry.key for entry in entries}) == len(entries) == 50
    assert {entry.state for entry in entries} == {State.RECORDED}


def test_of_two_processes_only_one_opens_a_subject(where: str) -> None:
    """Two clicks in two windows are one submission."""
    children = [start("compete", where) for _ in range(2)]
    won = [
        int(line)
        for child in children
        for line in child.communicate(timeout=PATIENCE_SECONDS)[0].split()
    ]
    assert sorted(won) == list(range(25))
    assert [child.returncode for child in children] == [0, 0]
    with reading(where) as ledger:
        assert len(ledger.unsettled("T1")) == 25
