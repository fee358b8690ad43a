"""Breaks the promises of docs/security.md one by one in a copy; each one's test has to notice.

`python -m scripts.break_promises` does all, with words only those whose test or file holds one.
Exit status 1 when a test passed although its promise was broken.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.breakage import Breakage
from scripts.breakages import BREAKAGES

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "dist", "demo-out")
FAILED = 1  # pytest's own: tests ran and failed


def main(words: Sequence[str]) -> int:
    """Break what was asked for; tell of each whether it was noticed."""
    asked = [one for one in BREAKAGES if not words or any(w in one.test + one.file for w in words)]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for one in asked:
            begun = time.monotonic()
            is_noticed = _status(copy, one) == FAILED
            unnoticed += not is_noticed
            told = "noticed" if is_noticed else "NOT NOTICED"
            print(f"{told:12}{time.monotonic() - begun:5.0f} s  {one.test}", flush=True)
    print(f"{len(asked)} broken, {unnoticed} not noticed")
    return int(unnoticed > 0)


def broken(text: str, one: Breakage) -> str:
    """Return a file's text with the promise broken; its old words must stand in it once."""
    if text.count(one.old) != 1:
        raise SystemExit(f"{one.file} has {text.count(one.old)} times: {one.old}")
    return text.replace(one.old, one.new)


def _status(copy: Path, one: Breakage) -> int:
    path = copy / one.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(broken(sound, one), encoding="utf-8")
    places = os.pathsep.join(map(str, (copy / "addin", copy / "udfs", copy)))
    try:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", one.test],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": places},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
    finally:
        path.write_text(sound, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
