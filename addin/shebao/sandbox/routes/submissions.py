"""The final word on a key whose answer was lost."""

from fastapi import APIRouter

from shebao.contract.rights import Right
from shebao.contract.submission_table import SUBMISSIONS
from shebao.contract.submissions import Key, Settlement, SettleRequest
from shebao.sandbox.people.access import check_right
from shebao.sandbox.routes.depends import REFUSALS, ThePayer
from shebao.sandbox.submissions import settle

router = APIRouter(prefix="/v1", tags=["settling"], responses=REFUSALS)


@router.post("/submissions/{key}/settle")
def settle_submission(caller: ThePayer, key: Key, body: SettleRequest) -> Settlement:
    """Recorded with its receipt, or closed for good."""
    if SUBMISSIONS[body.kind].right is Right.ALL:
        check_right(caller)
    return settle(caller, key, body)
