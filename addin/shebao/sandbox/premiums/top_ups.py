"""What filed bills lack (差额补缴): since a raise, a new law for the past, or for a newcomer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.states import PayableState
from shebao.sandbox.tables import bill_lines

# A bill's line without bill_id and revision: line, person_no, name, id_type, id_number, wage_fen,
# base_fen, unit_ppm, person_ppm, unit_fen, person_fen, leaver.
Line = tuple[Any, ...]
FILED = frozenset({PayableState.FILED, PayableState.BATCHED, PayableState.PAID})


def lines_lacking(
    connection: Connection, present: Sequence[Line], filed: Sequence[Row[Any]]
) -> list[Line]:
    """What people owe beyond all of the filed bills, by their lines; a newcomer owes the whole.

    The unit's part and the person's each for itself: what became less is refunded on application,
    and never makes the other part cheaper. Who has left owes nothing here.
    """
    charged = _charged(connection, filed)
    before: dict[str, tuple[int, int, int]] = {}
    for (person_no, _), (base, unit, person) in charged.items():
        old_base, old_unit, old_person = before.get(person_no, (0, 0, 0))
        before[person_no] = (old_base + base, old_unit + unit, old_person + person)
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


def _charged(
    connection: Connection, filed: Sequence[Row[Any]]
) -> dict[tuple[str, int], tuple[int, int, int]]:
    """Base, the unit's part and the person's, by person number and bill."""
    revisions = {bill.id: bill.revision for bill in filed}
    rows = connection.execute(
        select(
            bill_lines.c.bill_id,
            bill_lines.c.revision,
            bill_lines.c.person_no,
            bill_lines.c.base_fen,
            bill_lines.c.unit_fen,
            bill_lines.c.person_fen,
        ).where(bill_lines.c.bill_id.in_(revisions))
    )
    return {
        (row.person_no, row.bill_id): (row.base_fen, row.unit_fen, row.person_fen)
        for row in rows
        if row.revision == revisions[row.bill_id]
    }
