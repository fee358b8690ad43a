"""Employees come back as they were kept, on both databases."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shebao.store import Store
from tests.store.people import person

NOW = datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)


def test_nothing_is_known_before_the_first_download(any_store: Store) -> None:
    assert any_store.employees.load("T1") == []
    assert any_store.employees.cursor("T1") == 0
    assert any_store.employees.fetched_at("T1") is None


def test_employees_survive_reopening(reopen: Callable[[], Store]) -> None:
    people = [person(2), person(1)]
    with reopen() as store:
        store.employees.replace_changes("T1", people, cursor=7, fetched_at=NOW)
    with reopen() as store:
        assert store.employees.load("T1") == [person(1), person(2)]
        assert store.employees.cursor("T1") == 7
        assert store.employees.fetched_at("T1") == NOW


def test_a_change_replaces_one_person_and_keeps_the_others(any_store: Store) -> None:
    any_store.employees.replace_changes("T1", [person(1), person(2)], 2, NOW)
    changed = person(2, name="改名人员", revision=3)
    any_store.employees.replace_changes("T1", [changed], 3, LATER)
    assert any_store.employees.load("T1") == [person(1), changed]
    assert any_store.employees.fetched_at("T1") == LATER


def test_of_one_person_twice_in_an_answer_the_last_word_counts(any_store: Store) -> None:
    changed = person(1, name="改名人员", revision=3)
    any_store.employees.replace_changes("T1", [person(1), changed], 3, NOW)
    assert any_store.employees.load("T1") == [changed]


def test_an_answer_without_changes_still_moves_the_time(any_store: Store) -> None:
    """HR sees how fresh the list is."""
    any_store.employees.replace_changes("T1", [person(1)], 1, NOW)
    any_store.employees.replace_changes("T1", [], 1, LATER)
    assert any_store.employees.load("T1") == [person(1)]
    assert any_store.employees.fetched_at("T1") == LATER


def test_employers_are_apart(any_store: Store) -> None:
    any_store.employees.replace_changes("T1", [person(1)], 1, NOW)
    any_store.employees.replace_changes("T2", [person(1, name="别家人员")], 9, NOW)
    any_store.employees.forget("T1")
    assert any_store.employees.load("T1") == []
    assert any_store.employees.cursor("T1") == 0
    assert [each.name for each in any_store.employees.load("T2")] == ["别家人员"]


def test_neither_rows_nor_cursor_move_when_one_row_fails(any_store: Store) -> None:
    """A cursor ahead of its rows would hide a change for ever."""
    any_store.employees.replace_changes("T1", [person(1)], 1, NOW)
    naive = datetime(2026, 11, 22)
    with pytest.raises(Exception, match="without a zone"):
        any_store.employees.replace_changes("T1", [person(2)], 2, naive)
    assert any_store.employees.load("T1") == [person(1)]
    assert any_store.employees.cursor("T1") == 1


@pytest.mark.slow
def test_100_000_employees_take_seconds(store: Store) -> None:
    people = [person(number) for number in range(100_000)]
    start = time.process_time()
    store.employees.replace_changes("T1", people, 100_000, NOW)
    assert time.process_time() - start < 15  # about 2 s on two idle cores
    assert store.employees.load("T1") == people


def test_2_000_employees_are_kept_in_order(any_store: Store) -> None:
    people = [person(number) for number in range(2_000)]
    any_store.employees.replace_changes("T1", reversed(people), 2_000, NOW)
    assert any_store.employees.load("T1") == people
