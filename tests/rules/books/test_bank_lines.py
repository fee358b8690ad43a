"""Whatever a bank calls its columns, a payment out is one, and none is matched by a guess."""

from datetime import date, datetime

import pytest

from shebao.rules.books.bank_lines import BankLine, Due, match_lines, read_bank
from shebao.rules.payroll.payroll_reading import Sheet

DAY = date(2026, 11, 12)
PAID = 9_606_200


def sheet(*rows: list[object]) -> list[Sheet]:
    return [Sheet("流水", rows)]


@pytest.mark.parametrize(
    "rows",
    [
        (
            ["某某银行账户明细"],
            ["账号", "1234"],
            ["交易日期", "摘要", "借方发生额", "贷方发生额", "余额", "对方户名", "交易流水号"],
            ["2026-11-11", "收货款", None, "1,000,000.00", "2,000,000.00", "甲", "A1"],
            ["2026-11-12", "实时扣税", "96,062.00", None, "1,903,938.00", "待报解社保费", "A2"],
            ["合计", None, "96,062.00", "1,000,000.00", None, None, None],
        ),
        (
            ["序号", "交易时间", "交易金额", "余额", "摘要"],
            [1.0, "2026/11/11 09:00:00", "+1,000,000.00", "1.00", "收货款"],
            [2.0, "2026/11/12 16:40:01", "-96,062.00", "1.00", "实时扣税"],
        ),
        (
            ["记账日期", "借贷标志", "发生额", "用途"],
            [20261111.0, "贷", 1_000_000.0, "收货款"],
            [20261112.0, "借", 96_062.0, "实时扣税"],
        ),
        (
            ["日期", "收入（元）", "支出（元）", "备注"],
            [datetime(2026, 11, 11), 1_000_000.0, 0.0, "收货款"],
            [datetime(2026, 11, 12, 16, 40), 0.0, 96_062.0, "实时扣税"],
        ),
    ],
)
def test_layouts_of_banks(rows: tuple[list[object], ...]) -> None:
    """Money that came in must never pass for a premium paid."""
    reading = read_bank(sheet(*rows))

    assert not isinstance(reading, str)
    assert [(line.day, line.fen, line.text) for line in reading.lines] == [(DAY, PAID, "实时扣税")]
    assert reading.unread == ()


def test_amounts_without_a_side_are_refused() -> None:
    """One column of amounts above zero does not say which of them went out."""
    said = read_bank(sheet(["日期", "金额"], ["2026-11-12", 96_062.0], ["2026-11-13", 1.0]))

    assert "不能分辨" in str(said)


def test_no_head_of_a_bank_is_refused() -> None:
    """A payroll picked by mistake has dates and amounts as well."""
    assert "没有找到" in str(read_bank(sheet(["姓名", "应发工资"], ["张三", 1.0])))


def test_amount_that_cannot_be_read_is_counted() -> None:
    """Left out in silence, the payment would be called missing."""
    reading = read_bank(sheet(["日期", "支出"], ["2026-11-12", "96,06x.00"]))

    assert not isinstance(reading, str)
    assert reading.unread == (2,)


def test_day_that_cannot_be_read_is_counted() -> None:
    """Left out in silence, the payment would be called missing; a total is none."""
    rows: list[list[object]] = [["11-12 周四", "96,062.00"], ["本页合计：", "96,062.00"]]
    reading = read_bank(sheet(["日期", "支出"], [20261112102233.0, "96,062.00"], *rows))

    assert not isinstance(reading, str)
    assert [(line.day, line.fen) for line in reading.lines] == [(DAY, PAID)]
    assert reading.unread == (3,)


def line(key: str, fen: int = PAID, day: date = DAY) -> BankLine:
    return BankLine(1, day, fen, "", "", "", key)


def due(number: str, fen: int = PAID, first: date = DAY, last: date = date(2026, 11, 17)) -> Due:
    return Due("缴费记录", number, fen, first, last)


def test_only_amount_and_day_together_match() -> None:
    """One fen less, or a day before, is another payment."""
    lines = [line("a", PAID - 1), line("b", day=date(2026, 11, 11)), line("c")]

    (found,) = match_lines([due("1")], lines, {})

    assert [li.key for li in found.lines] == ["c"]
    assert found.rivals == ()


def test_several_candidates_are_all_listed() -> None:
    """Whoever takes the first of two takes the wrong one half of the time."""
    (found,) = match_lines([due("1")], [line("a"), line("b")], {})

    assert len(found.lines) == 2


def test_one_line_for_two_payments_is_nobodys() -> None:
    """The same premium paid twice would look paid once each."""
    first, second = match_lines([due("1"), due("2")], [line("a")], {})

    assert first.rivals == ("2",)
    assert second.rivals == ("1",)


def test_a_line_matched_before_is_not_used_again() -> None:
    """Last month's line of the same amount would prove this month's payment."""
    first, second = match_lines([due("1"), due("2")], [line("a")], {"a": "1"})

    assert first.is_earlier
    assert [li.key for li in first.lines] == ["a"]
    assert second.lines == ()
