"""Repairing after a cut or damaged installation; the user's data stays as it is."""

from collections.abc import Callable
from pathlib import PureWindowsPath

import pytest

from shebao.domain.outcome import Status
from shebao.setup.checks.findings import FaultCode
from shebao.setup.install import repair
from tests.setup import fake_host
from tests.setup.fake_host import (
    SETTINGS,
    USER_DATA,
    FakeHost,
    PulledPlug,
    codes,
    set_up,
)

BOTH = pytest.mark.parametrize("make", [fake_host.windows, fake_host.macos])
Make = Callable[[], FakeHost]


@BOTH
@pytest.mark.feature("S-REPAIR")
def test_install_cut_anywhere_is_finished_by_repair(make: Make) -> None:
    """The power fails at each change in turn; what is left must never be a trap."""
    whole = make()
    set_up(whole)
    cuts = 0
    for cut in range(100):
        host = make()
        host.files |= USER_DATA
        host.changes_until_power_cut = cut
        try:
            set_up(host)
        except PulledPlug:
            cuts += 1
        else:
            break
        host.changes_until_power_cut = None
        if host.places.addin in host.files:
            assert host.places.settings_file in host.files
        if cut == 0:  # nothing was chosen yet
            fake_host.choose(host)
        repair(host, SETTINGS, fake_host.kit_of(host))
        assert codes(host) == set()
        assert {path: host.files[path] for path in USER_DATA} == USER_DATA
    assert cuts >= 4


@BOTH
@pytest.mark.feature("S-REPAIR")
def test_repair_changes_nothing_of_the_users_data(make: Make) -> None:
    """Neither store, log, key, passwords nor workbooks."""
    host = make()
    set_up(host)
    host.files |= USER_DATA
    before = dict(host.files)
    host.files[host.places.addin] = b"old"
    del host.files[host.places.settings_file]

    repaired = repair(host, SETTINGS, fake_host.kit_of(host))

    assert host.files == before
    outcome = repaired.outcome("修复完成：")
    assert outcome.status is Status.DONE
    assert outcome.counts == {"mended": 2, "left": 0}


def test_file_that_cannot_be_written_keeps_nothing_else_from_repair() -> None:
    """One locked file must not hold up the rest, nor be called mended."""
    host = fake_host.windows()
    set_up(host)
    host.files[host.places.addin] = b"old"
    stuck = PureWindowsPath(r"C:\Program Files\Microsoft Office\root\Office16\XLSTART\shebao.xlam")
    host.files[stuck] = b"everyone's"
    host.locked.add(stuck)

    repaired = repair(host, SETTINGS, fake_host.kit_of(host))

    assert repaired.mended == (FaultCode.ADDIN_STALE,)
    assert [fault.code for fault in repaired.left] == [FaultCode.ADDIN_DUPLICATE]
    outcome = repaired.outcome("修复完成：")
    assert outcome.status is Status.PARTIAL
    assert "Permission denied" in outcome.message
    # To run repair is what has just been done: the advice must be another one.
    assert "shebao repair" not in outcome.message
    assert "任务管理器" in outcome.message


def test_duplicates_are_moved_not_deleted() -> None:
    """A file of somebody's that happens to be called like ours must not be lost."""
    host = fake_host.windows()
    set_up(host)
    copy = host.places.addin.with_name("shebao - 副本.xlam")
    for content in (b"one", b"two"):
        host.files[copy] = content
        repair(host, SETTINGS, fake_host.kit_of(host))
    assert copy not in host.files
    kept = [content for path, content in host.files.items() if "removed-addins" in path.parts]
    assert kept == [b"one", b"two"]


def test_list_of_add_ins_keeps_the_others_without_a_gap() -> None:
    """Excel stops reading at the first missing number."""
    host = fake_host.windows()
    set_up(host)
    options = r"HKCU\Software\Microsoft\Office\16.0\Excel\Options"
    host.registry[options] = {
        "OPEN": '/R "C:\\x\\SHEBAO.XLAM"',
        **{f"OPEN{n}": f"{n}.xlam" for n in range(11, 0, -1)},
        "Font": "宋体",
    }
    repair(host, SETTINGS, fake_host.kit_of(host))
    assert host.registry[options] == {
        "OPEN": "1.xlam",
        **{f"OPEN{n}": f"{n + 1}.xlam" for n in range(1, 11)},
        "Font": "宋体",
    }
