"""Refunds, what can be refunded, and the files attached to them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import func
from starlette.concurrency import run_in_threadpool

from shebao.contract.files import MAX_FILE_BYTES, FileContent, StoredFile
from shebao.contract.refunds import RefundableLineList, RefundableTicketList, RefundList
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wire import Month
from shebao.sandbox.database import reading
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.office_tables import refunds
from shebao.sandbox.refunds.refund_records import (
    list_refunds,
    process_refund,
    read_refund_file,
    take_refund_change,
)
from shebao.sandbox.refunds.refundables import list_lines, list_tickets
from shebao.sandbox.refunds.refunds import take_refund
from shebao.sandbox.refusals import answer
from shebao.sandbox.routes.depends import REFUSALS, TheCaller, json_of
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.uploads import read_content, store_file, too_large_file

router = APIRouter(prefix="/v1", tags=["refunds and files"], responses=REFUSALS)
First = Annotated[Month, Query(alias="from", description="First period")]
Last = Annotated[Month, Query(alias="to", description="Last period")]
RefundNo = Annotated[str, Path(max_length=40)]
FileNo = Annotated[int, Path(ge=1, le=1_000_000)]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
RAW = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}


@router.get("/refundable-tickets")
def list_refundable_tickets(caller: TheCaller, first: First, last: Last) -> RefundableTicketList:
    """The lines of paid tickets of a span of periods."""
    with reading(caller.bureau.engine) as connection:
        return list_tickets(connection, caller, first, last)


@router.get("/refundable-lines")
def list_refundable_lines(caller: TheCaller, first: First, last: Last) -> RefundableLineList:
    """The persons of paid bills of a span of periods."""
    with reading(caller.bureau.engine) as connection:
        return list_lines(connection, caller, first, last)


takes(
    router,
    SubmissionKind.REFUND,
    take_refund,
    "The refund is applied for.",
    mark=(refunds, func.count()),
    answer=(refunds, process_refund),
)


takes(
    router,
    SubmissionKind.REFUND_CHANGE,
    take_refund_change,
    "The account is corrected or a file attached.",
)


@router.get("/refunds")
def list_employer_refunds(caller: TheCaller) -> RefundList:
    """The employer's refunds, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_refunds(connection, caller)


@router.get("/refunds/{refund_no}/files/{file_no}")
def show_refund_file(caller: TheCaller, refund_no: RefundNo, file_no: FileNo) -> FileContent:
    """An attachment as it was uploaded."""
    with reading(caller.bureau.engine) as connection:
        return read_refund_file(connection, caller, refund_no, file_no)


@router.put("/files/{sha256}", openapi_extra=RAW, response_model=StoredFile)
async def upload_file(caller: TheCaller, request: Request, sha256: Sha256) -> Response:
    """The content is held under its SHA-256; doing it again changes nothing."""
    try:
        content = await read_content(
            request.stream(),
            request.headers.get("content-length"),
            MAX_FILE_BYTES,
            too_large_file(),
        )
    except RefusedError as error:
        refusal = answer(error.code, error.message)
        refusal.headers["Connection"] = "close"  # else the server would read the rest for nothing
        return refusal
    return json_of(await run_in_threadpool(store_file, caller, sha256, content))
