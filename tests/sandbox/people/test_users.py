"""Users: made by the administrator, held to their rights by the bureau."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from shebao.contract.refusals import RefusalCode
from shebao.contract.rights import Right
from shebao.contract.session import LoginRequest, PasswordChange, Session
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import SettleRequest
from shebao.contract.users import User, UserList, UserRequest, UserState
from tests.sandbox.running import Desk, Running, accepted, refused

NAME, STRONG = "财务01", "Sandbox-2026"


def put(desk: Desk, name: str = NAME, **values: object) -> httpx.Response:
    body = UserRequest.model_validate({"right": Right.ALL, **values})
    return desk.http.put(f"/v1/users/{name}", json=body.model_dump(mode="json"))


def log_in(desk: Desk, password: str, name: str = NAME) -> httpx.Response:
    request = LoginRequest(tax_id=desk.seeded.tax_id, user_name=name, password=password)
    return desk.post("/v1/session", request)


@contextmanager
def as_user(desk: Desk, right: Right) -> Iterator[Session]:
    """A new user at work, with the first login behind."""
    assert put(desk, right=right, is_new=True).status_code == 200
    administrator = desk.http.headers["Authorization"]
    answer = log_in(desk, NAME)
    session = Session.model_validate_json(answer.content)
    desk.http.headers["Authorization"] = f"Bearer {session.token}"
    change = PasswordChange(old_password=NAME, new_password=STRONG)
    assert desk.post("/v1/session/password", change).status_code == 200
    yield session
    desk.http.headers["Authorization"] = administrator


def test_a_user_is_made_changed_disabled_enabled_and_reset(desk: Desk) -> None:
    made = put(desk, right=Right.PAYMENT, remark="财务部", is_new=True)
    assert User.model_validate_json(made.content).must_change_password
    again = put(desk, right=Right.PAYMENT, remark="财务部", is_new=True)
    assert again.json() == made.json()  # its answer was lost
    refused(put(desk, right=Right.ALL, is_new=True), RefusalCode.USER_EXISTS, 409)

    put(desk, right=Right.ALL, remark="人事部", state=UserState.DISABLED)
    refused(log_in(desk, NAME), RefusalCode.USER_DISABLED, 403)
    put(desk, right=Right.ALL, remark="人事部")
    assert log_in(desk, NAME).json()["must_change_password"]
    (user,) = desk.read(UserList, "/v1/users").users
    assert (user.right, user.remark, user.last_login_at is None) == (Right.ALL, "人事部", False)
    refused(put(desk, name="没有的人"), RefusalCode.NOT_FOUND, 404)
    refused(desk.http.post("/v1/users/没有的人/reset"), RefusalCode.NOT_FOUND, 404)


def test_a_reset_ends_the_lock_and_the_sessions(desk: Desk) -> None:
    with as_user(desk, Right.ALL):
        token = desk.http.headers["Authorization"]
    for _ in range(4):
        refused(log_in(desk, "wrong"), RefusalCode.WRONG_PASSWORD, 401)
    assert "管理员" in refused(log_in(desk, "wrong"), RefusalCode.LOCKED_OUT, 403).message

    assert desk.http.post(f"/v1/users/{NAME}/reset").status_code == 200

    assert log_in(desk, NAME).json()["must_change_password"]
    desk.http.headers["Authorization"] = token
    refused(desk.http.get("/v1/debts"), RefusalCode.SESSION_EXPIRED, 401)


def test_a_disabled_user_is_logged_out(desk: Desk) -> None:
    with as_user(desk, Right.ALL):
        token = desk.http.headers["Authorization"]
    put(desk, state=UserState.DISABLED)
    desk.http.headers["Authorization"] = token
    refused(desk.http.get("/v1/debts"), RefusalCode.SESSION_EXPIRED, 401)


def test_an_unknown_name_is_a_wrong_password(desk: Desk) -> None:
    """Names are not to be found out by trying."""
    refused(log_in(desk, "x", "没有的人"), RefusalCode.WRONG_PASSWORD, 401)


@pytest.mark.parametrize("name", ["a", "x" * 21, "a b", "a'; DROP TABLE users;--", "𠮷野", "a/b"])
def test_odd_names_are_refused(desk: Desk, name: str) -> None:
    assert put(desk, name=name, is_new=True).status_code in {400, 404}


def test_only_the_administrator_manages_users(desk: Desk) -> None:
    with as_user(desk, Right.ALL) as session:
        assert (session.rights, session.user_name) == ([Right.ALL], NAME)
        refused(desk.http.get("/v1/users"), RefusalCode.NOT_PERMITTED, 403)
        refused(put(desk), RefusalCode.NOT_PERMITTED, 403)
        assert desk.http.get("/v1/bills").status_code == 200


def test_a_payer_pays_with_a_password_of_their_own(desk: Desk) -> None:
    accepted(desk.confirm(desk.bills()))
    with as_user(desk, Right.PAYMENT):
        body = desk.payment()
        proof = desk.http.post("/v1/session/reauth", json={"password": STRONG}).json()["proof"]
        assert desk.send(SubmissionKind.PAYMENT, body, proof=proof).status_code == 202
        settled = desk.post("/v1/submissions/k/settle", SettleRequest(kind=SubmissionKind.PAYMENT))
        assert settled.status_code == 200
        filing = SettleRequest(kind=SubmissionKind.WAGE_FILING)
        answer = desk.post("/v1/submissions/k2/settle", filing)
        refused(answer, RefusalCode.NOT_PERMITTED, 403)


def test_a_right_taken_away_counts_at_once(sandbox: Running, desk: Desk) -> None:
    with as_user(desk, Right.ALL):
        token = desk.http.headers["Authorization"]
    put(desk, right=Right.PAYMENT)
    desk.http.headers["Authorization"] = token
    refused(desk.http.get("/v1/bills"), RefusalCode.NOT_PERMITTED, 403)
