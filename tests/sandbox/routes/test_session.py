"""Login, lock, expiry and the second password."""

from datetime import timedelta

from shebao.contract.refusals import RefusalCode
from shebao.contract.rights import Right
from shebao.contract.session import (
    LoginRequest,
    NoticeList,
    PasswordChange,
    ReauthRequest,
    RegistrationList,
    RegistrationQuery,
)
from tests.sandbox.running import Desk, Running, refused


def login(desk: Desk, password: str) -> LoginRequest:
    return LoginRequest(tax_id=desk.seeded.tax_id, password=password)


def test_registrations_are_found_without_a_session(desk: Desk) -> None:
    del desk.http.headers["Authorization"]

    query = RegistrationQuery(tax_id=desk.seeded.tax_id)
    found = desk.post("/v1/registrations/lookup", query)
    registration = RegistrationList.model_validate_json(found.content).registrations[0]

    assert (registration.name, registration.recommended) == (desk.seeded.name, True)
    none = desk.post("/v1/registrations/lookup", RegistrationQuery(tax_id="91000000000000000X"))
    assert none.json() == {"registrations": []}


def test_login_says_who_and_when(sandbox: Running, desk: Desk) -> None:
    session = desk.login()

    assert not session.must_change_password
    assert not session.must_confirm_enrolment
    assert session.rights == [Right.ALL]
    assert (session.business_date, session.current_period) == ("2026-11-10", "2026-11")
    assert session.expires_at == sandbox.bureau.clock.now() + timedelta(minutes=30)
    assert session.rule_version == sandbox.bureau.rulebook["520100"].file.version
    assert desk.read(NoticeList, "/v1/notices").notices


def test_the_month_turns_in_china_not_in_greenwich(sandbox: Running, desk: Desk) -> None:
    desk.control("clock", now="2026-11-30T16:30:00Z", running=False)

    assert desk.login().business_date == "2026-12-01"


def test_unknown_employers_are_told_apart_from_wrong_passwords(desk: Desk) -> None:
    unknown = LoginRequest(tax_id="91000000000000000X", password="123456")
    other = LoginRequest(
        tax_id=desk.seeded.tax_id, registration_no="none", password=desk.seeded.first_password
    )

    refused(desk.post("/v1/session", unknown), RefusalCode.UNKNOWN_EMPLOYER, 404)
    refused(desk.post("/v1/session", other), RefusalCode.UNKNOWN_EMPLOYER, 404)


def test_five_wrong_passwords_lock_for_the_time_that_is_said(sandbox: Running, desk: Desk) -> None:
    right = login(desk, desk.seeded.first_password)
    for left in (4, 3, 2, 1):
        refusal = refused(
            desk.post("/v1/session", login(desk, "wrong")), RefusalCode.WRONG_PASSWORD, 401
        )
        assert f"{left} 次" in refusal.message
    refusal = refused(desk.post("/v1/session", login(desk, "wrong")), RefusalCode.LOCKED_OUT, 403)
    assert "15 分钟" in refusal.message
    refused(desk.post("/v1/session", right), RefusalCode.LOCKED_OUT, 403)

    sandbox.bureau.clock.advance(timedelta(minutes=15))

    refused(desk.post("/v1/session", login(desk, "wrong")), RefusalCode.WRONG_PASSWORD, 401)
    assert desk.post("/v1/session", right).status_code == 201


def test_a_right_password_forgets_the_wrong_ones(desk: Desk) -> None:
    for _ in range(3):
        for _ in range(4):
            desk.post("/v1/session", login(desk, "wrong"))
        desk.login()


def test_wrong_second_passwords_count_too(desk: Desk) -> None:
    for _ in range(4):
        answer = desk.post("/v1/session/reauth", ReauthRequest(password="wrong"))
        refused(answer, RefusalCode.WRONG_PASSWORD, 401)

    answer = desk.post("/v1/session/reauth", ReauthRequest(password="wrong"))
    refused(answer, RefusalCode.LOCKED_OUT, 403)


def test_a_change_of_password_is_no_way_to_guess_it_while_locked(desk: Desk) -> None:
    """Who found a desk left open could otherwise try new passwords until one is the present one."""
    right = PasswordChange(old_password="wrong", new_password=desk.seeded.first_password)
    for _ in range(5):
        desk.post("/v1/session/reauth", ReauthRequest(password="wrong"))

    refused(desk.post("/v1/session/password", right), RefusalCode.LOCKED_OUT, 403)


def test_a_session_ends_by_time_by_logout_and_by_order(sandbox: Running, desk: Desk) -> None:
    sandbox.bureau.clock.advance(timedelta(minutes=29))
    assert desk.http.get("/v1/employer").status_code == 200
    sandbox.bureau.clock.advance(timedelta(minutes=1))
    refused(desk.http.get("/v1/employer"), RefusalCode.SESSION_EXPIRED, 401)

    desk.login()
    assert desk.http.delete("/v1/session").status_code == 204
    refused(desk.http.get("/v1/employer"), RefusalCode.SESSION_EXPIRED, 401)

    desk.login()
    desk.control("sessions/expire")
    refused(desk.http.get("/v1/employer"), RefusalCode.SESSION_EXPIRED, 401)


def tagged(desk: Desk, tag: str) -> int:
    return desk.http.get("/v1/notices", headers={"Session-Tag": tag}).status_code


def test_tag_names_what_a_session_tells(sandbox: Running, desk: Desk) -> None:
    """A run that goes on in an earlier one's session must not work for a day that is over."""
    desk.control("clock", now="2026-11-30T15:50:00Z", running=False)
    first, second = desk.login(), desk.login()
    assert (first.tag, first.token) != (second.tag, second.token)
    assert first.tag == second.tag
    assert [tagged(desk, tag) for tag in (first.tag, "", "0" * 64, "x" * 5_000)] == [
        200, 401, 401, 401,
    ]  # fmt: skip

    sandbox.bureau.clock.advance(timedelta(minutes=10))  # midnight in China

    assert tagged(desk, first.tag) == 401
    assert desk.http.get("/v1/notices").status_code == 200
    assert desk.login().tag != first.tag


def test_no_token_or_password_is_kept_in_clear(sandbox: Running, desk: Desk) -> None:
    session = desk.login()

    with sandbox.bureau.engine.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM sessions").all())
        kept += str(connection.exec_driver_sql("SELECT password_hash FROM employers").all())

    assert session.token not in kept
    assert "$argon2id$" in kept
    assert f"'{desk.seeded.first_password}'" not in kept
