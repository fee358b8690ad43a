"""The moment a wage filing is answered: good items take force, bad ones get their reason."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.rule_file import Levy
from shebao.contract.states import EmployeeState, WageFilingState
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import month_of
from shebao.sandbox.database import change, employer_row, insert_rows
from shebao.sandbox.people.employees import announce
from shebao.sandbox.premiums.bills import open_periods
from shebao.sandbox.tables import employers, enrolments, people, wage_filings, wage_items, wages
from shebao.sandbox.wages.wages_in_force import (
    MOST_NAMED,
    WagesInForce,
    filed_periods,
    wages_due,
    wages_in_force,
)


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with the insurances for which a wage can be filed."""

    person_no: str
    name: str
    insurances: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one item is refused."""

    code: ReasonCode
    insurance: str | None = None
    period: str = ""

    @property
    def text(self) -> str:
        """The seeds' words."""
        return REASON_TEXTS[self.code].format(period=self.period)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything an item is judged against."""

    people: dict[tuple[str, str], Person]  # by id_type and id_number
    times_named: Counter[tuple[str, str]]
    refused_id_numbers: frozenset[str]
    filed: dict[str, list[tuple[str, WagesInForce]]]  # insurance -> periods filed, oldest first
    in_force: WagesInForce  # in the filing's first month; read only when a wage of 0 is filed


def process_wage_filing(connection: Connection, bureau: Bureau, filing: Row[Any]) -> None:
    """The filing has its result, and the wages of its good items are in force."""
    items = connection.execute(
        select(wage_items).where(wage_items.c.filing_id == filing.id).order_by(wage_items.c.line)
    ).all()
    situation = _situation(connection, bureau, filing, items)
    new_wages: list[tuple[str, str, int]] = []
    refused: list[dict[str, Any]] = []
    for item in items:
        wanted: dict[str, int] = json.loads(item.wages_json)
        fault = judge(item, wanted, situation)
        if fault is not None:
            because = {"reason_code": fault.code, "reason": fault.text}
            refused.append({"of_line": item.line, "insurance": fault.insurance, **because})
            continue
        person = situation.people[item.id_type, item.id_number]
        by_insurance = (
            wanted if "*" not in wanted else dict.fromkeys(person.insurances, wanted["*"])
        )
        new_wages += [(person.person_no, code, fen) for code, fen in by_insurance.items()]
    _write_results(connection, filing, len(items), refused)
    _put_in_force(connection, filing, new_wages)


def judge(item: Row[Any], wanted: dict[str, int], situation: Situation) -> Fault | None:
    """The first reason to refuse an item, or None when it is good."""
    identity = (item.id_type, item.id_number)
    if situation.times_named[identity] > 1:
        return Fault(ReasonCode.DUPLICATE_PERSON)
    if item.id_number in situation.refused_id_numbers:
        return Fault(ReasonCode.INJECTED)
    person = situation.people.get(identity)
    if person is None or person.name != item.name:
        return Fault(ReasonCode.NO_VALID_INSURANCE)
    for insurance in sorted(wanted):
        if insurance != "*" and insurance not in person.insurances:
            return Fault(ReasonCode.NOT_ENROLLED, insurance)
    for insurance, fen in sorted(wanted.items()):
        if fen <= 0:
            one = None if insurance == "*" else insurance
            meant = person.insurances if one is None else {one}
            # Nothing else in a filing could mean "delete what was filed".
            deletes = fen == 0 and any((person.person_no, i) in situation.in_force for i in meant)
            return Fault(
                ReasonCode.FILED_WAGE_STAYS if deletes else ReasonCode.WAGE_NOT_POSITIVE, one
            )
    return _lowered(person, wanted, situation)


def _lowered(person: Person, wanted: dict[str, int], situation: Situation) -> Fault | None:
    """E2, for the oldest filed period in which the wage would fall."""
    lowered = [
        (period, insurance)
        for insurance in person.insurances
        for period, in_force in situation.filed.get(insurance, [])
        if (fen := wanted.get(insurance, wanted.get("*"))) is not None
        and fen < in_force.get((person.person_no, insurance), 0)
    ]
    if not lowered:
        return None
    period, insurance = min(lowered)
    only_one = len({insurance for _, insurance in lowered}) == 1
    return Fault(ReasonCode.LOWERED_AFTER_FILING, insurance if only_one else None, period)


def _situation(
    connection: Connection, bureau: Bureau, filing: Row[Any], items: Sequence[Row[Any]]
) -> Situation:
    found = _people(connection, bureau, filing, {item.id_number for item in items})
    person_nos = {p.person_no for p in found.values()}
    has_zero = any(0 in json.loads(item.wages_json).values() for item in items)
    in_force = (
        wages_in_force(connection, filing.employer_id, filing.effective_from, person_nos)
        if has_zero
        else {}
    )
    return Situation(
        people=found,
        times_named=Counter((item.id_type, item.id_number) for item in items),
        refused_id_numbers=frozenset(bureau.injections.refused_id_numbers),
        filed=_filed_periods(connection, filing, person_nos),
        in_force=in_force,
    )


def _people(
    connection: Connection, bureau: Bureau, filing: Row[Any], id_numbers: Collection[str]
) -> dict[tuple[str, str], Person]:
    region = employer_row(connection, filing.employer_id).region
    insurances = bureau.rulebook[region].file.insurances
    declared = {rule.insurance for rule in insurances if rule.levy is Levy.DECLARED}
    query = (
        select(
            people.c.state,
            *enrolments.c["enrolled_from", "enrolled_to"],
            *people.c["id_type", "id_number", "person_no", "name"],
            enrolments.c.insurance,
        )
        .select_from(people)
        .join(enrolments)
        .where(
            people.c.employer_id == filing.employer_id,
            enrolments.c.insurance.in_(declared),
            enrolments.c.enrolled_to.is_(None)
            | (enrolments.c.enrolled_to >= filing.effective_from),
        )
    )
    if len(id_numbers) <= MOST_NAMED:
        query = query.where(people.c.id_number.in_(id_numbers))
    enrolled: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    current = month_of(bureau.clock.now())
    months = open_periods(connection, filing.employer_id, current)
    for state, first, last, *person, insurance in connection.execute(query).all():
        since = max(first, filing.effective_from)
        if state == EmployeeState.ACTIVE or any(since <= month <= last for month in months):
            enrolled[tuple(person)].add(insurance)
    return {
        (id_type, id_number): Person(person_no, name, frozenset(codes))
        for (id_type, id_number, person_no, name), codes in enrolled.items()
    }


def _filed_periods(
    connection: Connection, filing: Row[Any], person_nos: Collection[str]
) -> dict[str, list[tuple[str, WagesInForce]]]:
    found = filed_periods(connection, filing.employer_id, filing.effective_from)
    periods = {each.period for each in found}
    due = wages_due(connection, filing.employer_id, periods, person_nos)
    filed: dict[str, list[tuple[str, WagesInForce]]] = defaultdict(list)
    for insurance, period in dict.fromkeys((each.insurance, each.period) for each in found):
        filed[insurance].append((period, due[period]))
    return dict(filed)


def _write_results(
    connection: Connection, filing: Row[Any], count: int, refused: list[dict[str, Any]]
) -> None:
    if refused:
        connection.execute(
            update(wage_items).where(
                wage_items.c.filing_id == filing.id, wage_items.c.line == bindparam("of_line")
            ),
            refused,
        )
    if not refused:
        state = WageFilingState.ACCEPTED
    elif len(refused) == count:
        state = WageFilingState.REFUSED
    else:
        state = WageFilingState.PARTLY_ACCEPTED
    counts = {"accepted": count - len(refused), "refused": len(refused)}
    change(connection, wage_filings, filing.id, state=state, due_at=None, **counts)


def _put_in_force(
    connection: Connection, filing: Row[Any], new_wages: list[tuple[str, str, int]]
) -> None:
    if not new_wages:
        return
    of_employer = employers.c.id == filing.employer_id
    revision: int = connection.execute(
        update(employers)
        .where(of_employer)
        .values(wage_revision=employers.c.wage_revision + 1)
        .returning(employers.c.wage_revision)
    ).scalar_one()
    insert_rows(
        connection,
        wages,
        ["employer_id", "person_no", "insurance", "revision", "effective_from", "wage_fen"],
        [
            (filing.employer_id, person_no, insurance, revision, filing.effective_from, fen)
            for person_no, insurance, fen in new_wages
        ],
    )
    of_filing = (wages.c.employer_id == filing.employer_id) & (wages.c.revision == revision)
    announce(connection, filing.employer_id, select(wages.c.person_no).where(of_filing))
