"""Names that no file can have are refused in words, wherever a user can type one."""

import os
from pathlib import Path

import pytest

from shebao import cli
from shebao.domain.errors import FileRefusedError
from shebao.domain.usable_path import is_same_file, usable_path
from shebao.workbooks import opened

LONG = f"{'长' * 300}.xlsx"  # Linux takes 255 bytes, Windows 255 characters
DEVICES = ["CON.xlsx", "nul", "Com1.tar.xlsx", "LPT¹.xlsx", "aux .xlsx"]


@pytest.mark.parametrize("name", [pytest.param(LONG, id="long"), "a\0b.xlsx", *DEVICES])
def test_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefusedError):
        usable_path(tmp_path / name)


@pytest.mark.parametrize("name", ["CONTRACT.xlsx", "com10.xlsx", "a CON.xlsx", "社保费.xlsx"])
def test_every_other_name_is_taken(tmp_path: Path, name: str) -> None:
    assert usable_path(tmp_path / name) == tmp_path / name


def test_loop_of_links_is_refused_by_its_followers(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    for path in (tmp_path / "a", tmp_path / "a" / "b.xlsx"):
        with pytest.raises(FileRefusedError, match="是指向自己的链接"):
            usable_path(path)


@pytest.mark.parametrize("given", ["", " "])
def test_empty_path_is_a_fault_of_usage(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty variable of a script would read as the folder where it runs."""
    with pytest.raises(SystemExit):
        cli.main(["run", "refresh_home", "--book", given])
    assert "没有写出文件或文件夹的路径" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "run refresh_home --book",
        "rules check",
        "batch plan",
        "restore",
        "audit verify",
        "demo --payroll",
        "conform x --start",
    ],
)
def test_folder_is_no_file(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*words.split(), str(tmp_path)]) == 1
    assert f"文件“{tmp_path.name}”是文件夹，不是文件。" in capsys.readouterr().err


def test_longest_name_opens(tmp_path: Path) -> None:
    """The mark of a program that has it open would be too long a name: nobody has."""
    book = tmp_path / f"{'a' * 250}.xlsx"
    assert cli.main(["new", "employers", "--out", str(book)]) == 0
    with opened(book):
        pass


def test_same_file_by_two_names(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    os.link(tmp_path / "a", tmp_path / "b")
    assert is_same_file(tmp_path / "a", tmp_path / "b")
    assert not is_same_file(tmp_path / "a", tmp_path / "none")


@pytest.mark.parametrize("name", [pytest.param(LONG, id="long"), "CON.xlsx"])
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
