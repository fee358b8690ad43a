"""Desks that the tests of this folder share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, open_desk


@pytest.fixture
def small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Six people: enough for every kind of submission, and quick."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6) as desk:
        yield desk
