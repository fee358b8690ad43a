"""What Excel is told of each function: names, arguments and help, through xlwings itself."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from shebao_udfs.declaration import ARGUMENT_HELP, CATEGORY
from shebao_udfs.functions import FUNCTIONS
from tests.patience import PATIENCE_SECONDS
from tests.udfs.calling import ROOT

# Reserved words, statements and functions of VBA that an argument's name would shadow or break.
_BASIC = """
    abs and any array as asc base binary boolean byref byte byval call case cdate chr close
    compare const currency date datevalue day debug decimal declare dim dir do double each else
    elseif empty end enum erase err error event exit explicit false fix for format friend function
    get gosub goto if iif imp implements in input instr int integer is key kill lbound left len let
    lib like line loc local lock log long loop lset me mid mod module month name new next nothing
    now null object oct on open option optional or output paramarray preserve print private
    property public put random randomize rate read redim rem replace resume return right rnd rset
    second seek select set sgn shared single space split static step stop str string sub tab text
    then time timer to trim true type typeof ubound unlock until val value variant wend while width
    with withevents write xor year"""
BASIC = set(re.split(r"\s+", _BASIC.strip()))


@cache
def on_windows() -> dict[str, Any]:
    """What the functions are with the decorators of Windows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.udfs.xlwings_on_windows"],
        cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_help_fits_and_is_chinese(function: Any) -> None:
    """Excel cuts after 255 characters, in the middle of a word."""
    texts = [function.help, *(argument.help for argument in function.arguments)]

    for text in texts:
        assert 0 < len(text) <= 255
        assert re.search("[一-鿿]", text)
        assert "\n" not in text


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_names_can_stand_in_basic_and_in_a_cell(function: Any) -> None:
    """A wrapper that does not compile takes the whole add-in away, without a word."""
    assert re.fullmatch(r"SB(_[A-Z]+)+", function.name), "a name like AB12 would be a cell"
    for argument in function.arguments:
        assert re.fullmatch("[a-z][a-z_]*", argument.name)
        assert argument.name not in BASIC


def test_every_help_of_an_argument_is_used() -> None:
    """And no argument is without."""
    assert {a.name for f in FUNCTIONS for a in f.arguments} == set(ARGUMENT_HELP)


def test_xlwings_is_told_the_same() -> None:
    """On Linux the decorators do nothing; what they do on Windows must not be a surprise."""
    told = on_windows()["functions"]

    assert list(told) == [f.name for f in FUNCTIONS]
    for function in FUNCTIONS:
        info = told[function.name]
        assert info["ret"]["doc"] == function.help
        assert info["category"] == CATEGORY
        assert info["volatile"] is False
        assert [a["name"] for a in info["args"]] == [a.name for a in function.arguments]
        for heard, argument in zip(info["args"], function.arguments, strict=True):
            assert heard["doc"] == argument.help
            assert ("optional" in heard, heard["vararg"]) == (
                argument.is_optional,
                argument.repeats,
            )
            assert heard["options"]["ndim"] == 2
            assert heard["options"]["err_to_str"] is True


def test_wrappers_are_ascii_and_call_the_server_module() -> None:
    """VBA keeps text in codepage 1252; the Chinese help is set when Excel starts."""
    text = on_windows()["wrappers"]

    assert text.isascii()
    for function in FUNCTIONS:
        assert f"Function {function.name}(" in text
        assert f'XLPy.CallUDF("shebao_udfs.server", "{function.name}", ' in text


def test_values_pass_through_the_conversion_of_xlwings() -> None:
    """A single cell, a range and an error arrive as rows; answers leave as text, number, date."""
    found = on_windows()

    assert found["one_cell"] == [[1280.0]]
    assert found["column"] == [[1280.0], [""], ["#VALUE!"]]
    assert found["row"] == [[1280.0, 1440.0]]
    assert found["why"] == [["缴费工资所在单元格是公式错误值"]]


def test_nothing_of_xlwings_pro_is_used() -> None:
    """It is under another licence."""
    for path in (ROOT / "udfs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert "xlwings" not in (node.module or ""), path
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith("xlwings.") for name in node.names), path


def test_basic_that_turns_texts_into_errors_knows_every_error() -> None:
    """An error it does not know would stay a text, which SUM passes over in silence."""
    from shebao_udfs.refusal import Shown

    text = (ROOT / "udfs" / "shebao_udfs" / "cell_errors.bas").read_text(encoding="ascii")

    assert set(re.findall(r'Case "(#[^"]+)"', text)) == {str(shown) for shown in Shown}
