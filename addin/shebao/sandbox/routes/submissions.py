"""The final word on a key whose answer was lost."""

from fastapi import APIRouter

from shebao.contract.submissions import Settlement, SettleRequest
from shebao.sandbox.routes.depends import REFUSALS, TheCaller
from shebao.sandbox.submissions import settle

router = APIRouter(prefix="/v1", tags=["submissions"], responses=REFUSALS)


@router.post("/submissions/{key}/settle")
def settle_submission(caller: TheCaller, key: str, body: SettleRequest) -> Settlement:
    """Recorded with its receipt, or closed for good."""
    return settle(caller, body.kind, key)
