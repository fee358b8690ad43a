"""Requests that no client of ours sends are refused in words, whatever database is behind."""

from typing import Any

import httpx
import pytest

from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wages import WageFilingRequest
from shebao.contract.wire import MAX_COUNT
from tests.sandbox.running import Desk, accepted, confirmation, daily, refused, wage_items


def is_bad(answer: httpx.Response) -> None:
    refused(answer, RefusalCode.BAD_REQUEST, 400)


def post(desk: Desk, path: str, body: Any) -> httpx.Response:
    return desk.http.post(path, json=body, headers={"Idempotency-Key": "odd"})


def test_a_cursor_beyond_any_row_is_refused(any_desk: Desk) -> None:
    """Both databases broke on it, PostgreSQL at 2**31."""
    assert any_desk.employees(since=MAX_COUNT) == []
    for since in (MAX_COUNT + 1, 2**63, 10**60):
        is_bad(any_desk.http.get("/v1/employees", params={"since": since}))


@pytest.mark.parametrize("odd", ["\x00", "a\x1f"])
def test_control_characters_are_refused(any_desk: Desk, odd: str) -> None:
    """PostgreSQL broke on NUL, and no workbook can hold the others."""
    is_bad(post(any_desk, "/v1/registrations/lookup", {"tax_id": odd}))
    is_bad(post(any_desk, "/v1/unit-links", {"unit_nos": [odd]}))
    is_bad(any_desk.http.put("/v1/users/made_up", json={"right": "全部功能", "remark": odd}))
    is_bad(any_desk.http.get("/v1/filed-wages", params={"from": "2026-01", "after": odd}))
    filing = daily(wage_items(any_desk.employees()[:1], 500_000)).model_dump(mode="json")
    filing["items"][0]["name"] = odd
    is_bad(post(any_desk, "/v1/wage-filings", filing))


def test_a_remark_keeps_its_line_breaks(any_desk: Desk) -> None:
    """Alt+Enter in a cell is nobody's mistake."""
    body = {"right": "全部功能", "remark": "一\n二\t三", "is_new": True}
    answer = any_desk.http.put("/v1/users/made_up", json=body)
    assert answer.json()["remark"] == body["remark"]


@pytest.mark.parametrize("key", ["a/b", "..", "a b", "a?", "é", "k" * 201])
def test_a_key_that_no_path_carries_is_refused(desk: Desk, key: str) -> None:
    """Its submission could never be settled."""
    body = confirmation(desk.bills()).model_dump(mode="json")
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    is_bad(desk.http.post("/v1/premium-filings", json=body, headers=headers))
    assert desk.received(SubmissionKind.PREMIUM_FILING) == 0


def test_a_path_with_an_odd_key_settles_nothing(any_desk: Desk) -> None:
    for key in ("%00", "a%00", "%FF", "a%20b"):
        is_bad(any_desk.http.post(f"/v1/submissions/{key}/settle", json={"kind": "payment"}))


@pytest.mark.parametrize("month", ["0000-01", "٢٠٢٦-01", "2026-13"])
def test_months_of_no_calendar_are_refused(desk: Desk, month: str) -> None:
    """An adjustment from January of the year 0 was accepted."""
    is_bad(desk.http.get("/v1/bills", params={"period": month}))
    is_bad(desk.http.get("/v1/premium-filings", params={"from": f"{month}-01"}))
    filing = daily(wage_items(desk.employees()[:1], 500_000)).model_dump(mode="json")
    filing.update(kind="年度调整", effective_from=month)
    is_bad(post(desk, "/v1/wage-filings", filing))


def test_amounts_are_numbers_and_flags_are_true_or_false(desk: Desk) -> None:
    """What merely looks like one was taken for it."""
    bills = confirmation(desk.bills()).model_dump(mode="json")
    for amount in (True, "1"):
        for field in ("revision", "amount_fen"):
            changed = {**bills["bills"][0], field: amount}
            is_bad(post(desk, "/v1/premium-filings", {"bills": [changed]}))
    for flag in ("false", 0):
        body = {"right": "全部功能", "is_new": flag}
        is_bad(desk.http.put("/v1/users/made_up", json=body))
    bills["bills"][0]["amount_fen"] *= 1.0  # to JSON Schema an integer
    assert accepted(post(desk, "/v1/premium-filings", bills))


def test_a_wage_stands_under_an_insurance_or_the_star(desk: Desk) -> None:
    filing = daily(wage_items(desk.employees()[:1], 500_000)).model_dump(mode="json")
    assert WageFilingRequest.model_validate(filing)
    filing.update(mode="按险种")
    for odd in ("", "11", "养老", "**"):
        filing["items"][0]["wages_fen"] = {odd: 500_000}
        is_bad(post(desk, "/v1/wage-filings", filing))


def test_a_wrong_method_names_the_right_ones(desk: Desk) -> None:
    """RFC 9110, 15.5.6: an answer 405 has the header Allow."""
    answer = desk.http.delete("/v1/bills")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"


def test_no_answer_is_a_redirect(desk: Desk) -> None:
    """307 is in no operation's answers."""
    refused(desk.http.get("/v1/bills/"), RefusalCode.NOT_FOUND, 404)
    refused(desk.http.get("/v1/payments/%2F"), RefusalCode.NOT_FOUND, 404)
