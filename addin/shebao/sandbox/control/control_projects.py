"""Control endpoints for what 人社 and other channels do to construction projects."""

from fastapi import APIRouter
from sqlalchemy import select

from shebao.contract.projects import ProjectFilingRequest
from shebao.contract.wire import Day, Fen, Number, Ppm, Text
from shebao.contract.wire import Request as Body
from shebao.sandbox.control.control_elsewhere import HALL, stranger
from shebao.sandbox.database import writing
from shebao.sandbox.premiums.project_filing import take_project_filing
from shebao.sandbox.premiums.projects import list_projects, push_project
from shebao.sandbox.routes.depends import TheBureau
from shebao.sandbox.tables import employers

router = APIRouter(prefix="/sandbox", include_in_schema=False)


class ProjectOrder(Body):
    """A project that 人社 push, or push again with another cost (追加金额)."""

    tax_id: str
    project_id: Number
    name: Text
    cost_fen: Fen
    rate_ppm: Ppm
    tax_office: Text = ""  # the employer's own unless given
    starts_on: Day = "2026-03-01"
    ends_on: Day = "2027-02-28"


class ProjectElsewhereOrder(Body):
    """A linked project that is filed whole through another channel."""

    tax_id: str
    project_id: Number


@router.post("/projects/push")
def push(bureau: TheBureau, order: ProjectOrder) -> dict[str, str]:
    """The project stands as it was pushed."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        office = connection.scalar(
            select(employers.c.tax_office).where(employers.c.id == caller.employer_id)
        )
        values = order.model_dump(exclude={"tax_id"})
        values["tax_office"] = order.tax_office or office
        push_project(connection, caller.employer_id, values)
    return {"project_id": order.project_id}


@router.post("/elsewhere/project-filing")
def file_project_elsewhere(bureau: TheBureau, order: ProjectElsewhereOrder) -> dict[str, str]:
    """The project is filed at the tax hall."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        found = list_projects(connection, caller.employer_id).projects
        project = next(one for one in found if one.project_id == order.project_id)
        request = ProjectFilingRequest(
            project_id=project.project_id,
            cost_fen=project.cost_fen,
            rate_ppm=project.rate_ppm,
            amount_fen=project.cost_fen * project.rate_ppm // 1_000_000 - project.filed_fen,
        )
        return {"filing_no": take_project_filing(connection, caller, request, HALL)}
