"""Identity numbers and tax ids in cells."""

from datetime import date, datetime

import pytest

from tests.udfs.calling import call, column, why

# Published samples: GB 11643 itself, and the permit of 2023 (facts §3.2).
WOMAN_1949, MAN_1880 = "11010519491231002X", "440524188001010014"
PERMIT = "911124198108030024"
OLD_FORM = "110105491231002"
CREDIT_CODE = "91110000600037341L"
READERS = ["SB_BIRTH", "SB_SEX"]


def test_a_right_number_is_silent() -> None:
    """Silence means it passed."""
    numbers = column(WOMAN_1949, MAN_1880, PERMIT, OLD_FORM, WOMAN_1949.lower(), None, " ")

    assert call("SB_ID_CHECK", numbers) == column(*[""] * 7)


@pytest.mark.parametrize(
    ("id_number", "said"),
    [
        ("110105194912310021", "校验码"),
        ("11010519491331002X", "出生日期不存在"),
        ("00010519491231002X", "地区代码"),
        ("1101051949123100", "16 位"),
        (110105194912310021.0, "只保留 15 位"),
        ("1.10105E+17", "科学计数法"),
        ("#N/A", "不是证件号码"),
        (True, "不是证件号码文本"),
    ],
)
def test_a_fault_is_named(id_number: object, said: str) -> None:
    """The check answers in words; the readers refuse with the same words."""
    assert said in str(call("SB_ID_CHECK", id_number))
    for name in READERS:
        assert call(name, id_number) == "#VALUE!"
        assert str(why(name, id_number)).startswith("证件号码")
    assert call("SB_AGE", id_number, datetime(2026, 11, 30)) == "#VALUE!"


def test_birth_and_sex() -> None:
    """The 17th digit of the new form, the 15th of the old."""
    numbers = column(WOMAN_1949, PERMIT, OLD_FORM, None)

    assert call("SB_BIRTH", numbers) == column(
        date(1949, 12, 31), date(1981, 8, 3), date(1949, 12, 31), ""
    )
    assert call("SB_SEX", numbers) == column("女", "女", "女", "")
    assert call("SB_SEX", column(MAN_1880, "110105491231012", "110105491231021")) == column(
        "男", "女", "男"
    )


def test_a_day_that_excel_cannot_hold_is_refused() -> None:
    """Excel would show the wrong day before March 1900, and nothing before the year."""
    assert call("SB_BIRTH", MAN_1880) == "#NUM!"
    assert "1900" in str(why("SB_BIRTH", MAN_1880))


@pytest.mark.parametrize(
    ("as_of", "years"),
    [
        (datetime(2026, 12, 30), 76.0),
        (datetime(2026, 12, 31), 77.0),
        (datetime(2027, 1, 1, 23, 59), 77.0),
        ("2026-12-31", 77.0),
        ("2026年12月31日", 77.0),
        (20261231.0, 77.0),
        (46387.0, 77.0),
        (date(1949, 12, 31), 0.0),
    ],
)
def test_age_is_full_years_on_a_day_that_is_given(as_of: object, years: float) -> None:
    """46387 is 2026-12-31 as a number, which is what TODAY() hands over."""
    assert call("SB_AGE", WOMAN_1949, as_of) == years


def test_born_on_the_29th_of_february() -> None:
    """In a common year the birthday is 1 March."""
    leap_day = "110105200002290013"
    ages = call("SB_AGE", leap_day, [["2026-02-28", "2026-03-01", "2028-02-28", "2028-02-29"]])

    assert call("SB_ID_CHECK", leap_day) == ""
    assert ages == [[25.0, 26.0, 27.0, 28.0]]


@pytest.mark.parametrize("as_of", [None, "今天", "2026-02-30", "2026-11", 2026.0, True, 46387.5])
def test_age_without_a_day_is_refused(as_of: object) -> None:
    """There is no clock to fall back on."""
    assert call("SB_AGE", WOMAN_1949, as_of) == "#VALUE!"
    assert str(why("SB_AGE", WOMAN_1949, as_of)).startswith("截止日期")


def test_age_before_birth_is_refused() -> None:
    """A negative age is a wrong cell."""
    assert call("SB_AGE", WOMAN_1949, "1949-12-30") == "#NUM!"
    assert "早于出生日期" in str(why("SB_AGE", WOMAN_1949, "1949-12-30"))


def test_tax_id_is_silent_or_says_what_is_wrong() -> None:
    """Spaces around a right one are no fault."""
    found = call("SB_TAX_ID_CHECK", column(CREDIT_CODE, f" {CREDIT_CODE.lower()} ", None))

    assert found == column("", "", "")
    assert "校验码" in str(call("SB_TAX_ID_CHECK", CREDIT_CODE[:-1] + "M"))
    assert "现为 4 位" in str(call("SB_TAX_ID_CHECK", "9111"))


@pytest.mark.parametrize("tax_id", [110105491231002.0, True, datetime(2026, 1, 1)])
def test_tax_id_that_is_no_text_is_refused(tax_id: object) -> None:
    """As a number its last digits are gone."""
    assert call("SB_TAX_ID_CHECK", tax_id) == "#VALUE!"
    assert "按文本" in str(why("SB_TAX_ID_CHECK", tax_id))
