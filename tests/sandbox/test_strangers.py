"""What somebody who knows a tax id cannot do: lock others out, stop them, or go on for ever."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import LoginRequest
from shebao.contract.states import PaymentState
from shebao.sandbox.door import HEADER
from shebao.sandbox.people import tries
from shebao.sandbox.people.tries import source_of
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.process import process
from tests.sandbox.running import Desk, Running, accepted, refused

WRONG = "no-such-1"
AWAY = "127.0.0.9"  # an address of this machine at which no desk of these tests sits


@contextmanager
def at(desk: Desk, address: str) -> Iterator[httpx.Client]:
    """A client with an address of its own, without session and token."""
    line = httpx.HTTPTransport(local_address=address)
    with httpx.Client(
        base_url=desk.http.base_url, transport=line, timeout=PATIENCE_SECONDS
    ) as client:
        yield client


def log_in(
    client: httpx.Client, desk: Desk, password: str, user: str | None = None
) -> httpx.Response:
    request = LoginRequest(tax_id=desk.seeded.tax_id, user_name=user, password=password)
    return client.post("/v1/session", json=request.model_dump(mode="json"))


def lock(client: httpx.Client, desk: Desk, user: str | None = None) -> str:
    """Wrong passwords until nobody is heard here; the last answer's words."""
    for _ in range(10):
        answer = log_in(client, desk, WRONG, user)
        if answer.json()["code"] == RefusalCode.LOCKED_OUT:
            return str(answer.json()["message"])
    raise AssertionError(answer.text)


def test_stranger_neither_locks_the_administrator_out_nor_stops_a_payment(desk: Desk) -> None:
    """The tax id stands on every invoice; it was enough to keep a unit from paying on the 15th."""
    accepted(desk.confirm(desk.bills()))
    with at(desk, AWAY) as stranger:
        lock(stranger, desk)
        refused(log_in(stranger, desk, desk.seeded.first_password), RefusalCode.LOCKED_OUT, 403)

    receipt = desk.pay_all()
    desk.login()

    paid = desk.http.get(f"/v1/payments/{receipt.receipt_no}").json()
    assert paid["state"] == PaymentState.PAID


def test_stranger_at_the_same_place_stops_no_open_session(desk: Desk) -> None:
    """A company's computers share one address: only who is not logged in yet has to wait."""
    accepted(desk.confirm(desk.bills()))
    lock(desk.http, desk)
    refused(log_in(desk.http, desk, desk.seeded.first_password), RefusalCode.LOCKED_OUT, 403)

    desk.pay_all()
    strong = {"old_password": desk.seeded.first_password, "new_password": "Sandbox-2026"}
    assert desk.http.post("/v1/session/password", json=strong).status_code == 200


def test_guessing_in_a_session_locks_that_session_alone(desk: Desk) -> None:
    """Who found a desk left open gets five tries, and locks nobody else's."""
    there = desk.http.headers["Authorization"]
    for _ in range(5):
        answer = desk.http.post("/v1/session/reauth", json={"password": WRONG})
    refused(answer, RefusalCode.LOCKED_OUT, 403)

    desk.login()

    assert desk.proof()
    desk.http.headers["Authorization"] = there
    answer = desk.http.post("/v1/session/reauth", json={"password": desk.seeded.first_password})
    refused(answer, RefusalCode.LOCKED_OUT, 403)


@pytest.mark.parametrize("user", [None, "nobody"])
def test_each_lock_lasts_twice_as_long(sandbox: Running, desk: Desk, user: str | None) -> None:
    """At the same pace for ever a six-digit first password is found."""
    with at(desk, AWAY) as stranger:
        for minutes in (15, 30, 60, 120, 240, 480, 960, 1440, 1440):
            assert f"{minutes} 分钟后" in lock(stranger, desk, user)
            sandbox.bureau.clock.advance(timedelta(minutes=minutes, seconds=-1))
            refused(log_in(stranger, desk, WRONG, user), RefusalCode.LOCKED_OUT, 403)
            sandbox.bureau.clock.advance(timedelta(seconds=1))
            if minutes == 1440:
                break
        # A day without a wrong one is a new beginning.
        sandbox.bureau.clock.advance(timedelta(days=1))
        assert "15 分钟后" in lock(stranger, desk, user)


def test_many_places_are_one_guesser(sandbox: Running, desk: Desk) -> None:
    """Whoever rents a thousand addresses gets no thousand times five tries; the desk works on."""
    sandbox.bureau.settings = replace(sandbox.bureau.settings, unknown_places_allowed=2)
    for number in range(20, 22):
        with at(desk, f"127.0.0.{number}") as stranger:
            lock(stranger, desk)

    with at(desk, "127.0.0.22") as fresh:
        refused(log_in(fresh, desk, WRONG), RefusalCode.LOCKED_OUT, 403)
        refused(log_in(fresh, desk, desk.seeded.first_password), RefusalCode.LOCKED_OUT, 403)
    desk.login()


def test_try_that_locks_all_unknown_places_says_so(sandbox: Running, desk: Desk) -> None:
    """Told of tries that are left, one would count on them."""
    sandbox.bureau.settings = replace(sandbox.bureau.settings, unknown_places_allowed=1)
    for number, code, status in [(23, RefusalCode.WRONG_PASSWORD, 401)] * 4 + [
        (24, RefusalCode.LOCKED_OUT, 403)
    ]:
        with at(desk, f"127.0.0.{number}") as stranger:
            refused(log_in(stranger, desk, WRONG), code, status)


def test_names_made_up_without_end_fill_no_database(
    sandbox: Running, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_PLACES", 10)
    with at(desk, AWAY) as stranger:
        for number in range(15):
            sandbox.bureau.clock.advance(timedelta(seconds=1))
            refused(log_in(stranger, desk, WRONG, f"u{number}"), RefusalCode.WRONG_PASSWORD, 401)

    with sandbox.bureau.engine.connect() as connection:
        query = "SELECT count(*) FROM tries WHERE known_since IS NULL AND user_name LIKE 'u%'"
        assert connection.exec_driver_sql(query).scalar_one() <= 10


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("somebody", "unknown"),
    ],
)
def test_a_source_is_what_strangers_cannot_choose(host: str, source: str) -> None:
    assert source_of({"client": (host, 1), "headers": [(b"x-forwarded-for", b"1.1.1.1")]}) == source


def test_who_calls_too_often_is_told_when_to_come_again(sandbox: Running, desk: Desk) -> None:
    """Whoever has no session shares one measure with its whole address; others have theirs."""
    sandbox.bureau.settings = replace(sandbox.bureau.settings, calls_per_minute=30)
    query = {"tax_id": desk.seeded.tax_id}
    with at(desk, "127.0.0.31") as eager, at(desk, "127.0.0.32") as other:
        answers = [eager.post("/v1/registrations/lookup", json=query) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        refusal = refused(answers[-1], RefusalCode.TOO_MANY_CALLS, 429)
        assert answers[-1].headers["Retry-After"] == refusal.details["retry_after"] == "6"
        refused(log_in(eager, desk, WRONG), RefusalCode.TOO_MANY_CALLS, 429)
        made_up = {"Authorization": "Bearer made-up"}
        refused(eager.get("/v1/debts", headers=made_up), RefusalCode.TOO_MANY_CALLS, 429)
        assert other.post("/v1/registrations/lookup", json=query).status_code == 200


def test_stranger_at_the_same_address_uses_no_session_up(sandbox: Running, desk: Desk) -> None:
    """Else a thousand calls a second from the next desk would stop the payment."""
    assert desk.http.get("/v1/debts").status_code == 200  # known as a session from now on
    sandbox.bureau.settings = replace(sandbox.bureau.settings, calls_per_minute=30)
    assert desk.http.get("/v1/debts").status_code == 200
    with at(desk, "127.0.0.1") as stranger:
        for number in range(30):
            headers = {"Authorization": f"Bearer made-up-{number % 3}"}
            last = stranger.get("/v1/debts", headers=headers)
        refused(last, RefusalCode.TOO_MANY_CALLS, 429)

    ends = [desk.http.get("/v1/debts").status_code for _ in range(40)]

    assert ends[:25] == [200] * 25
    assert 429 in ends  # it has a measure too


def test_control_is_for_who_was_told_the_token(desk: Desk) -> None:
    """Any page of a browser, any program on the machine could turn the clock or order payments."""
    token = desk.http.headers.pop(HEADER)
    order = json.dumps({"kind": "drop"})
    calls = [("GET", "clock"), ("POST", "faults"), ("DELETE", "faults"), ("POST", "no/such")]
    for given in ({}, {HEADER: "wrong"}, {HEADER: token[:-1]}, {HEADER: ""}):
        for method, name in calls:
            answer = desk.http.request(method, f"/sandbox/{name}", content=order, headers=given)
            assert "sandbox_token" in refused(answer, RefusalCode.NOT_PERMITTED, 403).message
    desk.http.headers[HEADER] = token
    assert desk.http.delete("/sandbox/faults").json() == {"waiting": 0}


def test_token_is_printed_at_the_start_and_another_each_time(tmp_path: Path) -> None:
    told = []
    for open_control in (False, True):
        with process(employees=2, open_control=open_control) as started:
            url, token = started.opening["url"], started.opening["sandbox_token"]
            told.append(token)
            with httpx.Client(base_url=url, timeout=PATIENCE_SECONDS) as anybody:
                assert anybody.get("/sandbox/clock", headers={HEADER: token}).is_success
                assert anybody.get("/sandbox/clock").is_success is open_control
    assert len(set(told)) == 2
    assert all(len(token) > 40 for token in told)
