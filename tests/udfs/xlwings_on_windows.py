"""Loads the functions with the decorators that xlwings has on Windows, and reports on them.

Run as a script in a process of its own: the pywin32 modules are stood in for, and the engine
"excel" by the two methods that the conversion of a worksheet function calls.
"""

import io
import json
import sys
import types
from datetime import date, datetime
from typing import Any
from unittest.mock import MagicMock

for _name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[_name] = MagicMock()

import xlwings  # noqa: E402  # after the stand-ins
import xlwings.udfs  # noqa: E402

xw: Any = xlwings  # what Windows has of it is not what its types say
conversion, udfs = xw.conversion, xw.udfs

xw.func, xw.arg, xw.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
ERRORS = {-2146826246: "#N/A"}


class ExcelEngine:
    """``_xlwindows.Engine``, without COM."""

    name = "excel"

    @staticmethod
    def clean_value_data(
        data: list[list[object]], dates: object, empty: object, numbers: object, err_to_str: object
    ) -> list[list[object]]:
        assert (dates, empty, numbers, err_to_str) == (datetime, None, None, True)
        return [
            [None if x in ("", None) else ERRORS.get(x, x) for x in row]  # type: ignore[call-overload]  # any cell
            for row in data
        ]

    @staticmethod
    def prepare_xl_data_element(cell: object, _: object) -> object:
        assert isinstance(cell, (str, float, date)), "COM cannot carry anything else"
        return cell


def called(function: object, *values: object) -> object:
    """Return what ``udfs.call_udf`` sends to Excel for these argument values."""
    info = function.__xlfunc__  # type: ignore[attr-defined]  # xlwings set it
    arguments = [
        conversion.read(None, value, info["args"][min(i, len(info["args"]) - 1)]["options"])
        for i, value in enumerate(values)
    ]
    arguments += [a["optional"] for a in info["args"][len(values) :] if "optional" in a]
    answer = function(*arguments)  # type: ignore[operator]  # a function
    return conversion.write(answer, None, info["ret"]["options"])


def report() -> dict[str, object]:
    """Return help texts, wrappers, and some answers that went through xlwings' conversion."""
    from shebao_udfs import functions
    from shebao_udfs.rulebook import Rulebook, load_rules
    from tests.udfs.calling import sample_rule_files

    xw.engines.add(xw.main.Engine(ExcelEngine()))
    load_rules(Rulebook(sample_rule_files().values()))
    wrappers = io.StringIO()
    udfs.generate_vba_wrapper(
        "shebao_udfs.server", functions, wrappers, types.SimpleNamespace(Name="shebao.xlam")
    )
    unit = functions.SB_UNIT
    month = datetime(2026, 11, 1)
    return {
        "functions": {f.name: f.call.__xlfunc__ for f in functions.FUNCTIONS},  # type: ignore[attr-defined]  # xlwings set it
        "wrappers": wrappers.getvalue(),
        "one_cell": called(unit, 8000.0, "110", "520100", month),
        "column": called(unit, ((8000.0,), (None,), (-2146826246,)), 110.0, "520100", month),
        "row": called(unit, ((8000.0, 9000.0),), "110", "520100", month, 0.004),
        "why": called(functions.SB_WHY, "SB_UNIT", ((-2146826246,),), "110", "520100", month),
    }


if __name__ == "__main__":
    print(json.dumps(report(), default=str))
