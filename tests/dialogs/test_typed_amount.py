"""Only the amount itself confirms an amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.dialogs.amount import fault_of
from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan

FEN = 4_826_150


@pytest.mark.parametrize(
    "typed",
    [
        "48261.50",
        "48,261.50",
        "48261.5",
        " ¥48,261.50 ",
        "48261.50元",
        "４８，２６１．５０",
        "￥48261.5",
        "肆万捌仟贰佰陆拾壹元伍角整",
        "人民币肆万捌仟贰佰陆拾壹元伍角整",
    ],
)
def test_the_amount_is_taken_as_people_write_it(typed: str) -> None:
    assert fault_of(typed, FEN) is None


@pytest.mark.parametrize(
    "typed",
    ["48261.51", "48,261.49", "4826150", "48261", "肆万捌仟贰佰陆拾壹元整", "0", "48261.05"],
)
def test_another_amount_is_named(typed: str) -> None:
    fault = fault_of(typed, FEN)

    assert fault is not None
    assert "与上面的金额不同" in fault


@pytest.mark.parametrize(
    "typed",
    ["4826,1.50", "48 261.500", "是", "-48261.50", "48261.5.0", "4.82615e4", "48261.", "壹贰三"],
)
def test_what_is_no_amount_is_said_to_be_none(typed: str) -> None:
    """A comma in the wrong place is a slip of the finger, not an amount."""
    assert "不是金额" in (fault_of(typed, FEN) or "")


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_no_other_amount_ever_confirms(fen: int, other: int) -> None:
    for text in (yuan(other), capital_amount(other)):
        assert (fault_of(text, fen) is None) == (other == fen)
