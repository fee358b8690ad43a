"""Saving a workbook by LibreOffice, as a colleague without Excel does."""

import shutil
import subprocess
from pathlib import Path

import pytest


def through_libreoffice(path: Path) -> Path:
    """Open the file, compute its formulas, save it as .xlsx into a folder beside it."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is missing; the gate on Debian with it runs this")
    out = path.parent / "converted"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    return out / path.name
