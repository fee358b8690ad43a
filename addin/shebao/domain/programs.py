"""Programs are started by their full path, never by what lies in the current folder.

Windows looks there first, and in Excel the current folder may be the one that a received workbook
came in, with whatever else was in the mail.
"""

import os
from collections.abc import Mapping
from pathlib import Path

# Before a module of ours is run by our own interpreter: leaves the current folder out of its path.
WITHOUT_CURRENT_FOLDER = "-P"


def find_program(name: str, environment: Mapping[str, str]) -> Path | None:
    """Return the full path of a program in the folders that PATH names in full.

    A relative or empty entry of PATH, which means the current folder, is passed over; a full path
    is returned as it is when a program is there.
    """
    if Path(name).is_absolute():
        return _program(Path(name))
    if Path(name).name != name:
        return None
    folders = [Path(folder) for folder in environment.get("PATH", "").split(os.pathsep) if folder]
    found = (_program(folder / name) for folder in folders if folder.is_absolute())
    return next((program for program in found if program), None)


def edge_places(environment: Mapping[str, str]) -> list[Path]:
    """Return where Windows keeps its own browser, the likeliest place first."""
    folders = ("PROGRAMFILES(X86)", "PROGRAMFILES", "LOCALAPPDATA")
    rest = Path("Microsoft", "Edge", "Application", "msedge.exe")
    return [Path(environment[name]) / rest for name in folders if environment.get(name)]


def _program(path: Path) -> Path | None:
    if os.name == "nt" and path.suffix.lower() != ".exe":
        path = path.with_name(f"{path.name}.exe")
    try:
        return path if path.is_file() and os.access(path, os.X_OK) else None
    except OSError:  # a name that no folder can hold
        return None
