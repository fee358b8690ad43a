"""How sure an amount is said to be: never surer than the least sure of its values."""

import pytest

from shebao.contract.rule_file import Grade
from shebao.domain.limits import Limit, Limits, Rate
from shebao.rules.premiums.sureness import SURENESS, grade_of_all, mark_of, mark_of_all, marks_told

pytestmark = pytest.mark.feature("X-CITIES")


def limits(grade: str, *, is_carried: bool = False) -> Limits:
    return Limits({"110": Limit(1, 2, "试样", grade, is_carried)})


def rate(grade: str, *, is_carried: bool = False) -> Rate:
    return Rate(160_000, 80_000, 0, 0, "试样", grade, is_carried)


def test_every_grade_has_its_place() -> None:
    assert set(SURENESS) == set(Grade)


@pytest.mark.parametrize(
    ("of_limits", "of_rate", "mark"),
    [
        ("官方", "官方", "官方"),
        ("推导", "官方", "推导"),
        ("二手", "官方", "※二手"),
        ("官方", "估算", "※估算"),
        ("估算", "示例", "※示例"),
        ("二手", "自定义", "※自定义"),
    ],
)
def test_the_least_sure_value_marks_the_amount(of_limits: str, of_rate: str, mark: str) -> None:
    assert mark_of("110", limits(of_limits), rate(of_rate)) == mark


def test_a_value_of_last_year_is_marked_however_official() -> None:
    assert mark_of("110", limits("官方", is_carried=True), rate("官方")) == "※官方 暂按上年"
    assert mark_of("110", limits("官方"), rate("二手", is_carried=True)) == "※二手 暂按上年"


def test_the_limits_of_a_fixed_sum_do_not_matter() -> None:
    fixed = Rate(0, 0, 0, 800, "试样", "官方")

    assert mark_of("110", limits("示例"), fixed) == "官方"


def test_an_amount_over_several_insurances_is_as_sure_as_the_least() -> None:
    rates = {"110": rate("官方", is_carried=True), "210": rate("二手")}

    assert mark_of_all(["110", "210"], Limits({}), rates) == "※二手 暂按上年"
    assert mark_of_all([], Limits({}), rates) == ""
    assert grade_of_all(["官方", "推导"]) is Grade.DERIVED


def test_the_summary_counts_what_is_not_official() -> None:
    told = marks_told(["官方", "※二手", "※二手", "※估算 暂按上年", ""])

    assert "二手 2 条" in told
    assert "估算 暂按上年 1 条" in told
    assert marks_told(["官方", "推导", ""]) == ""
