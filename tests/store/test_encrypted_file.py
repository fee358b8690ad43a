"""The file on disk gives nothing away, and is never mistaken for a new one."""

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3

from shebao.store import Store, StoreUnreadableError, StoreUnwritableError, open_store
from tests.store.conftest import KEY
from tests.store.people import person

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = [person(number) for number in range(500)]


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


@pytest.fixture
def filled(store_path: Path) -> Path:
    with open_store(store_path, KEY) as store:
        store.employees.replace_changes("T1", PEOPLE, 1, NOW)
    return store_path


def test_no_name_or_id_number_is_on_disk(store_path: Path) -> None:
    """Neither while the write-ahead log is open nor after it is folded in."""
    with open_store(store_path, KEY) as store:
        store.employees.replace_changes("T1", PEOPLE, 1, NOW)
        open_bytes = bytes_on_disk(store_path.parent)
    for on_disk in (open_bytes, bytes_on_disk(store_path.parent)):
        assert len(on_disk) > 100_000
        for secret in (PEOPLE[0].name, PEOPLE[0].id_number, "employee", "SQLite format 3"):
            assert secret.encode() not in on_disk


def test_the_same_search_finds_a_name_in_a_plain_file(tmp_path: Path) -> None:
    """The control: a search that can find nothing proves nothing."""
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE employee (name TEXT)")
    plain.execute("INSERT INTO employee VALUES (?)", (PEOPLE[0].name,))
    plain.commit()
    plain.close()
    assert PEOPLE[0].name.encode() in bytes_on_disk(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX; the Linux job runs this")
def test_only_the_owner_may_read_the_files(store: Store, store_path: Path) -> None:
    store.employees.replace_changes("T1", PEOPLE, 1, NOW)
    assert {file.name for file in store_path.parent.iterdir()} == {
        "store.db",
        "store.db-shm",
        "store.db-wal",
    }
    assert {file.stat().st_mode & 0o777 for file in store_path.parent.iterdir()} == {0o600}
    assert store_path.parent.stat().st_mode & 0o777 == 0o700


def test_closing_leaves_one_file(filled: Path) -> None:
    assert [file.name for file in filled.parent.iterdir()] == ["store.db"]


def cut_to_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_to_nothing(path: Path) -> None:
    os.truncate(path, 0)


def cut_inside_the_first_page(path: Path) -> None:
    os.truncate(path, 1000)


def cut_by_one_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


def overwrite_the_start(path: Path) -> None:
    path.write_bytes(b"\0" * 64 + path.read_bytes()[64:])


def make_it_plain(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + path.read_bytes()[16:])


@pytest.mark.parametrize(
    "damage",
    [
        cut_to_half,
        cut_to_nothing,
        cut_inside_the_first_page,
        cut_by_one_page,
        overwrite_the_start,
        make_it_plain,
    ],
)
def test_a_damaged_file_is_refused_and_untouched(
    filled: Path, damage: Callable[[Path], None]
) -> None:
    """Taken for a new store, it would forget what was sent and send it again."""
    damage(filled)
    before = filled.read_bytes()
    with pytest.raises(StoreUnreadableError, match="没有新建空数据") as caught:
        open_store(filled, KEY)
    assert "请" in caught.value.message
    assert filled.read_bytes() == before


def test_a_flipped_byte_inside_is_noticed_when_it_is_read(filled: Path) -> None:
    """SQLCipher signs every page."""
    content = bytearray(filled.read_bytes())
    content[len(content) // 2] ^= 1
    filled.write_bytes(content)
    with open_store(filled, KEY) as store, pytest.raises(StoreUnreadableError):
        store.employees.load("T1")


def test_a_wrong_key_is_refused_and_the_data_is_untouched(
    filled: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = filled.read_bytes()
    with pytest.raises(StoreUnreadableError, match="密钥不符") as caught:
        open_store(filled, bytes(32))
    assert KEY.hex() not in repr(caught.value) + caught.value.log
    assert capfd.readouterr() == ("", "")  # SQLCipher would write to stderr by itself
    assert filled.read_bytes() == before
    with open_store(filled, KEY) as store:
        assert store.employees.load("T1") == PEOPLE


def test_a_key_of_another_length_is_a_bug(store_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(store_path, b"short")
    assert not store_path.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnwritableError, match="没有权限"):
        open_store(tmp_path / "file" / "store.db", KEY)


def test_the_driver_brings_a_sqlite_without_the_wal_reset_bug() -> None:
    """3.7.0 to 3.51.2 have it; the system's own SQLite is older still."""
    assert tuple(map(int, sqlcipher3.sqlite_version.split("."))) > (3, 51, 2)


def test_the_file_is_durable_at_every_commit(store: Store) -> None:
    with store._database.reading() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2  # FULL
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") == 5000
