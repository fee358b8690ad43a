"""Restoring joins ledgers: what either held is there afterwards, once, and the chain holds."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shebao.ledger import Ledger, State
from shebao.ledger.joining import joined
from shebao.store import open_store
from shebao.store.copies.backup_file import make_backup
from shebao.store.copies.restoring import Restored, restore_backup
from shebao.store.errors import BackupRefusedError
from shebao.store.place import UNIT, StorePlace
from tests.ledger.conftest import Clock
from tests.ledger.test_ledger import opened, recorded
from tests.store.conftest import KEY
from tests.store.test_small_tables import rules

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CUT = 1_000_000  # bytes of a print, so that most pages of the file are its


def place_in(folder: Path) -> StorePlace:
    folder.mkdir(exist_ok=True)
    return StorePlace(folder / "shebao.db", lambda: KEY)


def backup_of(place: StorePlace) -> Path:
    target = place.path.with_name("backup.zip")
    make_backup(place, target, NOW, "1", "")
    return target


def restored(place: StorePlace, source: Path) -> Restored:
    return restore_backup(place, source, "", "", joined)


@pytest.fixture
def two(tmp_path: Path) -> tuple[StorePlace, StorePlace]:
    """Two machines whose stores were one when something was recorded and something under way."""
    here, there = place_in(tmp_path / "here"), place_in(tmp_path / "there")
    with open_store(here.path, KEY) as store:
        store.settings.put(f"{UNIT}T1", "试样单位")
        ledger = Ledger(store, Clock())
        recorded(ledger, opened(ledger, subject="一月"))
        ledger.mark_sent(opened(ledger, subject="二月"))
        ledger.check_new()
    shutil.copy(here.path, there.path)
    return here, there


def subjects(place: StorePlace) -> dict[tuple[str, int], tuple[State, str]]:
    with open_store(place.path, KEY) as store:
        ledger = Ledger(store, Clock())
        assert ledger.verify() == []
        ledger.check_new()
        assert not ledger.warnings
        return {(e.subject, e.revision): (e.state, e.payload) for e in ledger.list("T1")}


def test_two_ledgers_that_went_apart_are_one_again(two: tuple[StorePlace, StorePlace]) -> None:
    """Refused, the clerk would have to choose which filings to forget."""
    here, there = two
    with open_store(here.path, KEY) as store:
        ledger = Ledger(store, Clock())
        recorded(ledger, opened(ledger, subject="三月", amount_fen=3))
        recorded(ledger, opened(ledger, subject="四月"))
        ledger.check_new()
    with open_store(there.path, KEY) as store:
        ledger = Ledger(store, Clock())
        february = ledger.unsettled("T1")[0]
        ledger.mark_recorded(february, "R2")
        recorded(ledger, opened(ledger, subject="三月", amount_fen=33))
        recorded(ledger, opened(ledger, subject="四月"))  # the same content: one key, one receipt
        last = recorded(ledger, opened(ledger, subject="五月"))
        anchor = ledger.anchor(last)
        ledger.check_new()

    done = restored(here, backup_of(there))

    assert done == Restored(joined=2)
    assert subjects(here) == {
        ("一月", 1): (State.RECORDED, '{"amount_fen":1}'),
        ("二月", 1): (State.RECORDED, '{"amount_fen":1}'),
        ("三月", 1): (State.RECORDED, '{"amount_fen":3}'),
        ("三月", 2): (State.RECORDED, '{"amount_fen":33}'),
        ("四月", 1): (State.RECORDED, '{"amount_fen":1}'),
        ("五月", 1): (State.RECORDED, '{"amount_fen":1}'),
    }
    with open_store(here.path, KEY) as store:
        ledger = Ledger(store, Clock())
        ledger.notice(anchor)  # the bureau remembers where it stood there
        assert not ledger.warnings
    assert restored(here, backup_of(there)).joined == 0  # once more changes nothing


def test_a_ledger_that_was_edited_is_not_joined(two: tuple[StorePlace, StorePlace]) -> None:
    """Joining gives new hashes: an edit would be whitewashed."""
    here, there = two
    with open_store(there.path, KEY) as store:
        ledger = Ledger(store, Clock())
        recorded(ledger, opened(ledger, subject="五月"))
        with store._database.writing() as connection:
            connection.exec_driver_sql("UPDATE ledger_event SET receipt_no = 'R9' WHERE seq = 7")
    before = subjects(here)

    with pytest.raises(BackupRefusedError, match="与校验值不符"):
        restored(here, backup_of(there))

    assert subjects(here) == before


def damage(place: StorePlace, at: float) -> None:
    with place.path.open("r+b") as file:
        file.seek(int(place.path.stat().st_size * at))
        file.write(b"\xff" * 64)


@pytest.mark.parametrize("is_ledger_hit", [False, True])
def test_a_damaged_store_gives_up_its_ledger_or_says_that_it_cannot(
    two: tuple[StorePlace, StorePlace], *, is_ledger_hit: bool
) -> None:
    """Said to be whole, a ledger that lost a filing would have it sent twice."""
    here, _ = two
    backup = backup_of(here)
    with open_store(here.path, KEY) as store:
        ledger = Ledger(store, Clock())
        recorded(ledger, opened(ledger, subject="五月"))
        store.kept_prints.keep("T1", "voucher", "V1", bytes(CUT), NOW)
    damage(here, 0.00001 if is_ledger_hit else 0.5)

    done = restored(here, backup)

    assert done.is_ledger_whole is not is_ledger_hit
    assert done.aside is not None
    assert done.aside.exists()
    assert (("五月", 1) in subjects(here)) is not is_ledger_hit


def test_rules_and_prints_do_not_go_back(two: tuple[StorePlace, StorePlace]) -> None:
    """Last year's limits would be computed with, and a voucher's print could not be had again."""
    here, there = two
    with open_store(there.path, KEY) as store:
        store.rule_files.keep(rules("1"), "a" * 64, datetime(2026, 12, 1, tzinfo=UTC))
    with open_store(here.path, KEY) as store:
        store.rule_files.keep(rules("2"), "b" * 64, NOW)
        store.kept_prints.keep("T1", "voucher", "V1", b"pdf", NOW)

    restored(here, backup_of(there))

    with open_store(here.path, KEY) as store:
        assert store.rule_files.newest("990000") == rules("2")
        assert store.kept_prints.load("T1", "voucher", "V1") == b"pdf"
