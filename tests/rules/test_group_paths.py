"""Which paths can be groups."""

import pytest

from shebao.rules.group_paths import (
    BLANK,
    REPEATED,
    RESERVED,
    TOO_DEEP,
    clean_path,
    is_within,
    path_problems,
    with_parents,
)


@pytest.mark.parametrize(
    ("paths", "problems"),
    [
        (["甲", "甲/乙", "丙/乙"], ["", "", ""]),
        (["一/二/三"], [""]),
        (["一/二/三/四"], [TOO_DEEP]),
        (["", "甲/", "/甲", "甲//乙"], [BLANK] * 4),
        (["甲", "乙", "甲"], [REPEATED, "", REPEATED]),
        (["未分组", "甲/未分组"], [RESERVED] * 2),
    ],
)
def test_each_path_has_its_problem(paths: list[str], problems: list[str]) -> None:
    """In the order of the rows, so that each row is named."""
    assert path_problems(paths) == problems


def test_paths_are_cleaned_and_completed() -> None:
    """甲/乙 cannot be without 甲."""
    assert clean_path(" 甲 / 乙　") == "甲/乙"
    assert with_parents(["丙", "甲/乙/丁"]) == ["丙", "甲", "甲/乙", "甲/乙/丁"]


def test_a_longer_name_is_not_below() -> None:
    """生产部二 is no part of 生产部."""
    assert is_within("甲/乙", "甲")
    assert is_within("甲", "甲")
    assert not is_within("甲乙", "甲")
    assert not is_within("", "甲")
