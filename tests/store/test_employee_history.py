"""What employees were in past months, on both databases."""

from datetime import UTC, datetime

from shebao.store import Store
from tests.store.people import person

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def download(store: Store, month: str, *people: tuple[int, str], running: bool = False) -> None:
    """A page with these people by number and name."""
    employees = [person(number, name=name, revision=7) for number, name in people]
    store.employees.replace_changes("T1", employees, 7, NOW, month, is_full_running=running)


def names(store: Store, month: str) -> list[str]:
    return [each.name for each in store.employee_history.at_end_of("T1", month).values()]


def test_the_first_download_is_no_change_however_many_pages(any_store: Store) -> None:
    """Everyone would be a joiner of the month."""
    download(any_store, "2026-10", (1, "甲"), running=True)
    assert any_store.employee_history.since("T1") is None
    assert not any_store.employees.download_state("T1").is_complete
    download(any_store, "2026-10", (2, "乙"))
    assert any_store.employee_history.since("T1") == ("2026-10", NOW)
    assert any_store.employees.download_state("T1").is_complete
    assert any_store.employee_history.changes("T1", "2026-10") == []


def test_a_month_knows_its_begin_and_its_end(any_store: Store) -> None:
    """Of several changes the first before and the last after count."""
    download(any_store, "2026-10", (1, "甲"), (2, "乙"))
    download(any_store, "2026-11", (1, "甲二"), (3, "丙"))
    download(any_store, "2026-11", (1, "甲三"))
    download(any_store, "2026-12", (1, "甲四"))
    found = any_store.employee_history.changes("T1", "2026-11")
    told = [(c.before.name if c.before else None, c.after.name) for c in found]
    assert told == [("甲", "甲三"), (None, "丙")]
    assert names(any_store, "2026-10") == ["甲", "乙"]
    assert names(any_store, "2026-11") == ["甲三", "乙", "丙"]
    assert names(any_store, "2026-12") == ["甲四", "乙", "丙"]


def test_a_new_revision_alone_is_no_change(any_store: Store) -> None:
    """A full download brings everyone, changed or not."""
    download(any_store, "2026-10", (1, "甲"))
    same = person(1, name="甲", revision=9)
    any_store.employees.replace_changes("T1", [same], 9, NOW, "2026-11")
    assert any_store.employee_history.changes("T1", "2026-11") == []
    assert any_store.employees.revisions("T1") == {"P000001": 9}


def test_a_cut_second_full_download_keeps_everyone_known(any_store: Store) -> None:
    download(any_store, "2026-10", (1, "甲"), (2, "乙"))
    download(any_store, "2026-11", (1, "甲二"), running=True)
    state = any_store.employees.download_state("T1")
    assert (state.is_full_running, state.is_complete) == (True, True)
    assert len(any_store.employee_history.changes("T1", "2026-11")) == 1
