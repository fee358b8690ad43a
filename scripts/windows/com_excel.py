"""Excel over real COM: the tests' stand-in, served to xlwings' DLL and the server it starts.

What VBA does is done here: the DLL beside the program's Python is loaded and asked for a server,
which works on the objects that this process serves.
"""

# ruff: noqa: SLF001 - names of pywin32 and of the stand-in; COM takes any error as a number
import ctypes
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pythoncom
import pywintypes
import win32com.client
import winerror
from win32com.server import policy, util
from win32com.server.exception import COMException

from tests.com_stand_in.counting import ComObject
from tests.com_stand_in.desk import ComDesk, com_book

IIDS = {  # Excel's own
    "Range": "{00020846-0000-0000-C000-000000000046}",
    "Workbook": "{000208DA-0000-0000-C000-000000000046}",
    "Worksheet": "{000208D8-0000-0000-C000-000000000046}",
    "Application": "{000208D5-0000-0000-C000-000000000046}",
}
CALLS: Counter[str] = Counter()
BUSY = -2146777998  # 0x800ac472: a cell is being edited, or a box of Excel's own is open
SPECIAL_CELLS = 410  # Excel's own number of the method
TYPES: dict[str, object] = {}


def type_information(name: str) -> object:
    """Return a type with Excel's own id: xlwings tells ranges from values by it."""
    if name not in TYPES:
        path = Path(os.environ["TEMP"]) / f"excel{os.getpid()}{name}.tlb"
        library = pythoncom.CreateTypeLib2(3, str(path))  # SYS_WIN64
        library.SetName("StandIn")
        library.SetGuid(pythoncom.CreateGuid())
        kind = library.CreateTypeInfo(name, pythoncom.TKIND_DISPATCH)
        kind.SetGuid(pywintypes.IID(IIDS[name]) if name in IIDS else pythoncom.CreateGuid())
        if name == "Range":
            _add_special_cells(kind)
        kind.LayOut()
        TYPES[name] = kind.QueryInterface(pythoncom.IID_ITypeInfo)
    return TYPES[name]


def _add_special_cells(kind: object) -> None:
    """Tell the arguments of the one method that xlwings calls with their names."""
    told = pythoncom.FUNCDESC()
    told.memid = SPECIAL_CELLS
    told.funckind, told.invkind, told.callconv = pythoncom.FUNC_DISPATCH, pythoncom.INVOKE_FUNC, 4
    told.args = (
        (pythoncom.VT_VARIANT, pythoncom.PARAMFLAG_FIN, None),
        (pythoncom.VT_VARIANT, pythoncom.PARAMFLAG_FIN | pythoncom.PARAMFLAG_FOPT, None),
    )
    told.cParamsOpt = 1
    told.rettype = (pythoncom.VT_DISPATCH, 0, None)
    kind.AddFuncDesc(0, told)
    kind.SetFuncAndParamNames(0, ("SpecialCells", "Type", "Value"))


class Policy(policy.DynamicPolicy):
    """Finds members whatever their case, as Excel does, and tells the type."""

    def _wrap_(self, target: object) -> None:
        super()._wrap_(target)
        self._name_to_dispid_["specialcells"] = SPECIAL_CELLS
        self._dyn_dispid_to_name_[SPECIAL_CELLS] = "SpecialCells"

    def _getdispid_(self, name: str, fdex: int) -> int:
        kind = type(self._obj_.target)
        if getattr(kind, name, None) is None or not name[0].isupper():
            same = (each for each in dir(kind) if each.lower() == name.lower())
            found = [each for each in same if each[0].isupper()]
            if not found:
                raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
            name = found[0]
        return super()._getdispid_(name, fdex)

    def _GetTypeInfoCount_(self) -> int:
        return 1

    def _GetTypeInfo_(self, _index: int, _locale: int) -> tuple[int, object]:
        return 0, type_information(type(self._obj_.target)._com)


class Gate:
    """One object of the stand-in, for another process; ``busy`` calls more are refused."""

    _public_methods_: tuple[str, ...] = ()
    busy = 0
    _left = 0
    _then: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, target: ComObject) -> None:
        self.target = target

    @classmethod
    def after(cls, calls: int, then: Callable[[], None]) -> None:
        """Let something happen at a call to come."""
        cls._left, cls._then = calls, staticmethod(then)

    def _dynamic_(self, name: str, _locale: int, flags: int, given: tuple[object, ...]) -> object:
        label = f"{type(self.target)._com}.{name}"
        CALLS[label] += 1
        Gate._left -= 1
        if Gate._left == 0:
            Gate._then()
        if Gate.busy:
            Gate.busy -= 1
            raise COMException(desc=label, scode=BUSY)
        try:
            return self._answer(name, flags, [inward(each) for each in given])
        except COMException:
            raise
        except Exception as error:
            told = getattr(error, "excepinfo", None) or (winerror.DISP_E_EXCEPTION,)
            raise COMException(desc=f"{label}: {error!r}", scode=told[-1]) from error

    def _answer(self, name: str, flags: int, given: list[object]) -> object:
        target = self.target
        if name == "_value_":
            return outward(target(*given))
        if name == "_NewEnum":
            members = [outward(each) for each in target]
            return util.NewEnum(members)
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


@contextmanager
def played(path: Path | None = None) -> Iterator[ComDesk]:
    """Open a book in this Excel: its cells are at hand here, and served to other processes."""
    pywin32 = {name: module for name, module in sys.modules.items() if _is_pywin32(name)}
    with com_book(path) as excel:
        sys.modules.update(pywin32)  # com_book puts its own in their places, for itself
        yield excel


def _is_pywin32(name: str) -> bool:
    return name.startswith(("win32", "python", "pywin"))


class Variant(ctypes.Structure):
    """What the DLL fills."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("pointer", ctypes.c_void_p),
        ("rest", ctypes.c_void_p),
    )


class NoServerError(Exception):
    """What the library says when it has no server to give."""


class Dll:
    """xlwings' library, loaded and called as the add-in's VBA does it.

    Each number has a line of its own, for which the library makes a class id of its own.
    """

    def __init__(self, number: int = 0) -> None:
        folder = Path(sys.executable).parent
        name = next(folder.glob("xlwings64-*.dll")).name
        kernel = ctypes.WinDLL("kernel32")
        kernel.LoadLibraryA.restype = ctypes.c_void_p
        kernel.LoadLibraryA.argtypes = [ctypes.c_char_p]
        handle = kernel.LoadLibraryA(str(folder / name).encode("mbcs"))
        self._activate = ctypes.WinDLL(name, handle=handle).XLPyDLLActivateAuto
        self._activate.argtypes = [ctypes.POINTER(Variant), ctypes.c_void_p, ctypes.c_long]
        code = "import xlwings; xlwings.serve('$(CLSID)')"
        shell = os.environ["COMSPEC"] + " " * (number + 2)
        line = f'{shell}/K ""{sys.executable}" -B -P -c "{code}""'.encode("mbcs")
        string = ctypes.WinDLL("oleaut32").SysAllocStringByteLen
        string.restype = ctypes.c_void_p
        string.argtypes = [ctypes.c_char_p, ctypes.c_uint]
        self._line = string(line, len(line))

    def server(self) -> object:
        """Return the server, started where none runs, as ``XLPy`` does for each click."""
        answer = Variant()
        if self._activate(ctypes.byref(answer), self._line, 1):
            raise NoServerError(ctypes.wstring_at(answer.pointer))
        found = pythoncom.ObjectFromAddress(answer.pointer, pythoncom.IID_IDispatch)
        return win32com.client.Dispatch(found)


class Server:
    """The function server of this Excel, with the hands of ``com_desk`` in it."""

    def __init__(self, dll: Dll) -> None:
        self._dll = dll
        self._seat = Path(__file__).with_name("com_desk.py")

    def take_seat(self) -> int:
        """Let everything asked there be answered; return the server's process."""
        code = (
            "import sys, types; desk = types.ModuleType('desk'); sys.modules['desk'] = desk; "
            f"exec(open({str(self._seat)!r}, encoding='utf-8').read(), desk.__dict__)"
        )
        self._dll.server().Exec(code)
        return int(self.told("__import__('os').getpid()"))

    def told(self, expression: str) -> str:
        """Return what an expression is there."""
        server = self._dll.server()
        return str(server.Str(server.Eval(expression)))

    def click(self, book: object, command_id: str, environment: dict[str, str]) -> str:
        """Press a button on a workbook, as RunPython does; return what a box said, if one did."""
        server = self._dll.server()
        server.Exec(f"import os; os.environ.update({environment!r})")
        server.SetAttr(server.Module("xlwings._xlwindows"), "BOOK_CALLER", outward(book))
        server.Exec("import sys; sys.modules['desk'].BOXES.clear()")
        CALLS.clear()
        server.Exec(f"import shebao.ribbon; shebao.ribbon.run('{command_id}')")
        return self.told("(__import__('sys').modules['desk'].BOXES or ['']).pop()")
