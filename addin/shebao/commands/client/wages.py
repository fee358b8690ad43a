"""The wages in force by what was written for the client and answered, over those of the roster."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from shebao.contract.employees import Employee
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.moments import beijing_day
from shebao.domain.wage_row import BY_PERSON
from shebao.ledger import Entry, State

if TYPE_CHECKING:
    from shebao.commands.desk.context import Context

RESULT = "result"  # the store's kind of what the client answered to a written file
GONE = (State.REFUSED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Written:
    """One import file for the client, as it was written; wages in fen by id number.

    ``states`` are the client's answers so far by id number, with their reasons.
    """

    entry: Entry
    number: str
    file: str
    subject: str
    effective_from: str
    wages: Mapping[str, Mapping[str, int]]
    states: Mapping[str, tuple[str, str]]

    @property
    def standing(self) -> dict[str, Mapping[str, int]]:
        """Whose wages were not refused."""
        refused = str(ItemState.REFUSED)
        return {i: w for i, w in self.wages.items() if self.states.get(i, ("", ""))[0] != refused}


def number_of(entry: Entry) -> str:
    """Return how sheets name a written file; the ledger's receipt of it once it is answered."""
    named = entry.receipt_no or json.loads(entry.cells).get("number")
    return str(named or new_number(entry.created_at, entry.digest))


def new_number(moment: datetime, digest: str) -> str:
    """Return the number of a file that is written now."""
    return f"KHD-{beijing_day(moment):%Y%m%d}-{digest[:10]}"


def written_files(ctx: "Context") -> list[Written]:
    """Return every import file that counts, oldest first; a replaced or refused one does not."""
    return [_written(ctx, entry) for entry in _entries(ctx) if entry.state not in GONE]


def refused_files(ctx: "Context") -> list[Written]:
    """Return the import files of which nobody's wage was accepted, oldest first."""
    return [_written(ctx, entry) for entry in _entries(ctx) if entry.state is State.REFUSED]


def _entries(ctx: "Context") -> list[Entry]:
    filed = SubmissionKind.WAGE_FILING
    return [entry for entry in ctx.ledger.list(ctx.account) if entry.kind is filed]


def _written(ctx: "Context", entry: Entry) -> Written:
    cells = json.loads(entry.cells)
    number = number_of(entry)
    answered = ctx.store.client_documents.of(ctx.account, RESULT, number) or {}
    return Written(
        entry,
        number,
        cells["file"],
        cells["subject"],
        cells["effective_from"],
        cells["wages"],
        {id_number: (state, reason) for id_number, (state, reason) in answered.items()},
    )


def with_wages_in_force(
    ctx: "Context", employees: Sequence[Employee], period: str
) -> list[Employee]:
    """Return the employees with the wages that the written files put in force by a month."""
    files = [w for w in written_files(ctx) if w.effective_from <= period]
    if not files:
        return list(employees)
    return [_with(employee, files) for employee in employees]


def _with(employee: Employee, files: Iterable[Written]) -> Employee:
    wages: dict[str, int] = {}
    for each in files:
        found = each.standing.get(employee.id_number.upper())
        if found is not None:
            wages = dict(found) if BY_PERSON in found else {**wages, **found}
    if not wages:
        return employee
    enrolments = [
        replace(one, wage_fen=wages.get(one.insurance, wages.get(BY_PERSON, one.wage_fen)))
        for one in employee.enrolments
    ]
    return replace(employee, enrolments=enrolments)


def wages_by_files(ctx: "Context", period: str) -> dict[tuple[str, str, str], int]:
    """Return the wages that counted in a month by person number, unit number and insurance."""
    employees = with_wages_in_force(ctx, ctx.store.employees.load(ctx.account), period)
    return {
        (employee.person_no, one.unit_no, one.insurance): one.wage_fen
        for employee in employees
        for one in employee.enrolments
        if one.wage_fen is not None
    }
