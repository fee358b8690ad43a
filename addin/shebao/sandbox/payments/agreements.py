"""Three-party agreements: told with their numbers masked, signed and stepped by the table."""

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from shebao.contract.agreements import (
    DEBITED_BY_BATCH,
    AgreementRequest,
    AgreementStep,
    AgreementStepRequest,
    BatchMark,
)
from shebao.contract.payments import Agreement, AgreementList
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import AGREEMENT, AgreementEvent
from shebao.contract.states import AgreementState
from shebao.sandbox.database import employer_row, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.form_fields import (
    branch_of,
    check_account_no,
    check_branch,
    check_choice,
    check_name,
)
from shebao.sandbox.numbers import found
from shebao.sandbox.office_tables import agreements
from shebao.sandbox.people.access import Caller
from shebao.sandbox.tables import employers
from shebao.sandbox.transitions import apply


def list_agreements(connection: Connection, caller: Caller) -> AgreementList:
    """Every agreement of the employer, with the account number masked."""
    rows = connection.execute(
        select(agreements, employers.c.region, employers.c.tax_office)
        .join(employers, employers.c.id == agreements.c.employer_id)
        .where(agreements.c.employer_id == caller.employer_id)
        .order_by(agreements.c.agreement_no)
    )
    return AgreementList(agreements=[_agreement(row) for row in rows])


def _agreement(row: Row[Any]) -> Agreement:
    branch = branch_of(row.region, row.branch_no)
    return told(
        Agreement,
        row,
        account_masked=masked(row.account_no),
        bank_name=branch.bank,
        **branch.model_dump(include={"region", "region_name", "bank_code"}),
    )


def masked(account_no: str) -> str:
    """An account number of which only the last four digits show."""
    return "*" * (len(account_no) - 4) + account_no[-4:]


def check_agreement(connection: Connection, employer_id: int, agreement_no: str) -> Row[Any]:
    """The agreement of that number, in whatever state.

    Raises RefusedError: NOT_FOUND.
    """
    query = of_employer(agreements, employer_id, agreements.c.agreement_no == agreement_no)
    return found(connection, query, f"三方协议“{agreement_no}”")


def take_agreement(connection: Connection, caller: Caller, request: AgreementRequest) -> str:
    """The agreement stands unverified as the form says; returns its number.

    Raises RefusedError: FIELD_ODD, NOT_FOUND, ACCOUNT_EXISTS or AGREEMENT_NOT_VALID.
    """
    # 所有批扣 covers taxes as well: this form cannot give it.
    check_choice("batch", "是否允许银行代扣", request.batch, [BatchMark.PREMIUM, BatchMark.NONE])
    office = employer_row(connection, caller.employer_id).tax_office
    check_choice("tax_office", "所属税务机关", request.tax_office, [office])
    branch = check_branch(caller.region, request.region, request.bank_code, request.branch_no)
    check_name("account_name", "账户名称", request.account_name)
    account_no = request.account_no
    if request.agreement_no is not None and not account_no:
        account_no = check_agreement(
            connection, caller.employer_id, request.agreement_no
        ).account_no
    check_account_no("account_no", "缴费账号", account_no)
    _check_only_one(connection, caller, account_no, request.agreement_no or "")
    values = {
        "bank": branch.branch,
        "branch_no": branch.branch_no,
        "batch": request.batch,
        "account_name": request.account_name,
        "account_no": account_no,
    }
    if request.agreement_no is not None:
        check_agreement(connection, caller.employer_id, request.agreement_no)
        apply(connection, AGREEMENT, [request.agreement_no], AgreementEvent.CHANGE, **values)
        return request.agreement_no
    newest = max(connection.scalars(select(agreements.c.agreement_no)), default="XY0000000000")
    agreement_no = f"XY{int(newest[2:]) + 1:010d}"
    connection.execute(
        insert(agreements).values(
            agreement_no=agreement_no,
            employer_id=caller.employer_id,
            state=AGREEMENT.start,
            **values,
        )
    )
    return agreement_no


def take_step(connection: Connection, caller: Caller, request: AgreementStepRequest) -> str:
    """The step is done; returns the agreement's number.

    Raises RefusedError: NOT_FOUND, AGREEMENT_NOT_VALID or BATCH_TAKEN.
    """
    agreement = check_agreement(connection, caller.employer_id, request.agreement_no)
    match request.step:
        case AgreementStep.VOID:
            event = AgreementEvent.VOID
        case AgreementStep.REVOKE:
            event = AgreementEvent.REVOKE
        case AgreementStep.VERIFY:
            event = AgreementEvent.VERIFY
            refused = caller.bureau.injections.verifications_refused
            if AGREEMENT.allows(AgreementState(agreement.state), event):
                _check_batch(connection, caller, agreement.batch)
                if refused:
                    event = AgreementEvent.FAIL
                    caller.bureau.injections.verifications_refused = refused - 1
    said = {"verified_at": caller.now} if event is AgreementEvent.VERIFY else {}
    apply(connection, AGREEMENT, [request.agreement_no], event, **said)
    return request.agreement_no


def _check_only_one(
    connection: Connection, caller: Caller, account_no: str, agreement_no: str
) -> None:
    """One account has one agreement that is not over."""
    other = connection.scalar(
        of_employer(
            agreements.c.agreement_no,
            caller.employer_id,
            agreements.c.account_no == account_no,
            agreements.c.state != AgreementState.ENDED,
            agreements.c.agreement_no != agreement_no,
        )
    )
    if other is not None:
        raise RefusedError(
            RefusalCode.ACCOUNT_EXISTS,
            f"缴费账号“{account_no}”已签订三方协议“{other}”，不能重复签订。",
        )


def batch_agreement(connection: Connection, employer_id: int) -> Row[Any] | None:
    """The one verified agreement by which the bureau may debit."""
    is_debited = agreements.c.batch.in_(sorted(DEBITED_BY_BATCH))
    return connection.execute(verified_agreements(employer_id).where(is_debited)).first()


def verified_agreements(employer_id: int) -> Select[Any]:
    """The agreements by which the employer can pay."""
    return of_employer(agreements, employer_id, agreements.c.state == AgreementState.VERIFIED)


def _check_batch(connection: Connection, caller: Caller, batch: str) -> None:
    if batch not in DEBITED_BY_BATCH:
        return
    other = batch_agreement(connection, caller.employer_id)
    if other is not None:
        raise RefusedError(
            RefusalCode.BATCH_TAKEN,
            f"已有验证通过的“{other.batch}”协议“{other.agreement_no}”，"
            "同一单位只允许有一个验证通过的费批扣或所有批扣协议，不能再验证。",
        )
