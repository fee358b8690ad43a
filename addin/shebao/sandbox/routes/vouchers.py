"""Vouchers to pay with at a bank."""

from fastapi import APIRouter
from sqlalchemy import func

from shebao.contract.states import VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import Voucher, VoucherList
from shebao.sandbox.database import reading
from shebao.sandbox.payments.vouchers import (
    list_vouchers,
    read_voucher,
    take_voucher,
    take_voucher_void,
)
from shebao.sandbox.routes.depends import (
    REFUSALS,
    FirstDay,
    LastDay,
    PeriodFrom,
    PeriodTo,
    ThePayer,
)
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.tables import vouchers

router = APIRouter(prefix="/v1", tags=["vouchers"], responses=REFUSALS)


takes(
    router,
    SubmissionKind.VOUCHER,
    take_voucher,
    "The voucher exists and holds its debts.",
    mark=(vouchers, func.count()),
)


takes(
    router,
    SubmissionKind.VOUCHER_VOID,
    take_voucher_void,
    "The voucher is void and its debts are free.",
    mark=(vouchers, func.count().filter(vouchers.c.state == VoucherState.VOIDED)),
)


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
