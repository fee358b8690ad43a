"""The bureau's own checks of the account and agreement forms, whatever client asks."""

import pytest

from shebao.contract.accounts import AccountCancelRequest, AccountList
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from tests.sandbox.forms import account, agreement
from tests.sandbox.running import Desk, Running, accepted, refused

BAD_ACCOUNTS = [
    ("name", ""),
    ("name", "a" * 101),
    ("name", "<b>"),
    ("account_no", "123"),
    ("account_no", "１２３４５６７８"),
    ("branch_no", "991999999001"),
    ("bank_code", "992"),
    ("region", "520103"),
    ("currency", "金条"),
    ("opened_on", "2026-11-31"),
    ("opened_on", "20261101"),
    ("opened_on", "2026-11-11"),
    ("nature", "小金库"),
    ("opening_no", ""),
    ("opening_no", "J-1"),
    ("agency", "别处"),
    ("unit_no", "别处"),
]
BAD_AGREEMENTS = [
    ("batch", "所有批扣"),
    ("tax_office", "别处"),
    ("branch_no", ""),
    ("account_name", "=1+1"),
    ("account_no", ""),
]


def test_a_bad_field_is_refused_by_its_name(desk: Desk) -> None:
    for kind, good, bad in (
        (SubmissionKind.ACCOUNT, account(desk), BAD_ACCOUNTS),
        (SubmissionKind.AGREEMENT, agreement(desk), BAD_AGREEMENTS),
    ):
        for field, value in bad:
            answer = desk.send(kind, good.model_copy(update={field: value}))
            assert refused(answer, RefusalCode.FIELD_ODD, 400).details["field"] == field
        assert desk.received(kind) == 0


def test_an_account_of_somebody_else_is_not_found(sandbox: Running, desk: Desk) -> None:
    account_id = accepted(desk.send(SubmissionKind.ACCOUNT, account(desk))).receipt_no
    other = sandbox.admit()

    cancel = AccountCancelRequest(account_id=account_id)
    refused(other.send(SubmissionKind.ACCOUNT_CANCEL, cancel), RefusalCode.NOT_FOUND, 404)
    assert other.read(AccountList, "/v1/accounts").accounts == []
    theirs = agreement(desk).model_copy(update={"agreement_no": "XY9999999999"})
    refused(desk.send(SubmissionKind.AGREEMENT, theirs), RefusalCode.NOT_FOUND, 404)
    accepted(desk.send(SubmissionKind.ACCOUNT_CANCEL, cancel))
    refused(desk.send(SubmissionKind.ACCOUNT_CANCEL, cancel), RefusalCode.NOT_FOUND, 404)


@pytest.mark.parametrize("opening_no", ["", "J7010000000001"])
def test_a_general_account_needs_no_opening_number(desk: Desk, opening_no: str) -> None:
    form = account(desk).model_copy(update={"nature": "一般存款账户", "opening_no": opening_no})
    accepted(desk.send(SubmissionKind.ACCOUNT, form))
