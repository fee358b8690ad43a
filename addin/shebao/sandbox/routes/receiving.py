"""How every submission is taken: 202 when it is new, 200 when its key was held before.

And what comes beside it: its body in parts, its attachments, and the final word on a key whose
answer was lost.
"""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_type_hints

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Table, func
from starlette.concurrency import run_in_threadpool

from shebao.contract.files import MAX_FILE_BYTES, StoredFile
from shebao.contract.refusals import RefusalCode
from shebao.contract.rights import Right
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import (
    MOST_PARTS,
    PACKED_BYTES,
    Key,
    Receipt,
    Settlement,
    SettleRequest,
    Upload,
)
from shebao.sandbox.errors import UnheardError
from shebao.sandbox.feedback import PROCESSES, Process
from shebao.sandbox.people.access import Caller, check_right, use_proof
from shebao.sandbox.routes.depends import (
    HELD_BEFORE,
    REFUSALS,
    IdempotencyKey,
    Proof,
    TheCaller,
    ThePayer,
    json_of,
    read,
)
from shebao.sandbox.submissions import checked_key, settle, submit
from shebao.sandbox.tables import submissions
from shebao.sandbox.uploads import held_upload, keep_part, read_content, store_file

settling_router = APIRouter(prefix="/v1", tags=["settling"], responses=REFUSALS)
Body = TypeVar("Body", bound=BaseModel)
# Records ``request``, its third argument, and returns the number of what came of it.
Take = Callable[[Connection, Caller, Body], str]
# A table, and what counts the submissions of a kind in it.
Mark = tuple[Table, ColumnElement[int]]
_MARKS: dict[SubmissionKind, Mark] = {}


def takes(
    router: APIRouter,
    kind: SubmissionKind,
    take: Take[Body],
    told: str,
    mark: Mark | None = None,
    answer: tuple[Table, Process] | None = None,
) -> None:
    """Open the call of a kind of submission, as the table of submissions has it.

    ``told`` is what is true afterwards. ``mark`` counts those that left their mark in the tables
    of their own business: a double shows there. ``answer`` is the table whose rows are answered
    later, at their ``due_at``, and who does it.
    """
    one = SUBMISSIONS[kind]
    route = _with_proof(kind, take) if one.proof else _without_proof(kind, take)
    route.__name__ = one.operation
    route.__doc__ = f"{told} 200 when the key was held before."
    route.__annotations__["body"] = get_type_hints(take)["request"]
    route.__annotations__["caller"] = ThePayer if one.right is Right.PAYMENT else TheCaller
    path = one.path.removeprefix(router.prefix)
    router.post(path, status_code=202, responses=HELD_BEFORE)(route)
    if mark is not None:
        _MARKS[kind] = mark
    if answer is not None:
        PROCESSES[kind] = answer


@settling_router.post("/submissions/{key}/settle")
def settle_submission(caller: ThePayer, key: Key, body: SettleRequest) -> Settlement:
    """Recorded with its receipt, or closed for good."""
    if SUBMISSIONS[body.kind].right is Right.ALL:
        check_right(caller)
    return settle(caller, key, body)


def mark_of(kind: SubmissionKind) -> Mark:
    """What counts the submissions of a kind; their receipts where nothing else does."""
    of_kind = (submissions.c.kind == kind, submissions.c.receipt_no.is_not(None))
    return _MARKS.get(kind, (submissions, func.count().filter(*of_kind)))


def _without_proof(kind: SubmissionKind, take: Take[Body]) -> Callable[..., Any]:
    def route(
        caller: Caller, body: Body, response: Response, key: IdempotencyKey = None
    ) -> Receipt:
        return _receive(response, caller, kind, key, body, take)

    return route


def _with_proof(kind: SubmissionKind, take: Take[Body]) -> Callable[..., Any]:
    def route(
        caller: Caller,
        body: Body,
        response: Response,
        key: IdempotencyKey = None,
        proof: Proof = None,
    ) -> Receipt:
        def take_proven(connection: Connection, caller: Caller, request: Body) -> str:
            """Take it behind a proof that the password was typed again for this key."""
            use_proof(connection, caller, proof, checked_key(key))
            return take(connection, caller, request)

        return _receive(response, caller, kind, key, body, take_proven)

    return route


def _receive(
    response: Response,
    caller: Caller,
    kind: SubmissionKind,
    key: str | None,
    body: Body,
    take: Take[Body],
) -> Receipt:
    """The receipt of this key; ``take`` ran at most once for it.

    Raises RefusedError: what ``submit`` or ``take`` raises; nothing new is recorded then.
    """
    receipt, held = submit(
        caller, kind, key, body, lambda connection: take(connection, caller, body)
    )
    response.status_code = 200 if held else 202
    return receipt


files_router = APIRouter(prefix="/v1", tags=["refunds and files"], responses=REFUSALS)
uploads_router = APIRouter(prefix="/v1", tags=["uploads"], responses=REFUSALS)
FileSha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="Of the whole body, unpacked")]
PartNo = Annotated[int, Path(ge=0, lt=MOST_PARTS, description="The first part is 0")]
RAW = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}
MOST_FILE_MEGABYTES = MAX_FILE_BYTES // 1024**2


@files_router.put("/files/{sha256}", openapi_extra=RAW, response_model=StoredFile)
async def upload_file(caller: TheCaller, request: Request, sha256: FileSha256) -> Response:
    """The content is held under its SHA-256; doing it again changes nothing."""
    words = f"附报资料超过 {MOST_FILE_MEGABYTES} MB，未作受理。"
    too_large = UnheardError(RefusalCode.FILE_ODD, words)
    content = await read_content(request, MAX_FILE_BYTES, too_large)
    return json_of(await run_in_threadpool(store_file, caller, sha256, content))


@uploads_router.get("/uploads/{sha256}")
def show_upload(caller: ThePayer, sha256: Sha256) -> Upload:
    """The parts of a body that are held; none of a body that nobody began."""
    return read(held_upload, caller, sha256)


@uploads_router.put("/uploads/{sha256}/{part_no}", openapi_extra=RAW, response_model=Upload)
async def upload_part(
    caller: ThePayer, request: Request, sha256: Sha256, part_no: PartNo
) -> Response:
    """The part is held for a day, in place of what came there before; nothing is submitted."""
    words = f"上传的部分超过 {PACKED_BYTES:,} 字节，未作受理。"
    too_large = UnheardError(RefusalCode.BAD_REQUEST, words, kind="too_long")
    packed = await read_content(request, PACKED_BYTES, too_large)
    return json_of(await run_in_threadpool(keep_part, caller, sha256, part_no, packed))
