"""Identity numbers and tax ids: published samples pass, one wrong character does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.rules.identity import (
    credit_code_check_character,
    id_check_character,
    id_number_fault,
    tax_id_fault,
)
from shebao.sandbox.people.people import make_people, make_tax_id

GOOD_IDS = [
    "34052419800101001X",
    "34052419800101001x",
    "11010519491231002X",
    "440524188001010014",
    "911124198108030024",
    "340524800101001",
]


def complete(first_17: str) -> str:
    return first_17 + id_check_character(first_17)


@pytest.mark.parametrize("id_number", GOOD_IDS)
def test_published_ids_pass(id_number: str) -> None:
    assert id_number_fault(id_number) == ""


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "710000"])
def test_residence_permits_follow_the_same_rule(area: str) -> None:
    assert id_number_fault(complete(f"{area}19900101001")) == ""


@pytest.mark.parametrize(
    ("id_number", "why"),
    [
        ("340524198001010011", "校验码"),
        (complete("34052419800230001"), "出生日期不存在"),
        (complete("34052417000101001"), "出生日期不合理"),
        (complete("16052419800101001"), "地区代码"),
        (complete("81010019800101001"), "港澳台"),
        (complete("91612419810803002"), "外国人"),
        ("016052800101001", "地区代码"),
        ("340524801301001", "出生日期不存在"),
        ("3405241980010100", "18 位"),
        ("", "18 位"),
        ("3405241980010100AX", "17 位数字"),
        ("３４０５２４１９８００１０１００１X", "17 位数字"),
    ],
)
def test_a_wrong_id_says_what_is_wrong(id_number: str, why: str) -> None:
    assert why in id_number_fault(id_number)


def test_nobody_is_born_after_today() -> None:
    born = complete("34052420300101001")

    assert id_number_fault(born) == ""
    assert "不合理" in id_number_fault(born, today=date(2026, 11, 22))
    assert id_number_fault(born, today=date(2030, 1, 1)) == ""


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(place: int, change: int) -> None:
    """The standard's promise: any single error changes the check character."""
    good = "34052419800101001X"
    wrong = good[:place] + str((int(good[place]) + change) % 10) + good[place + 1 :]

    assert id_number_fault(wrong)


def test_made_up_people_and_employers_pass() -> None:
    """Two implementations of each standard, held against each other."""
    assert not [p for p in make_people(500, 1) if id_number_fault(p.id_number)]
    assert not [seed for seed in range(200) if tax_id_fault(make_tax_id("520102", seed))]


@pytest.mark.parametrize(
    "tax_id",
    [
        "91110000600037341L",
        " 91110000600037341l ",
        "91520102AY4CL12THK",
        "34052419800101001X",
    ],
)
def test_published_tax_ids_pass(tax_id: str) -> None:
    assert tax_id_fault(tax_id) == ""


def test_authorities_with_a_letter_pass() -> None:
    """python-stdnum refuses them; rural collectives are registered under N."""
    first_17 = "N2520102MF1234567"

    assert tax_id_fault(first_17 + credit_code_check_character(first_17)) == ""


@pytest.mark.parametrize(
    ("tax_id", "why"),
    [
        ("", "为空"),
        ("91110000600037341M", "校验码"),
        ("9111000060003734I1", "不使用字母 I"),
        ("91110000-00037341L", "只能由"),
        ("9111000060003734", "现为 16 位"),
    ],
)
def test_a_wrong_tax_id_says_what_is_wrong(tax_id: str, why: str) -> None:
    assert why in tax_id_fault(tax_id)
