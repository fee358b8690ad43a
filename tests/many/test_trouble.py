"""What goes wrong around a batch: frozen workers, a full or lost database, clocks, outages."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from shebao.domain.batch_state import JobState
from shebao.many.lease import SharedLease
from shebao.many.task import Step, Task
from shebao.many.worker import LONGEST_WAIT_SECONDS, Worker
from shebao.store.many.batches import Job
from shebao.wiring import now
from tests.many.agency import (
    EVERYTHING,
    Agency,
    agency_apart,
    begun_again,
    jobs_kept,
    report_rows,
    walking,
)
from tests.many.test_shared import at_work_in, name_of, shared_store
from tests.patience import wait_for
from tests.postgres import new_database

WAGES = "更新职工、申报工资"
GONE = """
CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'terminating connection' USING ERRCODE = '57P01';
END $$;
CREATE TRIGGER gone BEFORE UPDATE ON batch_job
  FOR EACH ROW WHEN (NEW.counts LIKE '%"paid_fen"%') EXECUTE FUNCTION gone();
"""
NOBODY = "http://127.0.0.1:9"  # nothing listens there


def task_of(job: Job, *stages: str) -> Task:
    return Task(job.batch_id, job.employer, job.run_no, stages)


def walked(worker: Worker, job: Job, *stages: str) -> Step:
    """Walk the stages one after another; the last one's end."""
    step = Step(go=True)
    for stage in stages:
        assert step.go
        step = worker.walk(task_of(job, *stages), stage)
    return step


def test_a_bureau_that_is_down_for_an_hour_is_waited_for(one_employer: Agency) -> None:
    """Asked every second it would never come up again; given up, somebody must sit there."""
    one_employer.write_list({0: {"步骤": WAGES}})
    with walking(one_employer, SHEBAO_BUREAU_URL=NOBODY) as worker:
        (job,) = begun_again(one_employer, worker.store)
        task, waited, tries = task_of(job, "更新职工", "申报工资"), 0.0, 0
        while waited < 3600:  # the queue's own clock: it calls again after each wait
            step = worker.walk(task, "更新职工")
            assert step.wait_seconds is not None
            assert 0 < step.wait_seconds <= LONGEST_WAIT_SECONDS
            waited += step.wait_seconds
            task, tries = replace(task, wait_no=task.wait_no + 1), tries + 1
        assert tries < 30
        (job,) = worker.store.batches.jobs(job.batch_id)
        assert (job.state, "稍后自动再试" in job.message) == (JobState.WAITING, True)

    with walking(one_employer) as worker:
        walked(worker, job, "更新职工", "申报工资")
    assert [job.state for job in jobs_kept(one_employer)] == [JobState.DONE]
    assert one_employer.received() == {"wage_filing": 1}


def test_a_run_that_is_cancelled_half_way_sends_no_more(one_employer: Agency) -> None:
    """What was done stays done; what was not begun is not begun, and the employer is free."""
    with walking(one_employer) as worker:
        (job,) = begun_again(one_employer, worker.store)
        task = task_of(job, "更新职工", "申报工资", "确认社保费", "缴费")
        assert worker.walk(task, "更新职工").go
        assert worker.walk(task, "申报工资").go
        assert one_employer.batch("cancel")[0] == 0
        assert not worker.walk(task, "确认社保费").go
        assert worker.store.holds.all() == []
    assert [job.state for job in jobs_kept(one_employer)] == [JobState.CANCELLED]
    assert one_employer.received() == {"wage_filing": 1}

    assert one_employer.batch("resume", "--yes")[1]["done"] == 1
    once = dict.fromkeys(("wage_filing", "premium_filing", "payment"), 1)
    assert one_employer.received() == once


def test_a_clock_that_is_a_month_ahead_files_nothing_twice(one_employer: Agency) -> None:
    """The batch is another one then, and the month at the bureau the same."""
    one_employer.write_list({0: {"步骤": WAGES}})
    with walking(one_employer) as worker:
        (job,) = begun_again(one_employer, worker.store)
        walked(worker, job, "更新职工", "申报工资")
        assert one_employer.received() == {"wage_filing": 1}

        (later,) = begun_again(one_employer, worker.store, now() + timedelta(days=31))
        assert later.batch_id != job.batch_id
        walked(worker, later, "更新职工", "申报工资")
    assert one_employer.received() == {"wage_filing": 1}


@pytest.mark.parametrize("event", ["opened", "sent", "recorded"])
def test_a_database_that_is_full_is_waited_for(
    one_employer: Agency, postgres: str, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    """Whether the bureau has the filing or not, it has it once when there is room again."""
    url = new_database(postgres)
    monkeypatch.setenv("SHEBAO_DATABASE", url)
    one_employer.write_list({0: {"步骤": WAGES}})
    with walking(one_employer) as worker, psycopg.connect(url, autocommit=True) as administrator:
        (job,) = begun_again(one_employer, worker.store)
        assert worker.walk(task_of(job, "更新职工", "申报工资"), "更新职工").go
        administrator.execute(FULL.replace("%", event).encode())
        step = worker.walk(task_of(job, "申报工资"), "申报工资")
        assert administrator.execute("SELECT is_called FROM refused").fetchone() == (True,)
        assert step.wait_seconds is not None
        (job,) = worker.store.batches.jobs(job.batch_id)
        assert (job.state, "磁盘已满" in job.message) == (JobState.WAITING, True)
        administrator.execute("DROP TRIGGER full_disk ON ledger_event")
        worker.walk(task_of(job, "申报工资"), "申报工资")
        (job,) = worker.store.batches.jobs(job.batch_id)
    assert (job.state, job.counts["accepted"]) == (JobState.DONE, 3), job.message
    assert one_employer.received() == {"wage_filing": 1}


def test_a_figure_that_could_not_be_kept_is_asked_for_again(
    one_employer: Agency, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL was restarted just then: paid, and the report did not say how much."""
    url = new_database(postgres)
    monkeypatch.setenv("SHEBAO_DATABASE", url)
    one_employer.write_list({0: {"步骤": EVERYTHING}})
    with walking(one_employer) as worker, psycopg.connect(url, autocommit=True) as administrator:
        (job,) = begun_again(one_employer, worker.store)
        task = task_of(job, "更新职工", "申报工资", "确认社保费", "缴费")
        for stage in task.stages[:3]:
            assert worker.walk(task, stage).go
        administrator.execute(GONE.encode())
        assert worker.walk(task, "缴费").wait_seconds is not None
        administrator.execute("DROP TRIGGER gone ON batch_job")
        worker.walk(task, "缴费")
        (job,) = worker.store.batches.jobs(job.batch_id)
    assert job.state is JobState.DONE, job.message
    assert job.counts["paid_fen"] == job.counts["bill_total_fen"] > 0
    assert one_employer.received()["payment"] == 1


# A sequence counts what a rolled-back transaction tried.
FULL = """
CREATE SEQUENCE refused;
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM nextval('refused');
  RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON ledger_event
  FOR EACH ROW WHEN (NEW.event = '%') EXECUTE FUNCTION full_disk();
"""

FROZEN = """
import sys
from shebao.many.lease import SharedLease
lease = SharedLease(sys.argv[1], silence_seconds=1)
print(lease.executor_id, flush=True)
sys.stdin.readline()
print(lease.is_lost, flush=True)
"""


def test_a_frozen_worker_counts_as_dead_and_knows_it_when_it_wakes(postgres: str) -> None:
    """Both would work under one name: what each of them has done the other takes for its own."""
    url = new_database(postgres)
    other = subprocess.Popen(
        [sys.executable, "-P", "-c", FROZEN, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert other.stdin is not None
    assert other.stdout is not None
    name = other.stdout.readline().strip()
    lease = SharedLease(url)
    try:
        assert not lease.is_dead(name)
        other.send_signal(signal.SIGSTOP)
        wait_for(lambda: lease.is_dead(name))
        other.send_signal(signal.SIGCONT)
        wait_for(lambda: threads_of(other) == 1)  # its beat found the session gone
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline().strip() == "True"
    finally:
        other.kill()
        other.communicate()
        lease.close()


def threads_of(process: "subprocess.Popen[str]") -> int:
    return len(list(Path(f"/proc/{process.pid}/task").iterdir()))


@pytest.mark.slow
def test_a_frozen_worker_that_goes_on_doubles_and_spoils_nothing(
    tmp_path: Path, postgres: str
) -> None:
    """It wakes in the middle of a stage that another one has done meanwhile."""
    with agency_apart(tmp_path, 6, 2, database=new_database(postgres)) as agency:
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": EVERYTHING} for n in range(6)})
        main = agency.start("batch", "run", str(agency.list_path), "--yes", "--json")
        frozen = agency.start("worker")
        name = name_of(frozen)
        with shared_store(agency) as store:
            while True:
                wait_for(lambda: at_work_in(store, name))
                frozen.send_signal(signal.SIGSTOP)
                if caught := at_work_in(store, name):
                    break
                frozen.send_signal(signal.SIGCONT)
            out, errors = main.communicate()
            assert main.returncode == 0, out + errors
            frozen.send_signal(signal.SIGCONT)
            assert "恢复后自动继续" in frozen.stderr.readline()  # type: ignore[union-attr]
            assert name_of(frozen) != name
            (batch,) = store.batches.all()
            jobs = store.batches.jobs(batch.batch_id)
            assert name not in [job.worker for job in jobs if job.employer in caught]
        frozen.kill()
        frozen.communicate()
        assert [job.state for job in jobs] == [JobState.DONE] * 6
        once = dict.fromkeys(("wage_filing", "premium_filing", "payment"), 6)
        assert agency.received() == once


@pytest.mark.slow
def test_a_worker_that_is_cut_off_from_the_database_joins_again(
    tmp_path: Path, postgres: str
) -> None:
    """A cable, a firewall, a password that was changed: it goes on by itself once it may."""
    url = new_database(postgres)
    name = url.partition("@/")[2].partition("?")[0]
    with (
        agency_apart(tmp_path, 3, 2, database=url) as agency,
        psycopg.connect(url.replace(name, "postgres"), autocommit=True) as admin,
    ):
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": EVERYTHING} for n in range(3)})
        main = agency.start("batch", "run", str(agency.list_path), "--yes", "--json")
        with shared_store(agency) as store:
            wait_for(store.batches.all)
            (batch,) = store.batches.all()
            wait_for(lambda: store.batches.count(batch.batch_id).get(JobState.RUNNING))
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        assert main.stderr is not None
        assert "恢复后自动继续" in main.stderr.readline()
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
        out, errors = main.communicate()

        assert main.returncode == 0, out + errors
        once = dict.fromkeys(("wage_filing", "premium_filing", "payment"), 3)
        assert agency.received() == once
        report = Path(agency.batch("report")[1]["report"])
        assert [row["状态"] for row in report_rows(report, "各单位")] == ["完成"] * 3
