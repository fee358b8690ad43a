"""Made-up people carry numbers that every check accepts."""

import re
from datetime import datetime

import pytest

from shebao.sandbox.people.people import id_check, make_people, make_tax_id, tax_id_check


def test_made_up_people_have_valid_and_different_id_numbers() -> None:
    people = make_people(3_000, seed=7)

    assert len({person.id_number for person in people}) == 3_000
    for person in people:
        number = person.id_number
        assert re.fullmatch(r"\d{17}[\dX]", number)
        datetime.strptime(number[6:14], "%Y%m%d")  # noqa: DTZ007 - only that it is a day
        # Another way to the check digit: the first 17 read as a number of base 13.
        assert "0123456789X".index(number[-1]) == (1 - 2 * int(number[:17], 13)) % 11
        assert person.id_type == "201"
        assert 200_000 <= person.wage_fen <= 4_500_000
        assert 2 <= len(person.name) <= 3


def test_the_same_seed_makes_the_same_people() -> None:
    assert make_people(50, seed=1) == make_people(50, seed=1)
    assert make_people(50, seed=1)[:20] == make_people(20, seed=1)
    assert make_people(50, seed=1) != make_people(50, seed=2)


@pytest.mark.parametrize(
    "number", ["34052419800101001X", "11010519491231002X", "440524188001010014"]
)
def test_published_id_numbers_pass(number: str) -> None:
    assert id_check(number[:17]) == number[17]


@pytest.mark.parametrize("tax_id", ["91110000600037341L", "91520102AY4CL12THK"])
def test_published_tax_ids_pass(tax_id: str) -> None:
    assert tax_id_check(tax_id[:17]) == tax_id[17]


def test_made_up_tax_ids_are_valid_and_say_their_region() -> None:
    tax_ids = {make_tax_id("350100", seed) for seed in range(500)}

    assert len(tax_ids) == 500
    for tax_id in tax_ids:
        assert re.fullmatch(r"91350100[0-9A-HJ-NP-RTUWXY]{10}", tax_id)
        weighted = sum(
            "0123456789ABCDEFGHJKLMNPQRTUWXY".index(character) * pow(3, place, 31)
            for place, character in enumerate(tax_id[:17])
        )
        last = "0123456789ABCDEFGHJKLMNPQRTUWXY".index(tax_id[17])
        assert (weighted + last) % 31 == 0
