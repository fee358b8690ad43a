"""Construction projects: pushed by 人社, linked at their place, their filings listed."""

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
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import PREMIUM_FILING, found, number
from shebao.sandbox.office_tables import project_filings, projects
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.project_places import injury_unit_no, link_here, projects_here
from shebao.sandbox.tables import debts, employers, premium_filings, unit_numbers
from shebao.sandbox.wages.wage_filings import submitted_between

STANDING = (ItemState.PROCESSING, ItemState.ACCEPTED, ItemState.VOIDING)


def push_project(connection: Connection, employer_id: int, values: dict[str, Any]) -> None:
    """The project stands as 人社 sent it; what was sent before is corrected.

    Raises RefusedError: BAD_REQUEST, the employer has no unit number for the injury insurance.
    """
    unit_no = injury_unit_no(connection, employer_id)
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


def list_projects(connection: Connection, employer_id: int) -> ProjectList:
    """Every project of the employer, linked or not, and what waits to be linked at its place."""
    rows = connection.execute(
        select(projects, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == projects.c.unit_no)
        .where(_visible(connection, employer_id))
        .order_by(projects.c.project_id)
    ).all()
    return ProjectList(
        projects=[
            Project(
                project_id=row.project_id,
                name=row.name,
                tax_office=row.tax_office,
                agency=row.agency,
                unit_no=row.unit_no,
                cost_fen=row.cost_fen,
                rate_ppm=row.rate_ppm,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                linked=row.linked,
                filed_fen=filed_fen(connection, row.id),
            )
            for row in rows
        ]
    )


def take_project_link(connection: Connection, caller: Caller, request: ProjectLinkRequest) -> str:
    """The project is linked or unlinked; returns its id.

    Raises RefusedError: NOT_FOUND or PROJECT_NOT_LINKABLE.
    """
    project = find_project(connection, caller.employer_id, request.project_id)
    if project.linked is request.linked:
        raise _not_linkable(
            f"工程项目“{project.project_id}”{_word(linked=project.linked)}，无需重复办理。"
        )
    office = connection.scalar(
        select(employers.c.tax_office).where(employers.c.id == caller.employer_id)
    )
    if request.linked and project.tax_office != office:
        raise _not_linkable(
            f"工程项目“{project.project_id}”应在项目所在地“{project.tax_office}”关联，"
            "请选择主管税务机关为该机关的登记信息后重新关联。"
        )
    unpaid = _unpaid(connection, project.id)
    if not request.linked and unpaid is not None:
        raise _not_linkable(
            f"工程项目“{project.project_id}”有未缴费的申报“{number(PREMIUM_FILING, unpaid)}”，"
            "请缴费或作废后再解除关联。"
        )
    if request.linked:
        link_here(connection, caller.employer_id, project)
    else:
        connection.execute(update(projects).where(projects.c.id == project.id).values(linked=False))
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


def list_project_filings(
    connection: Connection, employer_id: int, first_day: str | None, last_day: str | None
) -> ProjectFilingList:
    """The filings of projects submitted between two days, newest first."""
    rows = connection.execute(
        select(
            premium_filings,
            project_filings.c.cost_fen,
            project_filings.c.rate_ppm,
            projects.c.project_id,
            projects.c.name,
            projects.c.unit_no,
            debts.c.state.label("debt_state"),
        )
        .join(project_filings, project_filings.c.filing_id == premium_filings.c.id)
        .join(projects, projects.c.id == project_filings.c.project)
        .outerjoin(debts, debts.c.filing_id == premium_filings.c.id)
        .where(
            premium_filings.c.employer_id == employer_id,
            *submitted_between(premium_filings.c.submitted_at, first_day, last_day),
        )
        .order_by(premium_filings.c.id.desc())
    )
    return ProjectFilingList(
        filings=[
            ProjectFiling(
                filing_no=number(PREMIUM_FILING, row.id),
                state=ItemState(row.state),
                submitted_at=row.submitted_at,
                channel=row.channel,
                project_id=row.project_id,
                name=row.name,
                unit_no=row.unit_no,
                cost_fen=row.cost_fen,
                rate_ppm=row.rate_ppm,
                amount_fen=row.amount_fen,
                paid=row.debt_state == DebtState.PAID,
                reason=row.reason,
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


def _word(*, linked: bool) -> str:
    return "已关联" if linked else "未关联"


def _not_linkable(message: str) -> RefusedError:
    return RefusedError(RefusalCode.PROJECT_NOT_LINKABLE, message)
