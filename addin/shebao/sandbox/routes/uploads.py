"""What is uploaded: attachments, and bodies of submissions in parts."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from shebao.contract.files import MAX_FILE_BYTES, StoredFile
from shebao.contract.refusals import RefusalCode
from shebao.contract.submissions import MOST_PARTS, PACKED_BYTES, Upload
from shebao.sandbox.errors import UnheardError
from shebao.sandbox.routes.depends import REFUSALS, TheCaller, ThePayer, json_of
from shebao.sandbox.uploads import held_upload, keep_part, read_content, store_file

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
    return held_upload(caller, sha256)


@uploads_router.put("/uploads/{sha256}/{part_no}", openapi_extra=RAW, response_model=Upload)
async def upload_part(
    caller: ThePayer, request: Request, sha256: Sha256, part_no: PartNo
) -> Response:
    """The part is held for a day, in place of what came there before; nothing is submitted."""
    words = f"上传的部分超过 {PACKED_BYTES:,} 字节，未作受理。"
    too_large = UnheardError(RefusalCode.BAD_REQUEST, words, kind="too_long")
    packed = await read_content(request, PACKED_BYTES, too_large)
    return json_of(await run_in_threadpool(keep_part, caller, sha256, part_no, packed))
