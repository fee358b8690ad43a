"""What is kept at rest is its owner's alone, and a killed run leaves nothing for ever."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shebao.vault.private_folder import STALE_SECONDS, keep_private
from tests.desk import Desk
from workbook_file.parts.saving import remove_leftovers, write_atomically

HANG = """
import sys, time, pathlib
from workbook_file.parts.saving import write_atomically
def write(file):
    file.write(b"half"); file.flush(); print("writing", flush=True); time.sleep(60)
write_atomically(pathlib.Path(sys.argv[1]), write)
"""


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions; job windows covers its profile")
@pytest.mark.feature("S-BACKUP")
def test_everything_a_month_leaves_is_its_owners_alone(desk: Desk) -> None:
    """Names, wages and account numbers, on a machine that several people use."""
    old = os.umask(0o022)
    try:
        desk.until_paid()
        desk.run("save_proxy", {"代理类型": "不使用代理"})
        home = desk.folder / "home"
        found = modes(home)
        home.chmod(0o755)  # as a version before made it
        (home / "shebao.log").write_text("x", encoding="utf-8")
        desk.done("refresh_home")
    finally:
        os.umask(old)

    assert {"shebao.db", "vault.lock", "ribbon_state.txt", "rule_files.json"} <= set(found)
    for before in (found, modes(home)):
        wrong = {name: oct(mode) for name, mode in before.items() if mode & 0o077}
        assert wrong == {}


def test_a_shared_folder_and_what_is_not_ours_stay(tmp_path: Path) -> None:
    """SHEBAO_HOME may name a folder with other things in it."""
    (tmp_path / "shebao.db").touch(0o644)
    (tmp_path / "other.txt").touch(0o644)
    (tmp_path / "elsewhere.json").symlink_to(tmp_path / "other.txt")
    tmp_path.chmod(0o1777)

    keep_private(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
    assert stat.S_IMODE((tmp_path / "other.txt").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "shebao.db").stat().st_mode) == 0o600


def test_stale_drafts_go_and_fresh_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "shebao.db").touch()
    stale, fresh = (tmp_path / f"shebao.db.{digit * 32}.new-wal" for digit in "ab")
    mine = tmp_path / "rules.new"
    for path in (stale, fresh, mine):
        path.touch()
    old = time.time() - STALE_SECONDS - 1
    os.utime(stale, (old, old))
    os.utime(mine, (old, old))

    keep_private(tmp_path)

    assert (stale.exists(), fresh.exists(), mine.exists()) == (False, True, True)


@pytest.mark.skipif(os.name == "nt", reason="kill -9; job windows tries it by hand")
def test_what_a_killed_save_left_goes_at_the_next_start(tmp_path: Path) -> None:
    """Each holds a whole workbook of names and wages, hidden beside the real one."""
    book = tmp_path / "社保费.xlsx"
    command = [sys.executable, "-c", HANG, str(book)]
    killed, running = (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)
    )
    try:
        for process in (killed, running):
            assert process.stdout is not None
            with process.stdout as said:
                assert said.readline() == "writing\n"
        killed.kill()
        killed.wait()
        assert len(list(tmp_path.glob(".saving-*"))) == 2

        remove_leftovers(tmp_path)

        (left,) = tmp_path.glob(".saving-*")
        assert f"-{running.pid}-" in left.name
    finally:
        running.kill()
        running.wait()
    remove_leftovers(tmp_path)
    write_atomically(book, lambda file: file.writelines([b"x"]))
    assert [path.name for path in tmp_path.iterdir()] == [book.name]
