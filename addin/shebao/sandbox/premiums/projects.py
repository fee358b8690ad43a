"""Construction projects: pushed by 人社, linked at their place, their filings listed.

人社 send a project for a tax id; of its registrations the one with the project's tax office links
it (seed G 3.1.2 三（一）). Until then whoever it was sent for sees it too.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from shebao.contract.projects import (
    Project,
    ProjectFiling,
    ProjectFilingList,
    ProjectLinkRequest,
    ProjectList,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import DebtState, ItemState
from shebao.sandbox.database import Span, change, employer_row, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import PREMIUM_FILING_NO, found, number
from shebao.sandbox.office_tables import project_filings, projects
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.employer import unit_no_for
from shebao.sandbox.tables import debts, employers, premium_filings, unit_numbers
from shebao.sandbox.wages.wage_filings import submitted_between

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
    unit_no = unit_no_for(connection, employer_id, INJURY)
    if unit_no is None:
        raise _not_linkable(
            f"工程项目“{project.project_id}”不能关联：该登记信息没有参加工伤保险的单位编号，"
            "请先到社会保险经办机构办理工伤保险参保登记。"
        )
    change(connection, projects, project.id, linked=True, employer_id=employer_id, unit_no=unit_no)


STANDING = (ItemState.PROCESSING, ItemState.ACCEPTED, ItemState.VOIDING)


def push_project(connection: Connection, employer_id: int, values: dict[str, Any]) -> None:
    """The project stands as 人社 sent it; what was sent before is corrected.

    Raises RefusedError: BAD_REQUEST, the employer has no unit number for the injury insurance.
    """
    unit_no = unit_no_for(connection, employer_id, INJURY)
    if unit_no is None:
        raise RefusedError(RefusalCode.BAD_REQUEST, "该单位没有参加工伤保险的单位编号。")
    of_project = (projects.c.employer_id == employer_id) & (
        projects.c.project_id == values["project_id"]
    )
    if connection.execute(select(projects.c.id).where(of_project)).first() is None:
        connection.execute(
            insert(projects).values(
                employer_id=employer_id, unit_no=unit_no, linked=False, **values
            )
        )
    else:
        connection.execute(update(projects).where(of_project).values(**values))


def list_projects(connection: Connection, caller: Caller) -> ProjectList:
    """Every project of the employer, linked or not, and what waits to be linked at its place."""
    rows = connection.execute(
        select(projects, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == projects.c.unit_no)
        .where(_visible(connection, caller.employer_id))
        .order_by(projects.c.project_id)
    ).all()
    return ProjectList(
        projects=[told(Project, row, filed_fen=filed_fen(connection, row.id)) for row in rows]
    )


def take_project_link(connection: Connection, caller: Caller, request: ProjectLinkRequest) -> str:
    """The project is linked or unlinked; returns its id.

    Raises RefusedError: NOT_FOUND or PROJECT_NOT_LINKABLE.
    """
    project = find_project(connection, caller.employer_id, request.project_id)
    if project.linked is request.linked:
        word = "已关联" if project.linked else "未关联"
        raise _not_linkable(f"工程项目“{project.project_id}”{word}，无需重复办理。")
    office = employer_row(connection, caller.employer_id).tax_office
    if request.linked and project.tax_office != office:
        raise _not_linkable(
            f"工程项目“{project.project_id}”应在项目所在地“{project.tax_office}”关联，"
            "请选择主管税务机关为该机关的登记信息后重新关联。"
        )
    unpaid = _unpaid(connection, project.id)
    if not request.linked and unpaid is not None:
        raise _not_linkable(
            f"工程项目“{project.project_id}”有未缴费的申报“{number(PREMIUM_FILING_NO, unpaid)}”，"
            "请缴费或作废后再解除关联。"
        )
    if request.linked:
        link_here(connection, caller.employer_id, project)
    else:
        change(connection, projects, project.id, linked=False)
    return request.project_id


def find_project(connection: Connection, employer_id: int, project_id: str) -> Row[Any]:
    """A project of the employer.

    Raises RefusedError: NOT_FOUND.
    """
    query = select(projects).where(
        _visible(connection, employer_id), projects.c.project_id == project_id
    )
    return found(connection, query, f"工程项目“{project_id}”，请刷新后重试")


def _visible(connection: Connection, employer_id: int) -> ColumnElement[bool]:
    waiting = [row.id for row in projects_here(connection, employer_id) if not row.linked]
    return (projects.c.employer_id == employer_id) | projects.c.id.in_(waiting)


def filed_fen(connection: Connection, project: int) -> int:
    """What stands filed for a project: neither refused nor voided."""
    total = connection.scalar(
        select(func.sum(premium_filings.c.amount_fen))
        .join(project_filings, project_filings.c.filing_id == premium_filings.c.id)
        .where(project_filings.c.project == project, premium_filings.c.state.in_(STANDING))
    )
    return int(total or 0)


def list_project_filings(connection: Connection, caller: Caller, days: Span) -> ProjectFilingList:
    """The filings of projects submitted between two days, newest first."""
    rows = connection.execute(
        select(
            premium_filings,
            *project_filings.c["cost_fen", "rate_ppm"],
            *projects.c["project_id", "name", "unit_no"],
            debts.c.state.label("debt_state"),
        )
        .join(project_filings, project_filings.c.filing_id == premium_filings.c.id)
        .join(projects, projects.c.id == project_filings.c.project)
        .outerjoin(debts, debts.c.filing_id == premium_filings.c.id)
        .where(
            premium_filings.c.employer_id == caller.employer_id,
            *submitted_between(premium_filings.c.submitted_at, days),
        )
        .order_by(premium_filings.c.id.desc())
    )
    return ProjectFilingList(
        filings=[
            told(
                ProjectFiling,
                row,
                filing_no=number(PREMIUM_FILING_NO, row.id),
                paid=row.debt_state == DebtState.PAID,
            )
            for row in rows
        ]
    )


def _unpaid(connection: Connection, project: int) -> int | None:
    found: int | None = connection.scalar(
        select(premium_filings.c.id)
        .join(project_filings, project_filings.c.filing_id == premium_filings.c.id)
        .outerjoin(debts, debts.c.filing_id == premium_filings.c.id)
        .where(
            project_filings.c.project == project,
            premium_filings.c.state.in_(STANDING),
            debts.c.state.is_distinct_from(DebtState.PAID),
        )
    )
    return found


def _not_linkable(message: str) -> RefusedError:
    return RefusedError(RefusalCode.PROJECT_NOT_LINKABLE, message)
