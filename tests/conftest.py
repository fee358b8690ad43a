"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, open_desk


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--campaign",
        action="store_true",
        help="51,000 wage sheets in place of 2,040, 80 random kills in place of 2, and 20 times as "
        "many calls of the contract: an hour",
    )


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """An enterprise of 30 people, a payroll with doubts, and a bureau that answers at once."""
    with open_desk(tmp_path, capsys, monkeypatch) as opened:
        yield opened
