"""What the tax side received from the agencies (人社、医保) of each person, and what is wrong."""

from sqlalchemy import Connection, func, select

from shebao.contract.queries import ReceivedEnrolment, ReceivedPerson, ReceptionPage
from shebao.contract.states import EmployeeState
from shebao.sandbox.people.people import RESIDENT_ID_CARD, id_check
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import people
from shebao.sandbox.wages.wage_history import enrolled, page_of_people

NOT_ENROLLED = "未接收到参保险种信息，请与人社（医保）部门核实"
WRONG_NUMBER = "证件号码校验位不正确，请与人社（医保）部门核实"
_FIRST17 = 17


def read_receptions(
    connection: Connection, employer_id: int, rules: Rules, offset: int, limit: int
) -> ReceptionPage:
    """A page of people by number, insurances of every levy among their enrolments."""
    person_nos = page_of_people(connection, employer_id, offset, limit)
    found = []
    for row in enrolled(connection, employer_id, person_nos):
        rule = rules.insurance(row.insurance)
        found.append(
            ReceivedEnrolment(
                person_no=row.person_no,
                name=row.name,
                id_type=row.id_type,
                id_number=row.id_number,
                unit_no=row.unit_no,
                agency=row.agency,
                insurance=row.insurance,
                insurance_name=rule.name if rule else row.insurance,
                enrolled_from=row.enrolled_from,
                enrolled_to=row.enrolled_to,
            )
        )
    counts: dict[str, int] = {}
    for enrolment in found:
        counts[enrolment.person_no] = counts.get(enrolment.person_no, 0) + 1
    of_employer = people.c.employer_id == employer_id
    rows = connection.execute(
        select(people)
        .where(of_employer, people.c.person_no.in_(person_nos))
        .order_by(people.c.person_no)
    )
    total = connection.scalar(select(func.count()).select_from(people).where(of_employer))
    return ReceptionPage(
        people=[
            ReceivedPerson(
                person_no=row.person_no,
                name=row.name,
                id_type=row.id_type,
                id_number=row.id_number,
                state=EmployeeState(row.state),
                insurances=counts.get(row.person_no, 0),
                remark=_remark(row.id_type, row.id_number, counts.get(row.person_no, 0)),
            )
            for row in rows
        ],
        enrolments=found,
        total=total or 0,
    )


def _remark(id_type: str, id_number: str, insurances: int) -> str:
    if id_type == RESIDENT_ID_CARD:
        first17 = id_number[:_FIRST17]
        if not first17.isdigit() or id_number[_FIRST17:].upper() != id_check(first17):
            return WRONG_NUMBER
    return "" if insurances else NOT_ENROLLED
