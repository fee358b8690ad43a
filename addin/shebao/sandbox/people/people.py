"""Made-up people and employers with valid numbers; the same seed makes the same ones."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

# Names are joined at random from common characters: no list of real people stands behind them.
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红梅兰鹏浩宇轩梓涵欣怡佳诗曦然颖"
AREAS = (
    "520102", "520103", "520111", "520302", "520402", "522301", "522601",
    "350102", "350203", "350502", "110101", "430102", "510104", "440305",
)  # fmt: skip
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
TAX_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TAX_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
FIRST_BIRTHDAY = date(1966, 1, 1)
BIRTHDAY_SPAN_DAYS = 365 * 38
RESIDENT_ID_CARD = "201"


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up employee."""

    name: str
    id_type: str
    id_number: str
    wage_fen: int


def make_people(count: int, seed: int) -> list[Person]:
    """``count`` people, no two with the same id number; wages from 2,000 to 45,000 yuan."""
    chance = random.Random(seed)  # noqa: S311 - made-up data
    people: list[Person] = []
    taken: set[str] = set()
    while len(people) < count:
        id_number = _id_number(chance)
        if id_number in taken:
            continue
        taken.add(id_number)
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))
        wage_fen = min(200_000 + int(chance.expovariate(1 / 650_000)), 4_500_000)
        people.append(Person(name, RESIDENT_ID_CARD, id_number, wage_fen))
    return people


def _id_number(chance: random.Random) -> str:
    born = FIRST_BIRTHDAY + timedelta(days=chance.randrange(BIRTHDAY_SPAN_DAYS))
    first17 = f"{chance.choice(AREAS)}{born:%Y%m%d}{chance.randrange(1, 1000):03d}"
    return first17 + id_check(first17)


def id_check(first17: str) -> str:
    """The last character of a resident identity number.

    Source: GB 11643-1999.
    """
    total = sum(int(digit) * weight for digit, weight in zip(first17, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def make_tax_id(region: str, seed: int) -> str:
    """A made-up tax id (unified social credit code) of an enterprise in a six-digit region."""
    chance = random.Random(f"{region}/{seed}")  # noqa: S311 - made-up data
    first17 = f"91{region}MA{''.join(chance.choices(TAX_ALPHABET, k=7))}"
    return first17 + tax_id_check(first17)


def tax_id_check(first17: str) -> str:
    """The last character of a unified social credit code.

    Source: GB 32100-2015.
    """
    total = sum(
        TAX_ALPHABET.index(character) * weight
        for character, weight in zip(first17, TAX_WEIGHTS, strict=True)
    )
    return TAX_ALPHABET[(31 - total % 31) % 31]
