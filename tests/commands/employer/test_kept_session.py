"""One log-in serves the clicks that follow, each a run of its own, and nothing is worse for it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from shebao import cli
from shebao.contract.session import LoginRequest, Session
from shebao.ribbon import close_session
from shebao.sandbox.tables import proofs, sessions
from shebao.sheets.declared.employer_sheets import HOME
from shebao.vault import Vault
from shebao.vault.kept_session import KeptSession
from shebao.vault.vault import SESSIONS_FILE
from tests.desk import Desk, open_desk
from tests.patience import PATIENCE_SECONDS

STRONG = "Geheim-2026-b"


def logins(desk: Desk) -> int:
    """How many sessions were opened at the bureau; each stays in its table until it is closed."""
    with desk.bureau.app.state.bureau.engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(sessions)) or 0)


def file_of(desk: Desk) -> Path:
    return desk.folder / "home" / SESSIONS_FILE


def token_of(desk: Desk) -> str:
    kept = Vault(os.environ, desk.folder / "home")._sessions_file().read()
    (entry,) = kept.values()
    return str(json.loads(json.loads(entry)["session"])["session"]["token"])


@pytest.fixture
def rostered(desk: Desk) -> Desk:
    desk.until_rostered()
    desk.done("login")
    assert file_of(desk).exists()
    return desk


def test_log_in_serves_every_click_after_it(rostered: Desk) -> None:
    before = logins(rostered)

    for command in ("update_roster", "show_unit_info", "update_bills", "refresh_home"):
        rostered.done(command)

    assert logins(rostered) == before
    rostered.done("login")
    assert logins(rostered) == before + 1


def test_session_that_the_bureau_ended_is_renewed_without_a_word(rostered: Desk) -> None:
    rostered.bureau.control("sessions/expire")
    assert logins(rostered) == 0
    said = rostered.done("update_roster").message

    assert "登录" not in said
    assert logins(rostered) == 1
    rostered.done("update_roster")
    assert logins(rostered) == 1


def test_month_that_turned_meanwhile_is_worked_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kept session is open still and told the old month: the command is run again."""
    with open_desk(tmp_path, capsys, monkeypatch, session_minutes=90 * 24 * 60) as desk:
        desk.until_rostered()
        desk.done("login")
        assert cli_took(desk)
        month = desk.next_month()

        desk.done("refresh_home")

        assert [row["content"] for row in desk.rows(HOME) if row["item"] == "当前费款所属期"] == [
            month
        ]


def test_right_taken_away_or_given_holds_at_once(
    rostered: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = rostered
    desk.done("add_user", {"用户名": "张三", "功能权限": "全部功能"})
    change(desk, "张三", "张三", STRONG)
    monkeypatch.setenv("SHEBAO_PASSWORD", STRONG)
    desk.done("login", {"用户名": "张三"})
    desk.done("update_roster")
    right(desk, "张三", "缴费功能")

    ran = desk.run("update_roster")
    assert ran.status == 1
    assert "缴费功能" in ran.said

    right(desk, "张三", "全部功能")
    desk.done("update_roster")


def open_as(desk: Desk, user: str, password: str) -> Session:
    body = LoginRequest(tax_id=desk.bureau.seeded.tax_id, user_name=user or None, password=password)
    answer = desk.bureau.http.post("/v1/session", json=body.model_dump(mode="json"))
    return Session.model_validate_json(answer.raise_for_status().content)


def change(desk: Desk, user: str, old: str, new: str) -> None:
    headers = {"Authorization": f"Bearer {open_as(desk, user, old).token}"}
    body = {"old_password": old, "new_password": new}
    desk.bureau.http.post("/v1/session/password", json=body, headers=headers).raise_for_status()


def right(desk: Desk, user: str, wanted: str) -> None:
    token = open_as(desk, "", desk.bureau.seeded.first_password).token
    headers = {"Authorization": f"Bearer {token}"}
    body = {"right": wanted, "remark": ""}
    desk.bureau.http.put(f"/v1/users/{user}", json=body, headers=headers).raise_for_status()


def test_wrong_password_is_told_though_a_session_is_kept(
    rostered: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_PASSWORD", "wrong")

    assert "密码" in rostered.run("update_roster").said
    assert not cli_took(rostered)


def test_password_taken_away_takes_the_session_away(
    rostered: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHEBAO_PASSWORD")

    ran = rostered.run("update_roster")

    assert ran.status == 1
    assert "未登录，也没有发送任何数据" in ran.said


def cli_took(desk: Desk) -> bool:
    """Whether the next click goes on in a kept session."""
    before = logins(desk)
    return desk.run("update_roster").status == 0 and logins(desk) == before


def test_changed_password_ends_it_here(rostered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    rostered.done("change_password")

    assert not Vault(os.environ, rostered.folder / "home")._sessions_file().read()
    monkeypatch.setenv("SHEBAO_PASSWORD", STRONG)
    assert not cli_took(rostered)
    assert cli_took(rostered)


def test_password_changed_elsewhere_is_told(rostered: Desk) -> None:
    change(rostered, "", rostered.bureau.seeded.first_password, STRONG)

    assert "密码" in rostered.run("update_roster").said


def test_payment_asks_for_the_password_as_ever(desk: Desk) -> None:
    desk.until_owed()
    desk.done("login")
    before = logins(desk)
    desk.done("pay_by_agreement", {"提交范围": "全部"})

    assert logins(desk) == before
    with desk.bureau.app.state.bureau.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(proofs)) == 1


@pytest.mark.parametrize("harm", ["damaged", "half written by a killed run"])
def test_what_cannot_be_read_is_a_log_in(rostered: Desk, harm: str) -> None:
    file = file_of(rostered)
    if harm == "damaged":
        file.write_bytes(file.read_bytes()[:40])
    else:
        file.rename(file.with_name(f"{SESSIONS_FILE}.{'0' * 32}.new"))

    assert not cli_took(rostered)
    assert cli_took(rostered)


@pytest.mark.parametrize("happens", ["ended", "month turned"])
def test_file_that_cannot_be_written_any_more_stops_no_click(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    happens: str,
) -> None:
    """A folder made read-only, a file that another program holds: the old one lies there still."""
    with open_desk(tmp_path, capsys, monkeypatch, session_minutes=90 * 24 * 60) as desk:
        desk.until_rostered()
        desk.done("login")
        monkeypatch.setattr(Vault, "forget_sessions", lambda _vault: None)
        monkeypatch.setattr(KeptSession, "_change", lambda _kept, _change: None)
        if happens == "ended":
            desk.bureau.control("sessions/expire")
        else:
            desk.next_month()

        desk.done("update_roster")
        desk.done("update_roster")


def test_two_windows_at_once_are_both_served(rostered: Desk) -> None:
    file_of(rostered).unlink()
    books = [shutil.copy(rostered.book, rostered.folder / f"{n}.xlsx") for n in range(2)]
    line = [sys.executable, "-m", "shebao.cli", "run", "update_roster", "--book"]
    both = [subprocess.Popen([*line, str(book)], stdout=subprocess.DEVNULL) for book in books]

    assert [one.wait(PATIENCE_SECONDS) for one in both] == [0, 0]
    assert cli_took(rostered)


def test_token_lies_nowhere_in_clear_and_goes_into_no_copy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither file, log, backup nor pack; a copied folder and a restored backup log in."""
    desk.until_filed()
    desk.done("login")
    token, pack, copies = token_of(desk).encode(), desk.folder / "p.zip", desk.folder / "copies"
    assert cli.main(["backup", "--to", str(copies)]) == 0
    assert cli.main(["audit", "--export", str(pack)]) == 0
    (backup,) = copies.iterdir()
    shutil.unpack_archive(pack, desk.folder / "unpacked")
    found = [path for path in desk.folder.rglob("*") if path.is_file()]
    assert {backup, pack, file_of(desk), desk.folder / "home" / "shebao.db"} <= set(found)
    assert [path for path in found if token in path.read_bytes()] == []
    for name, source in (("copied", desk.folder / "home"), ("restored", None)):
        home = desk.folder / name
        shutil.copytree(source, home) if source else home.mkdir()
        monkeypatch.setenv("SHEBAO_HOME", str(home))
        assert source or cli.main(["restore", str(backup), "--yes"]) == 0
        assert not cli_took(desk)
        assert cli_took(desk)


def test_administrator_switches_it_off(rostered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEBAO_KEEP_SESSION", "0")

    assert not cli_took(rostered)
    assert not cli_took(rostered)
    assert not file_of(rostered).exists()
    monkeypatch.setenv("SHEBAO_KEEP_SESSION", "nein")
    assert "必须是 1（是）或 0（否）" in rostered.run("update_roster").said


def test_closing_excel_is_a_log_out(rostered: Desk) -> None:
    close_session()

    assert not file_of(rostered).exists()
    assert not cli_took(rostered)


def test_batch_keeps_none(rostered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_of(rostered).unlink()
    monkeypatch.setenv("SHEBAO_HOLDER", "batch-1")
    rostered.done("update_roster")

    assert not file_of(rostered).exists()


def test_submission_in_a_session_that_ended_is_filed_once(rostered: Desk) -> None:
    desk = rostered
    desk.done("new_wage_sheet")
    desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})
    desk.bureau.control("sessions/expire")

    desk.done("submit_wages")

    assert desk.bureau.received()["wage_filing"] == 1
