"""Installing on computers in memory: the choice, the question, the files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PureWindowsPath

import pytest

from shebao.domain.errors import FileRefusedError, NotConfirmedError, ParameterError
from shebao.setup.checks.doctor import doctor
from shebao.setup.checks.findings import FaultCode
from shebao.setup.errors import ExcelRunningError, NotInstallableError
from shebao.setup.install import install, repair
from shebao.setup.record import RECORD_NAME, Business, read_record
from shebao.setup.uninstall import uninstall
from tests.setup import fake_host
from tests.setup.fake_host import (
    ADDIN,
    HOME,
    SETTINGS,
    Answers,
    FakeHost,
    codes,
    never,
    set_up,
)

BOTH = pytest.mark.parametrize("make", [fake_host.windows, fake_host.macos])
Make = Callable[[], FakeHost]


@BOTH
@pytest.mark.feature("S-INSTALL")
def test_one_command_installs_everything(make: Make) -> None:
    """The user starts Excel and the tab is there."""
    host, ui = make(), Answers()

    set_up(host, ui)

    assert host.files[host.places.addin] == ADDIN
    assert codes(host) == set()
    record = read_record(host, HOME)
    assert record is not None
    assert (record.business, record.province) == (Business.EMPLOYER, "52")
    assert len(ui.questions) == 1
    assert "用人单位业务" in ui.questions[0]
    assert "贵州省" in ui.questions[0]
    assert "暂无规则文件" not in ui.questions[0]


def test_windows_settings_are_what_vba_reads() -> None:
    """VBA knows no other form, and reads it in the system's code page."""
    host = fake_host.windows("张三")
    set_up(host)
    settings = PureWindowsPath(r"C:\Users\张三\.shebao\shebao.conf")
    assert host.files[settings] == (
        b'"INTERPRETER_WIN","%LOCALAPPDATA%\\shebao\\python\\python.exe"\r\n'
        b'"UDF MODULES","shebao_udfs.server"\r\n'
        b'"USE UDF SERVER","True"\r\n'
        b'"SHOW CONSOLE","False"\r\n'
        b'"PYTHONPATH",""\r\n'
        b'"ADD_WORKBOOK_TO_PYTHONPATH","false"\r\n'
    )
    assert codes(host) == set()


def test_macos_settings_are_what_vba_reads() -> None:
    """Excel on a Mac runs no worksheet functions of ours, only the buttons."""
    host = fake_host.macos()
    set_up(host)
    assert host.files[host.places.settings_file] == (
        b'"INTERPRETER_MAC","$HOME/shebao/bin/python"\n'
        b'"PYTHONPATH",""\n'
        b'"ADD_WORKBOOK_TO_PYTHONPATH","false"\n'
    )


@pytest.mark.parametrize("folder", ["D:\\软件", 'C:\\a"b', "C:\\%APPDATA%"])
def test_python_on_a_path_vba_cannot_read_is_refused_in_words(folder: str) -> None:
    """Written anyway, every click would end in 'Could not find Interpreter'."""
    host = fake_host.windows()
    python = PureWindowsPath(folder, "python.exe")
    host.files[python] = b"python"
    kit = replace(fake_host.kit_of(host), interpreter=python)

    install(host, SETTINGS, kit, Answers(), province="52")

    left = doctor(host, SETTINGS, kit)
    assert {fault.code for fault in left} == {
        FaultCode.SETTINGS_DIFFER,
        FaultCode.INTERPRETER_NOT_ASCII,
    }
    assert not any(fault.is_repairable for fault in left)
    assert host.places.settings_file not in host.files


@BOTH
@pytest.mark.feature("S-REPAIR")
def test_nothing_is_changed_while_excel_runs(make: Make) -> None:
    """Excel holds the add-in, and writes its own idea of the settings when it closes."""
    host = make()
    set_up(host)
    host.files[host.places.addin] = b"damaged"
    host.processes.add(host.places.excel_process)
    before, ui = dict(host.files), Answers()

    for act in (
        lambda: repair(host, SETTINGS, fake_host.kit_of(host)),
        lambda: set_up(host, ui),
        lambda: uninstall(host, SETTINGS, ui),
    ):
        with pytest.raises(ExcelRunningError):
            act()

    assert host.files == before
    assert ui.questions == []


def test_no_answer_installs_nothing() -> None:
    """The second confirmation is the last chance to notice a wrong province."""
    host = fake_host.windows()
    before = dict(host.files)
    with pytest.raises(NotConfirmedError, match="贵州省"):
        set_up(host, Answers(never))
    assert host.files == before


@pytest.mark.parametrize("text", ["", "99", "贵阳", "520100"])
def test_unknown_province_is_refused_with_the_ready_ones(text: str) -> None:
    """The user learns which there are."""
    host = fake_host.windows()
    with pytest.raises(ParameterError, match="35 福建省、52 贵州省"):
        set_up(host, province=text)
    assert HOME / RECORD_NAME not in host.files


def test_province_without_rules_is_said_to_have_none() -> None:
    """It can be chosen: the rules come from the bureau."""
    host, ui = fake_host.windows(), Answers()
    set_up(host, ui, "四川")
    assert "四川省" in ui.questions[0]
    assert "暂无规则文件" in ui.questions[0]


def test_collecting_business_is_refused() -> None:
    """We do not do what the official client's other half does."""
    host = fake_host.windows()
    with pytest.raises(ParameterError, match="代收单位业务"):
        install(
            host,
            SETTINGS,
            fake_host.kit_of(host),
            Answers(),
            province="52",
            business=Business.COLLECTOR,
        )


def test_installing_again_keeps_the_earlier_choice() -> None:
    """Only a new choice changes the province."""
    host = fake_host.windows()
    set_up(host)
    set_up(host, province="")
    record = read_record(host, HOME)
    assert record is not None
    assert record.province == "52"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"province": "99"}', b"\xff"])
def test_damaged_choice_is_found_and_chosen_again(content: bytes) -> None:
    """A file cut in half by a full disk must not stop doctor."""
    host = fake_host.windows()
    set_up(host)
    host.files[HOME / RECORD_NAME] = content
    assert codes(host) == {FaultCode.CHOICE_MISSING}
    set_up(host)
    assert codes(host) == set()


def test_choice_that_cannot_be_kept_installs_nothing() -> None:
    """Half an installation without a province would fail later and further away."""
    host = fake_host.windows()
    host.locked.add(HOME / RECORD_NAME)
    before = dict(host.files)
    with pytest.raises(FileRefusedError):
        set_up(host)
    assert host.files == before


def test_linux_installs_nothing() -> None:
    """There the terminal serves."""
    host = fake_host.linux()
    with pytest.raises(NotInstallableError):
        set_up(host)
    with pytest.raises(NotInstallableError):
        repair(host, SETTINGS, fake_host.kit_of(host))
    assert host.files == {}
