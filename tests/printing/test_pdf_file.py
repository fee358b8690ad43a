"""Saving: the whole file or nothing, and an older file survives every failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shebao.printing.errors import PrintNotSavedError
from shebao.printing.pdf import save_pdf


@contextmanager
def no_space_beyond(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk does."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit; CI runs it")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "证明.pdf"
    path.write_bytes(b"old, and longer than the new one")

    assert save_pdf(b"new", path) == path

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_colleagues_may_read_the_file_as_any_other(tmp_path: Path) -> None:
    """A temporary file of tempfile would be closed to everyone else on a shared folder."""
    plain = tmp_path / "plain"
    plain.write_bytes(b"")

    assert save_pdf(b"new", tmp_path / "a.pdf").stat().st_mode == plain.stat().st_mode


def test_full_disk_keeps_the_old_file_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "证明.pdf"
    path.write_bytes(b"old")

    with no_space_beyond(1000), pytest.raises(PrintNotSavedError, match="磁盘空间不足"):
        save_pdf(b"x" * 5000, path)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(PrintNotSavedError, match="文件夹不存在"):
        save_pdf(b"x", tmp_path / "没有" / "证明.pdf")

    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(PrintNotSavedError, match="文件夹不存在"):
        save_pdf(b"x", tmp_path / "file" / "证明.pdf")


def test_name_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "证明.pdf").mkdir()

    with pytest.raises(PrintNotSavedError, match="已有的文件夹同名"):
        save_pdf(b"x", tmp_path / "证明.pdf")

    assert list(tmp_path.iterdir()) == [tmp_path / "证明.pdf"]


def test_too_long_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PrintNotSavedError, match="名称无法使用"):
        save_pdf(b"x", tmp_path / ("证" * 100 + ".pdf"))

    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder_is_refused() -> None:
    """Not chmod: root writes there all the same. The kernel's own folder refuses everyone."""
    with pytest.raises(PrintNotSavedError, match="不允许写入"):
        save_pdf(b"x", Path("/sys/kernel/证明.pdf"))
