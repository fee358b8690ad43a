"""Capital numerals, against the examples of the regulation and a reader written apart."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.domain.capital_amount import capital_amount

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
MOST_FEN = 10**18 - 1


def read_back(text: str) -> int:
    """Return the fen of a text, going from left to right as a clerk does."""
    sign = -1 if text.startswith("负") else 1
    fen = total = section = digit = 0
    for character in text.removeprefix("负"):
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            section, digit = section + digit * PLACES[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif character == "元":
            fen, digit = (total + section + digit) * 100, 0
        elif character in "角分":
            fen, digit = fen + digit * (10 if character == "角" else 1), 0
        else:
            assert character == "整"
    return sign * fen


def is_well_formed(text: str) -> bool:
    """No 零 that says nothing, and an end that nobody can write on after."""
    body = text.removeprefix("负")
    if body == "零元整":
        return True
    idle = ("零零", "零拾", "零佰", "零仟", "零万", "零亿", "零元", "零角", "零分", "零整", "亿万")
    return (
        body[0] not in "零元整"
        and body.endswith(("整", "分"))
        and not any(pair in body for pair in idle)
    )


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        # 银发〔1997〕393号 附件一 第四条, where it allows two texts the one without 零.
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
    ],
)
def test_examples_of_the_regulation(fen: int, text: str) -> None:
    assert capital_amount(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (11, "壹角壹分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (1_000, "壹拾元整"),
        (1_001_000, "壹万零壹拾元整"),
        (-123_456, "负壹仟贰佰叁拾肆元伍角陆分"),
        (-5, "负伍分"),
        (10**10, "壹亿元整"),
        (10**14, "壹万亿元整"),
        (10**14 + 10**10, "壹万零壹亿元整"),
        (10**14 + 10**6, "壹万亿零壹万元整"),
        (10**12, "壹佰亿元整"),
        (MOST_FEN, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_known_amounts(fen: int, text: str) -> None:
    assert capital_amount(fen) == text
    assert read_back(text) == fen


def test_every_amount_below_two_thousand_yuan_reads_back() -> None:
    for fen in range(200_000):
        text = capital_amount(fen)
        assert read_back(text) == fen
        assert is_well_formed(text), text


def test_every_whole_amount_up_to_a_hundred_thousand_yuan_reads_back() -> None:
    for yuan in range(100_001):
        assert read_back(capital_amount(yuan * 100)) == yuan * 100


def test_every_pattern_of_zeros_reads_back() -> None:
    """Only zeros decide where 零 stands, so all 2^18 patterns are all the cases there are."""
    for digits in product("07", repeat=18):
        fen = int("".join(digits))
        text = capital_amount(fen)
        assert read_back(text) == fen
        assert is_well_formed(text), text


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_any_amount_reads_back(fen: int) -> None:
    assert read_back(capital_amount(fen)) == fen


@pytest.mark.parametrize("fen", [MOST_FEN + 1, -MOST_FEN - 1])
def test_amount_beyond_the_numerals_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="too large"):
        capital_amount(fen)
