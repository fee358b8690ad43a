"""One line for every process that asks a bureau, on both databases."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from shebao.bureau.errors import BureauBusyError
from shebao.bureau.turns import Turns
from shebao.domain.fate import Fate
from shebao.store import Store
from shebao.store.many.pace import LONGEST_ASKED_SECONDS, LONGEST_BACKOFF_SECONDS

URL = "https://bureau.example"


def test_requests_of_all_machines_take_turns(any_store: Store) -> None:
    """Ten a second are ten a second, however many ask."""
    waits = [any_store.pace.take(URL, 1_000.0, 0.1) for _ in range(4)]
    assert [round(seconds, 3) for seconds in waits] == [0.0, 0.1, 0.2, 0.3]
    assert any_store.pace.take("https://other.example", 1_000.0, 0.1) == 0.0


def test_a_busy_bureau_is_left_alone_twice_as_long_each_time(any_store: Store) -> None:
    """Until it answers again; and no shorter than it asked for."""
    pace = any_store.pace
    assert [pace.busy(URL, 1_000.0, 0.0) for _ in range(3)] == [1.0, 2.0, 4.0]
    assert pace.take(URL, 1_000.0, 0.0) == 4.0
    pace.well(URL)
    assert pace.busy(URL, 1_000.0, 30.0) == 30.0
    assert pace.busy(URL, 1_000.0, 0.0) == LONGEST_BACKOFF_SECONDS


def test_a_bureau_that_asks_for_ten_minutes_gets_them(any_store: Store) -> None:
    """Asked again each minute by every machine, a gateway shuts them out."""
    pace = any_store.pace
    assert pace.busy(URL, 1_000.0, 600.0) == 600.0
    assert pace.take(URL, 1_000.0, 0.0) == 600.0
    assert pace.busy(URL, 1_600.0, 0.0) == LONGEST_BACKOFF_SECONDS
    assert pace.busy(URL, 1_600.0, 1e9) == LONGEST_ASKED_SECONDS  # a mistake of the bureau's


def test_nobody_sits_out_a_long_wait(any_store: Store) -> None:
    """A window that stands still for ten minutes is ended by hand, at some moment or other."""
    turns = Turns(any_store.pace, URL, 0)
    turns.heard(429, "600")
    with pytest.raises(BureauBusyError, match="秒后再试") as caught:
        turns.wait()
    assert caught.value.fate is Fate.NOT_RECORDED
    assert 500 < (caught.value.seconds or 0) <= 600


def test_a_wrong_clock_waits_a_minute_at_most(any_store: Store) -> None:
    """One machine whose clock is a year ahead must not stop the others."""
    any_store.pace.take(URL, 1_000.0 + 365 * 86_400, 1.0)
    assert any_store.pace.take(URL, 1_000.0, 1.0) <= LONGEST_BACKOFF_SECONDS


def test_an_answer_of_429_makes_everybody_wait(any_store: Store) -> None:
    """Not only whoever heard it."""
    turns = Turns(any_store.pace, URL, 0)
    turns.heard(429, "7")
    now = datetime.now(UTC).timestamp()
    assert 0 < any_store.pace.take(URL, now, 0.0) <= 7
    turns.heard(200, None)
    assert any_store.pace.busy(URL, now, 0.0) == 1.0  # the doubling began anew


def test_a_moment_to_ask_again_makes_everybody_wait_for_it(any_store: Store) -> None:
    """Named as a date, as a gateway does, it was taken for nothing."""
    turns = Turns(any_store.pace, URL, 0)
    again = datetime.now(UTC) + timedelta(seconds=30)
    turns.heard(503, format_datetime(again, usegmt=True))
    assert 20 < any_store.pace.take(URL, datetime.now(UTC).timestamp(), 0.0) <= 30


def test_an_employer_is_in_one_hand_at_a_time(any_store: Store) -> None:
    """Two cannot file the same one, and each sees who does."""
    now = datetime(2026, 11, 12, tzinfo=UTC)
    assert any_store.holds.take("91", "甲", now).holder == "甲"
    assert any_store.holds.take("91", "乙", now).holder == "甲"
    any_store.holds.release("91", "乙")  # not his to release
    assert [hold.holder for hold in any_store.holds.all()] == ["甲"]
    any_store.holds.release("91", "甲")
    assert any_store.holds.take("91", "乙", now).holder == "乙"


def test_a_hold_taken_anew_is_not_let_go_by_the_former_run(any_store: Store) -> None:
    """Two windows of one desk submit: the first one's end must not end the second one's hold."""
    holds = any_store.holds
    first, second = datetime(2026, 11, 12, 8, tzinfo=UTC), datetime(2026, 11, 12, 9, tzinfo=UTC)
    holds.take("91", "甲", first, anew=True)
    assert holds.take("91", "甲", second, anew=True).since == second
    assert holds.take("91", "乙", second, anew=True).holder == "甲"
    holds.release("91", "甲", since=first)
    assert [hold.since for hold in holds.all()] == [second]
    holds.release("91", "甲", since=second)
    assert holds.all() == []
