"""What one person owes for one insurance, and what filed bills lack of it (差额补缴).

Written apart from the client's rules on purpose: tests hold the two against each other.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, or_, select

from shebao.contract.rule_file import LimitRule, RateRule, RoundingMode, RoundingRule
from shebao.contract.states import PayableState
from shebao.sandbox.tables import bill_lines

PPM = 1_000_000


class Charge(NamedTuple):
    """One person's charge for one insurance and month, as a bill's line has it; amounts in fen."""

    wage_fen: int
    base_fen: int
    unit_ppm: int
    person_ppm: int
    unit_fen: int
    person_fen: int


def clamped(wage_fen: int, limit: LimitRule | None) -> int:
    """The base: the wage, not under the floor and not over the cap (保底限高)."""
    if limit is None:
        return wage_fen
    base = wage_fen if limit.floor_fen is None else max(wage_fen, limit.floor_fen)
    return base if limit.cap_fen is None else min(base, limit.cap_fen)


def share_fen(base_fen: int, ppm: int, rounding: RoundingRule) -> int:
    """``base × ppm`` in whole rounding units; bases are never negative."""
    exact, divisor = base_fen * ppm, PPM * rounding.unit_fen
    match rounding.mode:
        case RoundingMode.HALF_UP:
            units = (2 * exact + divisor) // (2 * divisor)
        case RoundingMode.DOWN:
            units = exact // divisor
        case RoundingMode.UP:
            units = -(-exact // divisor)
    return units * rounding.unit_fen


def charge(
    wage_fen: int,
    limit: LimitRule | None,
    rate: RateRule,
    rounding: RoundingRule,
    injury_rate_ppm: int,
) -> Charge:
    """The charge of one person; fixed sums stand as they are."""
    base = clamped(wage_fen, limit)
    unit_ppm = injury_rate_ppm if rate.unit_rate_from_registration else rate.unit_ppm
    return Charge(
        wage_fen=wage_fen,
        base_fen=base,
        unit_ppm=unit_ppm,
        person_ppm=rate.person_ppm,
        unit_fen=rate.unit_fixed_fen or share_fen(base, unit_ppm, rounding),
        person_fen=rate.person_fixed_fen or share_fen(base, rate.person_ppm, rounding),
    )


# A bill's line without bill_id and revision: line, person_no, name, id_type, id_number, wage_fen,
# base_fen, unit_ppm, person_ppm, unit_fen, person_fen, leaver.
Line = tuple[Any, ...]
FILED = frozenset({PayableState.FILED, PayableState.BATCHED, PayableState.PAID})


def lines_lacking(
    connection: Connection, present: Sequence[Line], filed: Sequence[Row[Any]]
) -> list[Line]:
    """What people owe beyond all of the filed bills, by their lines; a newcomer owes the whole.

    Since a raise, or a new law for the past.

    The unit's part and the person's each for itself: what became less is refunded on application,
    and never makes the other part cheaper. Who has left owes nothing here.
    """
    before = _charged(connection, filed)
    lacking: list[Line] = []
    for _, person_no, *identity, wage, base, unit_ppm, person_ppm, unit, person, leaver in present:
        if leaver:
            continue
        old_base, old_unit, old_person = before.get(person_no, (0, 0, 0))
        parts = (max(unit - old_unit, 0), max(person - old_person, 0))
        if any(parts):
            lacking.append(
                (
                    len(lacking) + 1, person_no, *identity, wage, max(base - old_base, 0),
                    unit_ppm, person_ppm, *parts, False,
                )
            )  # fmt: skip
    return lacking


def _charged(connection: Connection, filed: Sequence[Row[Any]]) -> dict[str, tuple[int, int, int]]:
    """Base, the unit's part and the person's of all the bills together, by person number."""
    lines = bill_lines.c
    as_filed = [(lines.bill_id == bill.id) & (lines.revision == bill.revision) for bill in filed]
    rows = connection.execute(
        select(*lines["person_no", "base_fen", "unit_fen", "person_fen"]).where(or_(*as_filed))
    )
    charged: dict[str, tuple[int, int, int]] = {}
    for person_no, base, unit, person in rows:
        old_base, old_unit, old_person = charged.get(person_no, (0, 0, 0))
        charged[person_no] = (old_base + base, old_unit + unit, old_person + person)
    return charged
