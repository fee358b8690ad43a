"""Whether a click in Excel reaches this Python, by the settings that the add-in's VBA reads.

They are ``"KEY","VALUE"`` lines, pure ASCII: VBA reads the file in the system's code page. The
user's folder may be called 张三, so a path below it is written from an environment variable, which
VBA expands.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from shebao.setup import windows_excel
from shebao.setup.checks.findings import REPAIR, Fault, FaultCode
from shebao.setup.desktop import ExcelDesktop
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


def wanted_settings(desktop: ExcelDesktop) -> bytes | None:
    """Return the settings file as it must be; None when it cannot be written."""
    host = desktop.host
    return expected_settings(host.system, desktop.kit.interpreter, host.environment)


def find_settings_that_differ(desktop: ExcelDesktop) -> Fault | None:
    """The settings file is exactly what this version writes."""
    content = desktop.host.read_file(desktop.places.settings_file)
    wanted = wanted_settings(desktop)
    if content is not None and content == wanted:
        return None
    what = "没有加载项的设置文件" if content is None else "加载项的设置与本版本不一致"
    return Fault(
        FaultCode.SETTINGS_DIFFER,
        f"{what}（{desktop.places.settings_file}），点击按钮时可能找不到 Python 或执行别处的程序。",
        REPAIR if wanted else _MOVE_PYTHON,
        is_repairable=wanted is not None,
    )


def find_no_interpreter(desktop: ExcelDesktop) -> Fault | None:
    """The Python that the settings name is there."""
    named = _named_interpreter(desktop)
    if desktop.host.is_file(named):
        return None
    is_repairable = (
        named != desktop.kit.interpreter
        and desktop.host.is_file(desktop.kit.interpreter)
        and wanted_settings(desktop) is not None
    )
    return Fault(
        FaultCode.INTERPRETER_MISSING,
        f"加载项要启动的 Python 不存在：{_shown(named)}。",
        REPAIR
        if is_repairable
        else "请重新安装 Python 和 shebao，再用新安装的 shebao 执行 repair。",
        is_repairable=is_repairable,
    )


def find_unreadable_interpreter(desktop: ExcelDesktop) -> Fault | None:
    """VBA can read the path of the interpreter."""
    content = desktop.host.read_file(desktop.places.settings_file)
    is_writable = wanted_settings(desktop) is not None
    if is_writable and (content is None or _names_ascii_interpreter(desktop, content)):
        return None
    return Fault(
        FaultCode.INTERPRETER_NOT_ASCII,
        "Python 所在的路径含有中文等非英文字符，Excel 的宏读取后会成为乱码而找不到它："
        f"{_shown(_named_interpreter(desktop) if is_writable else desktop.kit.interpreter)}。",
        REPAIR if is_writable else _MOVE_PYTHON,
        is_repairable=is_writable,
    )


def find_unreadable_profile(desktop: ExcelDesktop) -> Fault | None:
    """VBA can read the paths of the user's folder in the system's code page."""
    encoding = desktop.host.ansi_encoding
    if not encoding:
        return None
    try:
        for path in (desktop.places.settings_file, desktop.kit.interpreter):
            str(path).encode(encoding)
    except UnicodeEncodeError:
        return Fault(
            FaultCode.PROFILE_UNREADABLE,
            f"系统的“非 Unicode 程序语言”（{encoding}）无法表示路径 {path}，"
            "Excel 的宏找不到该文件。",
            "请在“控制面板 → 区域 → 管理 → 更改系统区域设置”中选择“中文(简体，中国)”"
            "并重新启动电脑，"
            "或改用英文用户名的 Windows 账户。",
        )
    except LookupError:
        return None  # a code page that Python does not know proves nothing
    return None


def find_no_dll(desktop: ExcelDesktop) -> Fault | None:
    """The library through which Excel calls Python lies where VBA looks."""
    name, folder = dll_name(desktop), desktop.kit.interpreter.parent
    folders = (folder, folder.parent)  # in a virtual environment it lies one level up
    if any(desktop.host.is_file(folder / name) for folder in folders):
        return None
    is_repairable = name in desktop.kit.parts
    return Fault(
        FaultCode.DLL_MISSING,
        f"Python 所在文件夹（{folders[0]}）中没有 {name}，按钮和工作表函数不能启动 Python。",
        REPAIR
        if is_repairable
        else "请运行 python -m pip install --force-reinstall --no-deps "
        f"xlwings=={desktop.kit.xlwings_version}，再运行 shebao repair。",
        is_repairable=is_repairable,
    )


def dll_name(desktop: ExcelDesktop) -> str:
    """Return the library for the Excel of this computer."""
    return desktop.kit.dll_name(excel_bits=windows_excel.bits(desktop.host))


def find_no_applescript(desktop: ExcelDesktop) -> Fault | None:
    """The script through which Excel on macOS starts Python is in place."""
    folder, name = desktop.places.script_folder, desktop.kit.applescript_name
    wanted = desktop.kit.parts.get(name)
    if folder is None:
        return None
    installed = desktop.host.read_file(folder / name)
    if installed is not None and wanted in (None, installed):
        return None
    return Fault(
        FaultCode.APPLESCRIPT_MISSING,
        f"没有脚本 {name}，或内容与本版本不一致（{folder}），按钮不能启动 Python。",
        REPAIR if wanted else "请重新安装 xlwings，再运行 shebao repair。",
        is_repairable=wanted is not None,
    )


_MOVE_PYTHON = (
    "请把 Python 和 shebao 安装到当前用户的文件夹下（默认位置），"
    r"或只含英文字母的路径（例如 C:\shebao），再用它执行 shebao repair。"
)


def _named_interpreter(desktop: ExcelDesktop) -> PurePath:
    host = desktop.host
    content = host.read_file(desktop.places.settings_file)
    named = interpreter_in(host.system, read_settings_file(content or b""))
    if not named:
        return desktop.kit.interpreter
    text = expanded(host.system, named, host.environment)
    return PurePosixPath(text) if host.system is System.MACOS else PureWindowsPath(text)


def _names_ascii_interpreter(desktop: ExcelDesktop, content: bytes) -> bool:
    return interpreter_in(desktop.host.system, read_settings_file(content)).isascii()


def _shown(path: PurePath) -> str:
    return str(path).encode("utf-8", errors="replace").decode()
