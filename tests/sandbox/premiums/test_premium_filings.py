"""Premium filings: changed bills, bundles, head counts, and the debts of success."""

from datetime import timedelta

import pytest

from shebao.contract.payments import DebtList
from shebao.contract.premiums import BillList, PremiumFiling, PremiumFilingList
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import DeadlineRule
from shebao.contract.states import ItemState, PayableState
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.premiums.rulebook import due_on
from tests.sandbox.running import (
    Desk,
    Running,
    accepted,
    confirmation,
    daily,
    refused,
    wage_items,
)

KIND = SubmissionKind.PREMIUM_FILING


def only(bills: BillList, *insurances: str) -> BillList:
    return bills.model_copy(
        update={"bills": [bill for bill in bills.bills if bill.insurance in insurances]}
    )


def filed(desk: Desk, bills: BillList) -> PremiumFiling:
    receipt = accepted(desk.confirm(bills))
    return desk.read(PremiumFiling, f"/v1/premium-filings/{receipt.receipt_no}")


def states(desk: Desk) -> set[PayableState]:
    return {bill.state for bill in desk.bills("2026-11").bills}


def test_confirmed_bills_become_debts(any_desk: Desk) -> None:
    bills = any_desk.bills()

    filing = filed(any_desk, bills)

    assert filing.state is ItemState.ACCEPTED
    assert filing.accepted_by.startswith("国家税务总局")
    assert filing.accepted_on == "2026-11-10"
    assert filing.amount_fen == sum(bill.amount_fen for bill in bills.bills)
    assert states(any_desk) == {PayableState.FILED}
    debts = any_desk.read(DebtList, "/v1/debts").debts
    assert [d.bill_no for d in debts] == [b.bill_no for b in bills.bills]
    assert [d.amount_fen for d in debts] == [b.amount_fen for b in bills.bills]
    assert {(d.filing_no, d.due_on, d.late_fee_fen, d.state) for d in debts} == {
        (filing.filing_no, "2026-11-30", 0, PayableState.FILED)
    }
    listed = any_desk.read(PremiumFilingList, "/v1/premium-filings").filings
    assert listed == [filing]


def test_the_answer_waits_for_the_feedback_delay(sandbox: Running, desk: Desk) -> None:
    desk.control("settings", feedback_delay_seconds=30)
    filing = filed(desk, desk.bills())

    assert (filing.state, states(desk)) == (ItemState.PROCESSING, {PayableState.FILING})
    assert desk.read(DebtList, "/v1/debts").debts == []
    sandbox.bureau.clock.advance(timedelta(seconds=30))
    path = f"/v1/premium-filings/{filing.filing_no}"
    assert desk.read(PremiumFiling, path).state is ItemState.ACCEPTED
    assert states(desk) == {PayableState.FILED}


def test_a_bill_that_changed_meanwhile_is_refused(desk: Desk) -> None:
    """What the clerk saw is what is filed, or nothing."""
    seen = desk.bills()
    desk.file_wages(daily(wage_items(desk.employees(), 1_234_500)))

    refused(desk.confirm(seen), RefusalCode.BILL_CHANGED, 409)

    now = desk.bills()
    wrong = [now.bills[0].model_copy(update={"amount_fen": 1}), *now.bills[1:]]
    refused(desk.confirm(now.model_copy(update={"bills": wrong})), RefusalCode.BILL_CHANGED, 409)
    assert desk.received(KIND) == 0
    assert states(desk) == {PayableState.INITIAL}


def test_a_bill_is_confirmed_once(sandbox: Running, desk: Desk) -> None:
    desk.control("settings", feedback_delay_seconds=30)
    bills = desk.bills()
    accepted(desk.confirm(bills))
    refused(desk.confirm(bills), RefusalCode.BILL_NOT_OPEN, 409)  # while 申报中

    sandbox.bureau.clock.advance(timedelta(seconds=30))
    refused(desk.confirm(bills), RefusalCode.BILL_NOT_OPEN, 409)  # when 申报成功


def test_odd_confirmations_are_refused(desk: Desk) -> None:
    bills = desk.bills()
    twice = bills.model_copy(update={"bills": [bills.bills[0]] * 2})
    unknown = bills.bills[0].model_copy(update={"bill_no": "YJ999999999999"})

    refused(desk.confirm(twice), RefusalCode.BAD_REQUEST, 400)
    answer = desk.confirm(bills.model_copy(update={"bills": [unknown]}))
    refused(answer, RefusalCode.NOT_FOUND, 404)
    refused(desk.http.post("/v1/premium-filings", json={"bills": []}), RefusalCode.BAD_REQUEST, 400)
    refused(desk.http.get("/v1/premium-filings/SB999999999999"), RefusalCode.NOT_FOUND, 404)


@pytest.mark.parametrize("insurances", [("110",), ("110", "210"), ("110", "210", "410", "310")])
def test_an_incomplete_bundle_fails_and_opens_its_bills_again(
    any_desk: Desk, insurances: tuple[str, ...]
) -> None:
    filing = filed(any_desk, only(any_desk.bills(), *insurances))

    assert (filing.state, filing.reason_code) == (ItemState.REFUSED, "E4")
    assert filing.reason == "该险种捆绑/依赖险种还未申报"
    assert (filing.accepted_by, filing.accepted_on) == ("", None)
    assert states(any_desk) == {PayableState.INITIAL}
    assert filed(any_desk, any_desk.bills()).state is ItemState.ACCEPTED


def test_unit_numbers_are_bundles_of_their_own(desk: Desk) -> None:
    assert filed(desk, only(desk.bills(), "310", "330")).state is ItemState.ACCEPTED
    assert filed(desk, only(desk.bills(), "110", "210", "410")).state is ItemState.ACCEPTED


def test_where_nothing_is_bundled_insurances_go_apart(sandbox: Running) -> None:
    desk = sandbox.admit(region="350100")

    for insurance in ("410", "310", "110"):
        assert filed(desk, only(desk.bills(), insurance)).state is ItemState.ACCEPTED


def test_a_missing_wage_fails_the_filing(any_desk: Desk) -> None:
    joiner = {"name": "新来者", "id_number": "34052419800101001X"}
    any_desk.control("people/join", tax_id=any_desk.seeded.tax_id, insurances=["110"], **joiner)

    filing = filed(any_desk, any_desk.bills())

    assert (filing.state, filing.reason_code) == (ItemState.REFUSED, "E5")
    assert filing.reason == (
        "该单位存在未申报的应申报信息总人数与该单位实际参保总人数不一致，"
        "请检查职工缴费工资是否已全员申报"
    )
    newcomer = [e for e in any_desk.employees() if e.name == "新来者"]
    any_desk.file_wages(daily(wage_items(newcomer, 600_000)))
    assert any_desk.bills().wages_missing == 0
    assert filed(any_desk, any_desk.bills()).state is ItemState.ACCEPTED


@pytest.mark.parametrize(
    ("months_after", "day", "period", "expected"),
    [
        (0, 31, "2026-11", "2026-11-30"),
        (0, 31, "2024-02", "2024-02-29"),
        (1, 15, "2026-12", "2027-01-15"),
        (1, 31, "2027-01", "2027-02-28"),
    ],
)
def test_deadlines_end_with_the_month(
    months_after: int, day: int, period: str, expected: str
) -> None:
    rule = DeadlineRule(months_after=months_after, day=day, source="test")

    assert due_on(rule, period).isoformat() == expected


def test_filing_again_what_is_paid_is_refused(desk: Desk) -> None:
    bills = desk.bills()
    filed(desk, bills)
    desk.pay_all()

    assert states(desk) == {PayableState.PAID}
    refused(desk.send(KIND, confirmation(bills)), RefusalCode.BILL_NOT_OPEN, 409)
