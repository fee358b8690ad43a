"""What heads, titles and corners say of the amounts: never a wage that is not a month's yuan."""

import pytest

from shebao.rules.payroll.payroll_headers import Column
from shebao.rules.payroll.payroll_reading import QuestionKind, Sheet
from shebao.rules.payroll.payroll_scope import Scope, scope_of
from tests.rules.payroll.test_payroll import BING, JIA, YI, ask, read, sheet_of

pytestmark = pytest.mark.feature("W-PAYROLL")

HEADS = {
    "应发合计(万元)": Scope(unit="万元"),
    "应发（万）": Scope(unit="万元"),
    "工资总额【千元】": Scope(unit="千元"),
    "应发工资(美元)": Scope(currency="美元"),
    "应发工资/HKD": Scope(currency="HKD"),
    "2025年应发合计": Scope(span="2025年", months=12),
    "2025年度工资总额": Scope(span="2025年度", months=12),
    "全年应发": Scope(span="全年", months=12),
    "应发合计(1-12月)": Scope(span="1-12月", months=12),
    "一月至六月应发": Scope(span="一月至六月", months=6),
    "上半年应发": Scope(span="上半年", months=6),
    "第一季度工资": Scope(span="第一季度", months=3),
    "2025.07-2025.12应发": Scope(span="2025.07-2025.12", months=6),
    "应发工资(2025.1-2025.12)": Scope(span="2025.1-2025.12", months=12),
    "应发工资（不含绩效）": Scope(reserved="不含绩效"),
    "应发工资[调整前]": Scope(reserved="调整前"),
    "应发工资｛预发｝": Scope(reserved="预发"),
    "应发工资《试算》": Scope(reserved="试算"),
    "应发合计": Scope(),
    "应发工资(元)": Scope(),
    "应发工资（含季度奖）": Scope(),
    "2024年5月应发工资": Scope(),
    "应发工资（5月）": Scope(),
    "上年度月平均工资": Scope(),
    "2026年度缴费工资": Scope(),
    "本年缴费工资": Scope(),
    "月工资总额": Scope(),
}
TITLES = {
    "贵阳某某公司2025年度工资总额表": Scope(span="2025年度", months=12),
    "2025年工资": Scope(span="2025年", months=12),
    "2025年1-12月工资汇总": Scope(span="1-12月", months=12),
    "单位：万元": Scope(unit="万元"),
    "金额单位:人民币千元": Scope(unit="千元"),
    "工资表（单位：美元）": Scope(currency="美元"),
    "万元": Scope(unit="万元"),
    "5月预发工资表": Scope(reserved="预发"),
    "2026年5月工资表（不含绩效）": Scope(reserved="不含绩效"),
    "说明：不包括年终奖": Scope(reserved="不包括年终奖"),
    "单位：人民币（万元）": Scope(unit="万元"),
    "2026年5月工资表（不含派遣人员）": Scope(),
    "2026年总公司5月工资表": Scope(),
    "2026年度总部五月工资表": Scope(),
    "年薪制人员2026年5月工资表": Scope(),
    "2026年5月工资表（含季度奖）": Scope(),
    "工资表（2026.4.26-2026.5.25）5月": Scope(),
    "单位名称：贵阳万元商贸有限公司": Scope(),
    "单位：贵阳万元商贸有限公司": Scope(),
    "2024 年 5 月工资表": Scope(),
    "2024年5月1日-5月31日工资": Scope(),
    "工资表 2025-05": Scope(),
    "制表日期：2025-06-03": Scope(),
    "贵阳万元商贸有限公司5月工资表": Scope(),
    "2026年度社保缴费工资申报表": Scope(),
    "国办发〔2019〕13号": Scope(),
}


@pytest.mark.parametrize(("head", "scope"), HEADS.items())
def test_a_head_says_what_its_amounts_are(head: str, scope: Scope) -> None:
    assert scope_of(Column(0, head, ""), ["5月"], is_series=False) == scope
    assert scope_of(Column(0, "金额", head), ["5月"], is_series=False) == scope


@pytest.mark.parametrize(("title", "scope"), TITLES.items())
def test_a_title_or_a_corner_says_it_too(title: str, scope: Scope) -> None:
    assert scope_of(Column(0, "应发合计", ""), ["Sheet1", title], is_series=False) == scope


@pytest.mark.parametrize("head", [h for h, scope in HEADS.items() if scope != Scope()])
def test_none_of_these_is_filled_unasked(head: str) -> None:
    """Some are no wage by their names, the others are asked about; none is a wage."""
    question = ask(sheet_of(("赵甲", JIA, 5000.0), heads=("姓名", "身份证号", head)))

    assert question.kind in (QuestionKind.SCOPE, QuestionKind.NO_WAGE_COLUMN)


def test_two_causes_are_asked_about_at_once_and_answered_at_once() -> None:
    rows = (("赵甲", JIA, 6.0), ("钱乙", YI, 7.20012), ("孙丙", BING, 0))
    sheet = sheet_of(*rows, heads=("姓名", "身份证号", "2025年度应发合计（万元）"))

    question = ask(sheet)
    half = ask(sheet, unit="万元")
    other = ask(sheet, unit="千元", months=6)
    reading = read(sheet, unit="万元", months=12)

    for words in ("“万元”", "“2025年度”", "--set 工资单位=万元", "--set 工资月数=12"):
        assert words in question.sentence
    assert "工资单位" not in half.sentence
    assert "--set 工资月数=12" in half.sentence
    assert other.kind is QuestionKind.SCOPE  # another answer than what is said is none
    assert reading.wages_fen == {JIA: 500_000, YI: 600_010, BING: 0}
    assert reading.is_dated  # asked again for the next file
    said = "".join(reading.notes)
    assert "已乘以 10000" in said
    assert "已除以 12，四舍五入到分" in said


def test_a_month_in_the_sheets_name_settles_a_title_of_a_year() -> None:
    people = ("赵甲", JIA, 5000.0)
    titled: list[list[object]] = [
        ["2025年度工资表"],
        ["姓名", "身份证号", "应发合计"],
        list(people),
    ]

    assert read(Sheet("5月", titled)).wages_fen == {JIA: 500_000}
    assert ask(Sheet("Sheet1", titled)).kind is QuestionKind.SCOPE


@pytest.mark.parametrize("corner", ["单位：万元", "万元", "（人民币万元）", "币种：美元"])
@pytest.mark.parametrize("row", [0, 1])
def test_a_corner_beside_or_above_the_head_speaks_for_all_columns(corner: str, row: int) -> None:
    """It stands right of the wage column, in the head or in a row of its own."""
    rows: list[list[object]] = [
        [None, None, None, None, None],
        ["姓名", "身份证号", "应发合计", "备注", None],
        ["赵甲", JIA, 0.5, None, None],
    ]
    rows[row][4] = corner

    assert ask(Sheet("5月", rows)).kind is QuestionKind.SCOPE


def test_only_hidden_columns_are_read_and_named() -> None:
    sheet = sheet_of(("赵甲", JIA, 5000.0))._replace(hidden_columns={2})

    assert "C 列“应发合计”是隐藏列，也已读取" in read(sheet).notes[0]


def test_whoever_looks_at_people_alone_is_not_asked_about_amounts() -> None:
    """应减未减 holds the payroll's people against the enrolments, whatever they earn."""
    sheet = sheet_of(("赵甲", JIA, 0.5), heads=("姓名", "身份证号", "全年应发（万元）"))

    assert JIA in read(sheet, needs_amounts=False).wages_fen


def test_an_amount_of_three_decimals_is_a_number_already() -> None:
    """“请改为数字” of 8571.428 sends the clerk to look for what is not there."""
    (doubt,) = read(sheet_of(("赵甲", JIA, 8571.428))).doubts[:1]

    assert "超过两位小数" in doubt.sentence
    assert "请改为两位小数，再点击“从工资表填写”" in doubt.sentence


def test_no_answer_is_offered_that_its_cell_refuses() -> None:
    """工资月数 goes up to 12; of a total of two years only its being a month's can be said."""
    heads = ("姓名", "身份证号", "应发合计(2024.01-2025.12)")

    sentence = ask(sheet_of(("赵甲", JIA, 5000.0), heads=heads)).sentence

    assert "可能是 24 个月的合计" in sentence
    assert "工资月数=24" not in sentence
    assert "--set 工资月数=1，金额其实是月工资），是合计的请改为月工资后另存" in sentence
