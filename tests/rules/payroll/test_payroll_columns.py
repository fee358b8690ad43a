"""The columns of a payroll: found by name, ranked, asked about, remembered."""

import pytest

from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_headers import Column, layout_shape, letter_of
from shebao.rules.payroll.payroll_reading import (
    PayrollQuestion,
    PayrollReading,
    QuestionKind,
    Sheet,
)
from shebao.rules.payroll.payroll_wage_names import WageRank as Rank
from shebao.rules.payroll.payroll_wage_names import rank_of
from tests.rules.payroll.test_payroll import JIA, ROSTER, YI, Row, ask, full, read, sheet_of

pytestmark = pytest.mark.feature("W-PAYROLL")


def ranked(*headers: str) -> list[Rank | None]:
    return [rank_of(Column(0, header, "")) for header in headers]


@pytest.mark.parametrize(
    "id_head",
    [
        "证件号码",
        "身份证号",
        "身份证号码",
        "居民身份证号码",
        "公民身份号码",
        "*身份证件号码",
        "身份证\n号码",
        "员工身份证号",
        "身份证号/护照号",
        "证件号码（必填）",
        "身份证",
    ],
)
def test_id_columns_go_by_many_names(id_head: str) -> None:
    reading = read(sheet_of(("赵甲", JIA, 1.0), heads=("姓 名", id_head, "应发工资")))

    assert reading.wages_fen == {JIA: 100}
    assert reading.id_column.letter == "B"


def test_a_spouses_id_is_not_the_persons() -> None:
    heads = ("姓名", "配偶身份证号", "身份证号", "应发工资")
    reading = read(sheet_of(("赵甲", YI, JIA, 1.0), heads=heads))

    assert reading.wages_fen == {JIA: 100}


def test_a_column_of_roster_ids_needs_no_header_name() -> None:
    reading = read(sheet_of(("赵甲", JIA, 1.0), heads=("姓名", "号码", "应发工资")))

    assert reading.wages_fen == {JIA: 100}
    assert "内容是参保职工的证件号码" in reading.id_column.reason


@pytest.mark.parametrize("above", [0, 1, 5, 18, 19])
def test_the_header_may_stand_on_any_of_twenty_rows(above: int) -> None:
    title = [["某单位2024年5月工资总额表"]]
    reading = read(Sheet("5月", title * above + list(full().rows)))

    assert reading.header_rows == (above + 1, above + 1)
    assert reading.rows[JIA] == above + 2


def test_merged_headers_in_two_rows_are_joined() -> None:
    grid: list[list[object]] = [
        ["工资表", None, None, None, None, None, None, None],
        ["序号", "姓名", "证件号码", "应发部分", None, "扣款部分", None, "实发"],
        [None, None, None, "基本工资", "合计", "社保", "合计", None],
        [1.0, "赵甲", JIA, 4000.0, 5000.0, 100.0, 100.0, 4900.0],
    ]
    reading = read(Sheet("5月", grid))

    assert reading.wage_column.header == "应发部分/合计"
    assert reading.header_rows == (2, 3)
    assert reading.wages_fen == {JIA: 500_000}


def test_merged_headers_above_the_names_are_joined() -> None:
    grid: list[list[object]] = [
        [None, None, "应发工资", None, "代扣", None],
        ["姓名", "证件号码", "基本工资", "小计", "个税", "小计"],
        ["赵甲", JIA, 4000.0, 5000.0, 100.0, 100.0],
    ]
    reading = read(Sheet("5月", grid))

    assert reading.wage_column.letter == "D"
    assert reading.header_rows == (1, 2)


def test_wage_names_are_ranked() -> None:
    assert set(ranked("缴费工资", "月缴费工资(元)", "缴费基数工资", "社保缴费工资")) == {
        Rank.DECLARED
    }
    assert set(ranked("应发合计", "应发工资", "应发金额", "工资总额", "税前工资")) == {Rank.GROSS}
    assert set(ranked("5月应发工资", "应发合计（5+6+7）", "上年月平均工资", "应发")) == {Rank.GROSS}
    assert set(ranked("工资", "月工资", "5月工资", "月薪")) == {Rank.PLAIN}
    assert set(ranked("基本工资", "岗位工资", "工资(基本)", "合计")) == {Rank.PART}


@pytest.mark.parametrize(
    "header",
    [
        "实发工资",
        "实发合计",
        "应发工资(税后)",
        "税后工资",
        "代扣社保",
        "扣款合计",
        "公积金",
        "应纳税所得额",
        "补发工资",
        "银行卡号",
        "上月应发工资",
        "累计应发工资",
        "加班费",
        "工资条签名",
        "备注",
    ],
)
def test_net_amounts_and_deductions_never_stand_for_the_wage(header: str) -> None:
    assert ranked(header) == [None]


def test_the_declared_wage_goes_before_the_gross_one() -> None:
    heads = ("姓名", "身份证号", "应发合计", "缴费工资", "实发工资")
    reading = read(sheet_of(("赵甲", JIA, 9.0, 5.0, 1.0), heads=heads))

    assert reading.wage_column.letter == "D"
    assert "缴费工资" in reading.wage_column.reason


def test_equally_good_columns_are_asked_about() -> None:
    heads = ("姓名", "身份证号", "应发工资", "工资总额")
    sheet = sheet_of(("赵甲", JIA, 9.0, 5.0), heads=heads)
    question = ask(sheet)

    assert question.kind is QuestionKind.AMBIGUOUS_COLUMN
    assert [c.letter for c in question.columns] == ["C", "D"]
    assert "工资列=" in question.sentence
    assert read(sheet, column="工资总额").wages_fen == {JIA: 500}
    assert read(sheet, column="c").wages_fen == {JIA: 900}


def test_equal_columns_are_no_question() -> None:
    heads = ("姓名", "身份证号", "应发工资", "工资总额", "应发合计")
    reading = read(sheet_of(("赵甲", JIA, 9.0, "9.00", None), heads=heads))

    assert reading.wage_column.letter == "C"


@pytest.mark.parametrize(
    "heads", [("姓名", "身份证号", "基本工资", "奖金"), ("姓名", "身份证号", "工资", "奖金")]
)
def test_a_part_of_the_wage_is_only_proposed(heads: Row) -> None:
    sheet = sheet_of(("赵甲", JIA, 9.0, 5.0), heads=heads)
    question = ask(sheet)

    assert question.kind is QuestionKind.UNCERTAIN_COLUMN
    assert [c.letter for c in question.columns] == ["C"]
    assert read(sheet, column=str(heads[2])).wages_fen == {JIA: 900}


def test_a_net_wage_alone_is_refused_unless_named() -> None:
    sheet = sheet_of(("赵甲", JIA, 9.0), heads=("姓名", "身份证号", "实发工资"))
    question = ask(sheet)

    assert question.kind is QuestionKind.NO_WAGE_COLUMN
    assert "C 列“实发工资”" in question.sentence
    assert read(sheet, column="实发工资").wages_fen == {JIA: 900}


def test_a_column_that_is_not_there_is_named() -> None:
    question = ask(full(), column="工资总数")

    assert question.kind is QuestionKind.NO_SUCH_COLUMN
    assert "没有列“工资总数”" in question.sentence


def test_a_named_header_on_two_columns_is_asked_about() -> None:
    sheet = sheet_of(("赵甲", JIA, 9.0, 5.0), heads=("姓名", "身份证号", "工资", "工资"))

    assert ask(sheet, column="工资").kind is QuestionKind.AMBIGUOUS_COLUMN


def test_a_workbook_without_people_is_refused() -> None:
    question = ask(Sheet("说明", [["甲", "乙"], [1.0, 2.0]]), Sheet("空", []))

    assert question.kind is QuestionKind.NO_ID_COLUMN
    assert "“说明”、“空”" in question.sentence


def test_a_remembered_layout_is_used_while_the_headers_stay() -> None:
    heads = ("姓名", "身份证号", "应发工资", "工资总额")
    sheet = sheet_of(("赵甲", JIA, 9.0, 5.0), heads=heads)
    first = read(sheet, column="工资总额")
    remembered = {first.shape: first.columns}
    again = read_payroll([sheet], ROSTER, remembered=remembered)
    moved = sheet_of(("赵甲", JIA, 5.0, 9.0), heads=("姓名", "身份证号", "工资总额", "应发工资"))

    assert isinstance(again, PayrollReading)
    assert again.wages_fen == {JIA: 500}
    assert "与上次导入时相同" in again.wage_column.reason
    assert isinstance(read_payroll([moved], ROSTER, remembered=remembered), PayrollQuestion)
    named = read_payroll([sheet], ROSTER, column="C", remembered=remembered)
    assert isinstance(named, PayrollReading)
    assert named.wages_fen == {JIA: 900}


def test_a_remembered_column_beyond_the_sheet_is_ignored() -> None:
    shape = read(full()).shape
    reading = read_payroll([full()], ROSTER, remembered={shape: {"wage": 99, "id_number": -1}})

    assert isinstance(reading, PayrollReading)
    assert reading.wage_column.letter == "C"


def test_shapes_and_letters() -> None:
    assert layout_shape(["姓 名", "身份证号", ""]) == layout_shape(["姓名", "身份证号"])
    assert layout_shape(["姓名", "身份证号"]) != layout_shape(["身份证号", "姓名"])
    assert [letter_of(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
