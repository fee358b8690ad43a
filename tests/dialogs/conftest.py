"""One screen for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.dialogs.screen import Screen, open_screen


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with open_screen() as opened:
        yield opened
