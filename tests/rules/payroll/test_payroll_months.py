"""Twelve months become an average; a month is never remembered, and a gap is never filled."""

from collections.abc import Sequence

import pytest

from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_months import Month, is_a_year, month_in
from shebao.rules.payroll.payroll_reading import (
    DoubtKind,
    PayrollReading,
    QuestionKind,
    Sheet,
)
from tests.rules.payroll.test_payroll import BING, JIA, ROSTER, YI, ask, full, kinds, read, sheet_of

pytestmark = pytest.mark.feature("W-PAYROLL")

YEAR = [f"{month}月" for month in range(1, 13)]
FULL_YEAR = [5000.0] * 12


def year_sheet(
    *pays: Sequence[object], heads: Sequence[str] = YEAR, name: str = "2025年工资"
) -> Sheet:
    people = [(ROSTER[i], i, *pay) for i, pay in zip(ROSTER, pays, strict=False)]
    return sheet_of(*people, heads=("姓名", "身份证号", *heads), name=name)


def twelve(*pays: Sequence[object], gross: str = "应发合计") -> list[Sheet]:
    """One sheet a month; a month in which a person has no row is given as ``...``."""
    sheets = []
    for at, name in enumerate(YEAR):
        rows = [
            (ROSTER[i], i, pay[at])
            for i, pay in zip(ROSTER, pays, strict=False)
            if pay[at] is not ...
        ]
        sheets.append(sheet_of(*rows, heads=("姓名", "身份证号", gross), name=name))
    return sheets


@pytest.mark.parametrize(
    ("text", "month", "rest"),
    [
        ("1月", (0, 1), ""),
        ("12月份", (0, 12), ""),
        ("2025年3月应发工资", (2025, 3), "应发工资"),
        ("应发工资（5月）", (0, 5), "应发工资"),
        ("202507", (2025, 7), ""),
        ("2025-07", (2025, 7), ""),
        ("十一月", (0, 11), ""),
        ("１０月工资", (0, 10), "工资"),
    ],
)
def test_a_month_is_found_in_a_name(text: str, month: tuple[int, int], rest: str) -> None:
    assert month_in(text) == (Month(*month), rest)


@pytest.mark.parametrize(
    "text", ["应发合计", "月平均工资", "12个月平均", "13月工资", "上月", "十三月"]
)
def test_no_month_is_found_where_there_is_none(text: str) -> None:
    assert month_in(text) is None


def test_a_year_is_twelve_months_in_a_row() -> None:
    crossing = [Month(2024, m) for m in range(7, 13)] + [Month(2025, m) for m in range(1, 7)]
    assert is_a_year([Month(0, m) for m in range(1, 13)])
    assert is_a_year(crossing)
    assert not is_a_year(crossing[:11])
    assert not is_a_year([*crossing[:11], Month(2026, 6)])


def test_twelve_months_are_averaged_half_a_fen_upwards() -> None:
    odd = [5000.0] * 11 + [5000.06]  # 0.06 / 12 is half a fen
    reading = read(year_sheet(FULL_YEAR, odd, ["5,000.00"] * 12))

    assert reading.wages_fen == {JIA: 500_000, YI: 500_001, BING: 500_000}
    assert reading.wage_column.header == "1月…12月"
    assert reading.wage_column.letter == "C–N"
    assert "平均数，四舍五入到分" in reading.wage_column.reason
    assert not reading.notes


def test_a_joiner_is_averaged_over_the_months_with_pay_and_named() -> None:
    joiner = [None] * 7 + [6000.0, 6000.0, 6000.0, 6000.0, 6001.0]
    unpaid = [0.0, 0.0, *[7000.0] * 10]
    reading = read(year_sheet(FULL_YEAR, joiner, unpaid))

    assert reading.wages_fen == {JIA: 500_000, YI: 600_020, BING: 700_000}
    assert "2 人不足 12 个月，按有工资的月数平均（钱乙 5 个月、孙丙 10 个月）" in reading.notes[0]


def test_a_gap_or_a_bad_month_is_listed_and_gives_nothing() -> None:
    """A blank is also what a formula without a value looks like."""
    gap = [5000.0] * 5 + [None] + [5000.0] * 6
    bad = [5000.0] * 11 + ["待定"]
    reading = read(year_sheet(FULL_YEAR, gap, bad))

    assert reading.wages_fen == {JIA: 500_000}
    assert kinds(reading) == {YI: DoubtKind.UNREADABLE, BING: DoubtKind.UNREADABLE}
    assert "在“6月”为空白，而之前的月份有工资" in reading.doubts[0].sentence
    assert "在“12月”不是金额" in reading.doubts[1].sentence


def test_a_month_nobody_was_paid_in_is_not_given() -> None:
    """A file filled up to November is no year."""
    eleven = [*[5000.0 + at for at in range(11)], None]
    question = ask(year_sheet(eleven, eleven, eleven))

    assert question.kind is QuestionKind.NO_WAGE_COLUMN
    question = ask(year_sheet(eleven, heads=[f"{m}月应发" for m in range(1, 13)]))
    assert question.kind is QuestionKind.AMBIGUOUS_COLUMN


def test_eleven_months_are_asked_about() -> None:
    assert ask(year_sheet([5000.0] * 11, heads=YEAR[:11])).kind is QuestionKind.NO_WAGE_COLUMN


def test_the_years_total_is_not_a_monthly_wage() -> None:
    """工资总额 beside months is the year's; taken as a month's it is twelve times too much."""
    heads = [*YEAR, "工资总额"]
    reading = read(year_sheet([*FULL_YEAR, 60_000.0], heads=heads))
    half = year_sheet([*FULL_YEAR[:6], 30_000.0], heads=[*YEAR[:6], "工资总额"])

    assert reading.wages_fen == {JIA: 500_000}
    assert ask(half).kind is QuestionKind.UNCERTAIN_COLUMN


def test_a_column_called_average_goes_before_the_months() -> None:
    reading = read(year_sheet([*FULL_YEAR, 5100.0], heads=[*YEAR, "月平均工资"]))

    assert reading.wages_fen == {JIA: 510_000}


@pytest.mark.parametrize("name", ["2025年考勤", "2025年实发工资", "Sheet1"])
def test_bare_months_must_stand_under_a_word_for_wages(name: str) -> None:
    assert ask(year_sheet(FULL_YEAR, name=name)).kind is QuestionKind.NO_WAGE_COLUMN


def test_net_and_gross_under_each_month_give_the_gross_average() -> None:
    top: list[object] = ["姓名", "身份证号"]
    low: list[object] = [None, None]
    row: list[object] = ["赵甲", JIA]
    for month in YEAR:
        top += [month, None]
        low += ["应发合计", "实发工资"]
        row += [5000.0, 4000.0]
    reading = read(Sheet("2025", [top, low, row]))

    assert reading.wages_fen == {JIA: 500_000}
    assert reading.wage_column.header == "1月/应发合计…12月/应发合计"


def test_a_year_from_july_is_put_into_order() -> None:
    months = [f"2024年{m}月应发" for m in range(7, 13)] + [f"2025年{m}月应发" for m in range(1, 7)]
    joiner = [6000.0] * 3 + [None] * 9  # the last three months, written first
    late = read(year_sheet(FULL_YEAR, joiner, heads=[*months[9:], *months[:9]]))

    assert late.wages_fen == {JIA: 500_000, YI: 600_000}
    assert "钱乙 3 个月" in late.notes[0]


def test_two_series_of_months_are_asked_about() -> None:
    heads = [f"{m}月{what}" for m in range(1, 13) for what in ("应发工资", "工资总额")]
    question = ask(year_sheet([5000.0, 6000.0] * 12, heads=heads))

    assert question.kind is QuestionKind.AMBIGUOUS_COLUMN


def test_twelve_sheets_are_averaged() -> None:
    joiner = [...] * 9 + [6000.0, 6000.0, 6000.0]
    reading = read(*twelve(FULL_YEAR, joiner, FULL_YEAR), Sheet("说明", [["说明"]]))

    assert reading.wages_fen == {JIA: 500_000, YI: 600_000, BING: 500_000}
    assert reading.sheet == "1月 至 12月"
    assert "12 张月份工作表" in reading.wage_column.reason
    assert "钱乙 3 个月" in reading.notes[0]
    assert read(*twelve(FULL_YEAR), sheet="3月").sheet == "3月"


def test_a_doubt_in_one_of_twelve_sheets_is_named_by_its_sheet() -> None:
    leaver = [*FULL_YEAR[:10], ..., ...]
    sheets = twelve(FULL_YEAR, leaver, FULL_YEAR)
    sheets[4][1].append(["赵甲", JIA, 1.0])  # type: ignore[attr-defined]  # a list in fact
    sheets[5][1][-1][0] = "李四"  # type: ignore[index]  # likewise
    reading = read(*sheets)

    assert reading.wages_fen == {}
    assert kinds(reading) == {
        JIA: DoubtKind.DUPLICATE, YI: DoubtKind.UNREADABLE, BING: DoubtKind.CONFLICT,
    }  # fmt: skip
    doubts = {doubt.id_number: doubt for doubt in reading.doubts}
    assert doubts[JIA].sheet == "5月"
    assert "第 2、5 行" in doubts[JIA].sentence
    assert "在“11月”为空白" in doubts[YI].sentence
    assert (doubts[BING].sheet, doubts[BING].row) == ("6月", 4)


def test_eleven_sheets_are_asked_about() -> None:
    sheets = twelve([5000.0 + at for at in range(12)])

    assert ask(*sheets[:11]).kind is QuestionKind.AMBIGUOUS_SHEET


def test_a_summary_beside_months_is_asked_about() -> None:
    """It has more people than any month, and the year's sums under the same header."""
    months = [sheet_of(("赵甲", JIA, 5000.0), name=f"{month}月") for month in (1, 2, 3)]
    question = ask(*months, full((15_000.0, 6000.0, 7000.0), name="汇总"))

    assert question.kind is QuestionKind.AMBIGUOUS_SHEET
    assert question.sheets == ("1月", "2月", "3月", "汇总")
    assert read(*months, full(name="汇总"), sheet="汇总").sheet == "汇总"


def test_a_month_that_was_named_is_not_remembered() -> None:
    """The same headers come next month: the remembered one would be last month's."""
    sheet = year_sheet([5000.0, 6000.0, *[None] * 10])
    first = read(sheet, column="2月")
    again = read_payroll([sheet], ROSTER, remembered={first.shape: first.columns})

    assert first.wages_fen == {JIA: 600_000}
    assert first.is_dated
    assert "wage" not in first.columns
    assert not isinstance(again, PayrollReading)
    forged = {first.shape: {**first.columns, "wage": 3}}
    assert not isinstance(read_payroll([sheet], ROSTER, remembered=forged), PayrollReading)


def test_a_months_sheet_among_others_is_asked_about_each_time() -> None:
    april, may = full((1.0, 2.0, 3.0), name="4月"), full()

    assert read(april, may, sheet="5月").is_dated
    assert not read(may).is_dated
    assert not read(full(name="工资")).is_dated
