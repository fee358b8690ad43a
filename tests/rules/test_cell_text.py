"""What a cell means: no digit is invented, none is dropped unsaid."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.domain.money import MAX_FEN, cell_of, yuan
from shebao.rules.cell_text import Amount, amount_of, compact, id_number_of, shown, whole_number

ID = "52230119700323597X"


@pytest.mark.parametrize(
    "typed",
    [
        ID,
        ID.lower(),
        f" {ID}\u00a0",
        f"\u3000{ID}\u200b",
        f"\ufeff{ID}\t",
        f"'{ID}",
        "522301 19700323 597x",
        "５２２３０１１９７００３２３５９７Ｘ",
    ],
)
def test_an_id_is_read_through_what_surrounds_it(typed: str) -> None:
    assert id_number_of(typed).id_number == ID


@pytest.mark.parametrize("typed", ["340524800101001", 340524800101001, 340524800101001.0])
def test_fifteen_digits_are_whole_as_text_or_number(typed: object) -> None:
    assert id_number_of(typed).id_number == "340524800101001"


@pytest.mark.parametrize("typed", [522301197003235971, 5.22301197003235971e17])
def test_an_id_kept_as_a_number_has_lost_digits(typed: float) -> None:
    """Excel keeps 15 digits: matching the rest would pay another person."""
    read = id_number_of(typed)

    assert read.id_number is None
    assert "只保留 15 位" in read.problem


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("5.22301E+17", "科学计数法"),
        ("5e17", "科学计数法"),
        (None, "空白"),
        ("", "空白"),
        ("　", "空白"),
        ("合计", "不是证件号码"),
        ("身份证号", "不是证件号码"),
        ("62", "不是证件号码"),
        (62.0, "是数字"),
        (1.5, "小数"),
        (-(10.0**14), "负数"),
        (float("nan"), "小数"),
        (True, "不是证件号码"),
        (date(2024, 5, 1), "不是证件号码"),
    ],
)
def test_what_is_no_id_says_why(typed: object, why: str) -> None:
    read = id_number_of(typed)

    assert read.id_number is None
    assert why in read.problem


def test_other_documents_are_ids_too() -> None:
    assert id_number_of("h12345678").id_number == "H12345678"
    assert id_number_of("E1234 5678").id_number == "E12345678"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        (0, 0),
        (0.0, 0),
        (-0.0, 0),
        ("0.00", 0),
        (5000, 500_000),
        (0.1 + 0.2, 30),
        (30053.380000000005, 3_005_338),
        (Decimal("12.30"), 1230),
        ("27,283.92", 2_728_392),
        ("27，283.92", 2_728_392),
        ("1,234,567.8", 123_456_780),
        ("12 345.5", 1_234_550),
        ("￥22561.05", 2_256_105),
        ("¥ 22,561.05", 2_256_105),
        ("RMB5,000.00", 500_000),
        ("人民币5000元整", 500_000),
        ("5000 元", 500_000),
        ("５８９４．３８", 589_438),
        (" 5894.38\u00a0", 589_438),
        ("'5894.38", 589_438),
        ("+5", 500),
        ("5.", 500),
        ("1.500", 150),
        (MAX_FEN // 100, MAX_FEN),
    ],
)
def test_an_amount_is_read_to_the_fen(typed: object, fen: int) -> None:
    assert amount_of(typed) == Amount(fen)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (None, "公式未计算"),
        ("", "空白"),
        (" \u3000", "空白"),
        ("待定", "不是金额"),
        ("-", "不是金额"),
        ("——", "不是金额"),
        ("元", "不是金额"),
        ("5.2万", "不是金额"),
        ("伍仟元整", "不是金额"),
        ("5000/月", "不是金额"),
        ("①5000", "不是金额"),
        ("5²", "不是金额"),
        ("٥٠٠٠", "不是金额"),
        ("1,23", "不是金额"),
        ("12 34", "不是金额"),
        ("1.2.3", "不是金额"),
        ("1e5", "科学计数法"),
        ("5.22E+3", "科学计数法"),
        (-5, "负数"),
        (-0.01, "负数"),
        ("-5,000.00", "负数"),
        ("-¥5", "负数"),
        ("￥-5", "负数"),
        ("(500.00)", "负数"),
        (1.234, "两位小数"),
        (100.005, "两位小数"),
        ("1.234", "两位小数"),
        ("1." + "0" * 40 + "1", "两位小数"),
        (Decimal("0.001"), "两位小数"),
        (float("nan"), "不是有效数字"),
        (float("inf"), "不是有效数字"),
        (Decimal("NaN"), "不是有效数字"),
        (1e308, "过大"),
        (10**400, "过大"),
        ("9" * 400, "过大"),
        (MAX_FEN / 100 + 1, "过大"),
        (True, "逻辑值"),
        (date(2024, 5, 1), "日期"),
        (datetime(2024, 5, 1), "日期"),
        (time(8, 30), "日期"),
        ("#N/A", "公式错误"),
        ("#DIV/0!", "公式错误"),
        ("########", "公式错误"),
        ([1], "不是金额"),
    ],
)
def test_what_is_no_amount_says_why(typed: object, why: str) -> None:
    amount = amount_of(typed)

    assert amount.fen is None
    assert why in amount.problem


@given(st.integers(0, 10**11))
def test_every_fen_comes_back_from_its_cell_and_from_its_text(fen: int) -> None:
    assert amount_of(cell_of(fen)).fen == fen
    assert amount_of(yuan(fen)).fen == fen
    assert amount_of(f"￥{yuan(fen)}元").fen == fen


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_is_both_read_and_refused(value: object) -> None:
    amount, read = amount_of(value), id_number_of(value)

    assert (amount.fen is None) == bool(amount.problem)
    assert (read.id_number is None) == bool(read.problem)
    assert amount.fen is None or 0 <= amount.fen <= MAX_FEN


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (5.22301197003235971e17, "522301197003236000"),
        (27283.92, "27283.92"),
        (5000.0, "5000"),
        ("待定", "待定"),
    ],
)
def test_a_cell_is_shown_as_the_formula_bar_shows_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_compact_text_has_no_space_of_any_kind() -> None:
    assert compact(" 姓\u3000 名\n\u200b") == "姓名"
    assert compact(None) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("60", 60), ("000007", 7), ("0" * 5_000 + "7", 7), ("0", 0), ("000", 0)]
    + [(text, None) for text in ("", "61", "-1", "1.5", "７", "7 ", "9" * 5_000)],
)
def test_a_whole_number_is_read_whatever_zeros_it_begins_with(
    text: str, number: int | None
) -> None:
    """A voucher is numbered 000123; of thousands of digits Python makes no number."""
    assert whole_number(text, 0, 60) == number
