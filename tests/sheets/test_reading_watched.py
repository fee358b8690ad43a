"""Whoever waits for a foreign file sees how long it takes, and may stop it."""

from pathlib import Path

import pytest

from shebao.domain.errors import CancelledError
from shebao.sheets.outside_file import read_grids


def test_reading_is_shown_and_ends_when_it_is_stopped(tmp_path: Path) -> None:
    """A reader that went on by itself would hold its memory while the next one is started."""
    path, seen = tmp_path / "工资.csv", list[tuple[int, int]]()
    path.write_text("姓名,工资\n赵甲,1\n", encoding="utf-8")

    def stop(seconds: int, most: int) -> None:
        seen.append((seconds, most))
        raise CancelledError("读取文件", seconds, most)

    with pytest.raises(CancelledError):
        read_grids(path, look=stop)
    assert read_grids(path, look=lambda seconds, most: seen.append((seconds, most)))

    assert len(seen) >= 2
    assert all(0 <= seconds < most for seconds, most in seen)
