"""The real computers, as far as this one can stand for them."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shebao.bureau.errors import BureauUnreachableError, GarbledAnswerError
from shebao.settings import Settings
from shebao.setup.checks.doctor import doctor
from shebao.setup.checks.findings import FaultCode
from shebao.setup.desktop import kit_of_this_python
from shebao.setup.host import Host, Keyring, System
from shebao.setup.this_host import LinuxHost, MacosHost, WindowsHost, this_host
from tests.desk import Desk
from tests.setup.fake_host import FakeHost

HOSTS: list[type[LinuxHost | MacosHost | WindowsHost]] = [LinuxHost, MacosHost, WindowsHost]


@pytest.mark.parametrize("kind", HOSTS)
def test_files_are_written_whole_and_removed(
    kind: type[LinuxHost | MacosHost | WindowsHost], tmp_path: Path
) -> None:
    """Every system keeps files the same way."""
    host: Host = kind({})
    path = tmp_path / "张三" / "XLSTART" / "shebao.xlam"

    assert host.read_file(path) is None
    host.write_file(path, b"one")
    host.write_file(path, b"two", drafts=tmp_path / "张三")

    assert host.read_file(path) == b"two"
    assert host.names_in(path.parent) == ["shebao.xlam"]
    assert host.is_file(path)
    assert host.is_folder(path.parent)
    assert not host.remove_folder_if_empty(path.parent)
    host.remove_file(path)
    host.remove_file(path)
    assert host.remove_folder_if_empty(path.parent)
    assert host.names_in(path.parent) == []


def test_no_part_of_a_computer_in_memory_is_this_one() -> None:
    """What it inherited would read and write the files of whoever runs the tests."""
    asked = {name for name in vars(Host) if not name.startswith("_") and name != "system"}

    assert asked <= vars(FakeHost).keys()


def test_draft_never_lies_in_the_startup_folder(tmp_path: Path) -> None:
    """Excel opens whatever lies there; a draft left by a power cut would greet the user."""
    startup = tmp_path / "XLSTART"
    startup.mkdir()
    (startup / "shebao.xlam").mkdir()  # the last step fails
    with pytest.raises(OSError, match=r"shebao\.xlam"):
        LinuxHost({}).write_file(startup / "shebao.xlam", b"x", drafts=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["XLSTART"]


def test_draft_is_written_where_it_was_told(tmp_path: Path) -> None:
    """A folder that is not there shows where it would have been."""
    with pytest.raises(FileNotFoundError):
        LinuxHost({}).write_file(tmp_path / "shebao.xlam", b"x", drafts=tmp_path / "absent")


def test_unreadable_file_is_no_missing_file(tmp_path: Path) -> None:
    """doctor then says that the check could not run."""
    with pytest.raises(OSError, match=str(tmp_path)):
        LinuxHost({}).read_file(tmp_path)


def test_mark_of_the_web_is_a_stream_of_the_file(tmp_path: Path) -> None:
    """Here a colon is part of a name; on Windows it names the stream."""
    addin = tmp_path / "shebao.xlam"
    (tmp_path / "shebao.xlam:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    host = WindowsHost({})
    assert host.is_marked(addin)
    host.unmark(addin)
    host.unmark(addin)
    assert not host.is_marked(addin)


def program(folder: Path, name: str, text: str) -> dict[str, str]:
    """Put a small program on a PATH of its own; return the environment."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


@pytest.mark.skipif(sys.platform == "win32", reason="the job on Windows asks the real tasklist")
@pytest.mark.parametrize(
    ("printed", "runs"),
    [
        ('"EXCEL.EXE","4242","Console","1","180,000 K"', True),
        ("信息: 没有运行的任务匹配指定标准。", False),
    ],
)
def test_tasklist_tells_whether_excel_runs(tmp_path: Path, printed: str, runs: bool) -> None:
    """It succeeds either way; only a line with the name counts."""
    host = WindowsHost(program(tmp_path, "tasklist", f"echo '{printed}'"))
    assert host.is_running("EXCEL.EXE") is runs


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX programs; Windows has its own case")
def test_quarantine_is_asked_of_xattr(tmp_path: Path) -> None:
    """Python cannot read extended attributes on a Mac."""
    flag = tmp_path / "flag"
    flag.touch()
    text = f'case "$1" in -p) test -e "{flag}";; -d) rm "{flag}";; esac'
    host = MacosHost(program(tmp_path, "xattr", text))
    assert host.is_marked(tmp_path)
    host.unmark(tmp_path)
    assert not host.is_marked(tmp_path)
    with pytest.raises(PermissionError):
        host.unmark(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX programs")
@pytest.mark.parametrize(("printed", "has"), [("Noto Sans CJK SC", True), ("", False)])
def test_fontconfig_tells_of_chinese_fonts(tmp_path: Path, printed: str, has: bool) -> None:
    """An empty list is its answer for none."""
    assert LinuxHost(program(tmp_path, "fc-list", f"echo {printed}")).has_chinese_font() is has


def test_without_fontconfig_nobody_can_tell(tmp_path: Path) -> None:
    """Silence is not absence."""
    assert LinuxHost({"PATH": str(tmp_path)}).has_chinese_font() is None


def test_official_windows_installer_is_found_off_the_path(tmp_path: Path) -> None:
    """It does not put itself on the PATH."""
    place = tmp_path / "wkhtmltopdf" / "bin" / "wkhtmltopdf.exe"
    host = WindowsHost({"PATH": str(tmp_path), "PROGRAMFILES": str(tmp_path)})
    assert host.find_program("wkhtmltopdf") is None
    place.parent.mkdir(parents=True)
    place.touch()
    assert host.find_program("wkhtmltopdf") == place


@pytest.fixture
def port() -> Iterator[int]:
    """A port where something listens and says nothing a bureau would say."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_listening_port_is_told_from_a_closed_one(port: int) -> None:
    """A proxy that is down is the commonest fault of the line."""
    host = LinuxHost({})
    assert host.can_connect("127.0.0.1", port)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert not host.can_connect("127.0.0.1", unused.getsockname()[1])
    assert not host.can_connect("a" * 64 + ".example", 80)


def test_refusing_bureau_is_a_bureau(desk: Desk) -> None:
    """Nobody is logged in when doctor asks."""
    LinuxHost({}).ask_bureau(desk.bureau.url, 5.0)


def test_closed_port_is_an_unreachable_bureau() -> None:
    """The real client says it, so the real client's proxies and certificates count."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(BureauUnreachableError):
            LinuxHost({}).ask_bureau(url, 1.0)


def test_doctor_runs_on_this_computer(tmp_path: Path) -> None:
    """Every real check at once, whatever it finds."""
    host = this_host({**os.environ, "HOME": str(tmp_path)})
    settings = Settings(tmp_path, "", 5.0)
    faults = doctor(host, settings, kit_of_this_python(None))
    found = {fault.code for fault in faults}
    assert FaultCode.BUREAU_URL_UNSET in found
    assert (FaultCode.ADDIN_NOT_INSTALLABLE in found) is (host.system is System.LINUX)
    assert (FaultCode.KEYRING_ABSENT in found) is (host.keyring() is Keyring.ABSENT)
    assert list(tmp_path.iterdir()) == []  # looking changes nothing


def test_kit_of_this_python_has_what_its_wheel_brings() -> None:
    """The script comes with every wheel, the library with that for Windows."""
    kit = kit_of_this_python(b"addin")
    assert kit.interpreter.is_absolute()
    assert kit.applescript_name in kit.parts
    assert (kit.dll_name(excel_bits=64) in kit.parts) is (sys.platform == "win32")


def test_garbled_answer_is_no_bureau(tmp_path: Path, web_page: str) -> None:
    """A login page of the network answers 200 to everything."""
    with pytest.raises(GarbledAnswerError):
        LinuxHost({}).ask_bureau(web_page, 5.0)


@pytest.fixture
def web_page() -> Iterator[str]:
    """A server that answers every request with a page."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>please log in</html>")

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
