"""Three-party agreements, with the account number masked."""

from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.agreements import BatchMark
from shebao.contract.payments import Agreement, AgreementList
from shebao.contract.states import AgreementState
from shebao.sandbox.numbers import found
from shebao.sandbox.payments.bank_branches import branch_of
from shebao.sandbox.tables import agreements, employers


def list_agreements(connection: Connection, employer_id: int) -> AgreementList:
    """Every agreement of the employer, with the account number masked."""
    rows = connection.execute(
        select(agreements, employers.c.region, employers.c.tax_office)
        .join(employers, employers.c.id == agreements.c.employer_id)
        .where(agreements.c.employer_id == employer_id)
        .order_by(agreements.c.agreement_no)
    )
    return AgreementList(agreements=[_agreement(row) for row in rows])


def _agreement(row: Row[Any]) -> Agreement:
    branch = branch_of(row.region, row.branch_no)
    assert branch is not None, "an agreement names a branch of its region"  # noqa: S101
    return Agreement(
        agreement_no=row.agreement_no,
        bank=row.bank,
        account_name=row.account_name,
        account_masked=masked(row.account_no),
        state=AgreementState(row.state),
        batch=BatchMark(row.batch),
        tax_office=row.tax_office,
        region=branch.region,
        region_name=branch.region_name,
        bank_code=branch.bank_code,
        bank_name=branch.bank,
        branch_no=branch.branch_no,
    )


def masked(account_no: str) -> str:
    """An account number of which only the last four digits show."""
    return "*" * (len(account_no) - 4) + account_no[-4:]


def check_agreement(connection: Connection, employer_id: int, agreement_no: str) -> Row[Any]:
    """The agreement of that number, in whatever state.

    Raises RefusedError: NOT_FOUND.
    """
    query = select(agreements).where(
        agreements.c.agreement_no == agreement_no, agreements.c.employer_id == employer_id
    )
    return found(connection, query, f"三方协议“{agreement_no}”")
