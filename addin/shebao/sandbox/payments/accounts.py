"""Deposit accounts: reported, changed and cancelled, each once and one of them preferred."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from shebao.contract.accounts import (
    NATURES_WITH_OPENING_NO,
    Account,
    AccountCancelRequest,
    AccountList,
    AccountNature,
    AccountRequest,
    Currency,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import AgreementState, RefundState
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import change, new_row, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.form_fields import (
    OPENING_NO,
    branch_of,
    check_account_no,
    check_branch,
    check_choice,
    check_day,
    check_field,
    check_name,
    odd,
)
from shebao.sandbox.numbers import ACCOUNT_NO, REFUND_NO, found, number, row_id
from shebao.sandbox.office_tables import accounts, agreements, refunds
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.employer import read_unit_numbers


def list_accounts(connection: Connection, caller: Caller) -> AccountList:
    """Every open account, the preferred one first."""
    debiting: dict[str, list[str]] = defaultdict(list)
    signed = of_employer(agreements, caller.employer_id, agreements.c.state != AgreementState.ENDED)
    for row in connection.execute(signed):
        debiting[row.account_no].append(row.agreement_no)
    rows = connection.execute(
        _open(caller.employer_id).order_by(accounts.c.preferred.desc(), accounts.c.id)
    )
    return AccountList(
        accounts=[_account(caller, row, sorted(debiting[row.account_no])) for row in rows]
    )


def take_account(connection: Connection, caller: Caller, request: AccountRequest) -> str:
    """The account stands as the form says; returns its number.

    Raises RefusedError: FIELD_ODD, NOT_FOUND, ACCOUNT_EXISTS or PREFERRED_TAKEN.
    """
    _check_form(connection, caller, request)
    account_id = None
    if request.account_id is not None:
        account_id = find_account(connection, caller.employer_id, request.account_id).id
    is_other = accounts.c.id != (account_id or 0)
    others = connection.execute(_open(caller.employer_id).where(is_other)).all()
    if any(row.account_no == request.account_no for row in others):
        raise RefusedError(
            RefusalCode.ACCOUNT_EXISTS,
            f"银行账号“{request.account_no}”已登记，不能重复登记；如需更正请修改原账户。",
        )
    preferred = next((row for row in others if row.preferred), None)
    if request.preferred and preferred is not None:
        raise RefusedError(
            RefusalCode.PREFERRED_TAKEN,
            f"首选缴费账户只能有一个，现为“{preferred.account_no}”；请先把它的首选标志改为否。",
        )
    values = request.model_dump(exclude={"account_id", "bank_code", "region"})
    if account_id is None:
        account_id = new_row(connection, accounts, employer_id=caller.employer_id, **values)
    else:
        change(connection, accounts, account_id, **values)
    return number(ACCOUNT_NO, account_id)


def take_account_cancel(
    connection: Connection, caller: Caller, request: AccountCancelRequest
) -> str:
    """The account is cancelled, today unless a day is given; returns its number.

    Raises RefusedError: FIELD_ODD, NOT_FOUND, or REFUND_PENDING while a refund is to go there.
    """
    today = day_of(caller.now)
    if request.cancelled_on:
        check_day("cancelled_on", "注销日期", request.cancelled_on, today)
    found = find_account(connection, caller.employer_id, request.account_id)
    waiting = connection.scalar(
        select(refunds.c.id).where(
            refunds.c.account_id == found.id,
            refunds.c.state.not_in([RefundState.RETURNED, RefundState.REJECTED]),
        )
    )
    if waiting is not None:
        raise RefusedError(
            RefusalCode.REFUND_PENDING,
            f"账户“{found.account_no}”有尚未办结的退费申请“{number(REFUND_NO, waiting)}”，"
            "不能注销；请等待退费办结，或先更正退费账户。",
        )
    day = request.cancelled_on or today.isoformat()
    change(connection, accounts, found.id, cancelled_on=day)
    return request.account_id


def find_account(connection: Connection, employer_id: int, account_id: str) -> Row[Any]:
    """An open account of the employer.

    Raises RefusedError: NOT_FOUND.
    """
    query = _open(employer_id).where(accounts.c.id == row_id(ACCOUNT_NO, account_id))
    return found(connection, query, f"存款账户“{account_id}”，可能已注销，请刷新后重试")


def _open(employer_id: int) -> Select[Any]:
    return of_employer(accounts, employer_id, accounts.c.cancelled_on.is_(None))


def find_refund_account(connection: Connection, caller: Caller, account_id: str) -> int:
    """The row of a registered account that takes refunds.

    Raises RefusedError: FIELD_ODD or NOT_FOUND.
    """
    if not account_id:
        raise odd("account_id", "“退费账户”不能为空")
    account = find_account(connection, caller.employer_id, account_id)
    if not account.for_refund:
        raise odd("account_id", f"账户“{account.account_no}”的退费账户标志为否，不能作为退费账户")
    return int(account.id)


def _check_form(connection: Connection, caller: Caller, form: AccountRequest) -> None:
    check_name("name", "账户名称", form.name)
    check_account_no("account_no", "银行账号", form.account_no)
    check_branch(caller.region, form.region, form.bank_code, form.branch_no)
    check_choice("currency", "币种", form.currency, list(Currency))
    check_day("opened_on", "开户日期", form.opened_on, day_of(caller.now))
    check_choice("nature", "账户性质", form.nature, list(AccountNature))
    if form.opening_no or form.nature in NATURES_WITH_OPENING_NO:
        hint = "应为 8 至 30 位字母或数字"
        check_field("opening_no", "银行开户登记账号", form.opening_no, 30, OPENING_NO, hint)
    units = read_unit_numbers(connection, caller.employer_id)
    check_choice("agency", "社保经办机构", form.agency, [unit.agency for unit in units])
    of_agency = [unit.unit_no for unit in units if unit.agency == form.agency]
    if form.unit_no not in of_agency:
        raise odd("unit_no", "“单位编号”不属于所选的社保经办机构")


def _account(caller: Caller, row: Row[Any], agreement_nos: list[str]) -> Account:
    of_branch = branch_of(caller.region, row.branch_no).model_dump()
    account_id = number(ACCOUNT_NO, row.id)
    return told(Account, row, account_id=account_id, agreement_nos=agreement_nos, **of_branch)
