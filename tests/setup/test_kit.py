"""What the Windows kit is made of, piece by piece; the whole of it with --campaign."""

import hashlib
import importlib.util
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from scripts.windows.test_wheels import NEEDED
from shebao import __version__
from tests.setup.test_release import ROOT, release

KIT = f"shebao-{__version__}-windows"


@pytest.fixture(scope="module")
def making() -> ModuleType:
    """The script that makes the kit."""
    spec = importlib.util.spec_from_file_location("kit", ROOT / "scripts" / "kit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_lock_of_windows_has_what_windows_needs(
    making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip would have asked the markers of this Linux: no pywin32, and Excel stays silent."""
    monkeypatch.setattr(making, "CACHE", tmp_path)
    text = making.windows_lock().read_text(encoding="utf-8")
    names = set(re.findall(r"(?m)^([\w.-]+)==", text))

    assert {"pywin32", "pywin32-ctypes", "xlwings", "tzdata"} <= names
    assert not names & {"secretstorage", "jeepney", "appscript", "psutil", "fastapi", "uvicorn"}
    assert text.count("--hash=sha256:") >= len(names)
    assert ";" not in text


def test_some_packages_of_a_lock_are_those_and_no_others(
    making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What scripts/wine.sh lays beside the kit; each name stands in the development lock."""
    monkeypatch.setattr(making, "CACHE", tmp_path)
    lock = making.windows_lock(ROOT / "requirements-dev.lock", NEEDED)
    names = re.findall(r"(?m)^([\w.-]+)==", lock.read_text(encoding="utf-8"))
    assert sorted(names) == sorted(NEEDED)


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("pandas/tests/test_a.py", False),
        ("pandas/_testing/__init__.py", True),
        ("numpy/testing/__init__.py", True),
        ("xlwings/pro/__init__.py", False),
        ("xlwings/main.py", True),
        ("shebao/sandbox/app.py", False),
        ("shebao/demo/round.py", False),
        ("shebao/sandbox_way_in.py", True),
        ("shebao/commands/queries/queries.py", True),
        ("a-1.dist-info/direct_url.json", False),
        ("a-1.dist-info/METADATA", True),
    ],
)
def test_what_no_clerk_needs_is_left_out(making: ModuleType, name: str, is_kept: bool) -> None:
    assert (making.UNUSED.search(name) is None) is is_kept


def test_download_that_is_not_what_the_lock_names_stops_the_build(
    making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "CACHE", tmp_path)
    lock = tmp_path / "x.lock"
    lock.write_text(f"a==1 \\\n    --hash=sha256:{hashlib.sha256(b'a').hexdigest()}\n")
    name = f"wheels-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "a.whl").write_bytes(b"a")
    assert [path.name for path in making.downloaded(lock, "wheels")] == ["a.whl"]

    (tmp_path / name / "a.whl").write_bytes(b"b")
    with pytest.raises(SystemExit, match="is not what"):
        making.downloaded(lock, "wheels")


@pytest.mark.feature("X-KIT")
def test_kit_is_written_the_same_twice_with_scripts_that_cmd_can_read(
    making: ModuleType, tmp_path: Path
) -> None:
    app = {"app/python.exe": b"MZ", "app/Lib/x.py": "社保".encode()}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        making.write_kit(tmp_path / name / f"{KIT}.zip", dict(reversed(app.items())))
    one = (tmp_path / "one" / f"{KIT}.zip").read_bytes()
    assert one == (tmp_path / "two" / f"{KIT}.zip").read_bytes()

    with zipfile.ZipFile(tmp_path / "one" / f"{KIT}.zip") as kit:
        files = {name.removeprefix(f"{KIT}/"): kit.read(name) for name in kit.namelist()}
    assert set(files) == {*app, "安装.cmd", "修复.cmd", "卸载.cmd", "说明.txt", "LICENSE.txt",
                          "files.sha256"}  # fmt: skip
    for name, verb in {
        "安装.cmd": "install",
        "修复.cmd": "repair",
        "卸载.cmd": "uninstall",
    }.items():
        text = files[name]
        assert text.count(b"\n") == text.count(b"\r\n")
        # cmd.exe reads a script in the system's page: what it reads before chcp is ASCII alone.
        before, _, after = text.partition(b"chcp 65001")
        assert before.isascii()
        assert "全部解压" in after.decode()
        assert f'"%~dp0." {verb} %*'.encode() in before  # the dot: a quote after \ would be one
        assert b" VERB " not in text
    assert files["说明.txt"].startswith("﻿社保费".encode())
    assert f"{hashlib.sha256(b'MZ').hexdigest()}  python.exe\n" in files["files.sha256"].decode()


@pytest.mark.slow
@pytest.mark.feature("X-KIT")
def test_whole_kit_is_the_same_twice_and_has_what_excel_needs(tmp_path: Path) -> None:
    """Downloads 60 MB the first time; .venv keeps them."""
    one, two = release(tmp_path / "one", ""), release(tmp_path / "two", "")
    assert one == two
    assert len(one[f"{KIT}.zip"]) < 64_000_000
    with zipfile.ZipFile(tmp_path / "one" / f"{KIT}.zip") as kit:
        # Windows without long paths takes 260 characters, the folder it is unpacked to included.
        assert max(map(len, kit.namelist())) < 130
        names = {name.removeprefix(f"{KIT}/") for name in kit.namelist()}
        listed = kit.read(f"{KIT}/files.sha256").decode().splitlines()
        for line in listed:
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(kit.read(f"{KIT}/app/{name}")).hexdigest() == digest
        path_list = kit.read(f"{KIT}/app/python313._pth").decode()
    assert len(listed) == sum(name.startswith("app/") for name in names)
    assert "import site" in path_list
    packages = "app/Lib/site-packages"
    for needed in (
        "app/python.exe",
        "app/pythonw.exe",
        "app/vcruntime140.dll",
        "app/xlwings64-0.37.8.dll",
        "app/xlwings32-0.37.8.dll",
        "app/_tkinter.pyd",
        "app/tcl/tk8.6/ttk/ttk.tcl",
        f"{packages}/tkinter/__init__.py",
        f"{packages}/pywin32.pth",
        f"{packages}/shebao/kit_way_in.py",
        f"{packages}/shebao/excel/ribbon.toml",
        f"{packages}/shebao/workbook_templates/shebao.xlsx",
        f"{packages}/shebao_udfs/server.py",
    ):
        assert needed in names
    assert not [name for name in names if re.search(r"/tests?/|shebao/sandbox/|xlwings/pro/", name)]
