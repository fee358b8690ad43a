"""A typed account number: its form is a verdict, its check digit a hint."""

import pytest

from shebao.rules.form_fields import account_no_doubt, account_no_fault, plain_account_no


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("6222 0000 0000 0000 000", "6222000000000000000"),
        ("６２２２００００", "62220000"),
        ("6222-0000-12", "6222000012"),
    ],
)
def test_blanks_and_wide_digits_are_not_part_of_it(typed: str, plain: str) -> None:
    assert plain_account_no(typed) == plain
    assert account_no_fault(plain) == ""


@pytest.mark.parametrize("wrong", ["", "1234567", "1" * 33, "62220000x", "6.222E+18", "٦٢٢٢٠٠٠٠"])
def test_what_is_no_number_is_refused(wrong: str) -> None:
    """Excel shows a long number as 6.222E+18 and loses its digits."""
    assert account_no_fault(wrong) == "应为 8 至 32 位数字"


def test_a_check_digit_only_makes_doubtful() -> None:
    """A company's account number has none; the cards are well-known test numbers."""
    assert account_no_doubt("5555555555554444") == ""
    assert "校验位" in account_no_doubt("5555555555554445")
    assert account_no_doubt("410000000000") == ""
