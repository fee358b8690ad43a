"""A process that works on batches: it walks stages and keeps in the store how far each came."""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shebao.bureau.errors import (
    BureauBusyError,
    GarbledAnswerError,
    NoPasswordError,
    OutcomeUnknownError,
    WrongPasswordError,
)
from shebao.commands.batch.employer_list import EmployerRow, Limits
from shebao.commands.batch.plan import UNDER_WAY, limits_of, row_of, stages_left
from shebao.domain.batch_state import ENDED, JobState, Stage
from shebao.domain.errors import ShebaoError
from shebao.domain.moments import BEIJING, local_time
from shebao.domain.period import Period
from shebao.failures import failure
from shebao.ledger.errors import OtherTeamError, StillUnknownError
from shebao.many.batch_ui import AboveCapError
from shebao.many.round import StageEnd, walk_stage
from shebao.many.task import Step, Task
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import region_holding
from shebao.rules.deadline import due_on
from shebao.settings import Settings
from shebao.store.errors import StoreError
from shebao.vault import PASSWORD_FROM, Vault
from shebao.wiring import now

if TYPE_CHECKING:
    from shebao.many.engine import Engine
    from shebao.many.lease import Lease
    from shebao.store import Store
    from shebao.store.many.batches import Batch, Job, RunKey
    from shebao.store.many.holds import Hold

ENGINE_FILE = "engine.db"
MOST_STARTS = 5  # of one stage that ends its process each time
MOST_WAITS = 2_000
LONGEST_WAIT_SECONDS = 300.0
STORE_PAUSE_SECONDS, LOST_SECONDS = 2.0, 60.0
WATCH_SECONDS, RESCUE_SECONDS = 0.5, 3.0
NO_DEADLINE_DAYS = 60  # the queue's priority of an employer whose region is not known
# What may be better later; the ledger asks first about whatever was sent.
LATER = (OutcomeUnknownError, StillUnknownError, GarbledAnswerError, StoreError)


class Worker:
    """The engine with what its stages need; close it, or use it in a ``with``."""

    def __init__(
        self, settings: Settings, environment: Mapping[str, str], store: "Store", lease: "Lease"
    ) -> None:
        self.store = store
        self.lease = lease
        self.settings = settings
        self._environment = environment
        self._vault = Vault(environment, settings.home)
        self._engine: Engine | None = None
        self._rescued_at = 0.0
        self._put: set[RunKey] = set()  # by this process; each once, as a look costs milliseconds

    def open(self, closing: ExitStack, at_once: int | None = None) -> None:
        """Begin to work; what is opened closes with ``closing``."""
        for name in [name for name in os.environ if name.startswith("DBOS_")]:
            del os.environ[name]  # its cloud, its console and its telemetry are not asked for
        from shebao.many.engine import Engine  # late: it costs a second

        settings = self.settings
        self._engine = Engine(
            settings.database_url or settings.home / ENGINE_FILE,
            self.lease.executor_id,
            settings.bureau_url,
            self.walk,
            at_once,
            self.lease.team,
        )
        self._engine.launch()
        closing.callback(self._engine.close)

    def put(self, job: "Job", batch: "Batch") -> None:
        """Queue an employer, the nearest deadline first; what is queued stays as it is."""
        assert self._engine is not None  # noqa: S101 - opened before
        stages = tuple(map(str, stages_left(job)))
        task = Task(job.batch_id, job.employer, job.run_no, stages)
        self._engine.put(task, priority=_days_left(row_of(job), batch.month))
        self._put.add((job.batch_id, job.employer, job.run_no))

    def put_queued(self) -> None:
        """Queue what somebody asked for who has no engine, as the ribbon."""
        for key in self.store.batches.queued():
            if key in self._put:
                continue
            batch_id, employer, run_no = key
            batch = self.store.batches.find(batch_id)
            job = self.store.batches.job(batch_id, employer)
            if batch is not None and job is not None and job.run_no == run_no:
                self.put(job, batch)

    def rescue(self) -> None:
        """Take over what dead workers left, and queue what came anew, every now and then."""
        assert self._engine is not None  # noqa: S101 - opened before
        if time.monotonic() < self._rescued_at + RESCUE_SECONDS:
            return
        self._rescued_at = time.monotonic()
        self.put_queued()
        for executor_id in self._engine.executors_at_work():
            if self.lease.is_dead(executor_id):
                try:
                    self._engine.take_over(executor_id)
                finally:
                    self.lease.let_go(executor_id)

    def walk(self, task: Task, stage: str) -> Step:
        """Do one stage of one employer; called again when the process died in it.

        While the store cannot be reached it is tried again: a stage that was done and could not
        be kept is done once more, which the ledger makes harmless.
        """
        while True:
            self._stand_still_when_lost()
            try:
                try:
                    return self._walk(task, stage)
                except StoreError:
                    raise
                except Exception as error:  # noqa: BLE001 - one defect must not hold up the queue
                    _, sentence = failure(error, self.settings.home)
                    job = self._job(task)
                    return self._end(job, JobState.FAILED, sentence) if job else Step(go=False)
            except StoreError:
                time.sleep(STORE_PAUSE_SECONDS)

    def _stand_still_when_lost(self) -> None:
        """Begin nothing where another may work under this one's name: it ends any moment."""
        ends = time.monotonic() + LOST_SECONDS
        while self.lease.is_lost and time.monotonic() < ends:
            time.sleep(WATCH_SECONDS)

    def _walk(self, task: Task, stage: str) -> Step:
        batch = self.store.batches.find(task.batch_id)
        job = self._job(task)
        if batch is None or job is None or job.state is JobState.CANCELLED:
            return self._stop(task.batch_id, task.employer)
        if batch.is_cancelled:
            return self._end(job, JobState.CANCELLED, "按要求取消，没有继续办理。")
        limits = limits_of(batch)
        if closed := _seconds_to_opening(limits, datetime.now(BEIJING)):
            words = "现在不在办理时段内，到时自动继续。"
            return self._wait(job, words, closed, is_asking=task.is_asking)
        hold = self.store.holds.take(job.employer, job.batch_id, now())
        if hold.holder != job.batch_id:
            return self._held_by_another(task, job, hold)
        if job.stage == stage and job.starts >= MOST_STARTS:
            return self._end(
                job, JobState.FAILED, f"“{stage}”时程序 {job.starts} 次中断，没有继续。"
            )
        started = self.store.batches.start(job, stage, self.lease.executor_id, now())
        if started is None:
            return self._stop(task.batch_id, task.employer)
        return self._walked(task, started, Stage(stage), limits)

    def _walked(self, task: Task, job: "Job", stage: Stage, limits: Limits) -> Step:
        try:
            end = self._do(task, job, stage, limits)
        except AboveCapError as error:
            counts = {**self._counted(job), "owed_fen": error.amount_fen}
            return self._end(replace(job, counts=counts), JobState.TO_CONFIRM, error.message)
        except Exception as error:  # noqa: BLE001 - one employer's defect is not the others'
            _, sentence = failure(error, self.settings.home)
            job = replace(job, counts=self._counted(job))
            if not _may_be_better_later(error) or task.wait_no >= MOST_WAITS:
                return self._end(job, JobState.FAILED, sentence)
            pause = max(_pause(task.wait_no), _asked_seconds(error))
            return self._wait(job, f"{sentence}稍后自动再试。", pause, is_asking=False)
        job = replace(job, counts={**self._counted(job), **end.counts}, message=end.message)
        if end.waits_for:
            words = f"等待{end.waits_for}。{end.message}"
            return self._wait(job, words, _pause(task.wait_no), is_asking=True)
        if stage == task.stages[-1]:
            return self._end(job, JobState.DONE, end.message)
        self._keep(job, JobState.RUNNING, end.message)
        return Step(go=True)

    def _counted(self, job: "Job") -> Mapping[str, int]:
        """Return the figures as they are kept by now."""
        kept = self.store.batches.job(job.batch_id, job.employer)
        return job.counts if kept is None else kept.counts

    def _do(self, task: Task, job: "Job", stage: Stage, limits: Limits) -> StageEnd:
        row = row_of(job)
        secret, told = self._secret(row)
        # Of this process's memory alone: no child is started with it, and no table holds it.
        environment = {
            **self._environment,
            "SHEBAO_PASSWORD": secret,
            PASSWORD_FROM: told,
            "SHEBAO_BUREAU_RATE": str(limits.rate or self.settings.bureau_rate),
            "SHEBAO_DATABASE": self.settings.database_url,
            "SHEBAO_HOLDER": job.batch_id,
        }
        is_asking = task.is_asking and stage == task.stages[0]

        def keep(counts: Mapping[str, int]) -> None:
            self.store.batches.count_more(job, counts)

        return walk_stage(stage, row, environment, keep, job.counts, is_asking=is_asking)

    def _secret(self, row: EmployerRow) -> tuple[str, str]:
        """Return an employer's password, and where a person corrects it.

        Raises NoPasswordError.
        """
        name = row.credential
        secret = (
            self._vault.credential(name)
            if name
            else self._vault.password(row.login_name.secret_name)
        )
        if not secret:
            raise NoPasswordError(row.login_name.asks_for)
        if name:
            return secret, f"凭据“{name}”的密码（用 shebao vault set {name} 改正）"
        return secret, self._vault.given_by if self._vault.is_given else "系统钥匙串中保存的密码"

    def _held_by_another(self, task: Task, job: "Job", hold: "Hold") -> Step:
        """Wait for a desk, which submits and lets go; another batch is for a person to look at."""
        if hold.is_another_teams:
            return self._end(job, JobState.FAILED, OtherTeamError().message)
        since = local_time(hold.since)
        other = self.store.batches.find(hold.holder)
        if other is None and task.wait_no < MOST_WAITS:
            words = f"该单位正由“{hold.holder}”办理（自 {since}）。"
            return self._wait(job, words, _pause(task.wait_no), is_asking=task.is_asking)
        whose = f"清单“{other.list_path}”" if other else f"“{hold.holder}”"
        said = (
            f"该单位正由{whose}办理（自 {since}），没有重复办理。"
            "请等它办完，或先取消它，再执行 shebao batch resume。"
        )
        self._keep(job, JobState.FAILED, said)
        return Step(go=False)

    def _job(self, task: Task) -> "Job | None":
        """Return the task's job; None when a later run of the employer took its place."""
        job = self.store.batches.job(task.batch_id, task.employer)
        return job if job is not None and job.run_no == task.run_no else None

    def _wait(self, job: "Job", message: str, seconds: float, *, is_asking: bool) -> Step:
        self._keep(job, JobState.WAITING, message)
        return Step(go=False, wait_seconds=seconds, is_asking=is_asking)

    def _end(self, job: "Job", state: JobState, message: str) -> Step:
        self._keep(job, state, message)
        return self._stop(job.batch_id, job.employer)

    def _stop(self, batch_id: str, employer: str) -> Step:
        """Do no more, and let the employer go unless a later run is to go on with it."""
        job = self.store.batches.job(batch_id, employer)
        if job is None or job.state in ENDED:
            self.store.holds.release(employer, batch_id)
        return Step(go=False)

    def _keep(self, job: "Job", state: JobState, message: str) -> None:
        starts = job.starts if state is JobState.RUNNING else 0
        self.store.batches.change(replace(job, state=state, message=message, starts=starts), now())


def _may_be_better_later(error: Exception) -> bool:
    if isinstance(error, WrongPasswordError | NoPasswordError):
        return False  # each further try counts, and too many lock its holder out
    return isinstance(error, LATER) or (isinstance(error, ShebaoError) and error.retryable)


def _asked_seconds(error: Exception) -> float:
    """Return for how long the bureau wants to be left alone; 0 where it did not say."""
    said = error.said if isinstance(error, OutcomeUnknownError) else error
    return (said.seconds or 0.0) if isinstance(said, BureauBusyError) else 0.0


def _pause(wait_no: int) -> float:
    return float(min(2 ** min(wait_no, 10), LONGEST_WAIT_SECONDS))


def _seconds_to_opening(limits: Limits, here: datetime) -> float:
    """Return how long it is until work may go on; 0 while it may."""
    if limits.opens is None or limits.closes is None:
        return 0.0
    if limits.opens <= here.time() < limits.closes:
        return 0.0
    opening = datetime.combine(here.date(), limits.opens, here.tzinfo)
    if here.time() >= limits.closes:
        opening += timedelta(days=1)
    return max((opening - here).total_seconds(), 1.0)


def _days_left(row: EmployerRow, month: str) -> int:
    """Return the queue's priority: days of the month until its premiums are due, from 1 on."""
    region = row.region or row.tax_id[2:8]
    city = region_holding(region)
    file = rule_file(city.code) if city else None
    if file is None:
        return NO_DEADLINE_DAYS
    period = Period.parse(month)
    due = due_on(file.deadline, period)
    return max((due - period.first_day).days + 1, 1)


Watch = Callable[[dict[JobState, int]], None]


def work_until_done(
    worker: Worker, batch: "Batch", patience_seconds: float, watch: Watch
) -> dict[JobState, int]:
    """Work until nothing of the batch is left, or only waits longer than patience; the counts.

    Raises LeaseLostError when another process may work under this one's name.
    """
    for job in worker.store.batches.jobs(batch.batch_id):
        if job.state in UNDER_WAY:
            worker.put(job, batch)
    before: dict[JobState, int] = {}
    changed = time.monotonic()
    while True:
        if worker.lease.is_lost:
            raise LeaseLostError
        counts = worker.store.batches.count(batch.batch_id)
        if counts != before:
            before, changed = counts, time.monotonic()
        watch(counts)
        busy = counts.get(JobState.QUEUED, 0) + counts.get(JobState.RUNNING, 0)
        waits = counts.get(JobState.WAITING, 0)
        if not busy and (not waits or time.monotonic() > changed + patience_seconds):
            return counts
        worker.rescue()
        time.sleep(WATCH_SECONDS)


class LeaseLostError(ShebaoError):
    """Another process may work under this one's name, so this one stops."""

    code = "GEN-01"
    retryable = True
    what = "与共享数据库的连接中断过，本进程已停止办理，其余进程会接着办。"
    next_step = "如没有其他进程，请执行 shebao batch resume 或 shebao worker。"
    log = "lease lost"
