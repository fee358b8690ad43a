"""Uninstalling: asked first, data kept unless told otherwise."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shebao.domain.errors import NotConfirmedError
from shebao.domain.outcome import Status
from shebao.setup.host import Keyring
from shebao.setup.record import RECORD_NAME, read_record, write_record
from shebao.setup.uninstall import uninstall
from tests.setup import fake_host
from tests.setup.fake_host import (
    DLL,
    HOME,
    SCRIPT,
    SETTINGS,
    USER_DATA,
    Answers,
    FakeHost,
    PulledPlug,
    codes,
    never,
    set_up,
)

BOTH = pytest.mark.parametrize("make", [fake_host.windows, fake_host.macos])
Make = Callable[[], FakeHost]
BACKUP, KEY = "backups/自动备份_20261129_101500.zip", "store.key"
OURS = (  # whatever any command leaves in the data folder
    "ribbon_state.txt",
    "rule_files.json",
    "network.json",
    "own_rules/520100.json",
    "shebao.db.unreadable-0a1b2c3d",
    ".0123456789abcdef0123456789abcdef.new",
    "vault.lock",
    "sessions.bin",
)


@BOTH
@pytest.mark.feature("S-UNINSTALL")
def test_uninstall_leaves_the_users_data_alone(make: Make) -> None:
    """What was filed is the employer's proof."""
    host = make()
    before = dict(host.files)
    set_up(host)
    host.files |= USER_DATA
    ui = Answers()

    outcome = uninstall(host, SETTINGS, ui)

    assert outcome.status is Status.DONE
    assert "保留" in ui.questions[0]
    assert len(ui.questions) == 1
    assert {p: c for p, c in host.files.items() if p != HOME / RECORD_NAME} == before | USER_DATA
    set_up(host, province="")  # the choice stayed
    assert codes(host) == set()


@pytest.mark.feature("S-UNINSTALL")
def test_uninstall_asks_first() -> None:
    """One slip must not take the tab away."""
    host = fake_host.windows()
    set_up(host)
    before = dict(host.files)
    with pytest.raises(NotConfirmedError):
        uninstall(host, SETTINGS, Answers(never))
    assert host.files == before


def test_data_is_removed_only_when_told_and_confirmed_twice() -> None:
    """The second no keeps everything, the program too."""
    host = fake_host.windows()
    set_up(host)
    host.files |= USER_DATA | {HOME / name: b"ours" for name in OURS}
    host.files |= {HOME / BACKUP: b"zip", HOME / KEY: b"key", HOME / "backups" / "我的.zip": b""}
    host.logins = ["91520100MA6TESTXX1", "91520100MA6TESTXX1/张三"]
    before = dict(host.files)
    with pytest.raises(NotConfirmedError):
        uninstall(
            host,
            SETTINGS,
            Answers(lambda question: "永久删除" not in question),
            removes_data=True,
        )
    assert host.files == before

    ui = Answers()
    outcome = uninstall(host, SETTINGS, ui, removes_data=True)

    assert len(ui.questions) == 2
    left = {path for path in host.files if HOME in path.parents}
    assert left == {HOME / "2026.xlsx", HOME / BACKUP, HOME / "backups" / "我的.zip", HOME / KEY}
    assert host.logins == []
    assert host.keyring() is Keyring.HOLDS_STORE_KEY  # it opens the backup
    assert outcome.status is Status.PARTIAL
    assert "2026.xlsx" in outcome.message
    assert "1 份备份和打开它们的密钥保留" in outcome.message

    uninstall(host, SETTINGS, ui, removes_data=True, removes_backups=True)

    assert {path for path in host.files if HOME in path.parents} == {
        HOME / "2026.xlsx",
        HOME / "backups" / "我的.zip",
    }
    assert host.keyring() is Keyring.EMPTY


@pytest.mark.parametrize(("make", "name"), [(fake_host.windows, DLL), (fake_host.macos, SCRIPT)])
def test_helper_that_was_there_before_stays(make: Make, name: str) -> None:
    """Other add-ins made with xlwings need it."""
    host = make()
    folder = host.places.script_folder or fake_host.python_of(host).parent
    host.files[folder / name] = fake_host.PARTS[name]
    set_up(host)
    uninstall(host, SETTINGS, Answers())
    assert folder / name in host.files


def test_record_never_makes_uninstall_remove_anything_else() -> None:
    """It is a text file that anybody may edit."""
    host = fake_host.windows()
    set_up(host)
    record = read_record(host, HOME)
    assert record is not None
    python = fake_host.python_of(host)
    write_record(host, HOME, replace(record, placed=(*record.placed, str(python))))
    uninstall(host, SETTINGS, Answers())
    assert python in host.files
    assert python.parent / DLL not in host.files


def test_uninstall_goes_on_past_a_locked_file() -> None:
    """The user is told which one is left."""
    host = fake_host.windows()
    set_up(host)
    host.locked.add(host.places.settings_file)
    outcome = uninstall(host, SETTINGS, Answers())
    assert outcome.status is Status.PARTIAL
    assert "shebao.conf" in outcome.message
    assert host.places.addin not in host.files


@BOTH
def test_uninstall_cut_anywhere_is_finished_by_another(make: Make) -> None:
    """The power fails at each change in turn; the add-in is never left without its settings."""
    cuts = 0
    for cut in range(100):
        host = make()
        before = dict(host.files)
        set_up(host)
        host.changes_until_power_cut = cut
        try:
            uninstall(host, SETTINGS, Answers())
        except PulledPlug:
            cuts += 1
        else:
            break
        host.changes_until_power_cut = None
        assert host.places.addin not in host.files or host.places.settings_file in host.files
        uninstall(host, SETTINGS, Answers())
        assert {p: c for p, c in host.files.items() if p != HOME / RECORD_NAME} == before
    assert cuts >= 3
