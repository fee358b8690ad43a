"""A desk for the stand-in's own tests."""

from collections.abc import Iterator

import pytest

from tests.com_stand_in import ComDesk, com_book


@pytest.fixture
def desk() -> Iterator[ComDesk]:
    with com_book() as opened:
        yield opened
