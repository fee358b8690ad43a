"""The most memory that a child of this process held."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

MOST_KIB = 1_000_000


@contextmanager
def small_children() -> Iterator[None]:
    """Insist that no child started within held a gigabyte.

    Linux keeps one peak for all children that ever ended: where another test's (LibreOffice) was
    larger, only a larger one still would show.
    """
    resource = pytest.importorskip("resource", reason="Windows does not count; CI runs it")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak <= max(before, MOST_KIB)
