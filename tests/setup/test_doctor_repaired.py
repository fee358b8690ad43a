"""What repair mends: found where it is broken, gone afterwards."""

import struct
from collections.abc import Callable
from pathlib import PureWindowsPath

import pytest

from shebao.setup.checks.findings import FaultCode
from shebao.setup.checks.python_checks import expected_settings
from shebao.setup.install import repair
from tests.setup import fake_host
from tests.setup.fake_host import DLL, SCRIPT, SETTINGS, FakeHost, codes, healthy

OFFICE = r"HKCU\Software\Microsoft\Office\16.0"


def disabled_item(path: str) -> bytes:
    """What Excel keeps for a disabled add-in."""
    texts = [f"{text}\0".encode("utf-16-le") for text in (path.lower(), "shebao")]
    return struct.pack("<III", 1, len(texts[0]), len(texts[1])) + b"".join(texts)


def stale(host: FakeHost) -> None:
    host.files[host.places.addin] = b"last year's add-in"


def missing(host: FakeHost) -> None:
    del host.files[host.places.addin]


def marked(host: FakeHost) -> None:
    host.marks.add(host.places.addin)


def copied(host: FakeHost) -> None:
    host.files[host.places.addin.with_name("shebao (1).xlam")] = b"copy"


def ticked(host: FakeHost) -> None:
    host.registry[rf"{OFFICE}\Excel\Options"] = {
        "OPEN": '"solver.xlam"',
        "OPEN1": r'/R "C:\Users\zhang\AddIns\Shebao.xlam"',
        "OPEN2": '"analysis.xlam"',
    }


def disabled(host: FakeHost) -> None:
    host.registry[rf"{OFFICE}\Excel\Resiliency\DisabledItems"] = {
        "3F2A1B": disabled_item(str(host.places.addin)),
        "4E4E4E": disabled_item(r"C:\other.xlam"),
    }


def edited(host: FakeHost) -> None:
    host.files[host.places.settings_file] += b'"CONDA PATH","x"\r\n'


def no_settings(host: FakeHost) -> None:
    del host.files[host.places.settings_file]


def moved_python(host: FakeHost) -> None:
    elsewhere = PureWindowsPath(r"C:\old\python.exe")
    content = expected_settings(host.system, elsewhere, host.environment)
    assert content is not None
    host.files[host.places.settings_file] = content


def raw_path(host: FakeHost) -> None:
    host.files[host.places.settings_file] = '"INTERPRETER_WIN","C:\\软件\\python.exe"\r\n'.encode(
        "cp936"
    )


def no_dll(host: FakeHost) -> None:
    for path in [path for path in host.files if path.name == DLL]:
        del host.files[path]


def no_script(host: FakeHost) -> None:
    for path in [path for path in host.files if path.name == SCRIPT]:
        del host.files[path]


Break = Callable[[FakeHost], None]
REPAIRED: list[tuple[Callable[[], FakeHost], Break, FaultCode]] = [
    (fake_host.windows, missing, FaultCode.ADDIN_MISSING),
    (fake_host.windows, stale, FaultCode.ADDIN_STALE),
    (fake_host.windows, marked, FaultCode.ADDIN_MARKED),
    (fake_host.windows, copied, FaultCode.ADDIN_DUPLICATE),
    (fake_host.windows, ticked, FaultCode.ADDIN_DUPLICATE),
    (fake_host.windows, disabled, FaultCode.ADDIN_DISABLED),
    (fake_host.windows, edited, FaultCode.SETTINGS_DIFFER),
    (fake_host.windows, no_settings, FaultCode.SETTINGS_DIFFER),
    (fake_host.windows, moved_python, FaultCode.INTERPRETER_MISSING),
    (fake_host.windows, raw_path, FaultCode.INTERPRETER_NOT_ASCII),
    (fake_host.windows, no_dll, FaultCode.DLL_MISSING),
    (fake_host.macos, missing, FaultCode.ADDIN_MISSING),
    (fake_host.macos, stale, FaultCode.ADDIN_STALE),
    (fake_host.macos, marked, FaultCode.ADDIN_MARKED),
    (fake_host.macos, copied, FaultCode.ADDIN_DUPLICATE),
    (fake_host.macos, edited, FaultCode.SETTINGS_DIFFER),
    (fake_host.macos, no_script, FaultCode.APPLESCRIPT_MISSING),
]


@pytest.mark.feature("S-REPAIR")
@pytest.mark.parametrize(
    ("make", "break_it", "code"),
    REPAIRED,
    ids=[f"{make.__name__}-{break_it.__name__}" for make, break_it, _ in REPAIRED],
)
def test_fault_is_found_and_gone_after_repair(
    make: Callable[[], FakeHost], break_it: Break, code: FaultCode
) -> None:
    """A finding without a mend that works is only bad news."""
    host = healthy(make())
    assert codes(host) == set()
    break_it(host)
    assert code in codes(host)

    repaired = repair(host, SETTINGS, fake_host.kit_of(host))

    assert code in repaired.mended
    assert codes(host) == set()
