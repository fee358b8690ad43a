"""A store copied to a team's database and back is the same store."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from shebao import cli
from shebao.store import open_store
from tests.desk import Desk
from tests.postgres import new_database


def counts(capture: pytest.CaptureFixture[str]) -> dict[str, int]:
    told: dict[str, int] = json.loads(capture.readouterr().out)["counts"]
    return {table: count for table, count in told.items() if table != "setting"}


def test_a_store_goes_to_the_team_and_back_with_its_ledger(
    desk: Desk, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that was filed may be filed again only because the store moved."""
    url = new_database(postgres)
    desk.until_filed()
    desk.capture.readouterr()
    assert cli.main(["store", "move", "--to", url, "--yes", "--json"]) == 0
    moved = counts(desk.capture)
    assert moved["ledger_entry"] == 1
    assert moved["employee"] == 30

    monkeypatch.setenv("SHEBAO_DATABASE", url)
    desk.done("fetch_wage_result")
    again = desk.run("submit_all_wages")  # the ledger there knows what was filed
    assert desk.bureau.received()["wage_filing"] == 1, again.said
    monkeypatch.delenv("SHEBAO_DATABASE")

    home = desk.folder / "home"
    for path in home.glob("shebao.db*"):
        path.rename(path.with_name(f"old-{path.name}"))
    desk.capture.readouterr()
    assert cli.main(["store", "move", "--from", url, "--yes", "--json"]) == 0
    back = counts(desk.capture)
    assert (back["ledger_entry"], back["employee"]) == (1, 30)
    assert cli.main(["audit", "--json"]) == 0


def test_a_target_with_data_is_left_alone(desk: Desk, postgres: str) -> None:
    """Two ledgers are two chains: joined, neither would prove anything."""
    url = new_database(postgres)
    desk.until_filed()
    assert cli.main(["store", "move", "--to", url, "--yes"]) == 0
    desk.capture.readouterr()

    assert cli.main(["store", "move", "--to", url, "--yes"]) == 1

    assert "台账只有一条链" in desk.capture.readouterr().err
    assert Path(desk.folder / "home" / "shebao.db").exists()


def test_a_target_where_somebody_logged_in_takes_a_store(
    desk: Desk, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule file that each login fetches was there already, and the move ended as a defect."""
    url = new_database(postgres)
    login = {"纳税人识别号": desk.bureau.seeded.tax_id}
    monkeypatch.setenv("SHEBAO_DATABASE", url)
    desk.done("login", login)
    monkeypatch.delenv("SHEBAO_DATABASE")
    desk.until_filed()
    desk.capture.readouterr()

    assert cli.main(["store", "move", "--to", url, "--yes", "--json"]) == 0

    assert counts(desk.capture)["ledger_entry"] == 1
    monkeypatch.setenv("SHEBAO_DATABASE", url)
    assert cli.main(["audit"]) == 0


def test_a_ledger_that_does_not_hold_is_no_success(desk: Desk, postgres: str) -> None:
    """A script that looks at the status alone would go on with it."""
    desk.until_filed()
    key = bytes.fromhex((desk.folder / "store.key").read_text().strip())
    with open_store(desk.folder / "home" / "shebao.db", key) as store, store.writing() as rows:
        rows.execute(text("UPDATE ledger_entry SET cells = '[]'"))
    desk.capture.readouterr()

    assert cli.main(["store", "move", "--to", new_database(postgres), "--yes", "--json"]) == 1

    answer = json.loads(desk.capture.readouterr().out)
    assert (answer["status"], "台账有 1 笔不符" in answer["message"]) == ("partial", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["batch", "status", "list.xlsx", "--database"],
        ["worker", "--until-done", "--database"],
        ["store", "move", "--yes", "--to"],
        ["store", "move", "--yes", "--from"],
    ],
    ids=["batch", "worker", "to", "from"],
)
@pytest.mark.parametrize(
    "url", ["postgresql://me:s3cret@127.0.0.1:1/x", "postgresql:///x?password=s3cret"]
)
def test_a_password_on_the_command_line_is_refused(
    arguments: list[str],
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Everybody on the machine reads it in the list of processes."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path))

    assert cli.main([*arguments, url]) == 1

    said = capsys.readouterr().err
    assert "PGPASSFILE" in said
    assert "SHEBAO_DATABASE" in said
    assert "s3cret" not in said
    assert list(tmp_path.iterdir()) == []
