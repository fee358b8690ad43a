"""The hash chain names the entries whose rows were touched."""

import dataclasses
from typing import Any

import pytest
from sqlalchemy import text

from shebao.contract.submission_table import SubmissionKind
from shebao.ledger import Entry, Ledger
from shebao.ledger.chain import GENESIS, row_hash
from shebao.store import Store


@pytest.fixture
def entries(any_ledger: Ledger) -> list[Entry]:
    """Three entries, the middle one recorded after the third was opened."""
    found = [
        any_ledger.open(SubmissionKind.PAYMENT, "T1", f"S{number}", {"n": number}, ["甲"])
        for number in range(3)
    ]
    any_ledger.mark_recorded(any_ledger.mark_sent(found[1]), "R1")
    return found


def change(store: Store, *statements: str) -> None:
    with store._database.writing() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0, "the change hit nothing"


def test_an_untouched_ledger_holds(any_ledger: Ledger, entries: list[Entry]) -> None:
    """The control of everything below."""
    assert any_ledger.verify() == []


def test_an_empty_ledger_holds(any_ledger: Ledger) -> None:
    assert any_ledger.verify() == []
    assert any_ledger.head() == GENESIS


@pytest.mark.parametrize(
    "column",
    ["key", "account", "subject", "digest", "payload", "cells"],
)
def test_an_edited_text_of_an_entry_is_named(
    any_store: Store, any_ledger: Ledger, entries: list[Entry], column: str
) -> None:
    change(
        any_store,
        f"UPDATE ledger_entry SET {column} = 'x' WHERE entry_id = '{entries[1].entry_id}'",
    )
    assert any_ledger.verify() == [entries[1].entry_id]


def test_an_edited_time_or_revision_of_an_entry_is_named(
    any_store: Store, any_ledger: Ledger, entries: list[Entry]
) -> None:
    change(
        any_store,
        "UPDATE ledger_entry SET created_at = '2020-01-01T00:00:00.000000+00:00'"
        f" WHERE entry_id = '{entries[0].entry_id}'",
        f"UPDATE ledger_entry SET revision = 9 WHERE entry_id = '{entries[2].entry_id}'",
    )
    assert any_ledger.verify() == [entries[0].entry_id, entries[2].entry_id]


@pytest.mark.parametrize(
    "setting",
    [
        "state = 'refused'",
        "event = 'refused'",
        "receipt_no = 'R9'",
        "receipt_no = NULL",
        "message = 'x'",
        "at = '2020-01-01T00:00:00.000000+00:00'",
    ],
)
def test_an_edited_event_is_named(
    any_store: Store, any_ledger: Ledger, entries: list[Entry], setting: str
) -> None:
    change(any_store, f"UPDATE ledger_event SET {setting} WHERE seq = 5")
    assert any_ledger.verify() == [entries[1].entry_id]


def test_an_edited_event_with_a_fresh_hash_breaks_the_next_one(
    any_store: Store, any_ledger: Ledger, entries: list[Entry]
) -> None:
    with any_store.ledger_rows.history() as (_, events):
        first = next(event for event in events if event.seq == 1)
    forged = dataclasses.replace(first, message="x")
    change(
        any_store,
        f"UPDATE ledger_event SET message = 'x', row_hash = '{row_hash(forged)}' WHERE seq = 1",
    )
    assert any_ledger.verify() == [entries[1].entry_id]


def test_a_missing_event_breaks_the_next_one(
    any_store: Store, any_ledger: Ledger, entries: list[Entry]
) -> None:
    change(any_store, "DELETE FROM ledger_event WHERE seq = 4")
    assert any_ledger.verify() == [entries[1].entry_id]


def test_a_missing_entry_breaks_the_next_one(
    any_store: Store, any_ledger: Ledger, entries: list[Entry]
) -> None:
    gone = entries[0].entry_id
    change(
        any_store,
        f"DELETE FROM ledger_event WHERE entry_id = '{gone}'",
        f"DELETE FROM ledger_entry WHERE entry_id = '{gone}'",
    )
    assert any_ledger.verify() == [entries[1].entry_id]


def test_an_entry_without_events_is_named(
    any_store: Store, any_ledger: Ledger, entries: list[Entry]
) -> None:
    """No list shows it, so verify must."""
    change(any_store, "DELETE FROM ledger_event WHERE seq = 3")
    assert entries[2].entry_id in any_ledger.verify()


def test_a_cut_tail_shows_only_against_a_head_that_was_kept_elsewhere(
    any_store: Store, any_ledger: Ledger, entries: list[Entry]
) -> None:
    """The limit of every chain, written down so that nobody trusts it further."""
    head = any_ledger.head()
    change(any_store, "DELETE FROM ledger_event WHERE seq = 5")
    assert any_ledger.verify() == []
    assert any_ledger.head() != head


def test_every_field_of_an_event_is_in_its_hash(any_store: Store, entries: list[Entry]) -> None:
    """A field added later and left out of the hash could be edited unseen."""
    with any_store.ledger_rows.history() as (_, events):
        event = next(events)
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        changed: Any = {field.name: value + 1 if isinstance(value, int) else "other"}
        differs = row_hash(dataclasses.replace(event, **changed)) != event.row_hash
        assert differs is (field.name != "row_hash"), field.name
