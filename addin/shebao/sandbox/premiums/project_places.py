"""Whose a construction project is: it is linked at its own place, by that place's registration.

人社 send a project for a tax id; of its registrations the one with the project's tax office links
it (seed G 3.1.2 三（一）). Until then whoever it was sent for sees it too.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.office_tables import projects
from shebao.sandbox.people.employer import read_unit_numbers
from shebao.sandbox.tables import employers

INJURY = "410"


def projects_here(connection: Connection, employer_id: int) -> Sequence[Row[Any]]:
    """The projects at the place of a registration: its own, and those sent for its tax id."""
    mine = employers.alias("mine")
    return connection.execute(
        select(projects)
        .join(employers, employers.c.id == projects.c.employer_id)
        .join(mine, mine.c.tax_id == employers.c.tax_id)
        .where(mine.c.id == employer_id, projects.c.tax_office == mine.c.tax_office)
        .order_by(projects.c.project_id)
    ).all()


def link_here(connection: Connection, employer_id: int, project: Row[Any]) -> None:
    """The project is linked, and this registration's from now on.

    Raises RefusedError: PROJECT_NOT_LINKABLE, the registration has no injury insurance.
    """
    unit_no = injury_unit_no(connection, employer_id)
    if unit_no is None:
        raise RefusedError(
            RefusalCode.PROJECT_NOT_LINKABLE,
            f"工程项目“{project.project_id}”不能关联：该登记信息没有参加工伤保险的单位编号，"
            "请先到社会保险经办机构办理工伤保险参保登记。",
        )
    connection.execute(
        update(projects)
        .where(projects.c.id == project.id)
        .values(linked=True, employer_id=employer_id, unit_no=unit_no)
    )


def injury_unit_no(connection: Connection, employer_id: int) -> str | None:
    """The first unit number that covers the injury insurance, or None."""
    return next(
        (
            unit.unit_no
            for unit in read_unit_numbers(connection, employer_id)
            if INJURY in unit.insurances
        ),
        None,
    )
