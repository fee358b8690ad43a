"""``SB_WHY``: the same arguments, and the reason in words."""

import pytest

from shebao_udfs.answers import ANSWERS
from shebao_udfs.functions import FUNCTIONS
from tests.udfs.calling import CALLS, GUIYANG, MONTH, call, why


def test_every_function_can_be_asked_about() -> None:
    """All but ``SB_WHY`` itself."""
    assert [f.name for f in FUNCTIONS] == [*ANSWERS, "SB_WHY"]


@pytest.mark.usefixtures("loaded")
def test_nothing_wrong_is_an_empty_text() -> None:
    """Silence means there is an answer."""
    assert why("SB_UNIT", 8000.0, "110", GUIYANG, MONTH) == ""
    assert why(" sb_unit ", 8000.0, "110", GUIYANG, MONTH, None) == ""


@pytest.mark.parametrize("name", ["SB_NONE", "SB_WHY", "", None, 3.0])
def test_unknown_function_is_said(name: object) -> None:
    """A misspelt name must not look like "nothing wrong"."""
    assert "没有名为" in str(call("SB_WHY", name, 1.0))
    assert CALLS["SB_WHY"]([]) == CALLS["SB_WHY"]([[""]])


@pytest.mark.parametrize(
    ("arguments", "need"),
    [(("SB_UNIT", 8000.0), "4 至 5"), (("SB_BASE", *[1.0] * 5), "4 个"), (("SB_SEX",), "1 个")],
)
def test_wrong_number_of_arguments_is_said(arguments: tuple[object, ...], need: str) -> None:
    """Excel checks the count for the function itself, not for ``SB_WHY``."""
    assert need in str(call("SB_WHY", *arguments))
