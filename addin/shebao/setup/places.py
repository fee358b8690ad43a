"""Where Excel looks for the add-in, its settings and its helpers, per system."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from shebao.setup.host import Host, System

ADDIN_NAME = "shebao.xlam"
SETTINGS_NAME = "shebao.conf"


@dataclass(frozen=True, slots=True)
class Places:
    """The user's own places; Excel loads every file of ``startup_folders`` by itself."""

    excel_process: str
    addin: PurePath
    settings_file: PurePath
    startup_folders: tuple[PurePath, ...]
    script_folder: PurePath | None = None  # macOS alone

    @property
    def drafts(self) -> PurePath:
        """A folder beside the startup folder: what lies inside it, Excel would open."""
        return self.addin.parent.parent


def places_on(host: Host) -> Places | None:
    """Return the places; None where no Excel loads add-ins."""
    if host.system is System.WINDOWS:
        return _windows(host.environment)
    if host.system is System.MACOS:
        return _macos(host.environment)
    return None


def _windows(environment: Mapping[str, str]) -> Places:
    profile = PureWindowsPath(environment.get("USERPROFILE", r"C:\Users\Default"))
    roaming = environment.get("APPDATA")
    startup = (
        (PureWindowsPath(roaming) if roaming else profile / "AppData" / "Roaming")
        / "Microsoft"
        / "Excel"
        / "XLSTART"
    )
    everyone = tuple(
        PureWindowsPath(environment[variable], "Microsoft Office", *office, "XLSTART")
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)")
        if environment.get(variable)
        for office in (("root", "Office16"), ("Office16",), ("Office15",), ("Office14",))
    )
    return Places(
        excel_process="EXCEL.EXE",
        addin=startup / ADDIN_NAME,
        settings_file=profile / ".shebao" / SETTINGS_NAME,
        startup_folders=(startup, *everyone),
    )


def _macos(environment: Mapping[str, str]) -> Places:
    library = PurePosixPath(environment.get("HOME", "/var/empty")) / "Library"
    startup = (
        library
        / "Group Containers"
        / "UBF8T346G9.Office"
        / "User Content.localized"
        / "Startup.localized"
        / "Excel"
    )
    return Places(
        excel_process="Microsoft Excel",
        addin=startup / ADDIN_NAME,
        settings_file=library / "Containers" / "com.microsoft.Excel" / "Data" / SETTINGS_NAME,
        startup_folders=(startup,),
        script_folder=library / "Application Scripts" / "com.microsoft.Excel",
    )
