"""Backups: made by hand and by themselves, restored whole or not at all."""

import json
import zipfile
from pathlib import Path

import pytest

from shebao import cli
from shebao.ledger.joining import joined
from shebao.ribbon import close_session
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.system_sheets import BACKUPS
from shebao.store import open_store
from shebao.store.copies.backup_file import peek_note
from shebao.store.copies.restoring import restore_backup
from shebao.store.place import StorePlace
from shebao.vault.key_file import read_key_file
from tests.desk import Desk


def backups_in(folder: Path, why: str) -> list[Path]:
    return sorted(folder.glob(f"{why}_*.zip"))


def employees_kept(desk: Desk) -> int:
    """How many people the store knows, read as a later run would."""
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    tax_id = desk.bureau.seeded.tax_id
    with open_store(desk.folder / "home" / "shebao.db", key) as store:
        entries = store.ledger_rows.find()
        accounts = {entry.account for entry, _ in entries}
        assert store.settings.get(f"unit:{tax_id}")
        return sum(len(store.employees.load(account)) for account in accounts)


def key_of(desk: Desk) -> bytes:
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    return key


def submissions_kept(desk: Desk) -> int:
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    with open_store(desk.folder / "home" / "shebao.db", key) as store:
        return len(store.ledger_rows.find())


def forget_employees(desk: Desk) -> None:
    key = read_key_file(desk.folder / "store.key")
    assert key is not None
    with open_store(desk.folder / "home" / "shebao.db", key) as store:
        for entry, _ in store.ledger_rows.find():
            store.employees.forget(entry.account)


def terminal(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out + err


def damaged(path: Path, kind: str, target: Path) -> Path:
    content = path.read_bytes()
    if kind == "cut":
        target.write_bytes(content[: len(content) // 2])
    elif kind == "flipped":
        middle = len(content) // 2
        target.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif kind == "not one":
        target.write_bytes(b"x" * 500)
    else:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
            note = json.loads(old.read("backup.json"))
            note["revision" if kind == "newer data" else "format"] = "9999" if "data" in kind else 2
            new.writestr("backup.json", json.dumps(note))
            new.writestr("store.db", old.read("store.db"))
    return target


@pytest.mark.feature("S-BACKUP")
def test_backup_and_restore(desk: Desk, tmp_path: Path) -> None:
    """The data comes back, and no submission is forgotten: it would be sent twice."""
    desk.until_filled()
    shelf = tmp_path / "我的备份"

    assert "未确认" in desk.ask("back_up_data", {"备份文件夹": str(shelf)}).said
    made = desk.done("back_up_data", {"备份文件夹": str(shelf)})
    desk.done("submit_wages")  # after the backup: only the present ledger knows it
    forget_employees(desk)
    refused = desk.ask("restore_data", {"备份文件夹": str(shelf)})
    assert "没有“恢复文件”" in refused.said
    rows = desk.rows(BACKUPS)
    for row in rows:
        row["tick"] = "✔"
    desk.edit(BACKUPS, rows, "tick")
    assert "替换本机数据" in desk.ask("restore_data", {"备份文件夹": str(shelf)}).said
    assert employees_kept(desk) == 0

    restored = desk.done("restore_data", {"备份文件夹": str(shelf)})

    assert "备份完成" in made.message
    assert "恢复成功" in restored.message
    assert desk.bureau.seeded.tax_id in restored.message
    assert employees_kept(desk) == 30
    assert backups_in(shelf, "恢复前")
    assert submissions_kept(desk) == 1


@pytest.mark.feature("S-BACKUP")
def test_bad_backups_are_refused_and_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    desk.until_filled()
    desk.done("submit_wages")
    made = Path(desk.done("back_up_data").answer["files"][-1])
    for kind, why in (
        ("cut", "已损坏或不完整"),
        ("flipped", "已损坏或不完整"),
        ("not one", "已损坏或不完整"),
        ("newer data", "由更新版本的插件备份"),
        ("newer form", "由更新版本的插件备份"),
    ):
        bad = damaged(made, kind, tmp_path / f"{kind}.zip")

        ran = desk.run("restore_data", {"恢复文件": str(bad)})

        assert ran.status == 1
        assert why in ran.said, kind
        assert "本机数据未作任何改动" in ran.said
        assert employees_kept(desk) == 30
    missing = desk.run("restore_data", {"恢复文件": str(tmp_path / "没有.zip")})
    assert "不存在" in missing.said
    elsewhere = desk.run("back_up_data", {"备份文件夹": str(made)})  # a file, not a folder
    assert "不是文件夹，或路径不能使用" in elsewhere.said


@pytest.mark.feature("S-BACKUP")
def test_another_machine_needs_the_passphrase_and_another_unit_is_refused(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk.until_filled()
    desk.done("submit_wages")
    own_key = Path(desk.done("back_up_data").answer["files"][-1])
    assert "不足 8 个字符" in desk.run("back_up_data", {"打开方式": "口令"}).said
    monkeypatch.setenv("SHEBAO_BACKUP_PASSPHRASE", "一二三四五'六七八")
    to = str(tmp_path / "travel")
    status, said = terminal(capsys, "backup", "--to", to, "--passphrase", "--json")
    assert status == 0, said
    travelling = Path(json.loads(said)["files"][0])

    # Another machine: another data folder with another key, and no data yet.
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "other.key"))
    status, said = terminal(capsys, "restore", str(own_key), "--yes")
    assert (status, "另一台电脑的密钥" in said) == (1, True), said
    status, said = terminal(capsys, "restore", str(travelling))
    assert (status, "未确认" in said) == (1, True), said
    monkeypatch.setenv("SHEBAO_BACKUP_PASSPHRASE", "not the one")
    status, said = terminal(capsys, "restore", str(travelling), "--yes")
    assert (status, "口令不对" in said) == (1, True), said
    monkeypatch.setenv("SHEBAO_BACKUP_PASSPHRASE", "一二三四五'六七八")
    status, said = terminal(capsys, "restore", str(travelling), "--yes")
    assert status == 0, said
    key = read_key_file(tmp_path / "other.key")
    assert key is not None
    with open_store(tmp_path / "other" / "shebao.db", key) as store:
        assert len(store.ledger_rows.find()) == 1
        store.settings.put("unit:91520100MA6TESTXX1", "另一家公司")  # a second unit logs in here

    status, said = terminal(capsys, "restore", str(travelling), "--yes")
    assert (status, "是其他单位" in said, "另一家公司" in said) == (1, True, True), said


def submissions_in(backup: Path, desk: Desk, tmp_path: Path) -> int:
    """How many submissions a backup holds, read as another data folder would."""
    key = key_of(desk)
    there = StorePlace(tmp_path / "looked into" / "shebao.db", lambda: key)
    restore_backup(there, backup, "", "", joined)
    with open_store(there.path, key) as store:
        return len(store.ledger_rows.find())


@pytest.mark.feature("S-BACKUP")
def test_automatic_backup_is_the_days_last_and_not_its_first(desk: Desk, tmp_path: Path) -> None:
    """The disk that dies at five takes the day's filings along when only nine o'clock was kept."""
    desk.until_filled()
    folder = desk.folder / "home" / "backups"
    morning = backups_in(folder, "自动备份")
    assert len(morning) == 1  # however many commands ran

    desk.done("submit_wages")

    at_once = backups_in(folder, "自动备份")
    assert len(at_once) == 1
    assert submissions_in(at_once[0], desk, tmp_path) == 1
    with open_store(desk.folder / "home" / "shebao.db", key_of(desk)) as store:
        store.settings.put("unit:91520100MA6TESTXX1", "后来登录的单位")
    close_session()  # Excel unloads the add-in
    closed = backups_in(folder, "自动备份")
    assert len(closed) == 1
    assert "后来登录的单位" in peek_note(closed[0]).units.values()


@pytest.mark.feature("S-BACKUP")
def test_a_folder_beside_the_workbook_is_found_when_excel_closes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative folder lay beside whichever workbook came last, and at closing nowhere."""
    desk.until_rostered()
    (desk.folder / "备份").mkdir()
    desk.done("save_backup_settings", {"备份文件夹": "备份", "保留份数": "2"})
    (desk.folder / "备份" / "自动备份_20200101_000000.zip").touch()
    (desk.folder / "备份" / "自动备份_20200102_000000.zip").touch()
    monkeypatch.chdir(desk.folder / "home")

    close_session()

    kept = backups_in(desk.folder / "备份", "自动备份")
    assert len(kept) == 2
    assert not [path for path in kept if "20200101" in path.name]


@pytest.mark.feature("S-BACKUP")
def test_only_so_many_copies_stay_and_a_damaged_store_comes_back(desk: Desk) -> None:
    desk.until_filled()
    desk.done("submit_wages")
    folder = desk.folder / "home" / "backups"
    for copies in ("0", "366", "很多", "²"):
        assert "必须是 1 到 365" in desk.run("save_backup_settings", {"保留份数": copies}).said
    desk.done("save_backup_settings", {"保留份数": "2"})
    for day in range(1, 5):
        for why in ("自动备份", "恢复前"):
            (folder / f"{why}_2020010{day}_000000.zip").touch()
    (folder / "自动备份_我自己的.zip").touch()
    close_session()
    kept = [path.name for path in backups_in(folder, "自动备份")]
    assert "自动备份_我自己的.zip" in kept
    assert len([name for name in kept if name[5:13].isdigit()]) == 2
    newest = max(path for path in folder.glob("自动备份_2*.zip"))
    desk.done("restore_data", {"恢复文件": str(newest)})
    assert len(backups_in(folder, "恢复前")) == 3

    store_file = desk.folder / "home" / "shebao.db"
    store_file.write_bytes(b"gone" * 5000)
    assert "从备份恢复" in desk.run("login").said
    restored = desk.run("restore_data", {"恢复文件": str(newest)})
    assert "改名保留为" in restored.message
    assert "没有减少" not in restored.message
    assert "不要重复办理" in restored.message
    assert restored.answer["status"] == "partial"
    desk.done("login")
    assert desk.rows(HOME)
    desk.done("save_backup_settings", {"自动备份": "停用"})
