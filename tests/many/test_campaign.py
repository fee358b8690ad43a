"""Two hundred employers, three workers killed at random, PostgreSQL restarted once."""

import random
import subprocess
from pathlib import Path

import pytest

from shebao.domain.batch_state import ENDED
from tests.many.agency import EVERYTHING, Agency, agency_apart, report_rows
from tests.many.test_shared import kill_at_work, shared_store
from tests.patience import wait_for
from tests.postgres import new_database, postgres_server, restart

EMPLOYERS, STEADY_WORKERS = 200, 4


def in_the_middle(agency: Agency, share: float) -> None:
    """Wait until so many of the employers are done with, for as long as they become more."""
    with shared_store(agency) as store:
        wait_for(store.batches.all)
        (batch,) = store.batches.all()

        def ended() -> int:
            counts = store.batches.count(batch.batch_id)
            return sum(number for state, number in counts.items() if state in ENDED)

        while (before := ended()) < share * EMPLOYERS:
            wait_for(ended, lambda now, before=before: now > before)  # type: ignore[misc]


@pytest.mark.slow
def test_killed_workers_and_a_restarted_server_lose_and_double_nothing(tmp_path: Path) -> None:
    """The night before the fifteenth: everything that can break breaks once."""
    chance = random.Random(15)
    with (
        postgres_server() as server,
        agency_apart(tmp_path, EMPLOYERS, 2, database=new_database(server)) as agency,
    ):
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": EVERYTHING} for n in range(EMPLOYERS)})
        agency.control("faults", kind="drop", count=5, after=20)
        main = agency.start("batch", "run", str(agency.list_path), "--yes", "--json")
        steady = [agency.start("worker") for _ in range(STEADY_WORKERS)]
        helpers: list[subprocess.Popen[str]] = []
        for number in range(3):
            in_the_middle(agency, 0.1 + 0.2 * number + 0.1 * chance.random())
            helpers.append(agency.start("worker"))
            with shared_store(agency) as store:
                kill_at_work(store, helpers[-1])
        in_the_middle(agency, 0.75)
        restart(server)
        out, errors = main.communicate()
        for worker in steady:  # the restart ended none of them
            assert worker.poll() is None
            worker.terminate()
            worker.communicate()

        assert main.returncode == 0, out + errors
        assert agency.received() == dict.fromkeys(
            ("wage_filing", "premium_filing", "payment"), EMPLOYERS
        )
        report = Path(agency.batch("report")[1]["report"])
        rows = report_rows(report, "各单位")
        assert [row["状态"] for row in rows] == ["完成"] * EMPLOYERS
        assert all(row["已缴"] == row["应缴费额"] > 0 for row in rows)


@pytest.mark.slow
def test_without_keys_the_same_campaign_doubles(tmp_path: Path, postgres: str) -> None:
    """The control: were nothing doubled here, the campaign above would prove nothing."""
    with agency_apart(tmp_path, 12, 2, database=new_database(postgres)) as agency:
        agency.keep_passwords_at_once()
        agency.write_list({n: {"步骤": "更新职工、申报工资"} for n in range(12)})
        agency.control("settings", ignore_keys=True)
        agency.control("faults", kind="drop", count=6, path="/v1/wage-filings")

        agency.batch("run", "--yes")

        assert agency.received()["wage_filing"] > 12
