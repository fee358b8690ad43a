"""An agency whose bureau runs on a thread, and whose commands run in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.many.agency import Agency, open_agency


@pytest.fixture
def agency(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Agency]:
    """Four employers of three people each, their passwords kept, their list written."""
    with open_agency(tmp_path, capsys, monkeypatch, employers=4, employees=3) as opened:
        yield opened


@pytest.fixture
def two_employers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Agency]:
    """The same with two, for what needs one more than one."""
    with open_agency(tmp_path, capsys, monkeypatch, employers=2, employees=3) as opened:
        yield opened


@pytest.fixture
def one_employer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Agency]:
    """The same with one employer, for what needs no other."""
    with open_agency(tmp_path, capsys, monkeypatch, employers=1, employees=3) as opened:
        yield opened
