"""Fen and the yuan that cells and prints show: nothing is a fen off on the way there and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.domain.money import MAX_FEN, cell_of, exact_fen, fen_of_cell, yuan

FEN = st.integers(-MAX_FEN, MAX_FEN)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (123_456_789, "1,234,567.89"),
        (-100_000, "-1,000.00"),
    ],
)
def test_an_amount_is_written_as_people_read_it(fen: int, text: str) -> None:
    assert yuan(fen) == text


@given(FEN)
def test_a_cell_gives_back_what_was_put_into_it(fen: int) -> None:
    assert fen_of_cell(cell_of(fen)) == fen


@given(FEN)
def test_what_is_printed_is_the_amount(fen: int) -> None:
    assert exact_fen(Decimal(yuan(fen).replace(",", ""))) == fen


@pytest.mark.parametrize(
    ("number", "fen"),
    [(0.1 + 0.2, 30), (1.005, None), (8_000.0, 800_000), (1e-9, None), (0.29 * 100, 2_900)],
)
def test_a_third_decimal_is_no_amount_and_noise_of_a_formula_is_none(
    number: float, fen: int | None
) -> None:
    assert fen_of_cell(number) == fen


@pytest.mark.parametrize(
    ("amount", "fen"), [("1.00", 100), ("1.005", None), ("1E+2", 10_000), ("-0.01", -1)]
)
def test_nothing_is_rounded(amount: str, fen: int | None) -> None:
    assert exact_fen(Decimal(amount)) == fen
