"""Files as LibreOffice saves them, as a colleague without Excel does."""

import atexit
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.packages import packed, parts_of
from tests.patience import PATIENCE_SECONDS

BOOK = "xl/workbook.xml"
PRINT_TITLES = re.compile(rb'<definedName name="_xlnm.Print_Titles"[^<]*</definedName>')


def convert(to: str, out: Path, *paths: Path, environment: dict[str, str] | None = None) -> None:
    """Open the files, compute their formulas, save each as ``to`` into a folder."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed; `sh scripts/setup.sh test` brings it")
    command = [soffice, _profile(), "--headless", "--convert-to", to, "--outdir", str(out)]
    with tempfile.TemporaryDirectory(prefix="shebao-unpaged-") as folder:
        if to != "pdf":
            paths = tuple(unpaged(path, Path(folder)) for path in paths)
        command += map(str, paths)
        subprocess.run(
            command, check=True, capture_output=True, timeout=PATIENCE_SECONDS, env=environment
        )


def windows_fonts() -> dict[str, str]:
    """Return an environment in which columns and texts are as wide as on a clerk's Windows."""
    fonts = Path(__file__).with_name("windows_fonts.conf").resolve()
    return {**os.environ, "FONTCONFIG_FILE": str(fonts)}


def unpaged(path: Path, folder: Path) -> Path:
    """Return a copy without print titles, under its own name.

    For every sheet that has some LibreOffice breaks a million rows into pages as it opens the file:
    17 of the 22 s that the whole workbook took.
    """
    parts = parts_of(path)
    parts[BOOK] = PRINT_TITLES.sub(b"", parts[BOOK])
    folder.mkdir(exist_ok=True)
    copy = folder / path.name
    copy.write_bytes(packed(parts))
    return copy


def through_libreoffice(path: Path) -> Path:
    """Return the file as .xlsx in a folder beside it."""
    convert("xlsx", path.parent / "converted", path)
    return path.parent / "converted" / path.name


@cache
def _profile() -> str:
    """One for all tests of a process: making it takes longer than most conversions."""
    folder = Path(tempfile.mkdtemp(prefix="shebao-libreoffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"-env:UserInstallation={folder.as_uri()}"
