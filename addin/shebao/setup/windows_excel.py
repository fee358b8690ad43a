"""What the Windows registry says about Excel: its presence, bits, disabled and listed add-ins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shebao.setup.host import Host, RegistryValue
from shebao.setup.places import ADDIN_NAME

VERSIONS = ("16.0", "15.0", "14.0")  # 14.0, Excel 2010, is the first with our ribbon part
_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_OPEN = re.compile(r"OPEN(\d*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the registry."""

    key: str
    name: str


def is_installed(host: Host) -> bool:
    """Return whether an Excel is registered for this user or for everyone."""
    roots = [rf"SOFTWARE\Microsoft\Office\{version}\Excel\InstallRoot" for version in VERSIONS]
    return any(
        host.registry_values(rf"{hive}\{key}")
        for hive in ("HKLM", "HKCU")
        for key in (_APP_PATH, *roots)
    )


def bits(host: Host) -> int:
    """Return 32 or 64; 64 when Office does not say."""
    told = host.registry_values(_CLICK_TO_RUN).get("Platform")
    for version in VERSIONS:
        key = rf"HKLM\SOFTWARE\Microsoft\Office\{version}\Outlook"
        told = told or host.registry_values(key).get("Bitness")
    return 32 if told == "x86" else 64


def disabled_entries(host: Host) -> list[Entry]:
    """Return the values under which Excel keeps our add-in disabled.

    Each is binary: three 32-bit numbers, then path and name in UTF-16, the path in small letters.
    """
    return [
        Entry(key, name)
        for key in _excel_keys(r"Resiliency\DisabledItems")
        for name, value in host.registry_values(key).items()
        if isinstance(value, bytes) and _names_addin(value[12:].decode("utf-16-le", "replace"))
    ]


def opening_entries(host: Host) -> list[Entry]:
    """Return the values that make Excel load our add-in from elsewhere, a second time."""
    return [
        Entry(key, name)
        for key in _excel_keys("Options")
        for name, value in _openings(host.registry_values(key))
        if _names_addin(value)
    ]


def remove_opening_entries(host: Host) -> None:
    """Leave no such value, and the others without a gap: Excel stops reading at the first one."""
    for key in _excel_keys("Options"):
        openings = list(_openings(host.registry_values(key)))
        kept = [value for _, value in openings if not _names_addin(value)]
        if len(kept) == len(openings):
            continue
        wanted = {f"OPEN{index or ''}": value for index, value in enumerate(kept)}
        # Written before anything is deleted: an interruption leaves a value twice, never lost.
        for name, value in wanted.items():
            host.set_registry_value(key, name, value)
        for name, _ in openings:
            if name.upper() not in wanted:
                host.delete_registry_value(key, name)


def _excel_keys(rest: str) -> Iterator[str]:
    for version in VERSIONS:
        yield rf"HKCU\Software\Microsoft\Office\{version}\Excel\{rest}"


def _openings(values: dict[str, RegistryValue]) -> Iterator[tuple[str, str]]:
    found = [
        (int(match[1] or 0), name, value)
        for name, value in values.items()
        if (match := _OPEN.fullmatch(name)) and isinstance(value, str)
    ]
    for _, name, value in sorted(found):
        yield name, value


def _names_addin(text: str) -> bool:
    return ADDIN_NAME in text.lower()
