"""A payroll of the employer's people, made up, so that a class has something to fill wages from.

With three faults that a payroll may have: a wage in words, somebody who is missing, a stranger.
"""

from io import BytesIO

from openpyxl import Workbook
from sqlalchemy import select

from shebao.sandbox.bureau import Bureau
from shebao.sandbox.control.control_elsewhere import stranger
from shebao.sandbox.database import reading
from shebao.sandbox.people.people import make_people
from shebao.sandbox.tables import enrolments, people, wages

HEADS = ("序号", "姓名", "身份证号码", "部门", "应发工资")
FEWEST_FOR_FAULTS = 4
UNREADABLE = "待定"
FIRST_WAGE_FEN = 520_000  # of whoever has none yet


def payroll_file(bureau: Bureau, tax_id: str) -> bytes:
    """The payroll as an .xlsx file, everybody who is enrolled a row, a little above what was filed.

    Raises RefusedError: UNKNOWN_EMPLOYER.
    """
    rows: list[tuple[str, str, object]] = [
        (name, id_number, fen / 100) for name, id_number, fen in _wages(bureau, tax_id)
    ]
    if len(rows) >= FEWEST_FOR_FAULTS:
        name, id_number, _ = rows[0]
        other = make_people(1, len(rows))[0]
        rows = [(name, id_number, UNREADABLE), *rows[2:], (other.name, other.id_number, 9_000)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工资表")
    sheet.append(HEADS)
    for number, (name, id_number, wage) in enumerate(rows, start=1):
        sheet.append((number, name, id_number, "综合部", wage))
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _wages(bureau: Bureau, tax_id: str) -> list[tuple[str, str, int]]:
    """Name, id number and wage in fen of everybody who is enrolled, by number."""
    employer_id = stranger(bureau, tax_id).employer_id
    with reading(bureau.engine) as connection:
        enrolled = connection.execute(
            select(people.c.person_no, people.c.name, people.c.id_number)
            .join(enrolments)
            .where(people.c.employer_id == employer_id, enrolments.c.enrolled_to.is_(None))
            .order_by(people.c.person_no)
            .distinct()
        ).all()
        filed = connection.execute(
            select(wages.c.person_no, wages.c.wage_fen)
            .where(wages.c.employer_id == employer_id)
            .order_by(wages.c.revision)
        ).all()
    last: dict[str, int] = {row.person_no: row.wage_fen for row in filed}
    return [
        (name, id_number, last.get(person_no, FIRST_WAGE_FEN) * (103 + number % 5) // 100)
        for number, (person_no, name, id_number) in enumerate(enrolled)
    ]
