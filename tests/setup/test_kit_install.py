"""The Windows kit puts itself in place: its own code, on a folder here and a pretended Windows."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from shebao import kit_way_in
from shebao.domain.errors import ShebaoError
from shebao.kit_way_in import Wish, read_wish
from shebao.settings import read_settings
from shebao.setup import kit_install
from shebao.setup.checks.python_checks import expanded, interpreter_in, read_settings_file
from shebao.setup.host import System
from shebao.setup.install import install
from shebao.setup.kit_install import program_folder
from shebao.setup.record import read_record
from shebao.setup.uninstall import uninstall
from tests.setup import fake_host
from tests.setup.fake_host import Answers, PulledPlug

SILENT = ["install", "/S", "/PROVINCE:贵州"]


class Clerk:
    """One Windows user: what Excel reads is pretended, the program's folder is a real one here."""

    def __init__(self, folder: Path, user: str = "张 三", page: str = "cp936") -> None:
        self.folder = folder
        self.host = fake_host.windows(user, page)
        self.excel = fake_host.windows(user, page)  # the same machine, as the new Python sees it
        self.excel.files = self.host.files
        self.host.environment["LOCALAPPDATA"] = str(folder / user / "Local")
        for host in (self.host, self.excel):
            host.environment["SHEBAO_HOME"] = "/data"
        self.commands: list[list[str]] = []
        self.fails = False

    @property
    def program(self) -> Path:
        return program_folder(self.host)

    def kit(self, version: str) -> Path:
        """Unzip a kit of a version."""
        kit = self.folder / f"下载 {version}"
        files = {"python.exe": b"MZ", "Lib/site-packages/shebao/v.py": version.encode()}
        files[f"Lib/only_{version}.py"] = b""
        for name, content in files.items():
            (kit / "app" / name).parent.mkdir(parents=True, exist_ok=True)
            (kit / "app" / name).write_bytes(content)
        lines = (f"{hashlib.sha256(each).hexdigest()}  {name}\n" for name, each in files.items())
        (kit / "files.sha256").write_text("".join(lines), encoding="utf-8")
        for name in kit_install.SCRIPTS:
            (kit / name).write_bytes(b"@echo off\r\n")
        return kit

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Do what the new Python would: the real install, over the pretended Windows."""
        self.commands.append(list(command))
        assert Path(command[0]).read_bytes() == b"MZ"
        if "compileall" in command:
            return 0, ""
        if self.fails:
            return 3221225781, ""  # a DLL is missing: Windows' own status
        python = PureWindowsPath(self.excel.environment["LOCALAPPDATA"]) / "Programs" / "shebao"
        parts = fake_host.kit_of(self.excel)
        interpreter = python / "app" / "python.exe"
        parts = replace(parts, interpreter=interpreter, addin=f"add-in {self.placed}".encode())
        self.excel.files[parts.interpreter] = b"MZ"
        self.excel.files[parts.interpreter.with_name(parts.dll_name(excel_bits=64))] = b"dll"
        settings = read_settings(self.excel.environment)
        try:
            if "install" in command:
                at = command.index("--province") + 1 if "--province" in command else 0
                province = command[at] if at else ""
                done = install(self.excel, settings, parts, Answers(), province=province)
                outcome = done.outcome("安装完成：")
            else:
                outcome = uninstall(self.excel, settings, Answers())
        except ShebaoError as error:
            return 1, json.dumps({"status": "failed", "message": error.message})
        answer = {"status": str(outcome.status), "message": outcome.message, "facts": outcome.facts}
        return 0, json.dumps(answer)

    def does(self, arguments: list[str], kit: Path) -> int:
        return kit_way_in.main(arguments, kit, self.host, self.run)

    @property
    def placed(self) -> str:
        """The version of the program that Excel would start now."""
        return (self.program / "app/Lib/site-packages/shebao/v.py").read_text()

    @property
    def in_excel(self) -> str:
        """The version whose add-in Excel would open now."""
        return self.excel.files[self.excel.places.addin].decode().removeprefix("add-in ")

    @property
    def version(self) -> str:
        """The version of the one whole program in its place."""
        assert {path.name for path in self.program.iterdir()} <= {"app", *kit_install.SCRIPTS}
        found = self.placed
        assert [path.name for path in (self.program / "app/Lib").glob("only*")] == [
            f"only_{found}.py"
        ]
        return found


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    return Clerk(tmp_path)


@pytest.mark.feature("X-KIT")
def test_unzipped_kit_installs_for_its_user_and_goes_again(clerk: Clerk) -> None:
    """No administrator, no Python, no network: files of one user and Excel's own folder."""
    kit = clerk.kit("1")

    assert clerk.does(SILENT, kit) == 0

    assert clerk.version == "1"
    places = clerk.excel.places
    assert clerk.in_excel == "1"
    settings = clerk.host.files[places.settings_file]
    assert rb"%LOCALAPPDATA%\Programs\shebao\app\python.exe" in settings
    record = read_record(clerk.excel, Path("/data"))
    assert record is not None
    assert record.province == "52"
    # Excel starts Python with -B: it was compiled once, by the Python that will run it.
    assert [command[2] for command in clerk.commands] == ["compileall", "shebao.cli"]

    shutil.rmtree(kit)  # a clerk empties the folder of downloads
    assert clerk.does(["uninstall", "/S"], clerk.program) == 0
    assert places.addin not in clerk.host.files
    assert read_record(clerk.excel, Path("/data")) is not None  # data and choice stay


@pytest.mark.parametrize("page", ["cp936", "cp1252", "utf-8"])
@pytest.mark.parametrize("user", ["张三", "zhang san", "zhang.san", "o'neil & co (hr)!", "100%"])
def test_settings_reach_python_whatever_the_user_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: str, page: str
) -> None:
    """VBA reads them in the system's page and expands the folder, whose name never stands there."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    clerk = Clerk(tmp_path, user, page)

    assert clerk.does(SILENT, clerk.kit("1")) == 0

    settings = read_settings_file(clerk.host.files[clerk.excel.places.settings_file])
    environment = clerk.excel.environment
    read = expanded(System.WINDOWS, interpreter_in(System.WINDOWS, settings), environment)
    assert read == rf"{environment['LOCALAPPDATA']}\Programs\shebao\app\python.exe"
    assert user in read


@pytest.mark.feature("X-KIT")
def test_upgrade_keeps_the_choice_and_leaves_nothing_of_the_old_version(clerk: Clerk) -> None:
    clerk.does(SILENT, clerk.kit("1"))

    assert clerk.does(["install", "/S"], clerk.kit("2")) == 0

    assert clerk.version == "2"
    assert "--province" not in clerk.commands[-1]
    record = read_record(clerk.excel, Path("/data"))
    assert record is not None
    assert record.province == "52"


def changes(monkeypatch: pytest.MonkeyPatch, stop_at: int, error: BaseException) -> list[str]:
    """Let the n-th change to the disk fail; return the list that counts them."""
    done: list[str] = []

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def changed(*given: object, **named: object) -> object:
            done.append(change.__name__)
            if len(done) == stop_at:
                raise error
            return change(*given, **named)

        return changed

    monkeypatch.setattr(shutil, "copyfile", counted(shutil.copyfile))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    if isinstance(error, PulledPlug):  # no other trouble keeps it from going on
        monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))
    return done


def test_upgrade_pulled_at_any_change_leaves_one_whole_version(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power fails between two renames: Excel must find the old program or the new one."""
    clerk.does(SILENT, clerk.kit("1"))
    kit = clerk.kit("2")
    before = shutil.copytree(clerk.folder, clerk.folder.with_name("before"))
    outside = dict(clerk.host.files)
    stop, seen = 1, set()
    while True:
        with monkeypatch.context() as pulled:
            done = changes(pulled, stop, PulledPlug())
            try:
                clerk.does(["install", "/S"], kit)
            except PulledPlug:
                pass
            else:
                break
        kit_install.settle(clerk.program, clerk.host)
        seen.add(clerk.version)
        assert clerk.in_excel == clerk.version
        assert clerk.does(["install", "/S"], kit) == 0
        assert clerk.version == "2"
        shutil.rmtree(clerk.folder)
        shutil.copytree(before, clerk.folder)
        clerk.host.files.clear()
        clerk.host.files.update(outside)
        stop += 1
    assert stop > 8, done
    assert seen == {"1", "2"}


@pytest.mark.parametrize("stop_at", range(1, 8))
def test_full_disk_or_held_file_leaves_the_version_before(
    clerk: Clerk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stop_at: int,
) -> None:
    """Also where a function server of the old version still holds its library."""
    clerk.does(SILENT, clerk.kit("1"))
    with monkeypatch.context() as full:
        changes(full, stop_at, OSError(28, "No space left on device"))
        failed = clerk.does(["install", "/S"], clerk.kit("2"))

    if not failed:  # the old version could not be removed; the next install does it
        assert clerk.does(["repair", "/S"], clerk.folder / "下载 2") == 0
        assert clerk.version == "2"
    else:
        assert clerk.version == "1"
        said = capsys.readouterr().err
        assert "原来的版本和数据都没有改动" in said
        assert "任务管理器" in said


def test_region_of_an_upgrade_that_failed_is_not_taken(clerk: Clerk) -> None:
    """It is said that everything is as before: add-in, settings and region too."""
    clerk.does(SILENT, clerk.kit("1"))
    outside = {
        path: content for path, content in clerk.host.files.items() if "app" not in path.parts
    }
    conf = clerk.excel.places.settings_file
    clerk.excel.files[conf] = outside[conf] = b"of an earlier version"
    clerk.excel.held.add(conf)

    assert clerk.does(["install", "/S", "/PROVINCE:云南"], clerk.kit("2")) == 1

    assert clerk.version == clerk.in_excel == "1"
    left = {path: content for path, content in clerk.host.files.items() if "app" not in path.parts}
    assert left == outside


def test_first_install_that_failed_leaves_nothing_in_excel(clerk: Clerk) -> None:
    """An add-in without its Python would refuse every click."""
    clerk.excel.held.add(clerk.excel.places.settings_file)

    assert clerk.does(SILENT, clerk.kit("1")) == 1

    assert not (clerk.program / "app").exists()
    assert clerk.excel.places.addin not in clerk.host.files


def test_new_version_that_does_not_start_gives_way_to_the_old_one(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk.does(SILENT, clerk.kit("1"))
    clerk.fails = True

    assert clerk.does(["install", "/S"], clerk.kit("2")) == 1

    assert clerk.version == "1"
    assert "已恢复原状" in capsys.readouterr().err


@pytest.mark.parametrize("held", ["addin", "settings_file"])
def test_file_of_excel_that_is_held_keeps_the_version_before(
    clerk: Clerk, capsys: pytest.CaptureFixture[str], held: str
) -> None:
    """The new program beside the old add-in would be neither; a script must see that it failed."""
    clerk.does(SILENT, clerk.kit("1"))
    path = getattr(clerk.excel.places, held)
    clerk.excel.files[path] = b"of an earlier version"
    clerk.excel.held.add(path)

    assert clerk.does(["install", "/S"], clerk.kit("2")) == 1

    assert clerk.version == "1"
    said = capsys.readouterr().err
    assert "已恢复原状" in said
    assert "正被占用" in said
    assert clerk.does(["repair", "/S"], clerk.program) == 1
    said = capsys.readouterr().err
    assert "正被占用" in said
    assert "新版本" not in said

    clerk.excel.held.clear()
    assert clerk.does(["install", "/S"], clerk.kit("2")) == 0
    assert clerk.version == "2"


@pytest.mark.parametrize("what", ["missing", "changed", "no list"])
def test_half_unzipped_kit_changes_nothing(
    clerk: Clerk, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    """Half an archive, or one from which an antivirus took a file."""
    kit = clerk.kit("1")
    broken = kit / "app" / "Lib" / "site-packages" / "shebao" / "v.py"
    if what == "changed":
        broken.write_bytes(b"2")
    else:
        (broken if what == "missing" else kit / "files.sha256").unlink()

    assert clerk.does(SILENT, kit) == 1

    assert "全部解压" in capsys.readouterr().err
    assert not clerk.program.exists()
    assert clerk.excel.places.addin not in clerk.host.files


@pytest.mark.parametrize("part", ["failures.py", "setup/host.py", "domain/errors.py"])
def test_kit_without_a_part_of_its_own_code_says_so(tmp_path: Path, part: str) -> None:
    """Before anything is imported that could say it: a clerk reads no traceback."""
    package = Path(kit_way_in.__file__).parent
    heavy = shutil.ignore_patterns("pictures", "workbook_templates", "rule_book", "__pycache__")
    shutil.copytree(package, tmp_path / "shebao", ignore=heavy)
    (tmp_path / "shebao" / part).unlink()
    command = [sys.executable, "-m", "shebao.kit_way_in", str(tmp_path), *SILENT]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("安装包不完整")
    assert "全部解压" in done.stderr
    assert "Traceback" not in done.stderr


def test_library_that_does_not_load_is_the_file_that_the_kit_lacks(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An antivirus takes it before the list of files is asked; the installed program has none."""
    kit = clerk.kit("1")
    (kit / "app/Lib/only_1.py").unlink()
    monkeypatch.setitem(sys.modules, "shebao.rule_book.regions", None)

    assert clerk.does(SILENT, kit) == 1
    said = capsys.readouterr().err
    assert "“Lib/only_1.py”缺失" in said
    assert "意外错误" not in said

    (kit / "files.sha256").unlink()
    assert clerk.does(SILENT, kit) == 1
    assert "“shebao.rule_book.regions”缺失" in capsys.readouterr().err


def test_half_unzipped_kit_leaves_an_interrupted_upgrade_as_it_lies(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kit that is refused has moved no program."""
    clerk.does(SILENT, clerk.kit("1"))
    (clerk.program / "app").rename(clerk.program / kit_install.OLD)
    kit = clerk.kit("2")
    (kit / "files.sha256").unlink()
    before = sorted(clerk.program.rglob("*"))

    assert clerk.does(["install", "/S"], kit) == 1

    assert "全部解压" in capsys.readouterr().err
    assert sorted(clerk.program.rglob("*")) == before


def test_open_excel_changes_nothing(clerk: Clerk, capsys: pytest.CaptureFixture[str]) -> None:
    clerk.host.processes.add("EXCEL.EXE")
    assert clerk.does(SILENT, clerk.kit("1")) == 1
    assert "关闭全部 Excel" in capsys.readouterr().err
    assert not clerk.program.exists()


@pytest.mark.parametrize(
    ("answers", "status", "words"),
    [
        (["贵州", "52"], 0, "安装完成"),
        (["贵州", "云南"], 1, "第二次输入的是“云南省”"),
        (["月球"], 1, "不是一个省级地区"),
        ([], 1, "未确认"),
    ],
)
def test_region_is_asked_twice(
    clerk: Clerk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: list[str],
    status: int,
    words: str,
) -> None:
    """The wrong one keeps the clerk from every filing, and is seen only then."""
    given = iter(answers)

    def typed(_question: str) -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)

    assert clerk.does(["install"], clerk.kit("1")) == status

    said = capsys.readouterr()
    assert words in said.out + said.err
    assert clerk.program.exists() is (status == 0)


def test_silent_without_a_region_is_refused(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clerk.does(["install", "/s"], clerk.kit("1")) == 1
    assert "/PROVINCE:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        (["install"], Wish("install")),
        (["install", "/s", "/Province:贵州"], Wish("install", "贵州", is_silent=True)),
        (["install", '/PROVINCE:"内蒙古"'], Wish("install", "内蒙古")),
        (["repair", "/S"], Wish("repair", is_silent=True)),
        (["uninstall"], Wish("uninstall")),
        (["uninstall", "/PROVINCE:贵州"], None),
        (["install", "/PROVINCE:"], None),
        (["install", "/Q"], None),
        (["remove"], None),
        ([], None),
    ],
)
def test_command_line_is_read_or_refused(words: list[str], wish: Wish | None) -> None:
    assert read_wish(words) == wish


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    assert kit_way_in.main(["install", "/Q"], tmp_path) == 2
