"""Several workers over one PostgreSQL: killed, cut off, and still each filing exactly once."""

import getpass
import platform
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from shebao.domain.batch_state import JobState
from shebao.store import Store, open_shared_store
from shebao.vault.key_file import read_key_file
from tests.desk import Desk
from tests.many.agency import EVERYTHING, Agency, agency_apart, report_rows
from tests.patience import wait_for
from tests.postgres import new_database

WAGES = "更新职工、申报工资"
MANY = 12


@contextmanager
def shared_store(agency: Agency) -> Iterator[Store]:
    key = read_key_file(agency.folder / "store.key")
    assert key is not None
    with open_shared_store(agency.database, key) as store:
        yield store


def name_of(worker: "subprocess.Popen[str]") -> str:
    """Under which name a worker joined."""
    assert worker.stderr is not None
    return worker.stderr.readline().partition("：")[2].partition("。")[0]


def at_work_in(store: Store, name: str) -> list[str]:
    """Which employers a worker has in its hands."""
    jobs = [job for each in store.batches.all() for job in store.batches.jobs(each.batch_id)]
    return [job.employer for job in jobs if job.worker == name and job.state is JobState.RUNNING]


def kill_at_work(store: Store, worker: "subprocess.Popen[str]") -> str:
    """Kill it in the middle of a stage; return whose."""
    name = name_of(worker)

    while True:
        wait_for(lambda: at_work_in(store, name))
        worker.send_signal(signal.SIGSTOP)
        if caught := at_work_in(store, name):
            worker.kill()
            worker.communicate()
            return caught[0]
        worker.send_signal(signal.SIGCONT)


@pytest.mark.feature("X-MANY")
def test_a_killed_worker_and_lost_answers_lose_and_double_nothing(
    tmp_path: Path, postgres: str
) -> None:
    """Twelve employers, two workers, one killed, the bureau dropping answers."""
    full = 4
    with agency_apart(tmp_path, MANY, 2, database=new_database(postgres)) as agency:
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": EVERYTHING if n < full else WAGES} for n in range(MANY)})
        for after in (3, 5, 7):
            agency.control("faults", kind="drop", count=1, after=after)
        first = agency.start("batch", "run", str(agency.list_path), "--yes", "--json")
        second = agency.start("worker")
        with shared_store(agency) as store:
            caught = kill_at_work(store, second)
            out, errors = first.communicate()
            assert first.returncode == 0, out + errors
            (batch,) = store.batches.all()
            jobs = store.batches.jobs(batch.batch_id)

        assert [job.state for job in jobs] == [JobState.DONE] * MANY
        (taken_over,) = {job.worker for job in jobs if job.employer == caught}
        assert str(second.pid) not in taken_over
        assert agency.received() == {"wage_filing": MANY, "premium_filing": full, "payment": full}
        report = agency.batch("report")[1]["report"]
        assert [row["状态"] for row in report_rows(Path(report), "各单位")] == ["完成"] * MANY


def test_a_desk_cannot_submit_for_an_employer_of_a_batch(
    desk: Desk, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch at night and a clerk in the morning would file one employer in two ways."""
    url = new_database(postgres)
    monkeypatch.setenv("SHEBAO_DATABASE", url)
    desk.until_filled()
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    employer = desk.bureau.seeded.tax_id
    with open_shared_store(url, key) as store:
        store.holds.take(employer, "夜间批次", datetime.now(UTC))
        refused = desk.run("submit_wages")
        assert (refused.status, refused.answer["code"]) == (1, "LED-09")
        assert "夜间批次" in refused.said
        assert desk.bureau.received()["wage_filing"] == 0

        store.holds.release(employer, "夜间批次")
        desk.done("submit_wages")
        assert store.holds.all() == []  # a desk holds it no longer than it submits


def test_a_batch_is_its_teams_alone(
    one_employer: Agency, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its queue nor its employer is the other team's, which learns no more than that."""
    url, key = new_database(postgres), read_key_file(one_employer.folder / "store.key")
    assert key is not None
    for team in ("north", "south"):
        with psycopg.connect(url) as administrator:
            status, sql = one_employer.run(
                *("store", "roles", "--team", team, "--lead", f"{team}_1", "--desk", f"{team}_2")
            )
            assert status == 0
            administrator.execute(sql.encode())
        open_shared_store(url.replace("postgres@", f"{team}_1@"), key).close()
    one_employer.write_list({0: {"步骤": WAGES}})

    for team, done in (("north", 1), ("south", 0)):
        monkeypatch.setenv("SHEBAO_DATABASE", url.replace("postgres@", f"{team}_2@"))
        answer = one_employer.batch("run", "--yes")[1]
        assert (answer["done"], answer["failed"]) == (done, 1 - done)
    (row,) = report_rows(Path(answer["report"]), "各单位")
    assert "另一个团队" in row["说明"]
    assert "north" not in row["说明"]
    assert one_employer.received()["wage_filing"] == 1

    with psycopg.connect(url) as administrator:
        owners = administrator.execute(
            "SELECT schemaname, tableowner FROM pg_tables WHERE tablename = 'workflow_status'"
        ).fetchall()
    assert sorted(owners) == [("north_engine", "north"), ("south_engine", "south")]


def test_a_desk_takes_over_its_own_hold(
    desk: Desk, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that was killed while it submitted kept its employer from everybody for ever."""
    url = new_database(postgres)
    monkeypatch.setenv("SHEBAO_DATABASE", url)
    desk.until_filled()
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    employer, own = desk.bureau.seeded.tax_id, f"{getpass.getuser()}@{platform.node()}"[:60]
    with open_shared_store(url, key) as store:
        store.holds.take(employer, own, datetime(2026, 11, 1, tzinfo=UTC))

        desk.done("submit_wages")

        assert store.holds.all() == []
