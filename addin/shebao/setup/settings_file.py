"""The settings file that the add-in's VBA reads: ``"KEY","VALUE"`` lines, pure ASCII.

VBA reads it in the system's code page. The user's folder may be called 张三, so a path below it
is written from an environment variable, which VBA expands.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath, PureWindowsPath

from shebao.setup.host import System

UDF_MODULES = "shebao_udfs.server"
# Deepest first: LOCALAPPDATA lies in USERPROFILE.
_WINDOWS_FOLDERS = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "PROGRAMFILES")
_LINE = re.compile(r'"([^"]*)","([^"]*)"')
_VARIABLE = re.compile(r"%([^%]+)%")


def expected_settings(
    system: System, interpreter: PurePath, environment: Mapping[str, str]
) -> bytes | None:
    """Return the exact file; None when the interpreter's path cannot be written in it."""
    text = unexpanded(system, interpreter, environment)
    if not text.isascii() or '"' in text or expanded(system, text, environment) != str(interpreter):
        return None
    if system is System.MACOS:
        values = {"INTERPRETER_MAC": text}
        line_end = "\n"
    else:
        values = {
            "INTERPRETER_WIN": text,
            "UDF MODULES": UDF_MODULES,
            # One Python for all clicks: a cold start costs up to two seconds each time, and
            # Book.caller() on a command line misreads a workbook called a=b.xlsx.
            "USE UDF SERVER": "True",
            "SHOW CONSOLE": "False",
        }
        line_end = "\r\n"
    # Without the last two, a shebao.py that lies beside a received workbook would be imported.
    values |= {"PYTHONPATH": "", "ADD_WORKBOOK_TO_PYTHONPATH": "false"}
    lines = (f'"{key}","{value}"{line_end}' for key, value in values.items())
    return "".join(lines).encode("ascii")


def read_settings_file(content: bytes) -> dict[str, str]:
    """Return the values by upper-case key; lines that VBA could not read are left out.

    The bytes outside ASCII are kept apart from every real character.
    """
    text = content.decode("ascii", errors="surrogateescape")
    found = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return {match[1].upper(): match[2] for match in found if match}


def interpreter_in(system: System, settings: Mapping[str, str]) -> str:
    """Return the interpreter as the file names it; empty when it does not."""
    return settings.get("INTERPRETER_MAC" if system is System.MACOS else "INTERPRETER_WIN", "")


def unexpanded(system: System, path: PurePath, environment: Mapping[str, str]) -> str:
    """Return a path from the deepest user folder that it lies in, else as it is."""
    if system is System.MACOS:
        home = environment.get("HOME")
        return (
            f"$HOME/{path.relative_to(home)}" if home and path.is_relative_to(home) else str(path)
        )
    for name in _WINDOWS_FOLDERS:
        folder = environment.get(name)
        if folder and path.is_relative_to(folder):
            return str(PureWindowsPath(f"%{name}%") / path.relative_to(folder))
    return str(path)


def expanded(system: System, text: str, environment: Mapping[str, str]) -> str:
    """Return a path as VBA expands it; an unknown variable stays."""
    if system is System.MACOS:
        home = environment.get("HOME", "")
        return f"{home}{text.removeprefix('$HOME')}" if text.startswith("$HOME/") else text
    return _VARIABLE.sub(lambda match: environment.get(match[1].upper(), match[0]), text)
