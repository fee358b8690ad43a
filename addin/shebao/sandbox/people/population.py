"""People join and leave: what the social insurance agencies would tell the bureau."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, insert, update

from shebao.contract.employees import RegistrationChangeKind
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import EmployeeState
from shebao.sandbox.clock import month_of
from shebao.sandbox.database import change, of_employer
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.employees import announce, stop_leavers
from shebao.sandbox.people.employer import read_unit_numbers
from shebao.sandbox.people.registration_changes import enrolments_noted, note_changes
from shebao.sandbox.tables import employers, enrolments, people


def join(
    connection: Connection,
    employer_id: int,
    identity: tuple[str, str, str],
    insurances: Sequence[str],
    first_period: str,
    now: datetime,
) -> str:
    """A new employee without any wage (增员); ``identity`` is name, id type and id number.

    Raises RefusedError: BAD_REQUEST, already there or no unit number covers an insurance.
    """
    name, id_type, id_number = identity
    unit_nos = {
        insurance: unit.unit_no
        for unit in read_unit_numbers(connection, employer_id)
        for insurance in unit.insurances
    }
    is_same = (people.c.id_type == id_type, people.c.id_number == id_number)
    known = connection.scalar(of_employer(people.c.person_no, employer_id, *is_same))
    if known is not None or not insurances or not set(insurances) <= unit_nos.keys():
        raise RefusedError(RefusalCode.BAD_REQUEST, "该职工已存在，或险种不属于该单位。")
    numbers = of_employer(people.c.person_no, employer_id)
    last = connection.scalar(numbers.order_by(people.c.person_no.desc()).limit(1)) or "0"
    person_no = f"{int(last) + 1:0{len(last)}d}"
    connection.execute(
        insert(people).values(
            employer_id=employer_id,
            person_no=person_no,
            name=name,
            id_type=id_type,
            id_number=id_number,
            state=EmployeeState.ACTIVE,
            group_name="",
            revision=0,
        )
    )
    connection.execute(
        insert(enrolments),
        [
            {
                "employer_id": employer_id,
                "person_no": person_no,
                "insurance": insurance,
                "unit_no": unit_nos[insurance],
                "enrolled_from": first_period,
            }
            for insurance in insurances
        ],
    )
    mine = enrolments.c.employer_id == employer_id, enrolments.c.person_no == person_no
    ones = enrolments_noted().where(*mine)
    note_changes(connection, employer_id, RegistrationChangeKind.ENROLLED, ones, now)
    announce(connection, employer_id, numbers.where(people.c.person_no == person_no))
    bills_change(connection, employer_id)
    return person_no


def leave(
    connection: Connection,
    employer_id: int,
    id_number: str,
    last_period: str,
    now: datetime,
    *,
    stays_billed: bool = False,
) -> None:
    """The employee's enrolments end with a period (减员).

    One that crossed the month (``stays_billed``) is in the bills up to the current month all the
    same, until the tax hall writes it off.

    Raises RefusedError: NOT_FOUND.
    """
    mine = (*_of(employer_id, id_number), enrolments.c.enrolled_to.is_(None))
    ones = enrolments_noted(last_period).where(*mine)
    note_changes(connection, employer_id, RegistrationChangeKind.ENDED, ones, now)
    ended = connection.execute(
        update(enrolments)
        .where(*mine)
        .values(enrolled_to=last_period, billed_to=month_of(now) if stays_billed else None)
    )
    if not ended.rowcount:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有这名在保职工。")
    announce(connection, employer_id, _who(employer_id, id_number))
    stop_leavers(connection, employer_id, now)
    bills_change(connection, employer_id)


def write_off(connection: Connection, employer_id: int, id_number: str) -> None:
    """The tax hall took a leaver out of the bills (核销).

    Raises RefusedError: NOT_FOUND.
    """
    mine = (*_of(employer_id, id_number), enrolments.c.billed_to.is_not(None))
    if not connection.execute(update(enrolments).where(*mine).values(billed_to=None)).rowcount:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有这名待核销的跨月减员人员。")
    bills_change(connection, employer_id)


def choose_tier(
    connection: Connection, employer_id: int, id_number: str, insurance: str, tier: str
) -> None:
    """The employee's fixed sum of an insurance is that of the tier (费额选档); "" is the plain one.

    Raises RefusedError: NOT_FOUND.
    """
    mine = (*_of(employer_id, id_number), enrolments.c.insurance == insurance)
    if not connection.execute(update(enrolments).where(*mine).values(tier=tier or None)).rowcount:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有这名职工的该险种。")
    announce(connection, employer_id, _who(employer_id, id_number))
    bills_change(connection, employer_id)


def _who(employer_id: int, id_number: str) -> Select[tuple[str]]:
    return of_employer(people.c.person_no, employer_id, people.c.id_number == id_number)


def _of(employer_id: int, id_number: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions that find a person's enrolments."""
    of_person = enrolments.c.person_no.in_(_who(employer_id, id_number))
    return enrolments.c.employer_id == employer_id, of_person


def bills_change(connection: Connection, employer_id: int) -> None:
    """Bills that nobody confirmed are generated anew at the next look."""
    change(connection, employers, employer_id, wage_revision=employers.c.wage_revision + 1)
