"""The final word on a key whose answer was lost."""

from fastapi import APIRouter

from shebao.contract.submissions import Key, Settlement, SettleRequest, SubmissionKind
from shebao.sandbox.people.access import check_right
from shebao.sandbox.routes.depends import REFUSALS, ThePayer
from shebao.sandbox.submissions import settle

PAYING = frozenset(
    {
        SubmissionKind.PAYMENT,
        SubmissionKind.UNLOCK,
        SubmissionKind.VOUCHER,
        SubmissionKind.VOUCHER_VOID,
    }
)
router = APIRouter(prefix="/v1", tags=["submissions"], responses=REFUSALS)


@router.post("/submissions/{key}/settle")
def settle_submission(caller: ThePayer, key: Key, body: SettleRequest) -> Settlement:
    """Recorded with its receipt, or closed for good."""
    if body.kind not in PAYING:
        check_right(caller)
    return settle(caller, key, body)
