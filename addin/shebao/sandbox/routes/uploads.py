"""Bodies of submissions in parts."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from shebao.contract.refusals import RefusalCode
from shebao.contract.uploads import MOST_PARTS, PACKED_BYTES, Upload
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.refusals import answer
from shebao.sandbox.routes.depends import REFUSALS, ThePayer, json_of
from shebao.sandbox.uploads import held_upload, keep_part, read_content

router = APIRouter(prefix="/v1", tags=["uploads"], responses=REFUSALS)
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="Of the whole body, unpacked")]
PartNo = Annotated[int, Path(ge=0, lt=MOST_PARTS, description="The first part is 0")]
GZIP = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}
TOO_LONG = f"上传的部分超过 {PACKED_BYTES:,} 字节，未作受理。"


@router.get("/uploads/{sha256}")
def show_upload(caller: ThePayer, sha256: Sha256) -> Upload:
    """The parts of a body that are held; none of a body that nobody began."""
    return held_upload(caller, sha256)


@router.put("/uploads/{sha256}/{part_no}", openapi_extra=GZIP, response_model=Upload)
async def upload_part(
    caller: ThePayer, request: Request, sha256: Sha256, part_no: PartNo
) -> Response:
    """The part is held for a day, in place of what came there before; nothing is submitted."""
    try:
        packed = await read_content(
            request.stream(),
            request.headers.get("content-length"),
            PACKED_BYTES,
            RefusedError(RefusalCode.BAD_REQUEST, TOO_LONG, kind="too_long"),
        )
    except RefusedError as error:
        refusal = answer(error.code, error.message, error.details)
        refusal.headers["Connection"] = "close"  # else the server would read the rest for nothing
        return refusal
    return json_of(await run_in_threadpool(keep_part, caller, sha256, part_no, packed))
