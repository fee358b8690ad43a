"""Names that no file can have are refused in words, wherever a user can type one."""

import os
from pathlib import Path

import pytest

from shebao import cli
from shebao.domain.errors import FileRefusedError
from shebao.domain.usable_path import is_same_file, usable_path

LONG = f"{'长' * 90}.xlsx"  # 275 bytes, where Linux takes 255
DEVICES = ["CON.xlsx", "nul", "Com1.tar.xlsx", "LPT¹.xlsx", "aux .xlsx"]


@pytest.mark.parametrize("name", [LONG, "a\0b.xlsx", *DEVICES])
def test_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefusedError):
        usable_path(tmp_path / name)


@pytest.mark.parametrize("name", ["CONTRACT.xlsx", "com10.xlsx", "a CON.xlsx", "社保费.xlsx"])
def test_every_other_name_is_taken(tmp_path: Path, name: str) -> None:
    assert usable_path(tmp_path / name) == tmp_path / name


def test_loop_of_links_is_refused_by_its_followers(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(FileRefusedError):
        usable_path(tmp_path / "a" / "b.xlsx")


def test_same_file_by_two_names(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    os.link(tmp_path / "a", tmp_path / "b")
    assert is_same_file(tmp_path / "a", tmp_path / "b")
    assert not is_same_file(tmp_path / "a", tmp_path / "none")


@pytest.mark.parametrize("name", [LONG, "CON.xlsx"])
@pytest.mark.parametrize(
    "words",
    [
        ["new", "shebao", "--out"],
        ["build-addin", "--out"],
        ["demo", "--out"],
        ["sandbox", "--data"],
        ["sandbox", "--roster"],
        ["run", "login", "--book"],
        ["rules", "export", "--region", "成都", "--out"],
        ["rules", "use"],
        ["restore"],
        ["backup", "--to"],
        ["audit", "--export"],
        ["audit", "verify"],
    ],
    ids=" ".join,
)
def test_terminal_refuses_it_in_one_sentence(
    words: list[str],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every path that a verb takes, without one of them asking the disk first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))

    assert cli.main([*words, name]) == 1

    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "请换" in said.err
    assert "意外错误" not in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="runs in the Linux job")
def test_device_or_pipe_is_no_file(tmp_path: Path) -> None:
    """`rules check`, `audit verify`, its `--key` and `conform --start` read one without an end."""
    os.mkfifo(tmp_path / "管道.json")
    (tmp_path / "链接.json").symlink_to("/dev/zero")
    for name in ("管道.json", "链接.json"):
        with pytest.raises(FileRefusedError, match="是设备或管道，不是普通文件"):
            usable_path(tmp_path / name)
    for verb in (["rules", "check"], ["audit", "verify"], ["restore"], ["batch", "plan"]):
        assert cli.main([*verb, str(tmp_path / "管道.json")]) == 1
