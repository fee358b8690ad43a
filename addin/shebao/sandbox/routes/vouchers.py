"""Vouchers to pay with at a bank."""

from fastapi import APIRouter, Response

from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.contract.vouchers import Voucher, VoucherList, VoucherRequest, VoucherVoidRequest
from shebao.sandbox.database import reading
from shebao.sandbox.payments.voucher_records import list_vouchers, read_voucher
from shebao.sandbox.payments.vouchers import take_voucher, take_voucher_void
from shebao.sandbox.routes.depends import (
    REFUSALS,
    FirstDay,
    IdempotencyKey,
    LastDay,
    PeriodFrom,
    PeriodTo,
    Proof,
    ThePayer,
)
from shebao.sandbox.routes.receiving import proven, receive, takes

router = APIRouter(prefix="/v1", tags=["vouchers"], responses=REFUSALS)


@takes(router, SubmissionKind.VOUCHER)
def print_voucher(
    caller: ThePayer,
    body: VoucherRequest,
    response: Response,
    key: IdempotencyKey = None,
    proof: Proof = None,
) -> Receipt:
    """The voucher exists and holds its debts. 200 when the key was held before."""
    take = proven(proof, key, take_voucher)
    return receive(response, caller, SubmissionKind.VOUCHER, key, body, take)


@takes(router, SubmissionKind.VOUCHER_VOID)
def void_voucher(
    caller: ThePayer, body: VoucherVoidRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The voucher is void and its debts are free. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.VOUCHER_VOID, key, body, take_voucher_void)


@router.get("/vouchers")
def list_printed_vouchers(
    caller: ThePayer,
    first: FirstDay = None,
    last: LastDay = None,
    period_from: PeriodFrom = None,
    period_to: PeriodTo = None,
) -> VoucherList:
    """Vouchers of every channel, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_vouchers(
            connection, caller.employer_id, (first, last), (period_from, period_to)
        )


@router.get("/vouchers/{voucher_no}")
def show_voucher(caller: ThePayer, voucher_no: str) -> Voucher:
    """One voucher."""
    with reading(caller.bureau.engine) as connection:
        return read_voucher(connection, caller.employer_id, voucher_no)
