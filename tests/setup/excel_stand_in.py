"""The add-in's own VBA, run from the built file by pyopenvba's interpreter; Windows is pretended.

Stand-ins answer for what VBA asks of Windows: WScript.Shell, FileSystemObject, GetAttr, Environ.
The interpreter reads and deletes no files, so GetConfigFromFile is replaced and Kill only prints.
Switches in the settings are "0": unlike Excel it will not compare the text False with True.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, member, method
from pyopenvba.interpreter._values import error
from pyopenvba.vba import VBAModuleKind

CONF = r"C:\Users\clerk\.shebao\shebao.conf"
PYTHON = r"C:\Users\clerk\AppData\Local\shebao\python.exe"
SYSTEM = {
    "USERPROFILE": r"C:\Users\clerk",
    "Temp": r"C:\Temp",
    "ComSpec": r"C:\WINDOWS\system32\cmd.exe",
}
_MACRO_OPTIONS = (
    *("Macro", "Description", "HasMenu", "MenuText", "HasShortcutKey", "ShortcutKey", "Category"),
    *("StatusBar", "HelpContextID", "HelpFile", "ArgumentDescriptions"),
)
_CONFIG_FUNCTION = re.compile(r"Function GetConfigFromFile\(.*?\nEnd Function", re.DOTALL)
_CONFIG_STAND_IN = """Function GetConfigFromFile(sFile As String, sName As String, \
Optional sValue As String) As Boolean
    sValue = CreateObject("Test.Settings").Read(sFile, sName)
    GetConfigFromFile = sValue <> ""
End Function"""


class Control(VBAObject):  # type: ignore[misc]  # pyopenvba ships no types
    """One control of the ribbon, as Office hands it to a callback."""

    vba_type_name = "IRibbonControl"

    def __init__(self, control_id: str, tag: str) -> None:
        self._id, self._tag = control_id, tag

    @member  # type: ignore[untyped-decorator]
    def ID(self) -> str:  # noqa: N802
        return self._id

    @member  # type: ignore[untyped-decorator]
    def Tag(self) -> str:  # noqa: N802
        return self._tag


class Ribbon(VBAObject):  # type: ignore[misc]
    """The ribbon, counting how often it was told to look again."""

    vba_type_name = "IRibbonUI"

    def __init__(self) -> None:
        self.invalidated = 0

    @method  # type: ignore[untyped-decorator]
    def Invalidate(self) -> None:  # noqa: N802
        self.invalidated += 1


class _Shell(VBAObject):  # type: ignore[misc]
    vba_type_name = "WshShell"

    def __init__(self, excel: "Excel") -> None:
        self._excel = excel

    @method  # type: ignore[untyped-decorator]
    def ExpandEnvironmentStrings(self, text: str) -> str:  # noqa: N802
        for name, value in self._excel.environment.items():
            text = text.replace(f"%{name}%", value)
        return text

    @method  # type: ignore[untyped-decorator]
    def Run(self, line: str, *_: object) -> int:  # noqa: N802
        if self._excel.breaks:
            raise error(70, "Permission denied")
        self._excel.lines.append(line)
        return 0

    @method  # type: ignore[untyped-decorator]
    def Popup(self, text: str, *_: object) -> int:  # noqa: N802
        self._excel.popups.append(text)
        return 1


class _Settings(VBAObject):  # type: ignore[misc]
    vba_type_name = "Settings"

    def __init__(self, excel: "Excel") -> None:
        self._excel = excel

    @method  # type: ignore[untyped-decorator]
    def Read(self, file: str, name: str) -> str:  # noqa: N802
        self._excel.settings_read.append(file)
        return self._excel.settings.get(name, "")


class _Stream(VBAObject):  # type: ignore[misc]
    vba_type_name = "TextStream"

    def __init__(self, text: str) -> None:
        self._text = text

    @method  # type: ignore[untyped-decorator]
    def ReadAll(self) -> str:  # noqa: N802
        return self._text


class _Files(VBAObject):  # type: ignore[misc]
    vba_type_name = "FileSystemObject"

    def __init__(self, excel: "Excel") -> None:
        self._excel = excel

    @method  # type: ignore[untyped-decorator]
    def OpenTextFile(self, path: str, *_: object) -> _Stream:  # noqa: N802
        found = self._excel.files.get(path)
        if found is None or not found.exists():
            raise error(53, "File not found")
        return _Stream(found.read_bytes().decode("ascii"))


class Excel:
    """Excel with the add-in loaded and one workbook open; what it would do is kept in lists."""

    def __init__(self, addin: Path, *, with_book: bool = True) -> None:
        self.addin = addin
        self.lines: list[str] = []
        self.popups: list[str] = []
        self.settings_read: list[str] = []
        self.settings: dict[str, str] = {}
        self.environment: dict[str, str] = {}
        self.files: dict[str, Path] = {}
        self.breaks = False
        self.timers: list[str] = []
        self.described: dict[str, tuple[str, str, list[str]]] = {}
        self.descriptions_tried = 0
        self.is_addin, self.hides_addins, self.refuses_descriptions = True, False, False
        self.app = ExcelApplication.open(addin, with_vba=False)
        with ExcelFile(addin) as book:
            for module in book.vba_project().modules:
                if module.kind is VBAModuleKind.standard:
                    source = _CONFIG_FUNCTION.sub(_CONFIG_STAND_IN, module.source)
                    source = source.replace("Kill LOG_FILE", "Debug.Print LOG_FILE")
                    self.app.add_module(source, name=module.name, kind="standard")
        self._stand_in()
        _add_members(self.app)
        self.app.application.desk = self
        self.app.workbooks()[0].desk = self
        self.ribbon = Ribbon()
        self.book = self.app.add_workbook() if with_book else self.app.workbooks()[0]
        self.forget()
        if not with_book:
            self.app.application.active_book = None

    def forget(self) -> None:
        """Start anew: nothing said, the settings as installed, one ordinary workbook in front."""
        for kept in (self.lines, self.popups, self.settings_read):
            kept.clear()
        self.settings.clear()
        self.settings |= {"INTERPRETER_WIN": PYTHON, "SHOW CONSOLE": "0", "USE UDF SERVER": "0"}
        self.environment = {"LOCALAPPDATA": r"C:\Users\clerk\AppData\Local"}
        self.files.clear()
        self.breaks = False
        if self.book is not self.app.workbooks()[0]:
            self.book.name = "Book1"
        self.app.run("ShebaoLoaded", self.ribbon)

    def _stand_in(self) -> None:
        made: dict[str, VBAObject] = {
            "wscript.shell": _Shell(self),
            "scripting.filesystemobject": _Files(self),
            "test.settings": _Settings(self),
        }
        interpreter = self.app.interpreter
        interpreter.host.create = lambda name: made[name.lower()]
        windows: dict[str, Callable[..., object]] = {
            "environ": lambda name: SYSTEM[name],
            "getattr": lambda path: 32 if path in {CONF, PYTHON} else _no(),
        }
        own = dict(interpreter._intrinsics)
        for name, answer in windows.items():
            own[name] = lambda _, given, *__, answer=answer: answer(*given)
        interpreter._intrinsics = own

    def describe(self, macro: str, description: str, *rest: Any) -> None:
        """Keep what ``Application.MacroOptions`` was given, or refuse it as some versions do."""
        self.descriptions_tried += 1
        if self.refuses_descriptions or (self.hides_addins and self.is_addin):
            raise error(1004, "Cannot edit a macro on a hidden workbook.")
        self.described[macro] = (description, rest[4], [str(text) for text in rest[-1].items])

    def click(self, control_id: str, tag: str = "open") -> None:
        self.app.run("ShebaoAction", Control(control_id, tag))

    def answer(self, callback: str, tag: str) -> Any:
        """Return what a getEnabled, getVisible or getLabel callback answers."""
        self.app.add_module(
            f"Function Ask(control)\n{callback} control, Ask\nEnd Function\n", name="probe"
        )
        return self.app.run("Ask", Control("any", tag))


def _no() -> int:
    raise error(53, "File not found")


def _add_members(app: ExcelApplication) -> None:
    """Add what the interpreter's Excel has not: a window, a timer, the function wizard."""
    application, workbook = type(app.application), type(app.workbooks()[0])
    methods: dict[str, tuple[tuple[str, ...], Callable[..., object]]] = {
        "OnTime": (("EarliestTime", "Procedure"), lambda a, _, name: a.desk.timers.append(name)),
        "MacroOptions": (_MACRO_OPTIONS, lambda a, *given: a.desk.describe(*given)),
    }
    for name, (parameters, called) in methods.items():
        application.vba_add_member(
            MemberSpec(name=name, kind="method", getter=called, parameters=parameters)
        )
    application.vba_add_member(MemberSpec(name="Hwnd", kind="property", getter=lambda _: 4711))
    workbook.vba_add_member(
        MemberSpec(
            name="IsAddin",
            kind="property",
            getter=lambda book: book.desk.is_addin,
            setter=lambda book, value: setattr(book.desk, "is_addin", bool(value)),
        )
    )
