"""What a release attaches: whole, checked, and the same bytes from the same sources."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from shebao import __version__
from shebao.setup.build_addin import addin_bytes
from shebao.setup.build_functions import function_modules

ROOT = Path(__file__).parents[2]
WHEEL = f"shebao-{__version__}-py3-none-any.whl"


def release(folder: Path) -> dict[str, bytes]:
    subprocess.run(
        ["sh", "scripts/release.sh", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHON": sys.executable},
        check=True,
        capture_output=True,
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_release_is_whole_and_the_same_twice(tmp_path: Path) -> None:
    """Whoever doubts a release can make it again and compare."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "shebao-0.0.1-py3-none-any.whl").write_bytes(b"old")
    one, two = release(tmp_path / "one"), release(tmp_path / "two")

    assert set(one) == {WHEEL, "shebao.xlam", "SHA256SUMS"}
    assert one == two
    assert one["shebao.xlam"] == addin_bytes(function_modules=function_modules())
    for line in one["SHA256SUMS"].decode().splitlines():
        digest, name = line.split()
        assert hashlib.sha256(one[name]).hexdigest() == digest
    assert one["SHA256SUMS"].count(b"\n") == 2
    with zipfile.ZipFile(tmp_path / "one" / WHEEL) as wheel:
        names = set(wheel.namelist())
    # What install and new need on a computer that has the wheel alone.
    for needed in (
        "shebao/excel/shebao_wizard.bas",
        "shebao/excel/ribbon.toml",
        "shebao/workbook_templates/shebao.xlsx",
        "shebao_udfs/cell_errors.bas",
    ):
        assert needed in names
