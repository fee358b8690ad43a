"""A computer in memory: files, registry, processes, programs and a line that can be broken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from shebao.settings import Settings
from shebao.setup.checks.doctor import doctor
from shebao.setup.checks.findings import FaultCode
from shebao.setup.desktop import Kit
from shebao.setup.host import Host, Keyring, RegistryValue, System
from shebao.setup.install import install
from shebao.setup.places import Places, places_on
from shebao.setup.record import Business, InstallRecord, find_province, write_record

HOME = Path("/data/shebao")
ADDIN = b"the built add-in"
DLL = "xlwings64-0.37.8.dll"
SCRIPT = "xlwings-0.37.8.applescript"
PARTS = {DLL: b"64", "xlwings32-0.37.8.dll": b"32", SCRIPT: b"script"}
USER_DATA: dict[PurePath, bytes] = {
    HOME / "shebao.db": b"the store",
    HOME / "shebao.db-wal": b"its last changes",
    HOME / "shebao.log": b"log",
    HOME / "2026.xlsx": b"a workbook",
}
EXCEL_KEY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
RULE_REGIONS = ("520100", "350100")


class PulledPlug(BaseException):
    """The computer went off: nothing below the test catches it."""


@dataclass
class FakeHost(Host):
    """No part of it is this computer's; the fields are what a test breaks."""

    system: System
    environment: dict[str, str]
    ansi_encoding: str = ""
    files: dict[PurePath, bytes] = field(default_factory=dict)
    marks: set[PurePath] = field(default_factory=set)
    registry: dict[str, dict[str, RegistryValue]] = field(default_factory=dict)
    processes: set[str] = field(default_factory=set)
    tk: bool = True
    programs: set[str] = field(default_factory=lambda: {"wkhtmltopdf"})
    outputs: dict[tuple[str, ...], str] = field(default_factory=dict)
    chinese_font: bool | None = True
    keyring_state: Keyring = Keyring.HOLDS_STORE_KEY
    store_why: str = ""
    logins: list[str] = field(default_factory=list)
    proxy_table: dict[str, str] = field(default_factory=dict)
    listening: set[tuple[str, int]] = field(default_factory=set)
    bureau_error: Exception | None = None
    asked: list[str] = field(default_factory=list)
    locked: set[PurePath] = field(default_factory=set)  # whatever touches them is refused
    held: set[PurePath] = field(default_factory=set)  # read by all, written by nobody
    changes_until_power_cut: int | None = None

    def read_file(self, path: PurePath) -> bytes | None:
        self._refuse(path)
        return self.files.get(path)

    def write_file(self, path: PurePath, content: bytes, *, drafts: PurePath | None = None) -> None:
        if self.system is not System.LINUX and path.parent in self.places.startup_folders:
            assert drafts not in (None, path.parent), "Excel would open the draft"
        self._refuse(path)
        if path in self.held:
            raise PermissionError(13, "Permission denied")
        self._change()
        self.files[path] = content
        self.marks.discard(path)

    def remove_file(self, path: PurePath) -> None:
        self._refuse(path)
        if path in self.files:
            self._change()
            del self.files[path]

    def remove_folder_if_empty(self, folder: PurePath) -> bool:
        return not self.is_folder(folder)

    def is_file(self, path: PurePath) -> bool:
        return path in self.files

    def is_folder(self, path: PurePath) -> bool:
        return any(path in each.parents for each in self.files)

    def names_in(self, folder: PurePath) -> list[str]:
        self._refuse(folder)
        return sorted(each.name for each in self.files if each.parent == folder)

    def is_marked(self, path: PurePath) -> bool:
        return path in self.marks

    def unmark(self, path: PurePath) -> None:
        self._change()
        self.marks.discard(path)

    def registry_values(self, key: str) -> dict[str, RegistryValue]:
        return dict(self._key(key))

    def set_registry_value(self, key: str, name: str, value: str) -> None:
        self._change()
        self._key(key)[name] = value

    def delete_registry_value(self, key: str, name: str) -> None:
        self._change()
        self._key(key).pop(name, None)

    def is_running(self, process: str) -> bool:
        return process in self.processes

    def find_program(self, name: str) -> PurePath | None:
        return PurePosixPath("/bin", name) if name in self.programs else None

    def output_of(self, program: str, *arguments: str) -> str | None:
        return self.outputs.get((program, *arguments))

    def has_tk(self) -> bool:
        return self.tk

    def has_chinese_font(self) -> bool | None:
        return self.chinese_font

    def keyring(self) -> Keyring:
        return self.keyring_state

    def store_fault(self) -> str:
        return self.store_why

    def kept_logins(self) -> list[str]:
        return [*self.logins] if HOME / "shebao.db" in self.files else []

    def forget_secrets(self, logins: list[str], *, forgets_store_key: bool) -> None:
        self.logins = [name for name in self.logins if name not in logins]
        if forgets_store_key:
            self.keyring_state = Keyring.EMPTY

    def proxies(self) -> Mapping[str, str]:
        return self.proxy_table

    def can_connect(self, name: str, port: int) -> bool:
        return (name, port) in self.listening

    def ask_bureau(self, url: str, timeout_seconds: float) -> None:
        assert timeout_seconds > 0
        self.asked.append(url)
        if self.bureau_error is not None:
            raise self.bureau_error

    @property
    def places(self) -> Places:
        """Where this computer's Excel keeps its things."""
        places = places_on(self)
        assert places is not None
        return places

    def _key(self, key: str) -> dict[str, RegistryValue]:
        for known, values in self.registry.items():
            if known.lower() == key.lower():
                return values
        return {}

    def _refuse(self, path: PurePath) -> None:
        if path in self.locked:
            raise PermissionError(13, "Permission denied")

    def _change(self) -> None:
        if self.changes_until_power_cut is not None:
            if self.changes_until_power_cut == 0:
                raise PulledPlug
            self.changes_until_power_cut -= 1


def always(question: str) -> bool:
    return True


def never(question: str) -> bool:
    return False


class Answers:
    """Somebody who agrees until told not to, and remembers the questions."""

    def __init__(self, agrees: Callable[[str], bool] = always) -> None:
        self.agrees = agrees
        self.questions: list[str] = []

    def confirm(self, question: str) -> None:
        from shebao.domain.errors import NotConfirmedError

        self.questions.append(question)
        if not self.agrees(question):
            raise NotConfirmedError(question)


def windows(user: str = "zhang", ansi_encoding: str = "cp936") -> FakeHost:
    """A Windows computer with Excel, Python and shebao, and no add-in yet."""
    profile = rf"C:\Users\{user}"
    host = FakeHost(
        System.WINDOWS,
        {
            "USERPROFILE": profile,
            "APPDATA": rf"{profile}\AppData\Roaming",
            "LOCALAPPDATA": rf"{profile}\AppData\Local",
            "PROGRAMFILES": r"C:\Program Files",
        },
        ansi_encoding,
        registry={EXCEL_KEY: {"": r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"}},
    )
    host.files[python_of(host)] = b"python"
    return host


def macos() -> FakeHost:
    """A Mac with Excel, Python and shebao, and no add-in yet."""
    host = FakeHost(System.MACOS, {"HOME": "/Users/zhang"})
    host.files[PurePosixPath("/Applications/Microsoft Excel.app/Contents/MacOS/Excel")] = b""
    host.files[python_of(host)] = b"python"
    return host


def linux() -> FakeHost:
    """A Linux computer."""
    return FakeHost(System.LINUX, {"HOME": "/home/zhang"})


def python_of(host: FakeHost) -> PurePath:
    """The interpreter in the user's folder."""
    if host.system is System.WINDOWS:
        return PureWindowsPath(host.environment["LOCALAPPDATA"], "shebao", "python", "python.exe")
    return PurePosixPath(host.environment["HOME"], "shebao/bin/python")


def kit_of(host: FakeHost) -> Kit:
    """The kit whose interpreter is on this computer."""
    return Kit(python_of(host), "0.37.8", ADDIN, PARTS)


SETTINGS = Settings(HOME, "https://bureau.example", 60.0)


def choose(host: FakeHost) -> None:
    """The province was chosen at an earlier install."""
    province = find_province("52", ())
    write_record(host, HOME, InstallRecord(Business.EMPLOYER, province.code))


def healthy(host: FakeHost) -> FakeHost:
    """The host with everything installed."""
    install(host, SETTINGS, kit_of(host), Answers(), province="贵州")
    return host


def codes(host: FakeHost, kit: Kit | None = None) -> set[FaultCode]:
    """What doctor finds."""
    return {fault.code for fault in doctor(host, SETTINGS, kit or kit_of(host))}


def set_up(host: FakeHost, ui: Answers | None = None, province: str = "52") -> None:
    """Install as a user does."""
    install(
        host,
        SETTINGS,
        kit_of(host),
        ui or Answers(),
        province=province,
        rule_regions=RULE_REGIONS,
    )
