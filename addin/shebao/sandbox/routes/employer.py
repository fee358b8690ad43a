"""The employer, its unit numbers and employees, the rule files and the notices."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from sqlalchemy import func

from shebao.contract.employees import EmployeePage, RegistrationChangePage
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import RuleFile, RuleFileEntry, RuleFileList
from shebao.contract.session import Employer, EnrolmentConfirmation, NoticeList
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.unit_links import UnitLinkList
from shebao.contract.wire import Count, Month
from shebao.sandbox.database import reading, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import check_administrator
from shebao.sandbox.people.employees import read_employees
from shebao.sandbox.people.employer import confirm_enrolment, read_employer, read_notices
from shebao.sandbox.people.registration_changes import read_registration_changes
from shebao.sandbox.people.unit_links import list_unit_links, take_unit_link, take_unit_unlink
from shebao.sandbox.routes.depends import (
    REFUSALS,
    TheBureau,
    TheCaller,
    TheNewcomer,
    ThePayer,
    json_of,
    read,
)
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.signing import sign
from shebao.sandbox.tables import unit_orders

employer_router = APIRouter(prefix="/v1", tags=["employer and rule files"], responses=REFUSALS)


@employer_router.get("/employer")
def show_employer(caller: TheNewcomer) -> Employer:
    """The employer of the session."""
    with reading(caller.bureau.engine) as connection:
        return read_employer(connection, caller.employer_id)


@employer_router.post("/employer/confirm")
def confirm_employer(caller: TheNewcomer, body: EnrolmentConfirmation) -> Employer:
    """The administrator has seen the enrolment data and says that it is right."""
    check_administrator(caller)
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        confirm_enrolment(connection, caller.employer_id, body.unit_nos)
        return read_employer(connection, caller.employer_id)


@employer_router.get("/notices")
def list_notices(caller: ThePayer) -> NoticeList:
    """The bureau's notices, newest first."""
    with reading(caller.bureau.engine) as connection:
        return read_notices(connection)


@employer_router.get("/rule-files")
def list_rule_files(caller: ThePayer) -> RuleFileList:
    """The rule files that concern the session's employer."""
    rules = caller.rules
    signature = rules.signature
    if signature is None:
        signature = sign(caller.bureau.signing_key, rules.content)
    entry = RuleFileEntry(
        region=rules.file.region,
        version=rules.file.version,
        sha256=rules.sha256,
        signature=signature,
    )
    return RuleFileList(rule_files=[entry])


@employer_router.get(
    "/rule-files/{region}",
    response_model=RuleFile,
    responses={304: {"description": "Unchanged since the ETag in If-None-Match"}},
)
def show_rule_file(
    bureau: TheBureau,
    caller: ThePayer,  # noqa: ARG001 - a session is needed
    region: str,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """One rule file as canonical JSON; the ETag is the SHA-256 of exactly these bytes."""
    try:
        rules = bureau.rulebook[region]
    except KeyError:
        words = f"没有地区“{region[:20]}”的规则文件。"
        raise RefusedError(RefusalCode.NOT_FOUND, words) from None
    headers = {"ETag": f'"{rules.sha256}"'}
    if if_none_match is not None and rules.sha256 in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(rules.content, headers=headers, media_type="application/json")


@employer_router.get("/employees", response_model=EmployeePage)
def list_employees(
    caller: TheCaller,
    since: Annotated[Count, Query()] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> Response:
    """Employees changed after a cursor; all of them with ``since=0``."""
    limit = min(limit, caller.bureau.settings.largest_page)
    return json_of(read(read_employees, caller, since, limit))


@employer_router.get("/registration-changes", response_model=RegistrationChangePage)
def list_registration_changes(
    caller: TheCaller,
    month: Annotated[Month | None, Query(description="The current month unless given")] = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> Response:
    """What the agencies registered of employees in one calendar month, in that order."""
    limit = min(limit, caller.bureau.settings.largest_page)
    asked = month or caller.period
    return json_of(read(read_registration_changes, caller, asked, offset, limit))


unit_links_router = APIRouter(prefix="/v1", tags=["unit numbers"], responses=REFUSALS)


@unit_links_router.get("/unit-numbers")
def list_unit_numbers(caller: TheCaller) -> UnitLinkList:
    """Every unit number of the employer, linked or pending."""
    return read(list_unit_links, caller)


takes(
    unit_links_router,
    SubmissionKind.UNIT_LINK,
    take_unit_link,
    "The unit numbers are linked.",
    mark=(unit_orders, func.count().filter(unit_orders.c.kind == SubmissionKind.UNIT_LINK)),
)
takes(
    unit_links_router,
    SubmissionKind.UNIT_UNLINK,
    take_unit_unlink,
    "The unit numbers are not linked any more.",
    mark=(unit_orders, func.count().filter(unit_orders.c.kind == SubmissionKind.UNIT_UNLINK)),
)
