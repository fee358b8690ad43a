"""Faults by order: what was committed before the answer went wrong, and what was not."""

import json
import time

import httpx
import pytest

from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import SettledState
from tests.patience import PATIENCE_SECONDS, wait_for
from tests.sandbox.running import Desk, accepted, daily, refused, wage_items

KIND = SubmissionKind.WAGE_FILING


@pytest.mark.parametrize(("kind", "recorded"), [("drop", 1), ("lose", 0)])
def test_a_cut_line_leaves_the_client_without_an_answer(
    desk: Desk, kind: str, recorded: int
) -> None:
    """The two look the same to the client, and are not: that is why keys are settled."""
    body = daily(wage_items(desk.employees(), 800_000))
    desk.control("faults", kind=kind)

    with pytest.raises(httpx.TransportError):
        desk.send(KIND, body, f"cut-{kind}")

    assert desk.received(KIND) == recorded
    state = desk.settle(KIND, f"cut-{kind}").state
    assert state is (SettledState.RECORDED if recorded else SettledState.CLOSED)


def test_garbage_comes_after_the_commit(desk: Desk) -> None:
    body = daily(wage_items(desk.employees(), 800_000))
    desk.control("faults", kind="garbage")

    answer = desk.send(KIND, body, "garbled")

    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert desk.received(KIND) == 1
    accepted(desk.send(KIND, body, "garbled"))
    assert desk.received(KIND) == 1


def test_unavailable_handles_nothing(desk: Desk) -> None:
    body = daily(wage_items(desk.employees(), 800_000))
    desk.control("faults", kind="unavailable", count=2)

    for _ in range(2):
        refused(desk.send(KIND, body, "busy"), RefusalCode.UNAVAILABLE, 503)
    assert desk.received(KIND) == 0
    accepted(desk.send(KIND, body, "busy"))


def test_faults_hit_the_named_path_only(desk: Desk) -> None:
    desk.control("faults", kind="unavailable", path="/v1/batch-debits")

    assert desk.http.get("/v1/notices").status_code == 200
    refused(desk.http.get("/v1/batch-debits"), RefusalCode.UNAVAILABLE, 503)
    assert desk.http.get("/v1/batch-debits").status_code == 200


def test_ordered_faults_can_be_taken_back(desk: Desk) -> None:
    desk.control("faults", kind="drop", count=3)

    assert desk.http.delete("/sandbox/faults").json() == {"waiting": 0}
    accepted(desk.send(KIND, daily(wage_items(desk.employees(), 800_000))))


def test_the_answer_to_a_writing_call_can_be_held_back(desk: Desk) -> None:
    """A client that gives up meanwhile must find its submission recorded."""
    body = daily(wage_items(desk.employees(), 800_000))
    desk.control("settings", answer_delay_seconds=PATIENCE_SECONDS)

    with pytest.raises(httpx.ReadTimeout):
        desk.http.post(
            "/v1/wage-filings",
            content=body.model_dump_json(),
            headers={"Idempotency-Key": "held", "Content-Type": "application/json"},
            timeout=0.4,
        )

    assert wait_for(lambda: desk.received(KIND)) == 1
    desk.control("settings", answer_delay_seconds=0.0)
    assert desk.settle(KIND, "held").state is SettledState.RECORDED


def test_the_clock_can_be_read_moved_and_stopped(desk: Desk) -> None:
    desk.control("clock", now="2024-05-20T02:00:00Z", running=False)
    told = desk.control("clock", advance_seconds=3600)

    assert told["now"] == "2024-05-20T03:00:00+00:00"
    assert told["current_period"] == "2024-05"
    assert desk.http.get("/sandbox/clock").json() == told
    running = desk.control("clock", now="2024-05-20T02:00:00Z")
    time.sleep(0.01)
    assert desk.http.get("/sandbox/clock").json()["now"] > running["now"]


def test_odd_orders_are_refused(desk: Desk) -> None:
    unknown = {"tax_id": "none", "id_number": "x"}
    answer = desk.http.post("/sandbox/people/leave", json=unknown)
    refused(answer, RefusalCode.UNKNOWN_EMPLOYER, 404)
    nobody = {"tax_id": desk.seeded.tax_id, "id_number": "x"}
    refused(desk.http.post("/sandbox/people/leave", json=nobody), RefusalCode.NOT_FOUND, 404)
    known = desk.employees()[0]
    again = {
        "tax_id": desk.seeded.tax_id,
        "name": known.name,
        "id_number": known.id_number,
        "insurances": ["110"],
    }
    refused(desk.http.post("/sandbox/people/join", json=again), RefusalCode.BAD_REQUEST, 400)


def test_a_fault_can_wait_for_good_calls(desk: Desk) -> None:
    """How a download is cut in its middle."""
    desk.control("faults", kind="unavailable", path="/v1/employees", after=2)

    statuses = [desk.http.get("/v1/employees").status_code for _ in range(4)]

    assert statuses == [200, 200, 503, 200]
