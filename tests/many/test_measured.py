"""What docs/many.md says of speed and memory, measured again; each beside a floor of the same run.

Only ratios are worth anything on a machine that others use as well.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from python_calamine import CalamineWorkbook

from shebao.domain.batch_state import ENDED, JobState
from shebao.many.engine import Engine
from shebao.many.task import Step, Task
from shebao.store.sqlite_file import sqlite_engine
from tests.many.agency import EVERYTHING, Agency, agency_apart, open_agency
from tests.many.test_shared import name_of, shared_store
from tests.patience import wait_for
from tests.postgres import new_database

pytestmark = pytest.mark.slow
CALLS = 40  # of one employer of a hundred people, all four stages
STAGES = ("更新职工", "申报工资", "确认社保费", "缴费")


def processor_seconds(process: "subprocess.Popen[str]") -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: "subprocess.Popen[str]") -> float:
    """How much memory a process has now."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def bare_calls(agency: Agency, number: int) -> float:
    """Seconds for so many calls that ask next to nothing, one after another on one connection."""
    with httpx.Client(base_url=agency.url) as client:
        client.get("/v1/release")
        began = time.perf_counter()
        for _ in range(number):
            client.get("/v1/release").raise_for_status()
        return time.perf_counter() - began


@contextmanager
def helpers(agency: Agency, number: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """So many workers that have joined; they are stopped at the end."""
    started = [agency.start("worker") for _ in range(number)]
    try:
        for worker in started:
            assert name_of(worker)
        yield started
    finally:
        for worker in started:
            worker.kill()
            worker.communicate()


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_employers_a_minute(tmp_path: Path, postgres: str, workers: int) -> None:
    """How much faster several workers are, where the bureau does nothing else."""
    employers = int(os.environ.get("SHEBAO_BENCH_EMPLOYERS", "24"))
    with agency_apart(tmp_path, employers, 5, database=new_database(postgres)) as agency:
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": EVERYTHING} for n in range(employers)})
        floor = bare_calls(agency, 10 * CALLS) / 10
        with shared_store(agency) as store, helpers(agency, workers - 1) as others:

            def states() -> list[JobState]:
                return [
                    j.state for b in store.batches.all() for j in store.batches.jobs(b.batch_id)
                ]

            main = agency.start("batch", "run", str(agency.list_path), "--yes", "--json")
            wait_for(lambda: JobState.RUNNING in states())
            began = time.perf_counter()
            used = [processor_seconds(each) for each in (main, *others)]
            wait_for(lambda: all(state in ENDED for state in states()))
            seconds = time.perf_counter() - began
            used = [
                processor_seconds(each) - before
                for each, before in zip((main, *others), used, strict=True)
            ]
            out, errors = main.communicate()
        assert main.returncode == 0, out + errors
        floor = (floor + bare_calls(agency, 10 * CALLS) / 10) / 2
        print(
            f"\n{workers} workers, {employers} employers: {seconds:.0f} s, "
            f"{employers * 60 / seconds:.1f} a minute, {sum(used) / employers:.2f} s of processor "
            f"an employer; floor of {CALLS} bare calls {floor:.3f} s, "
            f"ratio {seconds / employers / floor:.1f}"
        )


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_the_engine_costs_an_employer(tmp_path: Path, postgres: str, kind: str) -> None:
    """Four stages that do nothing, against as many rows committed one by one."""
    number = 300
    url = new_database(postgres) if kind == "postgresql" else ""
    began = time.process_time()
    floor_database(tmp_path / "floor.db", url, 4 * number)
    floor = (time.process_time() - began) / number
    seen: list[str] = []

    def walk(task: Task, stage: str) -> Step:
        if stage == STAGES[-1]:
            seen.append(task.employer)
        return Step(go=True)

    engine = Engine(url or tmp_path / "engine.db", "measured", "http://bureau", walk, None)
    engine.launch()
    try:
        began = time.process_time()
        for at in range(number):
            engine.put(Task("b", f"9{at}", 1, STAGES))
        wait_for(lambda: len(seen) == number)
        cost = (time.process_time() - began) / number
    finally:
        engine.close()
    assert sorted(seen) == sorted(f"9{at}" for at in range(number))
    print(f"\nengine on {kind}: {cost * 1000:.1f} ms an employer, ratio {cost / floor:.1f}")


def floor_database(path: Path, url: str, rows: int) -> None:
    """Commit so many rows of one text each, one by one."""
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE floor (told text)")
            for at in range(rows):
                connection.execute("INSERT INTO floor VALUES (%s)", (str(at),))
        return
    engine = sqlite_engine(path, bytes(32))
    with engine.begin() as one:
        one.exec_driver_sql("CREATE TABLE floor (told text)")
    for at in range(rows):
        with engine.begin() as one:
            one.exec_driver_sql("INSERT INTO floor VALUES (?)", (str(at),))
    engine.dispose()


def test_memory_of_a_worker_stays_over_a_thousand_employers(tmp_path: Path, postgres: str) -> None:
    """A night's work in one process: a kilobyte kept for each call would be gigabytes.

    Each employer is 更新职工 alone: login, download, store and workbook, a third of the round.
    """
    employers = int(os.environ.get("SHEBAO_BENCH_EMPLOYERS", "1000"))
    with agency_apart(tmp_path, employers, 2, database=new_database(postgres)) as agency:
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": "更新职工", "工资表": None} for n in range(employers)})
        sizes: list[float] = []
        with shared_store(agency) as store:
            main = agency.start("batch", "run", str(agency.list_path), "--yes", "--json")
            wait_for(lambda: bool(store.batches.all()))
            (batch,) = store.batches.all()
            for tenth in range(1, 11):
                wanted = employers * tenth // 10

                def is_reached(wanted: int = wanted) -> bool:
                    counts = store.batches.count(batch.batch_id)
                    assert not counts.get(JobState.FAILED)
                    return counts.get(JobState.DONE, 0) >= wanted - (wanted == employers)

                wait_for(is_reached)
                sizes.append(resident_mb(main))
            out, errors = main.communicate()
        assert main.returncode == 0, out + errors
        print(f"\nmemory at each tenth of {employers}: " + " ".join(f"{mb:.0f}" for mb in sizes))
        assert sizes[-1] < sizes[1] * 1.15


def test_a_plan_of_ten_thousand_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three in a hundred with a fault; ten times the rows cost ten times, and not a hundred."""
    costs = {}
    for rows in (1_000, 10_000):
        folder = tmp_path / str(rows)
        folder.mkdir()
        employers = [
            {"tax_id": f"91520100MA6{number:06d}X", "name": "", "first_password": "p"}
            for number in range(rows)
        ]
        agency = Agency(folder, "http://127.0.0.1:9", employers, httpx.Client(), capsys)
        for name, value in agency.environment.items():
            monkeypatch.setenv(name, value)
        agency.keep_passwords_at_once()
        faults = [{"凭据": "没有"}, {"步骤": "上报"}, {"工资表": "没有.xlsx"}]
        payroll = {"工资表": "工资表_1.xlsx"}
        agency.write_payrolls(1, most=1)
        agency.write_list(
            {n: {**payroll, **(faults[n % 3] if n % 100 < 3 else {})} for n in range(rows)}
        )
        began = time.process_time()
        CalamineWorkbook.from_path(agency.list_path).get_sheet_by_index(0).to_python()
        floor = time.process_time() - began
        began = time.process_time()
        status, answer = agency.batch("plan")
        costs[rows] = time.process_time() - began
        assert (status, answer["employers"], answer["faulty"]) == (1, rows, rows * 3 // 100)
        print(f"\nplan of {rows}: {costs[rows]:.2f} s, {costs[rows] / floor:.0f} × calamine, bare")
    assert costs[10_000] < 25 * costs[1_000]


@pytest.mark.parametrize("employees", [2, 100])
def test_what_a_month_leaves_in_the_database(
    tmp_path: Path,
    postgres: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    employees: int,
) -> None:
    """How fast a shared database grows: what stays, and what the next month writes over."""
    url = new_database(postgres)
    with open_agency(tmp_path, capsys, monkeypatch, employers=1, employees=employees) as agency:
        monkeypatch.setenv("SHEBAO_DATABASE", url)
        assert agency.batch("run", "--yes")[1]["done"] == 1
    with psycopg.connect(url) as administrator:
        tables = administrator.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'dbos')"
        ).fetchall()
        sizes: dict[str, tuple[int, int]] = {}
        for (name,) in tables:
            query = f"SELECT count(*), coalesce(sum(pg_column_size(t.*)), 0) FROM {name} t"
            rows, held = administrator.execute(query.encode()).fetchall()[0]
            sizes[name] = rows, int(held)
    print(f"\nleft by one employer of {employees}:")
    for name, (rows, held) in sorted(sizes.items(), key=lambda one: -one[1][1]):
        if rows:
            print(f"  {name}: {rows} rows, {held:,} bytes")
    assert sizes["public.ledger_entry"][0] == 3
