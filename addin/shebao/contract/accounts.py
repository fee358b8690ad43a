"""Deposit accounts (存款账户) that an employer reports, and the bank branches to choose from."""

from enum import StrEnum

from pydantic import Field

from shebao.contract.wire import Answer, Flag, Number, Request, Text


class AccountNature(StrEnum):
    """What an account is for (账户性质)."""

    BASIC = "基本存款账户"
    GENERAL = "一般存款账户"
    BUDGET = "专用存款账户-预算单位专用存款账户"
    QFII = "专用存款账户-QFII专用存款账户"
    OTHER_SPECIAL = "专用存款账户-其他专用存款账户"
    TEMPORARY = "临时存款账户"


class Currency(StrEnum):
    """In which money an account is kept."""

    CNY = "人民币"
    USD = "美元"
    HKD = "港元"
    EUR = "欧元"


# 银行开户登记账号 is required for these natures: seed G 2.9.2 二（二）8.
NATURES_WITH_OPENING_NO = frozenset(
    {AccountNature.BASIC, AccountNature.BUDGET, AccountNature.QFII, AccountNature.TEMPORARY}
)


class Branch(Answer):
    """One bank branch (营业网点) with the bank and the area it belongs to."""

    region: str = Field(pattern=r"^[0-9]{6}$")
    region_name: Text
    bank_code: Number
    bank: Text
    branch_no: Number
    branch: Text


class BranchList(Answer):
    """Branches by region, bank and number."""

    branches: list[Branch]


class AccountRequest(Request):
    """Reports an account, or changes the one of ``account_id``: the thirteen fields of the form.

    A field that the form would refuse is refused in words, FIELD_ODD, not as a broken request.
    """

    account_id: Number | None = None
    name: Text
    account_no: Text = Field(repr=False)
    bank_code: Text
    branch_no: Text
    region: Text
    currency: Text
    opened_on: Text
    opening_no: Text = ""
    nature: Text
    preferred: Flag
    for_refund: Flag
    agency: Text
    unit_no: Text


class AccountCancelRequest(Request):
    """Cancels an account, on a day if one is given."""

    account_id: Number
    cancelled_on: Text = ""


class Account(Answer):
    """An account as the bureau holds it; ``agreement_nos`` are those that debit it now."""

    account_id: Number
    name: Text
    account_no: Text = Field(repr=False)
    bank_code: Text
    bank: Text
    branch_no: Text
    branch: Text
    region: Text
    region_name: Text
    currency: Currency
    opened_on: Text
    opening_no: Text
    nature: AccountNature
    preferred: bool
    for_refund: bool
    agency: Text
    unit_no: Text
    agreement_nos: list[Number]


class AccountList(Answer):
    """Accounts that are not cancelled, the preferred one first."""

    accounts: list[Account]
