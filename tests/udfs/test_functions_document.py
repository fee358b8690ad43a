"""``docs/functions.md`` says what the functions are and do."""

import ast
import re

import pytest

from shebao.rule_cache import FILE_NAME
from shebao_udfs.declaration import ARGUMENT_HELP
from shebao_udfs.functions import FUNCTIONS
from shebao_udfs.refusal import Shown
from shebao_udfs.spill import MOST_CELLS
from tests.udfs.calling import ROOT, call
from tests.udfs.strict_worksheet import FUNCTIONS as PLAIN_FUNCTIONS

TEXT = (ROOT / "docs" / "functions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `=(\w+)(\(.*\))` \| (.+) \|$", TEXT, re.M)


def test_table_of_functions_is_the_code() -> None:
    """Names, order, arguments and help."""
    rows = re.findall(r"^\| `(SB_\w+)` \| `(.*)` \| (.+) \|$", TEXT, re.M)

    expected = []
    for function in FUNCTIONS:
        names = [
            (f"[{a.name}]" if a.is_optional else a.name) + ("…" if a.repeats else "")
            for a in function.arguments
        ]
        expected.append((function.name, ", ".join(names), function.help))
    assert rows == expected


def test_table_of_arguments_is_the_code() -> None:
    """One name, one meaning."""
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", TEXT, re.M)

    assert [(name, text.replace("\\|", "|")) for name, text in rows] == list(ARGUMENT_HELP.items())


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("name", "arguments", "result"), EXAMPLES)
def test_examples_give_what_they_say(name: str, arguments: str, result: str) -> None:
    """An example is what a reader tries first."""
    values = ast.literal_eval(arguments.replace(")", ",)"))
    found = call(name, *(float(v) if isinstance(v, int) else v for v in values))

    assert str(found) == result or (isinstance(found, float) and found == float(result))


def test_every_function_but_of_a_sheet_has_an_example() -> None:
    """Two look a person up in a sheet."""
    shown = {name for name, _, _ in EXAMPLES} | {"SB_STATUS", "SB_AMOUNT"}

    assert shown == {function.name for function in FUNCTIONS}


def test_errors_limits_and_files_are_named() -> None:
    """What the text says in passing must stay true."""
    assert re.findall(r"^\| `(#[^`]+)` \|", TEXT, re.M) == [str(shown) for shown in Shown]
    assert f"最多 {MOST_CELLS} 格" in TEXT
    assert f"`{FILE_NAME}`" in TEXT
    for name in PLAIN_FUNCTIONS:
        assert f"`{name}`" in TEXT
