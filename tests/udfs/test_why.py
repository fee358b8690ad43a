"""``SB_WHY``: the same arguments, and the reason in words."""

import pytest

from shebao_udfs.answers import ANSWERS
from shebao_udfs.functions import FUNCTIONS
from tests.udfs.calling import CALLS, GUIYANG, MONTH, call, why


def test_every_function_can_be_asked_about() -> None:
    """All but ``SB_WHY`` itself."""
    assert [f.name for f in FUNCTIONS] == [*ANSWERS, "SB_WHY"]


@pytest.mark.usefixtures("loaded")
@pytest.mark.feature("X-CITIES")
def test_an_answer_names_its_rule_document_grade_and_months() -> None:
    """A number in a cell cannot carry a mark."""
    told = str(why("SB_UNIT", 8000.0, "110", GUIYANG, MONTH))

    assert told.startswith("贵州省贵阳市企业职工基本养老保险 2026-11：下限 4,426.05、")
    assert "上限 22,130.25【※二手】" in told
    assert "费率单位 16%、个人 8%【官方】2025-01 至 2026-12，国办发〔2019〕13号" in told
    assert why(" sb_unit ", 8000.0, "110", GUIYANG, MONTH, None) == told
    assert why("SB_CAP", "110", GUIYANG, MONTH) == told
    assert why("SB_UNIT", None, "110", GUIYANG, MONTH) == ""
    assert "暂按上年" in str(why("SB_RATE", "110", GUIYANG, "2027-03", "单位"))


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
