"""The employee list: whole, by pages, and as changes."""

from dataclasses import replace

import pytest

from shebao.contract.employees import EmployeePage
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import EmployeeState
from shebao.sandbox.people.roster import made_up_roster
from tests.sandbox.running import Desk, Running, daily, refused, wage_items

NEWCOMER = {"name": "新来者", "id_number": "34052419800101001X"}


def cursor(desk: Desk) -> int:
    return max(employee.revision for employee in desk.employees())


def test_the_first_list_holds_everyone_with_wages(desk: Desk) -> None:
    page = desk.read(EmployeePage, "/v1/employees")

    assert (page.total, page.more, len(page.employees)) == (6, False, 6)
    for employee in page.employees:
        assert employee.state is EmployeeState.ACTIVE
        assert [e.insurance for e in employee.enrolments] == ["110", "210", "310", "330", "410"]
        assert all(e.wage_fen for e in employee.enrolments)


def test_a_page_is_what_the_contracts_model_says(any_desk: Desk) -> None:
    """It is written without it; a field that is missing or misplaced would be ours alone."""
    content = any_desk.http.get("/v1/employees", params={"limit": 4}).content

    page = EmployeePage.model_validate_json(content)

    assert (len(page.employees), page.more, page.total) == (4, True, 6)
    assert page.model_dump_json().encode() == content


def test_pages_join_without_gap_or_overlap(sandbox: Running) -> None:
    desk = sandbox.admit(made_up_roster(25, "520100", public_body=False, seed=700))
    seen: list[str] = []
    since, more = 0, True
    while more:
        page = desk.read(EmployeePage, "/v1/employees", since=since, limit=10)
        assert page.total == 25 - len(seen)
        seen += [employee.person_no for employee in page.employees]
        since, more = page.cursor, page.more

    assert seen == sorted(set(seen))
    assert len(seen) == 25
    assert desk.read(EmployeePage, "/v1/employees", since=since).cursor == since


def test_only_whom_a_filing_changed_comes_as_a_change(any_sandbox: Running) -> None:
    desk = any_sandbox.admit()
    everyone, since = desk.employees(), cursor(desk)

    desk.file_wages(daily(wage_items(everyone[1:3], 912_300)))

    changed = desk.employees(since)
    assert [c.person_no for c in changed] == [e.person_no for e in everyone[1:3]]
    assert {e.wage_fen for c in changed for e in c.enrolments} == {912_300}


def test_a_wage_of_a_later_month_comes_with_that_month(sandbox: Running, desk: Desk) -> None:
    everyone = desk.employees()
    desk.file_wages(daily(wage_items(everyone[:1], 912_300), "2026-12"))
    since = cursor(desk)
    assert desk.employees()[-1].enrolments == everyone[0].enrolments

    sandbox.at("2026-12-01")
    desk.login()

    (changed,) = desk.employees(since)
    assert {e.wage_fen for e in changed.enrolments} == {912_300}


def test_joiners_and_leavers_come_as_changes(any_sandbox: Running) -> None:
    desk = any_sandbox.admit()
    leaver, since = desk.employees()[0], cursor(desk)

    desk.control("people/join", tax_id=desk.seeded.tax_id, insurances=["110", "310"], **NEWCOMER)
    desk.control("people/leave", tax_id=desk.seeded.tax_id, id_number=leaver.id_number)

    joined, left = desk.employees(since)
    assert (joined.name, joined.state) == ("新来者", EmployeeState.ACTIVE)
    assert [(e.insurance, e.wage_fen) for e in joined.enrolments] == [("110", None), ("310", None)]
    assert (left.person_no, left.state) == (leaver.person_no, EmployeeState.STOPPED)
    assert {e.enrolled_to for e in left.enrolments} == {"2026-10"}


def test_a_leaver_is_active_until_the_last_due_month_is_over(sandbox: Running, desk: Desk) -> None:
    leaver, since = desk.employees()[0], cursor(desk)
    order = {"tax_id": desk.seeded.tax_id, "id_number": leaver.id_number}
    desk.control("people/leave", last_period="2026-11", **order)
    assert [e.state for e in desk.employees(since)] == [EmployeeState.ACTIVE]
    since = cursor(desk)

    sandbox.at("2026-12-01")
    desk.login()

    assert [e.state for e in desk.employees(since)] == [EmployeeState.STOPPED]


def test_medical_under_collection_shows_no_detail(sandbox: Running) -> None:
    desk = sandbox.admit(region="350100")

    shown = {e.insurance for employee in desk.employees() for e in employee.enrolments}

    assert shown == {"110", "210", "410"}


@pytest.mark.parametrize("query", ["since=-1", "since=x", "limit=0", "limit=10001"])
def test_odd_queries_are_refused(desk: Desk, query: str) -> None:
    refused(desk.http.get(f"/v1/employees?{query}"), RefusalCode.BAD_REQUEST, 400)


def test_a_page_is_never_larger_than_the_bureau_gives(sandbox: Running, desk: Desk) -> None:
    """However many are asked for; ``more`` says that there are others."""
    sandbox.bureau.settings = replace(sandbox.bureau.settings, largest_page=4)

    page = desk.read(EmployeePage, "/v1/employees", limit=10_000)

    assert (len(page.employees), page.more, page.total) == (4, True, 6)
