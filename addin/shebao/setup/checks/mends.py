"""Puts back what repair can put back, each by itself and as often as one likes.

Nothing here reads or writes the user's data: the store, the passwords and the workbooks.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from shebao.domain.errors import FileRefusedError
from shebao.setup import windows_excel
from shebao.setup.checks import excel_checks, python_checks
from shebao.setup.checks.findings import Fault, FaultCode
from shebao.setup.desktop import ExcelDesktop
from shebao.setup.record import read_record, write_record

Mend = Callable[[ExcelDesktop], None]


def move_duplicates(desktop: ExcelDesktop) -> None:
    """Move copies of the add-in out of Excel's sight, and take it off the list of add-ins."""
    windows_excel.remove_opening_entries(desktop.host)
    kept = desktop.settings.home / excel_checks.REMOVED_FOLDER
    for copy in excel_checks.duplicates(desktop):
        content = desktop.host.read_file(copy)
        if content is not None:
            taken = desktop.host.names_in(kept)
            number = next(n for n in range(len(taken) + 1) if f"{n} {copy.name}" not in taken)
            desktop.host.write_file(kept / f"{number} {copy.name}", content)
            desktop.host.remove_file(copy)


def enable(desktop: ExcelDesktop) -> None:
    """Take the add-in off Excel's list of disabled items."""
    for entry in windows_excel.disabled_entries(desktop.host):
        desktop.host.delete_registry_value(entry.key, entry.name)


def write_settings(desktop: ExcelDesktop) -> None:
    """Write the settings file of this version."""
    content = python_checks.wanted_settings(desktop)
    if content is not None:
        desktop.host.write_file(desktop.places.settings_file, content)


def place_dll(desktop: ExcelDesktop) -> None:
    """Put the library beside the interpreter."""
    name = python_checks.dll_name(desktop)
    path = desktop.kit.interpreter.parent / name
    _note_placed(desktop, path)
    desktop.host.write_file(path, desktop.kit.parts[name])


def place_applescript(desktop: ExcelDesktop) -> None:
    """Put the script where Excel on macOS may run it."""
    folder, name = desktop.places.script_folder, desktop.kit.applescript_name
    if folder is not None:
        if not desktop.host.is_file(folder / name):
            _note_placed(desktop, folder / name)
        desktop.host.write_file(folder / name, desktop.kit.parts[name])


def place_addin(desktop: ExcelDesktop) -> None:
    """Put the built add-in into the startup folder."""
    places = desktop.places
    if desktop.kit.addin is not None:
        desktop.host.write_file(places.addin, desktop.kit.addin, drafts=places.drafts)


def unmark(desktop: ExcelDesktop) -> None:
    """Take the mark of the web off the add-in."""
    desktop.host.unmark(desktop.places.addin)


# In this order; the add-in comes last, so that Excel never loads it without its settings.
MENDS: dict[FaultCode, Mend] = {
    FaultCode.ADDIN_DUPLICATE: move_duplicates,
    FaultCode.ADDIN_DISABLED: enable,
    FaultCode.SETTINGS_DIFFER: write_settings,
    FaultCode.INTERPRETER_MISSING: write_settings,
    FaultCode.INTERPRETER_NOT_ASCII: write_settings,
    FaultCode.DLL_MISSING: place_dll,
    FaultCode.APPLESCRIPT_MISSING: place_applescript,
    FaultCode.ADDIN_MARKED: unmark,
    FaultCode.ADDIN_MISSING: place_addin,
    FaultCode.ADDIN_STALE: place_addin,
}


def apply_mends(desktop: ExcelDesktop, faults: list[Fault]) -> dict[FaultCode, str]:
    """Mend what can be mended, all of it; return why the rest could not be written."""
    failed = {}
    repairable = {fault.code for fault in faults if fault.is_repairable}
    for code, mend in MENDS.items():
        if code in repairable:
            try:
                mend(desktop)
            except OSError as error:
                failed[code] = error.strerror or type(error).__name__
            except FileRefusedError as error:
                failed[code] = error.message
    return failed


def _note_placed(desktop: ExcelDesktop, path: PurePath) -> None:
    """Remember, before it is there, that a file which xlwings shares is ours to remove."""
    record = read_record(desktop.host, desktop.settings.home)
    if record is not None and str(path) not in record.placed:
        placed = (*record.placed, str(path))
        write_record(desktop.host, desktop.settings.home, replace(record, placed=placed))
