"""Batches and their employers, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shebao.domain.batch_state import JobState
from shebao.store import Store
from shebao.store.many.batches import Batch, Job

NOW = datetime(2026, 11, 12, tzinfo=UTC)
JOB = Job(
    batch_id="b",
    employer="91",
    row_no=8,
    plan="{}",
    plan_digest="d",
    run_no=1,
    state=JobState.QUEUED,
    stage="",
    counts={},
    message="",
    worker="",
    starts=0,
    changed_at=NOW,
)


@pytest.fixture
def with_batch(any_store: Store) -> Store:
    any_store.batches.begin(Batch("b", "list", "2026-11", "{}", is_cancelled=False, started_at=NOW))
    any_store.batches.put([JOB])
    return any_store


def test_a_former_run_writes_nothing_over_a_later_one(with_batch: Store) -> None:
    """Its end would be taken for the end of what the list says now."""
    batches = with_batch.batches
    later = replace(JOB, run_no=2, plan='{"stages": []}')
    batches.put([later])

    assert batches.start(JOB, "缴费", "w", NOW) is None
    assert batches.change(replace(JOB, state=JobState.DONE, message="old"), NOW) is None
    batches.count_more(JOB, {"paid_fen": 7})

    assert batches.job("b", "91") == later
    assert batches.change(replace(later, state=JobState.DONE), NOW) is not None


def test_a_new_list_leaves_the_progress_of_a_present_run(with_batch: Store) -> None:
    """A worker gets on between the list's being read and its being kept."""
    batches = with_batch.batches
    started = batches.start(JOB, "缴费", "w", NOW)
    assert started is not None

    batches.put([], again=[replace(JOB, row_no=9, plan='{"pay_cap_fen": 1}')])

    assert batches.job("b", "91") == replace(started, row_no=9, plan='{"pay_cap_fen": 1}')
