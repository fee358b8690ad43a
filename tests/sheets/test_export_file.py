"""Rows in a file of their own, beside the workbook or wherever the user says."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from shebao.printing.pdf import save_pdf
from shebao.sheets.declared.wage_sheets import WAGE_FILING_ITEMS
from shebao.sheets.export_file import export_columns, export_rows, write_export
from workbook_file.parts.saving import write_atomically


def write(path: Path) -> None:
    write_export(path, "表", export_columns(WAGE_FILING_ITEMS), [{"name": "甲"}], lambda *_: None)


def write_plain(path: Path) -> None:
    export_rows(path, WAGE_FILING_ITEMS, [{"name": "甲"}])


def nothing(_file: BinaryIO) -> None:
    """A workbook of no bytes has a mode too."""


@pytest.mark.parametrize("export", [write, write_plain])
@pytest.mark.feature("R-EXPORT")
def test_a_name_as_long_as_the_system_takes_is_exported(
    tmp_path: Path, export: Callable[[Path], None]
) -> None:
    """A draft with a longer name than the file's was refused, with words about a full disk."""
    path = tmp_path / f"{'职' * 83}.xlsx"  # 254 of 255 bytes

    export(path)

    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions; runs in the Linux job")
@pytest.mark.feature("R-EXPORT")
@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_what_is_saved_beside_the_workbook_is_as_readable_as_it(tmp_path: Path, mask: int) -> None:
    """Who may read them is the folder's and the user's to say: on a share a colleague does."""
    old = os.umask(mask)
    try:
        write_atomically(tmp_path / "社保费.xlsx", nothing)
        save_pdf(b"x", tmp_path / "凭证.pdf")
        write(tmp_path / "导出.xlsx")
        write_plain(tmp_path / "明细.xlsx")
    finally:
        os.umask(old)

    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(found) == 4
    assert set(found.values()) == {0o666 & ~mask}
