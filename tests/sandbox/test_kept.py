"""What a sandbox finds again when it starts on the database of its last run."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shebao.contract.certificates import SigningKey
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Bureau, Settings
from shebao.sandbox.clock import keep_clock
from shebao.sandbox.database import data_url
from shebao.sandbox.errors import SandboxError
from shebao.sandbox.signing import published

OPENED: list[Bureau] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """What a test asked of a stopped bureau opened its database anew."""
    yield
    while OPENED:
        OPENED.pop().engine.dispose()


def started(url: str) -> Bureau:
    bureau: Bureau = create_app(Settings(url)).state.bureau
    bureau.engine.dispose()
    OPENED.append(bureau)
    return bureau


@pytest.mark.parametrize("running", [True, False])
def test_a_moved_clock_is_still_moved(sqlite_url: str, *, running: bool) -> None:
    """Else bills of a month that has not come would stand in the database."""
    moment = datetime(2031, 5, 6, 7, tzinfo=UTC)
    first = started(sqlite_url)
    first.clock.set(moment, running=running)
    keep_clock(first.engine, first.clock)

    now = started(sqlite_url).clock.now()

    assert timedelta() <= now - moment < timedelta(minutes=1)
    assert (now == moment) is not running


def test_a_clock_nobody_moved_tells_real_time(sqlite_url: str) -> None:
    started(sqlite_url)

    assert abs(started(sqlite_url).clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_signing_key_stays(sqlite_url: str, tmp_path: Path) -> None:
    """A certificate of yesterday must verify tomorrow."""

    def key(url: str) -> SigningKey:
        return published(started(url).signing_key)

    assert key(sqlite_url) == key(sqlite_url)
    assert key(sqlite_url) != key(data_url(tmp_path / "another"))


def test_data_of_another_version_is_refused_and_kept(sqlite_url: str) -> None:
    """Without the check every call would fail with a defect."""
    started(sqlite_url)
    file = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE bills DROP COLUMN remark")

    with pytest.raises(SandboxError, match="另一版本的沙箱"):
        started(sqlite_url)
