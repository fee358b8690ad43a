"""xlwings' own VBA module (BSD), taken from the installed package with its dangers cut out.

Each change names where it starts and ends and must fit exactly once, or the build stops: another
version of xlwings may have moved the danger elsewhere.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from shebao.setup.assembly.build_sources import AddinBuildError

MODULE = "xlwings"
_FILE = "xlwings_custom_addin.bas"


@dataclass(frozen=True, slots=True)
class Change:
    """Puts ``new`` for ``first``, and for what follows to the end of the next ``until`` if any."""

    why: str
    first: str
    until: str = ""
    new: str = ""


CHANGES = (
    Change(
        "there is nothing to adjust, and other compilers refuse a comment here",
        " 'Adjust when using outside of Excel\n",
        new="\n",
    ),
    Change(
        "the settings file is ours",
        'PROJECT_NAME As String = "myaddin"',
        new='PROJECT_NAME As String = "shebao"',
    ),
    Change(
        "a received workbook must choose neither the import path nor, by its name, the command "
        "line; code in its sheets is never run",
        "    ' Check for embedded Python code\n",
        until="        ThisFullName = ThisWorkbook.FullName\n    #End If\n",
        new='    AddExcelDir = "false"\n',
    ),
    Change(
        "code in sheets is never run, and needs a licence",
        "    ' PythonCommand with embedded code\n",
        until="\n    End If\n",
    ),
    Change(
        "sheets named *.py are not modules of functions",
        "    ' Automatically add embedded code sheets\n",
        until="\n    Next\n",
    ),
    Change(
        "the function server's import path is not the workbook's either",
        "    ' TODO: Doesn't automatically check if code is embedded\n",
        until='"true")\n',
        new='    AddExcelDir = "false"\n',
    ),
    Change(
        "nor does the workbook's name enter its command line",
        'AddExcelDir & ";" & ActiveWorkbook.FullName & ";"',
        until=' & ThisWorkbook.FullName & ";"',
        new='AddExcelDir & ";;;"',
    ),
    Change(
        "no licence key is used",
        '    licenseKey = GetConfig("LICENSE_KEY", "")\n',
        until="\n    End If\n",
    ),
    Change(
        "settings come from the user's own file, never from the active workbook or its folder",
        "    ' Sheet\n",
        until="    ' User Config\n",
        new="    ' User Config\n",
    ),
    Change(
        "reading settings from a sheet is gone",
        '#If App = "Microsoft Excel" Then\nFunction GetConfigFromSheet(',
        until="\nEnd Function\n#End If\n",
    ),
    Change(
        "reading settings from the workbook's folder is gone",
        "Function GetDirectoryConfigFilePath() As String\n",
        until="\nEnd Function\n",
    ),
    Change(
        "and the folder's path with it",
        '#If App = "Microsoft Excel" Then\nFunction GetDirectoryPath(',
        until="\nEnd Function\n",
    ),
    Change(
        "and the guess where a synchronised workbook lies",
        '#If App = "Microsoft Excel" Then\nFunction GetFullName(',
        until="\nEnd Function\n#End If\n",
    ),
    Change(
        "without settings no Python of somebody else's is run",
        'GetConfig("INTERPRETER", "python")',
        new='GetConfig("INTERPRETER", "")',
    ),
    Change(
        "nor by the function server's command line",
        '        PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")\n    End If\n    DEBUG_UDFS',
        new='        Err.Raise 1, Description:="no interpreter"\n    End If\n    DEBUG_UDFS',
    ),
    Change(
        "nor is a library looked for in whichever folder Excel is in",
        '        PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")\n    End If\n    CondaPath',
        new='        Err.Raise 1, Description:="no interpreter"\n    End If\n    CondaPath',
    ),
    Change(
        "-P, and no path given: an empty one is Excel's current folder, often a received "
        "workbook's, whose pandas.py would be imported",
        '" -B -c ""import xlwings.utils;xlwings.utils.prepare_sys_path(',
        until='" & PythonCommand & """ "\n',
        new='" -B -P -c """ & PythonCommand & """ "\n',
    ),
    Change(
        "nor by the function server, which starts in that folder and stays there",
        'tail = " -B -c ""import sys, os;',
        until="import xlwings; ",
        new='tail = " -B -P -c ""import xlwings; ',
    ),
    Change(
        "cmd.exe is the system's, not one that lies in that folder",
        'WScript.Run("cmd.exe /C "',
        new='WScript.Run(Environ("ComSpec") & " /C "',
    ),
    Change(
        "so it is for the function server",
        'PYTHON_WIN = "cmd.exe " & ConsoleSwitch & " /K " & Chr(34) & Chr(34) & PYTHON_WIN',
        new='PYTHON_WIN = Environ("ComSpec") & " " & ConsoleSwitch & " /K " '
        "& Chr(34) & Chr(34) & PYTHON_WIN",
    ),
    Change(
        "the clerk reads what to do, and the caller learns that nothing ran",
        '            MsgBox "Could not find Interpreter!", vbCritical\n',
        new="            Say Unescape(TEXT_NO_PYTHON)\n            ExecuteWindows = -1\n",
    ),
    Change(
        "the clerk reads what is going on",
        'Application.StatusBar = "Running..."',
        new="Application.StatusBar = Unescape(TEXT_RUNNING)",
    ),
    Change(
        "the clerk reads what to do on a Mac",
        "    MsgBox \"To enable RunPython, please run 'xlwings runpython install'",
        until="vbCritical\n",
        new="    Say Unescape(TEXT_NO_APPLESCRIPT)\n",
    ),
    Change(
        "what the command said stays in the status bar, and the ribbon follows",
        "    'Clean up\n    Application.StatusBar = False\n",
        new="    AfterPython\n",
    ),
)


def xlwings_module(source: str | None = None) -> str:
    """Return the changed module with plain line ends.

    Raises AddinBuildError when a change does not fit exactly once.
    """
    text = _installed() if source is None else source
    faults = []
    for change in CHANGES:
        text, fault = _apply(change, text)
        if fault:
            faults.append(fault)
    if faults:
        raise AddinBuildError(faults)
    return text


def _installed() -> str:
    spec = importlib.util.find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise AddinBuildError(["没有安装 xlwings"])
    content = (Path(spec.origin).parent / _FILE).read_bytes()
    return content.decode("ascii").replace("\r\n", "\n")


def _apply(change: Change, text: str) -> tuple[str, str]:
    found = text.count(change.first)
    if found != 1:
        return (
            text,
            f"xlwings 的 VBA 模块已变化：“{change.first.strip()}”出现 {found} 次，应为 1 次",
        )
    start = text.index(change.first)
    end = start + len(change.first)
    if change.until:
        closing = text.find(change.until, end)
        if closing < 0:
            return text, f"xlwings 的 VBA 模块已变化：找不到“{change.until.strip()}”"
        end = closing + len(change.until)
    return text[:start] + change.new + text[end:], ""
