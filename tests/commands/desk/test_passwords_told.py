"""A changed password is told whatever happens after, and nobody is led to try the old one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
import pytest

from shebao import cli
from shebao.commands.employer import own_password, session
from shebao.sheets.declared.employer_sheets import START_UP
from tests.desk import Desk, open_desk
from tests.vault.keyrings import MemoryKeyring

pytestmark = pytest.mark.feature("S-LOGIN")
STRONG = "Sandbox-2026"
TOLD = "的申报密码已经修改，现在只能用新密码登录和缴费"


@pytest.fixture
def first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A unit that was registered and never logged in to."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6, fresh=True) as desk:
        desk.done("register_unit", {"纳税人识别号": desk.bureau.seeded.tax_id})
        monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
        yield desk


@contextmanager
def kept_password(name: str, password: str) -> Iterator[MemoryKeyring]:
    """A keyring that holds a password of a holder."""
    ring, before = MemoryKeyring(), keyring.get_keyring()
    keyring.set_keyring(ring)
    ring.set_password("shebao", f"password:{name}", password)
    try:
        yield ring
    finally:
        keyring.set_keyring(before)


def test_a_declined_confirmation_tells_of_the_new_password(first: Desk) -> None:
    """It said 数据未作任何改动; the clerk tried the first password until it was locked."""
    declined = first.ask("login")

    assert (declined.status, declined.answer["code"]) == (1, "INP-04")
    assert f"{first.bureau.seeded.tax_id} {TOLD}" in declined.message
    assert "SHEBAO_PASSWORD 改为新密码" in declined.message
    assert STRONG not in declined.message


@pytest.mark.parametrize("path", ["/v1/employer/confirm", "/v1/rule-files", "/v1/release"])
def test_a_cut_after_the_change_tells_of_the_new_password(first: Desk, path: str) -> None:
    """The line is lost between the change and whatever comes next."""
    first.bureau.control("faults", kind="drop", count=3, path=path)

    ran = first.run("login")

    said = ran.message
    assert TOLD in said or "初始密码已修改，请牢记新密码" in said
    if path == "/v1/employer/confirm":
        assert ran.status == 1


def test_a_failed_download_after_the_change_tells_of_the_new_password(first: Desk) -> None:
    """The eight downloads come last; the first of them fails and the login stands."""
    first.bureau.control("faults", kind="drop", count=3, path="/v1/employees")

    ran = first.run("login", {"登录时初始化": "是"})

    assert ran.status == 0, ran.said
    assert "初始密码已修改，请牢记新密码" in ran.message


def test_a_defect_after_the_change_tells_of_the_new_password(
    first: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the program itself fails."""

    def broken(_employer: object) -> str:
        raise RuntimeError("made up")

    monkeypatch.setattr(own_password, "_told", broken)

    ran = first.run("login")

    assert (ran.status, ran.answer["code"]) == (1, "BUG")
    assert TOLD in ran.message


def test_an_interrupt_after_the_change_tells_of_the_new_password(
    first: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C twice, while the rule files come."""

    def interrupted(_ctx: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "fetch_rule_files", interrupted)

    arguments = ["run", "login", "--book", str(first.book), "--yes"]
    first.capture.readouterr()
    assert cli.main(arguments) == 130

    told = first.capture.readouterr()
    assert (TOLD in told.err, told.out) == (True, "")


def test_an_interrupt_tells_programs_what_it_tells_people(
    first: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that reads standard output got nothing; the shape is that of every failure."""

    def interrupted(_ctx: object) -> None:
        raise KeyboardInterrupt

    refused = first.run("login", {"纳税人识别号": "?"})
    monkeypatch.setattr(session, "fetch_rule_files", interrupted)

    ran = first.run("login")

    assert ran.status == 130
    assert ran.answer.keys() == refused.answer.keys()
    assert (ran.answer["command"], ran.answer["status"]) == ("login", "failed")
    assert (ran.answer["code"], ran.answer["outcome"]) == ("INT", "unknown")
    assert ran.said.strip() == ran.message
    assert "没有保存的改动不在工作簿中" in ran.message
    assert "请再次执行同一操作" in ran.message
    assert TOLD in ran.message


@pytest.mark.feature("S-PASSWORD")
@pytest.mark.parametrize("command_id", ["update_roster", "update_bills", "update_debts", "login"])
def test_a_refused_kept_password_is_tried_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command_id: str
) -> None:
    """Changed at another desk, this one's keyring would lock the unit at the fifth click."""
    tax_id = desk.bureau.seeded.tax_id
    desk.done("login", {"纳税人识别号": tax_id})
    monkeypatch.delenv("SHEBAO_PASSWORD")
    with kept_password(tax_id, "Old-2025") as ring:
        refused = [desk.run(command_id) for _ in range(6)]

        assert ring.get_password("shebao", f"password:{tax_id}") is None

    assert "还可再试 4 次" in refused[0].message
    assert "系统钥匙串中保存的密码，已从钥匙串删除" in refused[0].message
    assert {ran.answer["code"] for ran in refused[1:]} == {"BUR-07"}


def test_a_refused_password_of_the_environment_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that goes on with it locks the unit; the sentence says what to mend first."""
    monkeypatch.setenv("SHEBAO_PASSWORD", "wrong")

    refused = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert "请先改正它；改正之前请不要重复执行" in refused.message


def test_eight_downloads_try_a_refused_password_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each item logged in anew with a password that another desk had changed: locked at five."""
    tax_id = desk.bureau.seeded.tax_id
    desk.done("login", {"纳税人识别号": tax_id})
    right = desk.bureau.seeded.first_password
    monkeypatch.setenv("SHEBAO_PASSWORD", "Old-2025")

    ran = desk.run("fetch_start_up", {"更新范围": "全部"})

    states = [row["state"] for row in desk.rows(START_UP)]
    assert ran.answer["counts"]["failed"] == 1
    assert states == ["失败", *["未下载"] * 7]
    monkeypatch.setenv("SHEBAO_PASSWORD", right)
    desk.done("login")


@pytest.mark.feature("U-ADMIN")
@pytest.mark.feature("S-USERLOGIN")
def test_a_reset_user_is_told_how_to_log_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """His keyring holds the password of before; nobody may try that until it is locked."""
    from shebao.sheets.declared.employer_sheets import USERS
    from shebao.sheets.declared.parts import TICK

    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("add_user", {"用户名": "财务01"})
    desk.edit(USERS, [{**row, "tick": TICK} for row in desk.rows(USERS)], "tick")

    told = desk.done("reset_users").message

    assert "登录密码现为用户名，首次登录须修改" in told
    monkeypatch.setenv("SHEBAO_PASSWORD", "财务01")
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    desk.bureau.control("faults", kind="drop", count=3, path="/v1/rule-files")
    said = desk.run("login", {"用户名": "财务01"}).message
    assert "用户“财务01”的密码已经修改" in said or "初始密码已修改" in said
