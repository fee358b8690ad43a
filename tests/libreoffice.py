"""Files as LibreOffice saves them, as a colleague without Excel does."""

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS


def convert(to: str, out: Path, *paths: Path) -> None:
    """Open the files, compute their formulas, save each as ``to`` into a folder."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed; `sh scripts/setup.sh test` brings it")
    command = [soffice, _profile(), "--headless", "--convert-to", to, "--outdir", str(out)]
    command += map(str, paths)
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)


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
