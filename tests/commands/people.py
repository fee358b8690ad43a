"""What the agencies tell the bureau about made-up people, and sheets by what they show."""

from tests.desk import Desk
from tests.sheet_cells import Row

NEWCOMER = {"name": "新来者", "id_number": "520102199503070014"}


def joins(desk: Desk, **more: object) -> None:
    """A newcomer is enrolled in two insurances from the current month."""
    order: dict[str, object] = {"insurances": ["110", "310"], **NEWCOMER, **more}
    desk.bureau.control("people/join", tax_id=desk.bureau.seeded.tax_id, **order)


def leaves(desk: Desk, id_number: object) -> None:
    """An employee's enrolments end with the month before."""
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("people/leave", tax_id=tax_id, id_number=str(id_number))


def by_id(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows of each id number."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["id_number"]), []).append(row)
    return found


def first_id(desk: Desk) -> str:
    """The id number of somebody whom the payroll is certain of."""
    return next(iter(desk.truth["wages_fen"]))
