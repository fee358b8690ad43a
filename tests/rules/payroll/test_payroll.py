"""HR's payroll: columns are found, everyone is sorted once, and nothing is guessed."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_reading import (
    DoubtKind,
    PayrollQuestion,
    PayrollReading,
    QuestionKind,
    Sheet,
)
from shebao.sheets.outside_file import read_grids

pytestmark = pytest.mark.feature("W-PAYROLL")

SAMPLE = Path(__file__).parents[2] / "sample_pair"
JIA, YI, BING = "522301197003235971", "52260119900920061X", "110101199404165978"
STRANGER = "522601198407084242"
ROSTER = {JIA: "赵甲", YI: "钱乙", BING: "孙丙"}
HEADS = ("姓名", "身份证号", "应发合计")

Row = Sequence[object]


def sheet_of(*rows: Row, heads: Row = HEADS, name: str = "5月") -> Sheet:
    return Sheet(name, [list(heads), *[list(row) for row in rows]])


def full(wages: Sequence[object] = (5000.0, 6000.0, 7000.0), name: str = "5月") -> Sheet:
    people = [(ROSTER[i], i, wage) for i, wage in zip(ROSTER, wages, strict=True)]
    return sheet_of(*people, name=name)


def read(*sheets: Sheet, **answers: Any) -> PayrollReading:
    reading = read_payroll(sheets, ROSTER, **answers)
    assert isinstance(reading, PayrollReading), reading
    return reading


def ask(*sheets: Sheet, **answers: Any) -> PayrollQuestion:
    question = read_payroll(sheets, ROSTER, **answers)
    assert isinstance(question, PayrollQuestion), question
    assert "未填写任何工资" in question.sentence
    return question


def kinds(reading: PayrollReading) -> dict[str, DoubtKind]:
    return {doubt.id_number: doubt.kind for doubt in reading.doubts}


def test_the_sample_pair_reads_as_its_truth() -> None:
    """Both files were made elsewhere: the one reading that is not our own generator's."""
    truth = json.loads((SAMPLE / "truth.json").read_text())
    roster = read_grids(SAMPLE / "参保职工列表.xlsx")[0].rows[3:]
    reading = read_payroll(
        read_grids(SAMPLE / "工资表.xlsx"), {str(r[2]): str(r[0]) for r in roster}
    )

    assert isinstance(reading, PayrollReading)
    assert reading.wages_fen == truth["wages_fen"]
    assert sorted(reading.ids_of(DoubtKind.UNKNOWN)) == sorted(truth["unknown"])
    assert sorted(reading.ids_of(DoubtKind.UNREADABLE)) == sorted(truth["unreadable"])
    assert sorted(reading.ids_of(DoubtKind.DUPLICATE)) == sorted(truth["duplicates"])
    assert sorted(reading.ids_of(DoubtKind.ABSENT)) == sorted(truth["absent"])
    assert reading.ids_of(DoubtKind.CONFLICT) == ()
    assert reading.wage_column.header == truth["wage_column"]
    assert reading.header_rows == (3, 3)


def test_each_doubt_says_what_was_found_and_that_nothing_was_filled() -> None:
    reading = read(
        sheet_of(
            ("赵甲", JIA, "待定"),
            ("钱乙", YI, 6000.0),
            ("周丁", STRANGER, 1.0),
            ("钱乙", YI, 6000.0),
        )
    )
    unreadable, duplicate, unknown, absent = reading.doubts

    assert [d.kind for d in reading.doubts] == ["unreadable", "duplicate", "unknown", "absent"]
    assert [d.rows for d in reading.doubts] == [(2,), (3, 5), (4,), ()]
    assert [d.row for d in reading.doubts] == [2, 3, 4, None]
    assert unreadable.value == "待定"
    assert unreadable.sentence == (
        "工资“待定”不是金额，未填写。请改为数字，再点击“从工资表填写”，或直接填写工资。"
    )
    assert "第 3、5 行" in duplicate.sentence
    assert "重复出现 2 次" in duplicate.sentence
    assert "不在参保职工名单中" in unknown.sentence
    assert (absent.id_number, absent.name) == (BING, "孙丙")
    assert all("未填写" in d.sentence for d in reading.doubts)
    assert reading.wages_fen == {}


def test_a_wage_remembers_the_row_it_came_from() -> None:
    reading = read(full())

    assert reading.wages_fen == {JIA: 500_000, YI: 600_000, BING: 700_000}
    assert reading.rows == {JIA: 2, YI: 3, BING: 4}
    assert not reading.doubts
    assert not reading.notes


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (None, "空白，或公式未计算"),
        ("-", "不是金额"),
        (-1.0, "负数"),
        (1.234, "两位小数"),
        (1e308, "过大"),
        ("#REF!", "公式错误"),
    ],
)
def test_an_unreadable_amount_is_listed_with_its_reason(typed: object, why: str) -> None:
    (doubt,) = read(full((typed, 1.0, 1.0))).doubts

    assert (doubt.kind, doubt.id_number) == (DoubtKind.UNREADABLE, JIA)
    assert why in doubt.sentence


def test_another_name_on_a_known_id_is_a_conflict() -> None:
    """Either the name or the id is wrong; filling would pay one of two people."""
    (doubt,) = read(
        sheet_of(("李四", JIA, 5000.0), ("钱 乙", YI, 1.0), ("孙·丙", BING, 1.0))
    ).doubts

    assert doubt.kind is DoubtKind.CONFLICT
    assert "赵甲" in doubt.sentence
    assert doubt.name == "李四"


def test_a_zero_wage_is_filled_and_noted() -> None:
    reading = read(full((0.0, 1.0, 1.0)))

    assert reading.wages_fen[JIA] == 0
    assert "工资为 0.00 元" in reading.notes[0]


def test_an_unknown_person_on_two_rows_stays_unknown() -> None:
    reading = read(sheet_of(("周丁", STRANGER, 1.0), ("周丁", STRANGER, 2.0)))

    assert kinds(reading)[STRANGER] is DoubtKind.UNKNOWN
    assert reading.doubts[0].rows == (2, 3)


def test_an_id_with_lost_digits_is_listed_by_its_raw_text() -> None:
    reading = read(sheet_of(("赵甲", float(JIA), 5000.0), ("钱乙", "5.22E+17", 1.0)))
    lost, scientific, absent, *_ = reading.doubts

    assert (lost.kind, lost.id_number) == (DoubtKind.UNREADABLE, "522301197003236000")
    assert "只保留 15 位" in lost.sentence
    assert scientific.id_number == "5.22E+17"
    assert absent.id_number == JIA
    assert "第 2 行有同名的人" in absent.sentence


def test_a_person_with_a_short_or_missing_id_is_listed() -> None:
    reading = read(sheet_of(("赵甲", JIA[:17], 5000.0), ("周丁", None, 1.0), ("吴戊", "无", 1.0)))

    assert [(d.kind, d.id_number) for d in reading.doubts[:3]] == [
        (DoubtKind.UNKNOWN, JIA[:17]),
        (DoubtKind.UNREADABLE, ""),
        (DoubtKind.UNREADABLE, "无"),
    ]
    assert "现为 17 位" in reading.doubts[0].sentence


def test_rows_that_are_no_people_are_passed_over() -> None:
    reading = read(
        sheet_of(
            ("行政部", None, None),
            ("赵甲", JIA, 5000.0),
            (None, None, None),
            ("小 计", None, 5000.0),
            ("行政部", None, 5000.0),
            ("姓名", "身份证号", "应发合计"),
            ("钱乙", YI, 6000.0),
            ("孙丙", BING, 7000.0),
            ("合计", 3.0, 18000.0),
            ("人数：3", "62人", 18000.0),
            (None, None, 18000.0),
            ("审核：", "批准：", None),
            ("制表",),
        )
    )

    assert len(reading.wages_fen) == 3
    assert not reading.doubts


def test_other_documents_count_when_the_roster_has_them() -> None:
    sheet = sheet_of(("Ann Lee", "h12345678", 5000.0), ("王", "e7654321x", 1.0))
    reading = read_payroll([sheet], {"H12345678": "ANN  LEE"})

    assert isinstance(reading, PayrollReading)
    assert reading.wages_fen == {"H12345678": 500_000}


def test_the_sheet_with_most_of_the_roster_is_chosen_and_the_others_named() -> None:
    april = sheet_of(("赵甲", JIA, 1.0), name="4月")
    reading = read(Sheet("说明", [["说明"]]), april, full())

    assert reading.sheet == "5月"
    assert reading.wages_fen[JIA] == 500_000
    assert "工作表“4月”中也有 1 名参保职工" in reading.notes[0]
    assert read(april, full(), sheet="4月").wages_fen == {JIA: 100}


def test_a_list_of_people_without_wages_is_not_the_payroll() -> None:
    people = [(name, i, "13800000000", 3000.0) for i, name in ROSTER.items()]
    heads = ("姓名", "身份证号", "手机", "基本工资")
    register = sheet_of(*people, heads=heads, name="花名册")
    reading = read(register, sheet_of(("赵甲", JIA, 1.0)))

    assert reading.sheet == "5月"
    assert not reading.notes


def test_two_sheets_with_the_same_people_are_asked_about() -> None:
    april, may = full((1.0, 2.0, 3.0), name="4月"), full()
    question = ask(april, may)

    assert question.kind is QuestionKind.AMBIGUOUS_SHEET
    assert question.sheets == ("4月", "5月")
    assert read(april, may, sheet=" 5月").wages_fen[JIA] == 500_000
    assert read(full(name="副本"), may).sheet == "副本"
    assert ask(may, sheet="6月").kind is QuestionKind.NO_SHEET


def test_a_month_whose_formulas_nobody_calculated_is_not_replaced_by_another() -> None:
    """Written by another program, this month's wages have no values: last month's were filled."""
    april, may = full((1.0, 2.0, 3.0), name="4月"), full((None, None, None))
    question = ask(april, may)

    assert question.kind is QuestionKind.BLANK_SHEET
    assert question.sheets == ("4月", "5月")
    assert "“5月”的 C 列“应发合计”没有可读取的金额" in question.sentence
    assert read(april, may, sheet="4月").wages_fen[JIA] == 100
    assert ask(april, may, sheet="5月").kind is QuestionKind.NO_WAGE_COLUMN
    few = sheet_of(("赵甲", JIA, None), name="新入职")
    assert read(april, few).sheet == "4月"


def test_a_better_wage_column_without_amounts_is_named() -> None:
    """The gross wage would be filed in its place, and nobody would hear why."""
    heads = ("姓名", "身份证号", "缴费工资", "应发合计")
    people = [(name, i, None, 6000.0) for i, name in ROSTER.items()]
    reading = read(sheet_of(*people, heads=heads))

    assert reading.wage_column.header == "应发合计"
    assert "C 列“缴费工资”没有可读取的金额" in "".join(reading.notes)
    assert not read(sheet_of(*people, heads=heads), column="应发合计").notes


def test_an_absent_person_of_another_sheet_is_not_taken_from_it() -> None:
    others = sheet_of(("孙丙", BING, 1.0), name="车间")
    (absent,) = read(sheet_of(("赵甲", JIA, 1.0), ("钱乙", YI, 1.0)), others).doubts

    assert (absent.kind, absent.id_number) == (DoubtKind.ABSENT, BING)
    assert "工作表“车间”中有此人，没有合并读取" in absent.sentence


def test_a_payroll_without_names_is_read_with_a_note() -> None:
    reading = read(sheet_of((JIA, 1.0), (JIA[:17], 2.0), heads=("身份证号", "应发工资")))

    assert reading.wages_fen == {JIA: 100}
    assert reading.name_column is None
    assert "没有姓名列" in reading.notes[0]


CELLS = st.one_of(
    st.none(),
    st.sampled_from([*HEADS, *ROSTER, *ROSTER.values(), STRANGER, "小计", "实发工资", 5000.0]),
    st.floats(),
    st.text(max_size=5),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=12))
def test_every_roster_person_gets_one_wage_or_one_doubt(grid: list[list[object]]) -> None:
    """Whatever the sheet, nobody is lost and nobody counts twice."""
    reading = read_payroll([("表", grid), full()], ROSTER)

    if isinstance(reading, PayrollReading):
        doubted = [d.id_number for d in reading.doubts if d.id_number in ROSTER]
        assert sorted([*reading.wages_fen, *doubted]) == sorted(ROSTER)


def test_a_person_merged_over_several_rows_stands_on_each() -> None:
    """Under merged id and name cells the second row's wage was left out without a word."""
    rows: list[list[object]] = [
        list(HEADS),
        ["赵甲", JIA, 5000.0],
        [None, None, 1000.0],
        ["钱乙", YI, 6000.0],
        [None, None, None],
        ["孙丙", BING, 7000.0],
    ]
    merged = [(1, 0, 2, 0), (1, 1, 2, 1), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2)]
    reading = read(Sheet("5月", rows, merged=merged))

    assert reading.ids_of(DoubtKind.DUPLICATE) == (JIA,)
    assert "第 2、3 行" in reading.doubts[0].sentence
    assert reading.doubts[0].value == "5000、1000"
    assert reading.wages_fen == {YI: 600_000, BING: 700_000}  # there the wage is merged too


def test_a_column_of_staff_numbers_is_not_the_name() -> None:
    heads = ("员工", "姓名", "身份证号", "应发合计")
    reading = read(sheet_of(("E001", "赵甲", JIA, 5000.0), heads=heads))

    assert reading.name_column
    assert reading.name_column.letter == "B"
    assert reading.wages_fen == {JIA: 500_000}
