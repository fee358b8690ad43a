"""The view of a running batch fits a terminal, for ten employers and for ten thousand."""

import io
import json
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from shebao.domain.batch_state import JobState
from shebao.many.live import next_look, picture
from shebao.store.many.batches import Job

WIDTH, LINES = 100, 24
SAID = (
    "应缴 8,123.00 元，单位清单中的“可缴上限”没有填写，没有缴费，请核对金额后改好上限再继续办理。"
)


def job(number: int, state: JobState) -> Job:
    row = {
        "number": number,
        "tax_id": f"91520100{number:05d}",
        "registration_no": "",
        "user_name": "",
        "name": f"示例第{number}人力资源服务（集团）股份有限公司某分公司" if number % 2 else "",
        "region": "",
        "credential": "",
        "payroll": "",
        "book": "",
        "pay_cap_fen": None,
        "stages": ["缴费"],
        "fault": "",
    }
    plan = json.dumps(row)
    now = datetime.now(UTC)
    said = SAID if state is not JobState.RUNNING else ""
    return Job("b", str(number), number, plan, "d", 1, state, "确认社保费", {}, said, "w", 0, now)


def jobs_of(**counts: int) -> list[Job]:
    states = [JobState[name] for name, number in counts.items() for _ in range(number)]
    return [job(number, state) for number, state in enumerate(states, start=1)]


def shown(jobs: list[Job], seconds: float = 600.0, before: int = 0) -> list[str]:
    console = Console(width=WIDTH, file=io.StringIO(), record=True)
    console.print(picture(jobs, seconds, before))
    return console.export_text().splitlines()


@pytest.mark.parametrize(
    "jobs",
    [
        jobs_of(DONE=4, RUNNING=2, WAITING=2, FAILED=1, TO_CONFIRM=1),
        jobs_of(DONE=6000, RUNNING=40, WAITING=1000, FAILED=200, TO_CONFIRM=100, QUEUED=2660),
    ],
    ids=["10", "10000"],
)
def test_it_fits_a_terminal_and_names_who_needs_somebody(jobs: list[Job]) -> None:
    """Scrolled away or broken over lines, nobody sees who failed."""
    lines = shown(jobs)

    assert len(lines) <= LINES
    assert max(map(cell_len, lines)) <= WIDTH
    for state in JobState:
        if number := sum(job.state is state for job in jobs):
            assert f"{state} {number}" in lines[0]
    named = "\n".join(lines[1:])
    for state in (JobState.RUNNING, JobState.TO_CONFIRM):
        assert str(state) in named
    assert "应缴 8,123.00 元" in named


def test_ten_employers_are_shown_one_and_all_but_those_done() -> None:
    """Who waits for the bureau is what one looks for when nothing moves."""
    lines = shown(jobs_of(DONE=4, RUNNING=2, WAITING=2, FAILED=1, TO_CONFIRM=1))
    assert sum("确认社保费" in line for line in lines) == 6
    assert not any("另有" in line for line in lines)


def test_the_speed_is_this_runs_own() -> None:
    """Taken up again with nine tenths done, it promised to be over in no time."""
    jobs = jobs_of(DONE=90, QUEUED=10)
    assert any("每分钟 1.0 个单位，约剩 10 分钟" in line for line in shown(jobs, 600.0, 80))
    assert any("每分钟 0.0 个单位" in line and "约剩" not in line for line in shown(jobs, 9.0, 90))


def test_looking_costs_a_twentieth_of_the_time_at_most() -> None:
    """Ten thousand rows are opened and decrypted for a look."""
    assert next_look(100.0, 100.01, 1.0) == pytest.approx(101.01)
    assert next_look(100.0, 102.0, 1.0) == 140.0
