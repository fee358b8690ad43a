"""A session that outlives its run: for this user, password, day and machine, or not at all."""

import json
import os
import platform
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shebao.vault import Vault
from shebao.vault.kept_session import MOST_SESSIONS, KeptSession
from shebao.vault.vault import SESSIONS_FILE

PASSWORD, TOKEN = "Geheim-2026", "t0ken-of-the-session"
SESSION = json.dumps({"token": TOKEN})
NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
DAY = "2026-11-30"
ENDS = NOON + timedelta(minutes=30)
ADDRESS, NAME = "https://bureau.example", "91@1/甲"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "store.key").write_text("ab" * 32)
    return tmp_path / "home"


def kept(
    home: Path,
    *,
    password: str = PASSWORD,
    at: datetime = NOON,
    address: str = ADDRESS,
    name: str = NAME,
    key: str = "store.key",
) -> KeptSession:
    """As a process of its own would have it."""
    environment = {"SHEBAO_KEY_FILE": str(home.parent / key), "SHEBAO_PASSWORD": password}
    return Vault(environment, home).kept_session(address, name, lambda: at)


def keep(home: Path, password: str = PASSWORD, name: str = NAME) -> None:
    kept(home, name=name).keep(SESSION, password, DAY, ENDS)


def test_next_process_takes_it(home: Path) -> None:
    keep(home)

    assert kept(home, at=ENDS - timedelta(seconds=1)).take() == SESSION
    file = home / SESSIONS_FILE
    assert TOKEN.encode() not in file.read_bytes()
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "otherwise",
    [
        {"at": ENDS},
        {"at": NOON - timedelta(seconds=1)},
        {"at": NOON - timedelta(days=1)},
        {"password": "Anders-2026"},
        {"password": ""},
        {"name": "91@1"},
        {"name": "91@1/乙"},
        {"name": "91@2/甲"},
        {"name": "92@1/甲"},
        {"address": "https://bureau.example:8443"},
    ],
    ids=[
        "the bureau's end",
        "a clock set back",
        "a clock set back by a day",
        "another password",
        "no password any more",
        "the administrator",
        "another user",
        "another registration",
        "another employer",
        "another bureau",
    ],
)
def test_it_is_for_nobody_and_no_time_else(home: Path, otherwise: dict[str, str]) -> None:
    keep(home)

    assert kept(home, **otherwise).take() is None  # type: ignore[arg-type] # as above
    assert kept(home).take() == SESSION


def test_it_does_not_pass_midnight_in_china(home: Path) -> None:
    """The bureau's day turns there, and at a month's end its month: what it told is old."""
    evening = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)
    kept(home, at=evening).keep(SESSION, PASSWORD, DAY, evening + timedelta(hours=1))

    assert kept(home, at=evening + timedelta(minutes=9)).take() == SESSION
    assert kept(home, at=evening + timedelta(minutes=10)).take() is None


def test_bureau_on_another_day_than_this_machine_is_logged_in_to(home: Path) -> None:
    """A clock is wrong, or a practice bureau's was moved: nobody here knows when its day turns."""
    kept(home).keep(SESSION, PASSWORD, "2026-12-31", ENDS)

    assert kept(home).take() is None


def test_password_that_is_kept_nowhere_keeps_no_session(home: Path) -> None:
    """Whoever declined to keep it wants to be asked at a desk that stands open."""
    keep(home, password="typed by hand")

    assert not (home / SESSIONS_FILE).exists()


@pytest.mark.parametrize("who", ["user", "machine", "folder", "key"])
def test_it_opens_for_no_other_user_machine_folder_or_key(
    home: Path, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A data folder is copied to a new computer with all its keys."""
    keep(home)
    place, key = home, "store.key"
    if who == "user":
        monkeypatch.setattr(os, "getuid", lambda: 4711, raising=False)
        monkeypatch.setenv("USERNAME", "another")  # by which Windows knows them
    elif who == "machine":
        monkeypatch.setattr(platform, "node", lambda: "another")
    elif who == "folder":
        place = shutil.copytree(home, home.with_name("copy"))
    else:
        key = "other.key"
        (home.parent / key).write_text("cd" * 32)

    assert kept(place, key=key).take() is None
    assert not (place / SESSIONS_FILE).exists()  # what nobody can open is nobody's


@pytest.mark.parametrize("harm", ["cut", "changed", "emptied", "another version"])
def test_damaged_one_is_none(home: Path, harm: str) -> None:
    keep(home)
    file = home / SESSIONS_FILE
    content = file.read_bytes()
    if harm == "cut":
        file.write_bytes(content[:-9])
    elif harm == "changed":
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif harm == "emptied":
        file.write_bytes(b"")
    else:
        kept(home)._change(lambda entries: entries.update({f"{ADDRESS}\n{NAME}": "[1]"}))

    assert kept(home).take() is None
    keep(home)
    assert kept(home).take() == SESSION


def test_forgotten_one_is_gone_and_others_stay(home: Path) -> None:
    keep(home)
    keep(home, name="92")
    kept(home).forget()

    assert kept(home).take() is None
    assert kept(home, name="92").take() == SESSION


@pytest.mark.parametrize("step", [lambda one: one.forget(), lambda one: one.take()])
def test_folder_that_takes_nothing_stops_nobody(
    home: Path, step: Callable[[KeptSession], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(home)

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "no space left")

    monkeypatch.setattr("shebao.vault.secret_file.os.open", full)
    step(kept(home))
    keep(home)  # nothing is kept, and nothing said

    monkeypatch.undo()
    assert kept(home).take() is None


def test_only_the_newest_are_kept(home: Path) -> None:
    for number in range(MOST_SESSIONS + 3):
        at = NOON + timedelta(seconds=number)
        kept(home, name=f"{number}", at=at).keep(SESSION, PASSWORD, DAY, ENDS)

    last = ENDS - timedelta(minutes=1)
    found = [n for n in range(MOST_SESSIONS + 3) if kept(home, name=f"{n}", at=last).take()]
    assert found == list(range(3, MOST_SESSIONS + 3))
