"""Registrations of a tax id, and registering one: linking all that agencies passed on for it."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import (
    EmployerKind,
    PendingList,
    PendingProject,
    PendingUnitNumber,
    Registration,
    RegistrationLink,
    RegistrationList,
    UnitType,
)
from shebao.sandbox.database import change, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.passwords import FIRST_PASSWORD_LENGTH
from shebao.sandbox.premiums.projects import link_here, projects_here
from shebao.sandbox.tables import employers, unit_numbers

# What each kind of employer should register as (seed G 1.4.1.2).
RECOMMENDED = {
    EmployerKind.ENTERPRISE: "单位纳税人登记",
    EmployerKind.PUBLIC_BODY: "扣缴义务人信息登记",
    EmployerKind.SOLE_TRADER: "个体经营纳税人",
}


def find_registrations(connection: Connection, tax_id: str) -> RegistrationList:
    """Every registration of a tax id; empty when there is none."""
    rows = connection.execute(
        select(employers).where(employers.c.tax_id == tax_id).order_by(employers.c.registration_no)
    )
    return RegistrationList(
        registrations=[
            told(
                Registration,
                row,
                recommended=row.registration_type == RECOMMENDED[EmployerKind(row.kind)],
            )
            for row in rows
        ]
    )


def find_pending(connection: Connection, tax_id: str, registration_no: str) -> PendingList:
    """What registering would link.

    Raises RefusedError: UNKNOWN_EMPLOYER.
    """
    employer = _registration(connection, tax_id, registration_no)
    units = of_employer(unit_numbers, employer.id).order_by(unit_numbers.c.position)
    rows = connection.execute(units).all()
    return PendingList(
        pending=[
            told(PendingUnitNumber, row, masked=_masked(row.unit_no))
            for row in rows
            if row.linked_on is None
        ],
        linked=sum(row.linked_on is not None for row in rows),
        projects=[
            told(PendingProject, row)
            for row in projects_here(connection, employer.id)
            if not row.linked
        ],
    )


def link_registration(connection: Connection, request: RegistrationLink, today: str) -> PendingList:
    """Everything pending is linked; what was linked before stays as it is.

    Raises RefusedError: UNKNOWN_EMPLOYER, or NOTHING_PENDING when nothing is linked either.
    """
    employer = _registration(connection, request.tax_id, request.registration_no)
    linked = connection.execute(
        update(unit_numbers)
        .where(unit_numbers.c.employer_id == employer.id, unit_numbers.c.linked_on.is_(None))
        .values(linked_on=today)
    ).rowcount
    if request.unit_type is UnitType.CONTRACTOR:
        waiting = [row for row in projects_here(connection, employer.id) if not row.linked]
        for project in waiting:
            link_here(connection, employer.id, project)
        linked += len(waiting)
    if linked:
        change(connection, employers, employer.id, unit_type=request.unit_type)
    found = find_pending(connection, request.tax_id, request.registration_no)
    if not found.linked:
        raise RefusedError(
            RefusalCode.NOTHING_PENDING,
            "该登记信息没有待关联的社保登记信息，请前往办税服务厅办理关联注册后再登录。",
        )
    return found


def _registration(connection: Connection, tax_id: str, registration_no: str) -> Row[Any]:
    row = connection.execute(
        select(employers).where(
            employers.c.tax_id == tax_id, employers.c.registration_no == registration_no
        )
    ).first()
    if row is None:
        raise RefusedError(
            RefusalCode.UNKNOWN_EMPLOYER, "未找到该登记信息，请重新输入纳税人识别号查询。"
        )
    return row


def _masked(unit_no: str) -> str:
    """The first password of the employer is not told to whoever knows its tax id."""
    shown = unit_no[:-FIRST_PASSWORD_LENGTH]
    return shown + "*" * (len(unit_no) - len(shown))
