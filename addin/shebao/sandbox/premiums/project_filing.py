"""A project's injury insurance: filed by its cost, then a premium filing like any other."""

from typing import Any

from sqlalchemy import Connection, Row, insert

from shebao.contract.projects import ProjectFilingRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import BILL, BillEvent
from shebao.sandbox.bureau import THIS_CHANNEL
from shebao.sandbox.database import count, new_row
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import PREMIUM_FILING_NO, number
from shebao.sandbox.office_tables import project_filings
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.premium import share_fen
from shebao.sandbox.premiums.premium_filings import begin_filing, find_bills, keep_as_filed
from shebao.sandbox.premiums.projects import INJURY, filed_fen, find_project
from shebao.sandbox.signing import canonical_json, sha256_hex
from shebao.sandbox.tables import bills
from shebao.sandbox.transitions import apply

PROJECT_LEVY = "工程项目"


def take_project_filing(
    connection: Connection,
    caller: Caller,
    request: ProjectFilingRequest,
    channel: str = THIS_CHANNEL,
) -> str:
    """What the project owes is 申报中; returns the number of the filing.

    Raises RefusedError: NOT_FOUND, PROJECT_NOT_LINKABLE or AMOUNT_DIFFERS.
    """
    project = find_project(connection, caller.employer_id, request.project_id)
    due_fen = _checked_due(connection, caller, project, request)
    filing_id = begin_filing(connection, caller, amount_fen=due_fen, special=True, channel=channel)
    bill_id = _make_bill(connection, caller, project, due_fen)
    apply(connection, BILL, [bill_id], BillEvent.CONFIRM)
    filed = find_bills(connection, caller.employer_id, [bill_id])
    keep_as_filed(connection, filing_id, filed, [""])
    connection.execute(
        insert(project_filings).values(
            filing_id=filing_id,
            project=project.id,
            cost_fen=project.cost_fen,
            rate_ppm=project.rate_ppm,
        )
    )
    return number(PREMIUM_FILING_NO, filing_id)


def _checked_due(
    connection: Connection, caller: Caller, project: Row[Any], request: ProjectFilingRequest
) -> int:
    if not project.linked:
        raise RefusedError(
            RefusalCode.PROJECT_NOT_LINKABLE,
            f"工程项目“{project.project_id}”还没有关联，请先关联后再申报。",
        )
    whole_fen = share_fen(project.cost_fen, project.rate_ppm, caller.rules.rounding(INJURY))
    due_fen = whole_fen - filed_fen(connection, project.id)
    seen = (request.cost_fen, request.rate_ppm, request.amount_fen)
    if seen != (project.cost_fen, project.rate_ppm, due_fen):
        raise RefusedError(
            RefusalCode.AMOUNT_DIFFERS,
            f"工程项目“{project.project_id}”的工程造价、费率或应缴费额"
            f"（应为 {due_fen // 100}.{due_fen % 100:02d} 元）与申报的不一致，请刷新并重新计算。",
            amount_fen=str(due_fen),
        )
    return due_fen


def _make_bill(connection: Connection, caller: Caller, project: Row[Any], due_fen: int) -> int:
    """A bill of nobody: no list of bills to confirm shows it, debts and arrivals do."""
    earlier = count(connection, project_filings, project_filings.c.project == project.id)
    return new_row(
        connection,
        bills,
        employer_id=caller.employer_id,
        revision=1,
        content_sha256=sha256_hex(canonical_json([project.project_id, due_fen])),
        period=caller.period,
        unit_no=project.unit_no,
        insurance=INJURY,
        insurance_name=caller.rules.name_of(INJURY),
        people=0,
        base_fen=project.cost_fen,
        unit_fen=due_fen,
        person_fen=0,
        state=BILL.start,
        collected=True,
        notice_no=f"{project.project_id}/{earlier + 1}",
        special_kind=PROJECT_LEVY,
    )
