"""Every wage that counts or counted, with its months; fixed sums beside them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.queries import WageRecord, WageRecordKind, WageRecordPage
from shebao.sandbox.clock import months_after
from shebao.sandbox.database import count, of_employer, told
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import enrolments, people, unit_numbers, wages

ENROLLED = (
    *people.c["person_no", "name", "id_type", "id_number", "group_name"],
    *enrolments.c["insurance", "unit_no", "enrolled_from", "enrolled_to", "tier"],
    unit_numbers.c.agency,
)


def read_wage_history(
    connection: Connection, caller: Caller, offset: int, limit: int
) -> WageRecordPage:
    """A page of people by number, with all their records."""
    person_nos = page_of_people(connection, caller.employer_id, offset, limit)
    filed = _filed(connection, caller.employer_id, person_nos)
    records: list[WageRecord] = []
    for row in enrolled(connection, caller.employer_id, person_nos):
        said = {"group": row.group_name, "insurance_name": caller.rules.name_of(row.insurance)}
        for since, until, wage_fen in _spans(filed.get((row.person_no, row.insurance), []), row):
            wage = {"kind": WageRecordKind.WAGE, "wage_fen": wage_fen, "tier": ""}
            months = {"effective_from": since, "effective_to": until}
            records.append(told(WageRecord, row, **said, **wage, **months))
        for since, until, (unit_fen, person_fen) in _spans(
            _fixed(caller.rules, row.insurance, row.tier or ""), row
        ):
            if unit_fen or person_fen:
                sums = {"unit_fixed_fen": unit_fen, "person_fixed_fen": person_fen}
                fixed = {"kind": WageRecordKind.FIXED, "tier": row.tier or "", **sums}
                months = {"effective_from": since, "effective_to": until}
                records.append(told(WageRecord, row, **said, **fixed, **months))
    total = count(connection, people, people.c.employer_id == caller.employer_id)
    return WageRecordPage(records=records, people=len(person_nos), total=total)


def page_of_people(
    connection: Connection, employer_id: int, offset: int, limit: int
) -> Sequence[str]:
    """The person numbers of one page."""
    query = of_employer(people.c.person_no, employer_id)
    return connection.scalars(query.order_by(people.c.person_no).offset(offset).limit(limit)).all()


def enrolled(connection: Connection, employer_id: int, person_nos: Sequence[str]) -> list[Row[Any]]:
    """Every enrolment of these people, who stand side by side by number."""
    if not person_nos:
        return []
    query = (
        select(*ENROLLED)
        .select_from(enrolments)
        .join(people)
        .join(unit_numbers, unit_numbers.c.unit_no == enrolments.c.unit_no)
        .where(
            enrolments.c.employer_id == employer_id,
            enrolments.c.person_no.between(person_nos[0], person_nos[-1]),
        )
        .order_by(enrolments.c.person_no, enrolments.c.insurance)
    )
    return list(connection.execute(query))


def _filed(
    connection: Connection, employer_id: int, person_nos: Sequence[str]
) -> dict[tuple[str, str], list[tuple[str, Any]]]:
    """First month and wage by person and insurance, in the order they were filed."""
    found: dict[tuple[str, str], list[tuple[str, Any]]] = {}
    if not person_nos:
        return found
    rows = connection.execute(
        select(wages.c.person_no, wages.c.insurance, wages.c.effective_from, wages.c.wage_fen)
        .where(
            wages.c.employer_id == employer_id,
            wages.c.person_no.between(person_nos[0], person_nos[-1]),
        )
        .order_by(wages.c.revision)
    )
    for person_no, insurance, since, wage_fen in rows:
        found.setdefault((person_no, insurance), []).append((since, wage_fen))
    return found


def _fixed(rules: Rules, insurance: str, tier: str) -> list[tuple[str, Any]]:
    """First month and both sums of the tier that was chosen (费额选档), or of the plain rows."""
    mine = tier if tier in rules.tiers(insurance) else ""
    dated = [r for r in rules.file.rates if r.insurance == insurance and r.tier in ("", mine)]
    dated.sort(key=lambda rate: (rate.effective_from, rate.tier != ""))
    return [(rate.effective_from, (rate.unit_fixed_fen, rate.person_fixed_fen)) for rate in dated]


def _spans(filed: list[tuple[str, Any]], enrolment: Row[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield first and last month of each value within the enrolment; what came later rules."""
    until: str | None = enrolment.enrolled_to
    spans = []
    for since, value in reversed(filed):
        first = max(since, enrolment.enrolled_from)
        if until is None or first <= until:
            spans.append((first, until, value))
            until = months_after(first, -1)
    yield from reversed(spans)
