"""The add-in built once for all tests that only look at it."""

from functools import cache
from pathlib import Path

from shebao.setup.assembly.build_addin import addin_bytes


@cache
def _built() -> bytes:
    return addin_bytes()


def built_addin(folder: Path) -> Path:
    """Write the add-in as ``shebao.xlam`` into a folder of the test's own."""
    path = folder / "shebao.xlam"
    path.write_bytes(_built())
    return path
