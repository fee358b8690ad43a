"""What the user or an administrator mends: named until it is gone."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from shebao.bureau.errors import BadAddressError, BureauUnreachableError, GarbledAnswerError
from shebao.setup.checks import policies
from shebao.setup.checks.doctor import doctor
from shebao.setup.checks.findings import FaultCode
from shebao.setup.host import Keyring
from shebao.setup.install import repair
from tests.setup import fake_host
from tests.setup.fake_host import HOME, SETTINGS, FakeHost, codes, healthy

OFFICE = r"HKCU\Software\Microsoft\Office\16.0"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0"
WINDOWS_POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\Windows"
KEY = b"a1" * 32

Break = Callable[[FakeHost], None]


def set_value(host: FakeHost, key: str, name: str, value: int) -> None:
    host.registry[key] = {name: value}


@dataclass(frozen=True)
class Byhand:
    """A fault that only the user or an administrator mends, and how they do."""

    code: FaultCode
    make: Callable[[], FakeHost]
    break_it: Break
    mend_it: Break


def encrypted(host: FakeHost) -> None:
    host.files[HOME / "shebao.db"] = b"sealed"


def lose_key(host: FakeHost) -> None:
    encrypted(host)
    host.keyring_state = Keyring.EMPTY


def damage_key(host: FakeHost) -> None:
    host.files[HOME / "store.key"] = b"not a key"


def key_beside(host: FakeHost) -> None:
    host.files[HOME / "store.key"] = KEY


def key_elsewhere(host: FakeHost) -> None:
    host.environment["SHEBAO_KEY_FILE"] = "/safe/key"
    host.files[HOME.parent.parent / "safe" / "key"] = KEY


def no_key_file(host: FakeHost) -> None:
    host.files.pop(HOME / "store.key", None)
    host.environment.pop("SHEBAO_KEY_FILE", None)


def cut_line(host: FakeHost) -> None:
    host.bureau_error = BureauUnreachableError("https://bureau.example", "连接失败")


def no_address(host: FakeHost) -> None:
    host.bureau_error = BadAddressError("https://bureau.example")


def portal(host: FakeHost) -> None:
    host.bureau_error = GarbledAnswerError("notices 200")


def mend_line(host: FakeHost) -> None:
    host.bureau_error = None


def bad_proxy(host: FakeHost) -> None:
    host.proxy_table["https"] = "http://clerk:secret@proxy.example:3128"


def open_proxy(host: FakeHost) -> None:
    host.listening.add(("proxy.example", 3128))


def socks(host: FakeHost) -> None:
    host.proxy_table["all"] = "socks5://127.0.0.1:1080"


def no_proxy(host: FakeHost) -> None:
    host.proxy_table.clear()


def forget_registry(host: FakeHost) -> None:
    host.registry = {fake_host.EXCEL_KEY: {"": "EXCEL.EXE"}}


def set_field(name: str, value: object) -> Break:
    """Return a change of one field of the host."""

    def change(host: FakeHost) -> None:
        setattr(host, name, value)

    return change


def registry(key: str, name: str, value: int) -> Break:
    return lambda host: set_value(host, key, name, value)


def two_policies(host: FakeHost) -> None:
    set_value(host, rf"{POLICY}\Excel\Security", "vbawarnings", 4)
    set_value(host, rf"{POLICY}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1)


def lock_startup(host: FakeHost) -> None:
    host.locked.add(host.places.addin.parent)


DEFAULTS = ("defaults", "read", "com.microsoft.office", "VisualBasicMacroExecutionState")
BY_HAND = [
    Byhand(FaultCode.EXCEL_MISSING, fake_host.windows, set_field("registry", {}), forget_registry),
    Byhand(
        FaultCode.MACROS_FORBIDDEN,
        fake_host.windows,
        registry(rf"{POLICY}\Common", "vbaoff", 1),
        forget_registry,
    ),
    Byhand(
        FaultCode.MACROS_FORBIDDEN,
        fake_host.windows,
        registry(rf"{OFFICE}\Excel\Security", "RequireAddinSig", 1),
        forget_registry,
    ),
    Byhand(FaultCode.MACROS_FORBIDDEN, fake_host.windows, two_policies, forget_registry),
    *(
        Byhand(
            FaultCode.START_FORBIDDEN, fake_host.windows, registry(key, name, 1), forget_registry
        )
        for key in policies._DEFENDER_KEYS
        for name in (*policies.RULES, min(policies.RULES).upper())
    ),
    *(
        Byhand(
            FaultCode.PROGRAMS_RESTRICTED,
            fake_host.windows,
            registry(rf"{WINDOWS_POLICY}\{key}", name, value),
            forget_registry,
        )
        for key, name, value in (
            (r"SrpV2\Exe", "EnforcementMode", 1),
            (r"SrpV2\Dll", "EnforcementMode", 1),
            (r"Safer\CodeIdentifiers", "DefaultLevel", 0),
        )
    ),
    Byhand(
        FaultCode.MACROS_FORBIDDEN,
        fake_host.macos,
        set_field("outputs", {DEFAULTS: "DisabledWithoutWarnings\n"}),
        set_field("outputs", {}),
    ),
    Byhand(
        FaultCode.PRINTED_BY_BROWSER,
        fake_host.windows,
        set_field("programs", {"msedge"}),
        set_field("programs", {"wkhtmltopdf"}),
    ),
    Byhand(
        FaultCode.WKHTMLTOPDF_MISSING,
        fake_host.windows,
        set_field("programs", set()),
        set_field("programs", {"wkhtmltopdf"}),
    ),
    Byhand(
        FaultCode.CJK_FONT_MISSING,
        fake_host.windows,
        set_field("chinese_font", False),
        set_field("chinese_font", None),
    ),
    Byhand(
        FaultCode.TK_MISSING,
        fake_host.windows,
        set_field("tk", False),
        set_field("tk", True),
    ),
    Byhand(
        FaultCode.KEYRING_ABSENT,
        fake_host.windows,
        set_field("keyring_state", Keyring.ABSENT),
        set_field("keyring_state", Keyring.EMPTY),
    ),
    Byhand(
        FaultCode.KEYRING_SILENT,
        fake_host.windows,
        set_field("keyring_state", Keyring.SILENT),
        set_field("keyring_state", Keyring.EMPTY),
    ),
    Byhand(
        FaultCode.STORE_KEY_MISSING,
        fake_host.windows,
        lose_key,
        set_field("keyring_state", Keyring.HOLDS_STORE_KEY),
    ),
    Byhand(FaultCode.STORE_KEY_UNREADABLE, fake_host.windows, damage_key, no_key_file),
    Byhand(FaultCode.STORE_KEY_BESIDE_DATA, fake_host.windows, key_beside, no_key_file),
    Byhand(FaultCode.STORE_KEY_IN_NAMED_FILE, fake_host.windows, key_elsewhere, no_key_file),
    Byhand(
        FaultCode.STORE_UNUSABLE,
        fake_host.windows,
        set_field("store_why", "本地数据无法打开。"),
        set_field("store_why", ""),
    ),
    Byhand(FaultCode.BUREAU_UNREACHABLE, fake_host.windows, cut_line, mend_line),
    Byhand(FaultCode.BUREAU_URL_WRONG, fake_host.windows, no_address, mend_line),
    Byhand(FaultCode.BUREAU_GARBLED, fake_host.windows, portal, mend_line),
    Byhand(FaultCode.PROXY_WRONG, fake_host.windows, bad_proxy, open_proxy),
    Byhand(FaultCode.PROXY_WRONG, fake_host.windows, socks, no_proxy),
    Byhand(
        FaultCode.PROFILE_UNREADABLE,
        lambda: fake_host.windows("张三"),
        set_field("ansi_encoding", "cp1252"),
        set_field("ansi_encoding", "utf-8"),
    ),
    Byhand(FaultCode.CHECK_FAILED, fake_host.windows, lock_startup, set_field("locked", set())),
]


@pytest.mark.parametrize("case", BY_HAND, ids=[str(case.code) for case in BY_HAND])
def test_fault_that_repair_leaves_is_named_until_it_is_gone(case: Byhand) -> None:
    """What we may not or cannot change must not be called mended."""
    host = healthy(case.make())
    case.break_it(host)
    assert codes(host) == {case.code}

    repaired = repair(host, SETTINGS, fake_host.kit_of(host))

    assert [fault.code for fault in repaired.left] == [case.code]
    assert not repaired.left[0].is_repairable
    case.mend_it(host)
    assert codes(host) == set()


@pytest.mark.parametrize(
    ("value", "is_named"), [(1, True), ("1", True), (6, True), (0, False), (2, False), ("", False)]
)
def test_rule_that_only_writes_a_log_is_no_fault(value: int | str, *, is_named: bool) -> None:
    """2 is audit; policies keep the number as text, Defender's own key as a number."""
    host = healthy(fake_host.windows())
    host.registry[policies._DEFENDER_KEYS[0]] = {min(policies.RULES): value}
    found = [
        fault for fault in doctor(host, SETTINGS, fake_host.kit_of(host)) if "ASR" in fault.sentence
    ]
    assert bool(found) is is_named
    if is_named:
        assert min(policies.RULES) in found[0].sentence
        assert "python.exe" in found[0].mend
