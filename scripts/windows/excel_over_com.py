"""Plays Excel to the installed program over real COM, as its VBA does; for scripts/wine.sh.

    app\\python.exe excel_over_com.py REPOSITORY BOOK PAYROLL TAX_ID

xlwings' DLL starts the program's Python as a server; each click is handed to it, and it works on
the tests' stand-in for Excel, which this process serves. Excel's boxes are answered 确定 or 是.
Exit status 1 names what was not as it must be.
"""

# ruff: noqa: SLF001 - names of pywin32 and of the stand-in; COM takes any error as a number
import ctypes
import datetime as dt
import os
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import pythoncom
import pywintypes
import win32com.client
import winerror
from win32com.server import policy, util
from win32com.server.exception import COMException

from tests.com_stand_in import application, files
from tests.com_stand_in.counting import ComObject
from tests.com_stand_in.world import World

IIDS = {  # Excel's own
    "Range": "{00020846-0000-0000-C000-000000000046}",
    "Workbook": "{000208DA-0000-0000-C000-000000000046}",
    "Worksheet": "{000208D8-0000-0000-C000-000000000046}",
    "Application": "{000208D5-0000-0000-C000-000000000046}",
}
CALLS: Counter[str] = Counter()
TYPES: dict[str, object] = {}
DESK = """
import sys, win32api, xlwings as xw
boxes = []
def message_box(_window, text, _title=None, style=0):
    boxes.append(text)
    return 6 if style & 15 in (3, 4) else 1
win32api.MessageBox = message_box
xw.App.activate = lambda *_args, **_options: None
def fill(command_id, cells):
    from shebao.commands.registry import BY_ID
    from shebao.runner import set_parameters
    set_parameters(BY_ID[command_id], xw.Book.caller(), cells)
"""
IN_DESK = "__import__('sys').modules['desk']."


def type_information(name: str) -> object:
    """Return a type with Excel's own id: xlwings tells ranges from values by it."""
    if name not in TYPES:
        path = Path(os.environ["TEMP"]) / f"excel{os.getpid()}{name}.tlb"
        library = pythoncom.CreateTypeLib2(3, str(path))  # SYS_WIN64
        library.SetName("StandIn")
        library.SetGuid(pythoncom.CreateGuid())
        kind = library.CreateTypeInfo(name, pythoncom.TKIND_DISPATCH)
        kind.SetGuid(pywintypes.IID(IIDS[name]) if name in IIDS else pythoncom.CreateGuid())
        kind.LayOut()
        TYPES[name] = kind.QueryInterface(pythoncom.IID_ITypeInfo)
    return TYPES[name]


class Policy(policy.DynamicPolicy):
    """Finds members whatever their case, as Excel does, and tells the type."""

    def _getdispid_(self, name: str, fdex: int) -> int:
        kind = type(self._obj_.target)
        if getattr(kind, name, None) is None or not name[0].isupper():
            same = (each for each in dir(kind) if each.lower() == name.lower())
            found = [each for each in same if each[0].isupper()]
            if not found:
                raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
            name = found[0]
        return super()._getdispid_(name, fdex)

    def _GetTypeInfoCount_(self) -> int:  # noqa: N802
        return 1

    def _GetTypeInfo_(self, _index: int, _locale: int) -> tuple[int, object]:  # noqa: N802
        return 0, type_information(type(self._obj_.target)._com)


class Gate:
    """One object of the stand-in, for another process."""

    _public_methods_: tuple[str, ...] = ()

    def __init__(self, target: ComObject) -> None:
        self.target = target

    def _dynamic_(self, name: str, _locale: int, flags: int, given: tuple[object, ...]) -> object:
        label = f"{type(self.target)._com}.{name}"
        CALLS[label] += 1
        try:
            return self._answer(name, flags, [inward(each) for each in given])
        except COMException:
            raise
        except Exception as error:
            code = error.args[0] if error.args and isinstance(error.args[0], int) else None
            scode = code or winerror.DISP_E_EXCEPTION
            raise COMException(desc=f"{label}: {error!r}", scode=scode) from error

    def _answer(self, name: str, flags: int, given: list[object]) -> object:
        target = self.target
        if name == "_value_":
            return outward(target(*given))
        if name == "_NewEnum":
            members = [outward(each) for each in target]
            return util.NewEnum(members, iid=pythoncom.IID_IDispatch)
        if flags & 12:  # put
            setattr(target, name, given[-1])
            return None
        if not isinstance(getattr(type(target), name), property):
            if flags == pythoncom.DISPATCH_PROPERTYGET:
                raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)
            return outward(getattr(target, name)(*given))
        value = getattr(target, name)
        if given:
            value = value(*given) if callable(value) else value[given[0]]
        return outward(value)


def outward(value: object) -> object:
    """Return what goes over: a tuple would be "the result and out-parameters"."""
    if isinstance(value, ComObject):
        return util.wrap(Gate(value), usePolicy=Policy)
    if isinstance(value, dict):
        return None
    if isinstance(value, tuple):
        return [list(row) if isinstance(row, tuple) else row for row in value]
    return value


def inward(value: object) -> object:
    """Return what came over, our own objects as themselves."""
    if type(value).__name__ == "PyIDispatch":
        own = util.unwrap(value)
        return own.target if hasattr(own, "target") else value
    if isinstance(value, tuple):
        return tuple(inward(each) for each in value)
    return None if value is pythoncom.Missing or value is pythoncom.Empty else value


class Variant(ctypes.Structure):
    """What the DLL fills."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("pointer", ctypes.c_void_p),
        ("rest", ctypes.c_void_p),
    )


class Dll:
    """xlwings' library, loaded and called as the add-in's VBA does it."""

    def __init__(self) -> None:
        folder = Path(sys.executable).parent
        name = next(folder.glob("xlwings64-*.dll")).name
        kernel = ctypes.WinDLL("kernel32")
        kernel.LoadLibraryA.restype = ctypes.c_void_p
        kernel.LoadLibraryA.argtypes = [ctypes.c_char_p]
        handle = kernel.LoadLibraryA(str(folder / name).encode("mbcs"))
        self._activate = ctypes.WinDLL(name, handle=handle).XLPyDLLActivateAuto
        self._activate.argtypes = [ctypes.POINTER(Variant), ctypes.c_void_p, ctypes.c_long]
        code = "import xlwings; xlwings.serve('$(CLSID)')"
        line = f'{os.environ["COMSPEC"]}  /K ""{sys.executable}" -B -P -c "{code}""'.encode("mbcs")
        string = ctypes.WinDLL("oleaut32").SysAllocStringByteLen
        string.restype = ctypes.c_void_p
        string.argtypes = [ctypes.c_char_p, ctypes.c_uint]
        self._line = string(line, len(line))

    def server(self) -> object:
        """Return the server, started where none runs."""
        answer = Variant()
        if self._activate(ctypes.byref(answer), self._line, 1):
            sys.exit(f"no server: {ctypes.wstring_at(answer.pointer)}")
        found = pythoncom.ObjectFromAddress(answer.pointer, pythoncom.IID_IDispatch)
        return win32com.client.Dispatch(found)


class Clerk:
    """Clicks on a book and looks at what Excel shows."""

    def __init__(self, world: World, server: object) -> None:
        self.world, self.server = world, server
        self.faults: list[str] = []
        self.server.Exec(
            "import sys, types; desk = types.ModuleType('desk'); sys.modules['desk'] = desk; "
            f"exec({DESK!r}, desk.__dict__)"
        )

    def told(self) -> str:
        """Return the last box since the last question."""
        return str(self.server.Str(self.server.Eval(f"({IN_DESK}boxes or ['']).pop()")))

    def click(self, book: object, command_id: str, **cells: str) -> None:
        """Press a button that must succeed."""
        CALLS.clear()
        self.world.settings["StatusBar"] = False
        began = time.monotonic()
        module = self.server.Module("xlwings._xlwindows")
        self.server.SetAttr(module, "BOOK_CALLER", outward(book))
        if cells:
            self.server.Exec(f"{IN_DESK}fill({command_id!r}, {cells!r})")
        self.server.Exec(f"{IN_DESK}boxes.clear()")
        self.server.Exec(f"import shebao.ribbon; shebao.ribbon.run('{command_id}')")
        shown = self.world.settings["StatusBar"]
        said = shown or self.told()
        print(f"   {command_id}: {sum(CALLS.values())} calls, {time.monotonic() - began:.1f} s: "
              f"{said!s:.90}", flush=True)  # fmt: skip
        if not shown:
            self.faults.append(f"{command_id}: {said}")


def walk(clerk: Clerk, book: object, payroll: str, tax_id: str) -> None:
    """Walk a month: from the log-in to what is owed."""
    everything = {"提交范围": "全部"}
    clerk.click(book, "login", 纳税人识别号=tax_id)
    for command_id in ("update_roster", "new_wage_sheet"):
        clerk.click(book, command_id)
    clerk.click(book, "fill_from_payroll", 工资表文件=payroll)
    clerk.click(book, "check_wages")
    clerk.click(book, "submit_wages", **everything)
    clerk.click(book, "fetch_wage_result")
    clerk.click(book, "update_bills")
    clerk.click(book, "show_bill_lines", **everything)
    clerk.click(book, "submit_bills", **everything)
    for command_id in ("fetch_filing_result", "update_debts"):
        clerk.click(book, command_id)


def main() -> int:
    """Walk; return 1 when something was not as it must be."""
    path = Path(sys.argv[2])
    application.HWND = ctypes.WinDLL("user32").GetDesktopWindow()
    world = World(dt.date.today())  # noqa: DTZ011 - the computer's own day
    opened = world.add_book(path)
    files.load(opened, path)
    book = application.Workbook(world, opened)
    began = time.monotonic()
    dll = Dll()
    clerk = Clerk(world, dll.server())
    print(f"   server in {time.monotonic() - began:.1f} s", flush=True)
    walk(clerk, book, sys.argv[3], sys.argv[4])
    for fault in clerk.faults:
        print("   NOT AS IT MUST BE:", fault, flush=True)
    # The server is not ended here: Windows ends it with the process that plays Excel.
    return 1 if clerk.faults else 0


if __name__ == "__main__":
    sys.exit(main())
