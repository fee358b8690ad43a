"""Runs the project's own tests on the kit's Python, against the kit's program.

    app\\python.exe unit_tests.py REPOSITORY WHEELS [ARGUMENTS of pytest]

What a clerk does not need (pytest, the practice bureau) comes from outside the kit. The tests of
``fails_in_wine.txt`` are left out: each line there names them and why. Exit status: pytest's.
"""

import _winapi
import os
import sys
from pathlib import Path

REPOSITORY, WHEELS = Path(sys.argv[1]), sys.argv[2]
sys.path[:0] = [str(REPOSITORY)]
sys.path.append(WHEELS)
import pytest

import shebao

del _winapi.CopyFile2  # Wine 8.0 has none; shutil then copies by itself
EXAMPLES = 10  # some start a process each, which takes Wine seconds

shebao.__path__.append(str(REPOSITORY / "addin" / "shebao"))  # the practice bureau, the demo


class Few:
    """Fewer examples than on Linux."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Set them after the tests' own profile."""
        from hypothesis import settings  # pytest must see it come

        settings.register_profile("few", settings.default, max_examples=EXAMPLES)
        settings.load_profile("few")


def left_out() -> list[str]:
    """Return pytest's arguments for the tests that cannot pass there."""
    text = Path(__file__).with_name("fails_in_wine.txt").read_text(encoding="utf-8")
    names = [line.strip() for line in text.splitlines() if line.startswith("tests/")]
    return [f"--{'ignore' if '::' not in name else 'deselect'}={name}" for name in names]


if __name__ == "__main__":
    os.chdir(REPOSITORY)
    os.environ["TMPDIR"] = os.environ["TEMP"]  # else they take Linux' memory
    sys.exit(
        pytest.main(
            [*("-q", "-p", "no:cacheprovider", "--color=no", "--tb=short"),
             *("-o", "faulthandler_timeout=900", "-o", "faulthandler_exit_on_timeout=true"),
             *("-k", "not postgresql"),  # a server of its own is Linux'
             *left_out(), *sys.argv[3:]],
            plugins=[Few()],
        )
    )  # fmt: skip
