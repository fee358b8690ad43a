"""The list of broken promises stays true: each breakage can still be made, each test is there."""

import re
from pathlib import Path

import pytest

from scripts.break_promises import broken
from scripts.breakage import Breakage
from scripts.breakages import BREAKAGES

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("one", BREAKAGES, ids=lambda one: one.test.replace("::", " "))
def test_promise_can_be_broken_and_has_its_test(one: Breakage) -> None:
    """`python -m scripts.break_promises` breaks them all; here nothing is run."""
    text = (ROOT / one.file).read_text(encoding="utf-8")

    assert broken(text, one) != text
    place, _, name = one.test.partition("::")
    wanted = f"def {name.partition('[')[0]}(" if name else "def test_"
    assert re.search(re.escape(wanted), (ROOT / place).read_text(encoding="utf-8"))
