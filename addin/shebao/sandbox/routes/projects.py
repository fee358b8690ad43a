"""Construction projects, their links and their filings."""

from fastapi import APIRouter

from shebao.contract.projects import ProjectFilingList, ProjectList
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.premiums.project_filing import take_project_filing
from shebao.sandbox.premiums.projects import list_project_filings, list_projects, take_project_link
from shebao.sandbox.routes.depends import REFUSALS, FirstDay, LastDay, TheCaller
from shebao.sandbox.routes.receiving import takes

router = APIRouter(prefix="/v1", tags=["construction projects"], responses=REFUSALS)


@router.get("/projects")
def list_employer_projects(caller: TheCaller) -> ProjectList:
    """The projects that 人社 pushed for the employer."""
    with reading(caller.bureau.engine) as connection:
        return list_projects(connection, caller.employer_id)


takes(router, SubmissionKind.PROJECT_LINK, take_project_link, "The project is linked or unlinked.")


takes(router, SubmissionKind.PROJECT_FILING, take_project_filing, "The project is being filed.")


@router.get("/project-filings")
def list_employer_project_filings(
    caller: TheCaller, first: FirstDay = None, last: LastDay = None
) -> ProjectFilingList:
    """Filings of projects through every channel, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_project_filings(connection, caller.employer_id, first, last)
