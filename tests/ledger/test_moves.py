"""Every legal move is possible, every other one is refused and changes nothing."""

import itertools
from collections.abc import Callable

import pytest

from shebao.contract.submission_table import SubmissionKind
from shebao.ledger import MOVES, UNSETTLED, Entry, Event, IllegalMoveError, Ledger, State
from shebao.ledger.moves import WORDS, next_state

LEGAL = {(state, event): after for state, event, after in MOVES}
FINAL = (State.RECORDED, State.REFUSED, State.CLOSED)

MARKS: dict[Event, Callable[[Ledger, Entry], Entry]] = {
    Event.SENT: lambda ledger, entry: ledger.mark_sent(entry),
    Event.LOST: lambda ledger, entry: ledger.mark_unknown(entry),
    Event.RECORDED: lambda ledger, entry: ledger.mark_recorded(entry, "R1"),
    Event.REFUSED: lambda ledger, entry: ledger.mark_refused(entry, "费款所属期已申报"),
    Event.CLOSED: lambda ledger, entry: ledger.mark_closed(entry),
}
WAY_TO: dict[State, tuple[Event, ...]] = {
    State.INTENT: (),
    State.SENT: (Event.SENT,),
    State.UNKNOWN: (Event.SENT, Event.LOST),
    State.RECORDED: (Event.SENT, Event.RECORDED),
    State.REFUSED: (Event.SENT, Event.REFUSED),
    State.CLOSED: (Event.SENT, Event.LOST, Event.CLOSED),
}


def entry_in(ledger: Ledger, state: State) -> Entry:
    entry = ledger.open(SubmissionKind.PAYMENT, "T1", "U1 2026-11", {"a": 1}, [])
    for event in WAY_TO[state]:
        entry = MARKS[event](ledger, entry)
    assert entry.state is state
    return entry


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, MARKS)))
def test_a_move_is_made_if_it_is_in_the_table(ledger: Ledger, state: State, event: Event) -> None:
    entry = entry_in(ledger, state)
    after = LEGAL.get((state, event))
    if after is None:
        with pytest.raises(IllegalMoveError) as caught:
            MARKS[event](ledger, entry)
        assert caught.value.state is state
        assert WORDS[state] in caught.value.message
        assert ledger.last() == entry
    else:
        moved = MARKS[event](ledger, entry)
        assert moved.state is after
        assert ledger.last() == moved
    assert ledger.verify() == []


def test_the_table_says_each_pair_once() -> None:
    assert len(LEGAL) == len(MOVES)


def test_nothing_leaves_a_final_state_and_everything_can_reach_one() -> None:
    assert set(FINAL) | set(UNSETTLED) == set(State)
    for state, event in itertools.product(FINAL, Event):
        assert next_state(state, event) is None
    for state in UNSETTLED:
        assert {LEGAL.get((state, event)) for event in Event} & set(FINAL)


def test_nothing_unknown_is_sent_again() -> None:
    assert next_state(State.UNKNOWN, Event.SENT) is None


def test_only_opening_starts_an_entry() -> None:
    assert [event for event in Event if next_state(None, event)] == [Event.OPENED]
    assert all(next_state(state, Event.OPENED) is None for state in State)


def test_every_state_has_a_word() -> None:
    assert set(WORDS) == set(State)


def test_a_stale_entry_moves_from_the_stored_state(ledger: Ledger) -> None:
    """Another window settled it meanwhile."""
    stale = entry_in(ledger, State.SENT)
    ledger.mark_recorded(stale, "R1")
    with pytest.raises(IllegalMoveError):
        ledger.mark_unknown(stale)
    assert ledger.last().state is State.RECORDED
