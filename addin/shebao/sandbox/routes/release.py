"""The release notice, which a client reads before anybody logs in."""

from fastapi import APIRouter

from shebao.contract.refusals import RefusalCode
from shebao.contract.release import Release
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.routes.depends import REFUSALS, TheBureau

router = APIRouter(prefix="/v1", tags=["release"], responses=REFUSALS)


@router.get("/release")
def show_release(bureau: TheBureau) -> Release:
    """The newest client; needs no session."""
    release = bureau.injections.release
    if release is None:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有版本公告。")
    return release
