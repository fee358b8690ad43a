"""Wage filings: who is refused and why, when the answer comes and what it changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shebao.contract.employees import Employee
from shebao.contract.refusals import REASON_TEXTS, ReasonCode, RefusalCode
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wages import (
    WageFiling,
    WageFilingKind,
    WageFilingList,
    WageFilingRequest,
    WageItem,
    WageMode,
)
from shebao.sandbox.people.roster import made_up_roster
from shebao.sandbox.premiums.rulebook import Rulebook
from tests.sandbox.running import Desk, Running, accepted, daily, refused, wage_items

KIND = SubmissionKind.WAGE_FILING


def by_insurance(employee: Employee, wages_fen: dict[str, int]) -> WageFilingRequest:
    return daily([replace(wage_items([employee], 1)[0], wages_fen=wages_fen)])


def of_kind(kind: WageFilingKind, desk: Desk, effective_from: str) -> WageFilingRequest:
    items = wage_items(desk.employees(), 800_000)
    return daily(items, effective_from).model_copy(update={"kind": kind})


def wages_of(desk: Desk, person_no: str) -> dict[str, int | None]:
    (employee,) = [e for e in desk.employees() if e.person_no == person_no]
    return {enrolment.insurance: enrolment.wage_fen for enrolment in employee.enrolments}


def test_good_wages_take_force(any_desk: Desk) -> None:
    everyone = any_desk.employees()

    filing = any_desk.file_wages(daily(wage_items(everyone, 777_700)))

    assert filing.state is WageFilingState.ACCEPTED
    assert (filing.people, filing.accepted, filing.refused) == (6, 6, 0)
    assert [item.line for item in filing.items] == [1, 2, 3, 4, 5, 6]
    assert {item.state for item in filing.items} == {ItemState.ACCEPTED}
    assert set(wages_of(any_desk, everyone[0].person_no).values()) == {777_700}


def test_by_insurance_only_the_named_ones_change(desk: Desk) -> None:
    employee = desk.employees()[0]
    before = wages_of(desk, employee.person_no)

    desk.file_wages(by_insurance(employee, {"110": 5_000_00, "410": 6_000_00}))

    assert wages_of(desk, employee.person_no) == before | {"110": 5_000_00, "410": 6_000_00}


def test_bad_items_are_refused_one_by_one_and_good_ones_accepted(any_desk: Desk) -> None:
    """Each refusal must land on the row it belongs to; a good row must not wait for a bad one."""
    employees = any_desk.employees()
    items = wage_items(employees, 800_000)
    any_desk.control("refused-people", id_numbers=[employees[5].id_number])
    bad: list[WageItem] = [
        replace(items[0], name="别人"),
        replace(items[1], id_type="208"),
        replace(items[2], id_number="110101199003070000"),
        replace(items[3], wages_fen={"*": 0}),
        items[4],
        items[5],
    ]

    filing = any_desk.file_wages(daily(bad))

    assert filing.state is WageFilingState.PARTLY_ACCEPTED
    assert (filing.accepted, filing.refused) == (1, 5)
    assert [item.reason_code for item in filing.items] == [
        "E3", "E3", "E3", "FILED_WAGE_STAYS", "", "INJECTED",
    ]  # fmt: skip
    assert filing.items[0].reason == "该人员无效，或无有效险种"
    for item in filing.items:
        expected = REASON_TEXTS[ReasonCode(item.reason_code)] if item.reason_code else ""
        assert item.reason == expected
        assert item.id_number == bad[item.line - 1].id_number


def test_every_occurrence_of_a_duplicate_is_refused(desk: Desk) -> None:
    """Which of two wages is meant is never guessed."""
    first, second = wage_items(desk.employees()[:2], 800_000)
    again = replace(first, line=3, wages_fen={"*": 900_000})

    filing = desk.file_wages(daily([first, second, again]))

    assert [item.reason_code for item in filing.items] == [
        "DUPLICATE_PERSON", "", "DUPLICATE_PERSON",
    ]  # fmt: skip


def test_a_filing_of_bad_items_only_is_refused_and_changes_nothing(desk: Desk) -> None:
    before = desk.employees()

    filing = desk.file_wages(daily(wage_items(before, -1)))

    assert (filing.state, filing.refused) == (WageFilingState.REFUSED, 6)
    assert desk.employees() == before


@pytest.mark.parametrize(
    ("wages_fen", "code", "insurance"),
    [
        ({"110": 500_000, "120": 500_000}, "NOT_ENROLLED", "120"),
        ({"110": -1, "210": 500_000}, "WAGE_NOT_POSITIVE", "110"),
    ],
)
def test_the_refused_insurance_is_named(
    desk: Desk, wages_fen: dict[str, int], code: str, insurance: str
) -> None:
    filing = desk.file_wages(by_insurance(desk.employees()[0], wages_fen))

    assert (filing.items[0].reason_code, filing.items[0].insurance) == (code, insurance)


def test_people_who_left_are_refused(desk: Desk) -> None:
    leaver = desk.employees()[0]
    desk.control("people/leave", tax_id=desk.seeded.tax_id, id_number=leaver.id_number)

    filing = desk.file_wages(daily(wage_items([leaver], 800_000)))

    assert filing.items[0].reason_code == "E3"


def test_medical_under_collection_cannot_be_filed(sandbox: Running) -> None:
    desk = sandbox.admit(region="350100")
    employee = desk.employees()[0]

    named = desk.file_wages(by_insurance(employee, {"310": 800_000}))
    by_person = desk.file_wages(daily(wage_items([employee], 800_000)))

    assert named.items[0].reason_code == "NOT_ENROLLED"
    assert by_person.state is WageFilingState.ACCEPTED


def test_lowering_a_wage_of_a_filed_period_is_refused(any_desk: Desk) -> None:
    employees = any_desk.employees()
    any_desk.file_wages(daily(wage_items(employees, 1_000_000)))
    accepted(any_desk.confirm(any_desk.bills()))

    lower = any_desk.file_wages(daily(wage_items(employees[:1], 999_999), "2026-09"))
    same = any_desk.file_wages(daily(wage_items(employees[:1], 1_000_000)))
    higher = any_desk.file_wages(daily(wage_items(employees[:1], 1_000_001)))
    later = any_desk.file_wages(daily(wage_items(employees[1:2], 500_000), "2026-12"))

    assert lower.items[0].reason_code == "E2"
    assert lower.items[0].reason == "2026-11属期存在已申报数据，不允许调低缴费工资"
    for filing in (same, higher, later):
        assert filing.state is WageFilingState.ACCEPTED


def test_lowering_only_an_unfiled_insurance_is_allowed(desk: Desk) -> None:
    """Confirmed was the medical side alone, so only there a lower wage is late."""
    employee = desk.employees()[0]
    desk.file_wages(daily(wage_items([employee], 1_000_000)))
    bills = desk.bills()
    medical = [bill for bill in bills.bills if bill.insurance in {"310", "330"}]
    accepted(desk.confirm(bills.model_copy(update={"bills": medical})))

    pension = desk.file_wages(by_insurance(employee, {"110": 900_000}))
    health = desk.file_wages(by_insurance(employee, {"310": 900_000}))

    assert pension.state is WageFilingState.ACCEPTED
    assert (health.items[0].reason_code, health.items[0].insurance) == ("E2", "310")


def test_the_answer_waits_for_the_feedback_delay(sandbox: Running, desk: Desk) -> None:
    desk.control("settings", feedback_delay_seconds=60)
    employees = desk.employees()
    receipt = accepted(desk.send(KIND, daily(wage_items(employees, 777_700))))
    path = f"/v1/wage-filings/{receipt.receipt_no}"

    waiting = desk.read(WageFiling, path)
    assert (waiting.state, waiting.items) == (WageFilingState.PROCESSING, [])
    assert desk.employees() == employees
    sandbox.bureau.clock.advance(timedelta(seconds=59))
    assert desk.read(WageFiling, path).state is WageFilingState.PROCESSING
    sandbox.bureau.clock.advance(timedelta(seconds=1))
    assert desk.read(WageFiling, path).state is WageFilingState.ACCEPTED
    assert wages_of(desk, employees[0].person_no)["110"] == 777_700


@pytest.mark.parametrize(
    ("kind", "day", "is_open"),
    [
        (WageFilingKind.ANNUAL, "2026-05-10", True),
        (WageFilingKind.ANNUAL, "2026-04-01", True),
        (WageFilingKind.ANNUAL, "2026-06-30", True),
        (WageFilingKind.ANNUAL, "2026-03-31", False),
        (WageFilingKind.ANNUAL, "2026-07-01", False),
        (WageFilingKind.ADJUSTMENT, "2026-05-10", False),
        (WageFilingKind.ADJUSTMENT, "2026-11-10", True),
        (WageFilingKind.DAILY, "2026-05-10", True),
        (WageFilingKind.DAILY, "2026-11-10", True),
    ],
)
def test_each_kind_has_its_window(
    sandbox: Running, desk: Desk, kind: WageFilingKind, day: str, *, is_open: bool
) -> None:
    sandbox.at(day)
    desk.login()
    request = of_kind(kind, desk, "2026-01")

    answer = desk.send(KIND, request)

    if is_open:
        accepted(answer)
    else:
        refused(answer, RefusalCode.WINDOW_CLOSED, 409)
        assert desk.received(KIND) == 0


@pytest.mark.parametrize(
    ("kind", "day", "month", "words"),
    [
        (WageFilingKind.ANNUAL, "2026-05-10", "2026-04", "应为该年度的 1 月"),
        (WageFilingKind.ANNUAL, "2026-05-10", "2025-01", "生效年度不能是 2025"),
        (WageFilingKind.ADJUSTMENT, "2026-11-10", "2026-11", "应为该年度的 1 月"),
        (WageFilingKind.ADJUSTMENT, "2026-11-10", "2027-01", "生效年度不能是 2027"),
        (WageFilingKind.DAILY, "2026-11-10", "2025-10", "不在可申报的范围"),
        (WageFilingKind.DAILY, "2026-11-10", "2027-12", "不在可申报的范围"),
    ],
)
def test_wages_count_only_from_a_month_the_kind_allows(
    sandbox: Running, desk: Desk, kind: WageFilingKind, day: str, month: str, words: str
) -> None:
    """A year's wages that began in November would leave ten months at the old ones."""
    sandbox.at(day)
    desk.login()

    answer = desk.send(KIND, of_kind(kind, desk, month))

    told = refused(answer, RefusalCode.EFFECTIVE_NOT_ALLOWED, 409)
    assert words in told.message
    assert desk.received(KIND) == 0


def test_an_earlier_year_can_be_adjusted(desk: Desk) -> None:
    """The manual asks for the 生效年度 that is adjusted."""
    accepted(desk.send(KIND, of_kind(WageFilingKind.ADJUSTMENT, desk, "2025-01")))


@pytest.mark.feature("W-SHEET-DAILY")
def test_daily_wages_are_refused_where_the_rules_have_none(
    sandbox: Running, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Guizhou manual knows yearly filings only."""
    monkeypatch.setitem(sandbox.bureau.rulebook, "520100", Rulebook()["520100"])

    answer = desk.send(KIND, of_kind(WageFilingKind.DAILY, desk, "2026-11"))

    refused(answer, RefusalCode.KIND_NOT_OFFERED, 409)
    assert desk.received(KIND) == 0


@pytest.mark.feature("W-NODELETE")
@pytest.mark.parametrize("wages_fen", [{"*": 0}, {"110": 0}])
def test_filed_wage_cannot_be_filed_away(desk: Desk, wages_fen: dict[str, int]) -> None:
    """Once filed a wage is only changed, until the employee leaves (F 三4)."""
    employee = desk.employees()[0]
    before = wages_of(desk, employee.person_no)

    filing = desk.file_wages(by_insurance(employee, wages_fen))

    (item,) = filing.items
    assert (item.reason_code, item.reason) == (
        "FILED_WAGE_STAYS",
        "缴费工资申报后只能调整，不能删除，直至减员",
    )
    assert wages_of(desk, employee.person_no) == before


def test_public_bodies_file_by_insurance(sandbox: Running) -> None:
    """By person their premiums would come out wrong, says the manual."""
    desk = sandbox.admit(made_up_roster(2, "520100", public_body=True, seed=800))
    employee = desk.employees()[0]

    by_person = desk.send(KIND, daily(wage_items([employee], 800_000)))
    filing = desk.file_wages(by_insurance(employee, {"120": 800_000, "180": 700_000}))

    refused(by_person, RefusalCode.MODE_NOT_ALLOWED, 409)
    assert filing.state is WageFilingState.ACCEPTED


@pytest.mark.parametrize(
    ("mode", "wages_fen"),
    [
        (WageMode.BY_PERSON, {"110": 500_000}),
        (WageMode.BY_PERSON, {"*": 500_000, "110": 500_000}),
        (WageMode.BY_INSURANCE, {"*": 500_000}),
        (WageMode.BY_INSURANCE, {"*": 500_000, "110": 500_000}),
    ],
)
def test_wages_that_do_not_fit_the_mode_are_refused(
    desk: Desk, mode: WageMode, wages_fen: dict[str, int]
) -> None:
    request = by_insurance(desk.employees()[0], wages_fen).model_copy(update={"mode": mode})

    refused(desk.send(KIND, request), RefusalCode.BAD_REQUEST, 400)


def test_a_line_number_twice_is_refused(desk: Desk) -> None:
    items = [replace(item, line=1) for item in wage_items(desk.employees(), 800_000)]

    refused(desk.send(KIND, daily(items)), RefusalCode.BAD_REQUEST, 400)


def test_a_wage_beyond_reason_is_refused_with_its_line(desk: Desk) -> None:
    items = wage_items(desk.employees(), 1_000_000_000)
    assert desk.file_wages(daily(items)).state is WageFilingState.ACCEPTED
    assert desk.bills().bills

    items[2] = replace(items[2], wages_fen={"*": 1_000_000_001})
    refusal = refused(desk.send(KIND, daily(items)), RefusalCode.BAD_REQUEST, 400)
    assert refusal.details == {"line": "3"}


def test_a_malformed_body_is_refused_without_repeating_it(desk: Desk) -> None:
    body = daily(wage_items(desk.employees()[:1], 800_000)).model_dump(mode="json")
    body["items"][0]["surprise"] = "110101199003070000"

    answer = desk.http.post("/v1/wage-filings", json=body, headers={"Idempotency-Key": "odd"})

    refusal = refused(answer, RefusalCode.BAD_REQUEST, 400)
    assert refusal.details["field"] == "body.items.0.surprise"
    assert "110101199003070000" not in answer.text


def test_filings_are_listed_by_day_of_submission(sandbox: Running, desk: Desk) -> None:
    numbers = []
    for day in ("2026-11-10", "2026-11-12"):
        sandbox.at(day)
        desk.login()
        numbers.append(desk.file_wages(daily(wage_items(desk.employees(), 800_000))).filing_no)

    def listed(**days: str) -> list[str]:
        filings = desk.read(WageFilingList, "/v1/wage-filings", **days).filings
        assert all(filing.items == [] for filing in filings)
        return [filing.filing_no for filing in filings]

    assert listed() == numbers[::-1]
    assert listed(**{"from": "2026-11-11"}) == numbers[1:]
    assert listed(to="2026-11-10") == numbers[:1]
    page = desk.read(WageFilingList, "/v1/wage-filings", offset=1, limit=1)
    assert ([f.filing_no for f in page.filings], page.total) == (numbers[:1], 2)
    assert listed(**{"from": "2026-11-12", "to": "2026-11-12"}) == numbers[1:]
    refused(desk.http.get("/v1/wage-filings?from=2026-02-31"), RefusalCode.BAD_REQUEST, 400)


def test_unknown_filings_are_not_found(desk: Desk) -> None:
    for number in ("GZ999999999999", "GZ1", "SB000000000001", "x"):
        refused(desk.http.get(f"/v1/wage-filings/{number}"), RefusalCode.NOT_FOUND, 404)
