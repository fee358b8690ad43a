"""Batches: which employers of a list are to be done, and how far each is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select, update

from shebao.domain.batch_state import JobState
from shebao.store.database import Keeper, insert_missing, upsert
from shebao.store.tables import batch, batch_job


@dataclass(frozen=True, slots=True)
class Batch:
    """One month's work on one list."""

    batch_id: str
    list_path: str
    month: str
    limits: str
    is_cancelled: bool
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """One employer of a batch; ``counts`` are whole numbers under English names."""

    batch_id: str
    employer: str
    row_no: int
    plan: str
    plan_digest: str
    run_no: int
    state: JobState
    stage: str
    counts: Mapping[str, int]
    message: str
    worker: str
    starts: int
    changed_at: datetime


RunKey = tuple[str, str, int]  # batch, employer, number of its run


class Batches(Keeper):
    """The batches of this store and their jobs."""

    def begin(self, begun: Batch) -> None:
        """Keep the batch; one that is there goes on, under these limits and not cancelled."""
        row = {**asdict(begun), "is_cancelled": int(begun.is_cancelled)}
        with self._database.writing() as connection:
            insert_missing(connection, batch, [row])
            connection.execute(
                update(batch)
                .where(batch.c.batch_id == begun.batch_id)
                .values(limits=begun.limits, is_cancelled=0)
            )

    def all(self) -> list[Batch]:
        """Return every batch, the first begun first."""
        rows = self._rows(select(batch).order_by(batch.c.started_at))
        return [_batch(row) for row in rows]

    def find(self, batch_id: str) -> Batch | None:
        """Return the batch; None where there is none."""
        row = self._first_row(select(batch).where(batch.c.batch_id == batch_id))
        return None if row is None else _batch(row)

    def cancel(self, batch_id: str, when: datetime) -> int:
        """Let nothing more begin; return how many employers were still to be begun."""
        waits = (JobState.QUEUED, JobState.WAITING)
        with self._database.writing() as connection:
            connection.execute(
                update(batch).where(batch.c.batch_id == batch_id).values(is_cancelled=1)
            )
            ended = connection.execute(
                update(batch_job)
                .where(batch_job.c.batch_id == batch_id, batch_job.c.state.in_(waits))
                .values(state=JobState.CANCELLED, changed_at=when)
            )
            return ended.rowcount

    def put(self, jobs: Sequence[Job], again: Sequence[Job] = ()) -> list[Job]:
        """Keep these jobs in place of those of the same employers; return which no worker has.

        Of those ``again`` nothing but what the list asks for: a worker may be at work on the run.
        """
        free = []
        with self._database.writing() as connection:
            for job in jobs:
                query = select(batch_job.c.state).where(_is(job.batch_id, job.employer))
                if connection.scalar(query.with_for_update()) != JobState.RUNNING:
                    free.append(job)
                upsert(connection, batch_job, _row(job))
            for job in again:
                connection.execute(
                    update(batch_job)
                    .where(_is_run(job))
                    .values(row_no=job.row_no, plan=job.plan, plan_digest=job.plan_digest)
                )
        return free

    def jobs(self, batch_id: str) -> list[Job]:
        """Return every job of the batch in the list's order.

        Those come first that left the list after something was begun for them; the others that
        left it are not told of.
        """
        return [job for job in self.ever(batch_id) if job.row_no or job.stage]

    def ever(self, batch_id: str) -> list[Job]:
        """Return also what left the list before anything was begun: its run numbers are used up."""
        query = select(batch_job).where(batch_job.c.batch_id == batch_id)
        return [_job(row) for row in self._rows(query.order_by(batch_job.c.row_no))]

    def job(self, batch_id: str, employer: str) -> Job | None:
        """Return one job; None where there is none."""
        query = select(batch_job).where(_is(batch_id, employer))
        row = self._first_row(query)
        return None if row is None else _job(row)

    def count(self, batch_id: str) -> dict[JobState, int]:
        """Return how many employers are in each state."""
        query = select(batch_job.c.state, func.count()).where(batch_job.c.batch_id == batch_id)
        rows = self._rows(query.group_by(batch_job.c.state))
        return {JobState(state): number for state, number in rows}

    def queued(self) -> list[RunKey]:
        """Return each run that waits to be begun, of every batch that is not cancelled."""
        job = batch_job.c
        query = select(job.batch_id, job.employer, job.run_no)
        query = query.join(batch, batch.c.batch_id == job.batch_id)
        query = query.where(job.state == JobState.QUEUED, batch.c.is_cancelled == 0)
        rows = self._rows(query.order_by(job.row_no))
        return [(batch_id, employer, run_no) for batch_id, employer, run_no in rows]

    def is_busy(self) -> bool:
        """Whether an employer of any batch is still to be worked on."""
        states = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING)
        query = select(batch_job.c.employer).where(batch_job.c.state.in_(states)).limit(1)
        return self._first_row(query) is not None

    def start(self, job: Job, stage: str, worker: str, when: datetime) -> Job | None:
        """Note that a worker begins a stage; return as ``change`` does.

        ``starts`` counts how often this stage was begun without an end.
        """
        starts = job.starts + 1 if job.stage == stage else 1
        begun = replace(job, stage=stage, state=JobState.RUNNING, worker=worker, starts=starts)
        return self.change(begun, when, was=job.worker)

    def count_more(self, job: Job, counts: Mapping[str, int]) -> None:
        """Keep more figures of the job, and nothing else of it, while it is its worker's."""
        merged = json.dumps({**job.counts, **counts}, sort_keys=True)
        mine = _is_run(job) & (batch_job.c.worker == job.worker)
        self._write(update(batch_job).where(mine).values(counts=merged))

    def change(self, job: Job, when: datetime, *, was: str | None = None) -> Job | None:
        """Keep how far the job is; return it as it is now.

        None when a later run has its place, or another worker than its own (or than ``was``) got
        on with it meanwhile, as with one that was frozen: nothing was kept then.
        """
        now = replace(job, changed_at=when)
        values = _row(now)
        for fixed in ("batch_id", "employer", "row_no", "plan", "plan_digest", "run_no"):
            del values[fixed]
        mine = _is_run(job) & (batch_job.c.worker == (job.worker if was is None else was))
        changed = self._write(update(batch_job).where(mine).values(values))
        return now if changed else None


def _is(batch_id: str, employer: str) -> ColumnElement[bool]:
    return (batch_job.c.batch_id == batch_id) & (batch_job.c.employer == employer)


def _is_run(job: Job) -> ColumnElement[bool]:
    return _is(job.batch_id, job.employer) & (batch_job.c.run_no == job.run_no)


def _batch(row: Row[tuple[object, ...]]) -> Batch:
    return Batch(
        row.batch_id,
        row.list_path,
        row.month,
        row.limits,
        is_cancelled=bool(row.is_cancelled),
        started_at=row.started_at,
    )


def _row(job: Job) -> dict[str, object]:
    counts = json.dumps(dict(job.counts), sort_keys=True)
    return {**asdict(job), "state": str(job.state), "counts": counts}


def _job(row: Row[tuple[object, ...]]) -> Job:
    values: list[object] = list(row)
    values[6], values[8] = JobState(str(values[6])), json.loads(str(values[8]))
    return Job(*values)  # type: ignore[arg-type]
