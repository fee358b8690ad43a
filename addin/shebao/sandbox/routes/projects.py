"""Construction projects, their links and their filings."""

from fastapi import APIRouter, Response

from shebao.contract.projects import (
    ProjectFilingList,
    ProjectFilingRequest,
    ProjectLinkRequest,
    ProjectList,
)
from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.premiums.project_filing import take_project_filing
from shebao.sandbox.premiums.projects import list_project_filings, list_projects, take_project_link
from shebao.sandbox.routes.depends import (
    REFUSALS,
    FirstDay,
    IdempotencyKey,
    LastDay,
    TheCaller,
)
from shebao.sandbox.routes.receiving import receive, takes

router = APIRouter(prefix="/v1", tags=["projects"], responses=REFUSALS)


@router.get("/projects")
def list_employer_projects(caller: TheCaller) -> ProjectList:
    """The projects that 人社 pushed for the employer."""
    with reading(caller.bureau.engine) as connection:
        return list_projects(connection, caller.employer_id)


@takes(router, SubmissionKind.PROJECT_LINK)
def link_project(
    caller: TheCaller, body: ProjectLinkRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The project is linked or unlinked. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.PROJECT_LINK, key, body, take_project_link)


@takes(router, SubmissionKind.PROJECT_FILING)
def file_project(
    caller: TheCaller, body: ProjectFilingRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The project is being filed. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.PROJECT_FILING, key, body, take_project_filing)


@router.get("/project-filings")
def list_employer_project_filings(
    caller: TheCaller, first: FirstDay = None, last: LastDay = None
) -> ProjectFilingList:
    """Filings of projects through every channel, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_project_filings(connection, caller.employer_id, first, last)
