"""What a release attaches: whole, checked, and the same bytes from the same sources."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from shebao import __version__
from shebao.setup.assembly.build_addin import addin_bytes
from shebao.setup.assembly.build_functions import function_modules

ROOT = Path(__file__).parents[2]
WHEEL = f"shebao-{__version__}-py3-none-any.whl"


def release(folder: Path, without_kit: str = "1") -> dict[str, bytes]:
    subprocess.run(
        ["sh", "scripts/release.sh", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHON": sys.executable, "WITHOUT_KIT": without_kit},
        check=True,
        capture_output=True,
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_release_is_whole_and_the_same_twice(tmp_path: Path) -> None:
    """Whoever doubts a release can make it again and compare."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "shebao-0.0.1-py3-none-any.whl").write_bytes(b"old")
    one, two = release(tmp_path / "one"), release(tmp_path / "two")

    parts, licences, lock = "shebao.cdx.json", "shebao-licences.md", "requirements.lock"
    assert set(one) == {WHEEL, "shebao.xlam", parts, licences, lock, "SHA256SUMS"}
    assert one == two
    assert one["shebao.xlam"] == addin_bytes(function_modules=function_modules())
    for line in one["SHA256SUMS"].decode().splitlines():
        digest, name = line.split()
        assert hashlib.sha256(one[name]).hexdigest() == digest
    assert one["SHA256SUMS"].count(b"\n") == 5
    pins = dict(re.findall(rb"^([\w.-]+)==([\w.]+)", one[lock], re.M))
    found = json.loads(one[parts])["components"]
    assert {c["name"].encode(): c["version"].encode() for c in found} == pins
    assert b"| httpx" in one[licences]
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


def test_locks_pin_with_hashes_and_name_no_host() -> None:
    """Users get the pins without the tools of development; a mirror has nothing to rewrite."""
    locks = {p.name: p.read_text(encoding="utf-8") for p in ROOT.glob("requirements*.lock")}
    pins = {name: set(re.findall(r"^[\w.-]+==\S+", text, re.M)) for name, text in locks.items()}

    assert set(locks) == {f"requirements{part}.lock" for part in ("", "-dev", "-tools")}
    assert pins["requirements.lock"] < pins["requirements-dev.lock"]
    assert not any(pin.startswith("pytest==") for pin in pins["requirements.lock"])
    for text in locks.values():
        assert "://" not in text
        for block in re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]:
            assert "--hash=sha256:" in block
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r'    "([\w.-]+)(?:\[\w+\])?[<>=].*",', line):
            assert re.search(rf"(?m)^{found[1]}==", locks["requirements-dev.lock"]), line


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ("", 3, "NOT AUDITED"),
        ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', 3, "NOT AUDITED, 1 of 1"),
        (
            '{"dependencies": [{"name": "a", "version": "1", "vulns": []},'
            ' {"name": "b", "skip_reason": "not found"}]}',
            3,
            "has no answer for some",
        ),
        (
            '{"dependencies": [{"name": "a", "version": "1",'
            ' "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}]}',
            1,
            "CVE-1, mended in 2",
        ),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "1 audited, 0"),
    ],
)
def test_audit_without_the_database_is_never_told_as_sound(
    tmp_path: Path, answer: str, status: int, words: str
) -> None:
    """pip-audit itself says "No known vulnerabilities found" when it could ask about nothing."""
    (tmp_path / "answer").write_text(answer, encoding="utf-8")
    (tmp_path / "said").write_text("ConnectionError: nobody there", encoding="utf-8")
    command = [sys.executable, "scripts/audited.py", "x.lock", str(tmp_path / "answer")]
    ran = subprocess.run(
        [*command, str(tmp_path / "said")], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, words in ran.stdout) == (status, True), ran.stdout
