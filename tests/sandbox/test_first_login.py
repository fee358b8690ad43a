"""From a tax id that nobody registered to an employer at work."""

from datetime import timedelta

import httpx
import pytest

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import (
    Employer,
    EnrolmentConfirmation,
    LoginRequest,
    PasswordChange,
    PendingList,
    RegistrationChoice,
    RegistrationLink,
    RegistrationList,
    RegistrationQuery,
    UnitType,
)
from shebao.sandbox.people.passwords import first_password, weakness
from tests.sandbox.running import Desk, Running, refused

STRONG = "Sandbox-2026"


def registered(sandbox: Running) -> Desk:
    """A fresh employer, registered, with nobody logged in."""
    desk = sandbox.admit(fresh=True)
    assert desk.post("/v1/registrations/link", link_of(desk)).status_code == 200
    return desk


def link_of(desk: Desk, unit_type: UnitType = UnitType.EMPLOYER) -> RegistrationLink:
    return RegistrationLink(
        tax_id=desk.seeded.tax_id, registration_no=registration_no(desk), unit_type=unit_type
    )


def registration_no(desk: Desk) -> str:
    query = RegistrationQuery(tax_id=desk.seeded.tax_id)
    found = RegistrationList.model_validate_json(
        desk.post("/v1/registrations/lookup", query).content
    )
    return found.registrations[0].registration_no


def change(desk: Desk, old: str, new: str) -> httpx.Response:
    return desk.post("/v1/session/password", PasswordChange(old_password=old, new_password=new))


def test_what_is_not_registered_cannot_log_in(sandbox: Running) -> None:
    desk = sandbox.admit(fresh=True)
    request = LoginRequest(tax_id=desk.seeded.tax_id, password=desk.seeded.first_password)

    refused(desk.post("/v1/session", request), RefusalCode.NOT_LINKED, 403)


def test_pending_numbers_hide_the_first_password(sandbox: Running) -> None:
    """Whoever knows a tax id could log in first."""
    desk = sandbox.admit(fresh=True)
    choice = RegistrationChoice(tax_id=desk.seeded.tax_id, registration_no=registration_no(desk))

    answer = desk.post("/v1/registrations/pending", choice)

    pending = PendingList.model_validate_json(answer.content)
    assert (len(pending.pending), pending.linked) == (2, 0)
    assert all(p.masked.endswith("******") for p in pending.pending)
    assert desk.seeded.first_password not in answer.text


def test_registering_twice_links_once(sandbox: Running) -> None:
    desk = sandbox.admit(fresh=True)
    body = link_of(desk, UnitType.CONTRACTOR)

    answers = [desk.post("/v1/registrations/link", body) for _ in range(2)]

    assert [answer.json()["linked"] for answer in answers] == [2, 2]
    desk.login()
    assert desk.read(Employer, "/v1/employer").unit_type is UnitType.CONTRACTOR


def test_nothing_pending_sends_to_the_tax_hall(sandbox: Running) -> None:
    desk = sandbox.admit()
    made = desk.control(
        "registrations",
        tax_id=desk.seeded.tax_id,
        tax_office="国家税务总局沙箱市城西区税务局",
        registration_type="组织临时登记",
    )
    body = RegistrationLink(tax_id=desk.seeded.tax_id, unit_type=UnitType.EMPLOYER, **made)

    refusal = refused(desk.post("/v1/registrations/link", body), RefusalCode.NOTHING_PENDING, 409)

    assert "办税服务厅" in refusal.message
    assert desk.login()  # the other registration is the only one that can log in


def test_two_linked_registrations_must_be_told_apart(sandbox: Running) -> None:
    desk = sandbox.admit()
    made = desk.control(
        "registrations",
        tax_id=desk.seeded.tax_id,
        tax_office="国家税务总局沙箱市城西区税务局",
        registration_type="组织临时登记",
        insurances=["410"],
        linked=True,
    )
    several = LoginRequest(tax_id=desk.seeded.tax_id, password="Shebao-1")

    refused(desk.post("/v1/session", several), RefusalCode.SEVERAL_REGISTRATIONS, 400)
    one = several.model_copy(update=made)
    assert desk.post("/v1/session", one).json()["employer"]["tax_office"].endswith("城西区税务局")


def test_the_first_password_is_the_end_of_any_unit_number(sandbox: Running) -> None:
    desk = registered(sandbox)
    units = desk.login().employer.unit_numbers

    for unit in units:
        assert desk.login(first_password(unit.unit_no)).must_change_password
    assert first_password("12AB") == "12AB00"


def test_a_first_login_changes_the_password_then_confirms_then_works(sandbox: Running) -> None:
    desk = registered(sandbox)
    first = desk.seeded.first_password
    desk.login()
    for path in ("/v1/employees", "/v1/debts", "/v1/bills"):
        refused(desk.http.get(path), RefusalCode.PASSWORD_CHANGE_REQUIRED, 403)

    assert change(desk, first, STRONG).status_code == 200
    refused(desk.http.get("/v1/employees"), RefusalCode.ENROLMENT_UNCONFIRMED, 403)
    units = [unit.unit_no for unit in desk.read(Employer, "/v1/employer").unit_numbers]
    wrong = EnrolmentConfirmation(unit_nos=units[:1])
    refused(desk.post("/v1/employer/confirm", wrong), RefusalCode.BAD_REQUEST, 400)
    right = EnrolmentConfirmation(unit_nos=units)
    assert desk.post("/v1/employer/confirm", right).status_code == 200

    assert len(desk.employees()) == 6
    again = LoginRequest(tax_id=desk.seeded.tax_id, password=first)
    refused(desk.post("/v1/session", again), RefusalCode.WRONG_PASSWORD, 401)
    assert not desk.login(STRONG).must_change_password


def test_a_change_whose_answer_was_lost_comes_again(sandbox: Running) -> None:
    """The password that the client still believes in is old by then."""
    desk = sandbox.admit()
    old = desk.seeded.first_password

    answers = [change(desk, old, STRONG) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_change_closes_the_other_sessions(sandbox: Running) -> None:
    desk = sandbox.admit()
    before = desk.http.headers["Authorization"]
    desk.login()
    change(desk, desk.seeded.first_password, STRONG)

    assert desk.http.get("/v1/employees").status_code == 200
    desk.http.headers["Authorization"] = before
    refused(desk.http.get("/v1/employees"), RefusalCode.SESSION_EXPIRED, 401)


def test_wrong_old_passwords_lock_too(sandbox: Running) -> None:
    desk = sandbox.admit()
    for _ in range(4):
        refused(change(desk, "wrong", STRONG), RefusalCode.WRONG_PASSWORD, 401)

    refused(change(desk, "wrong", STRONG), RefusalCode.LOCKED_OUT, 403)
    sandbox.bureau.clock.advance(timedelta(minutes=15))
    refused(change(desk, desk.seeded.first_password, "short"), RefusalCode.PASSWORD_WEAK, 409)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab1-xyz", "8 至 20 位，现为 7 位"),
        ("Ab1-" + "x" * 17, "现为 21 位"),
        ("Abcd 1234", "空格"),
        ("abcdefg1", "至少 3 种"),
        ("密码密码密码密码", "至少 3 种"),
        ("Old-12345", "与原密码相同"),
        ("Ab-234567x", "不能包含"),
        ("Ab-财务0１x-CAIWU", "不能包含"),
        ("Abcdefg1", ""),
        ("密码abc123", ""),
    ],
)
def test_weak_passwords_are_told_why(password: str, words: str) -> None:
    told = weakness(password, "Old-12345", ["", "234567", "caiwu"])

    assert (words in told) if words else told == ""
