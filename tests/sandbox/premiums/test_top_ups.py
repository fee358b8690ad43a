"""差额补缴: what filed months lack since a wage was raised or a rule changed, and nothing else."""

from datetime import timedelta

from shebao.contract.payments import DebtList
from shebao.contract.premiums import (
    NORMAL_LEVY,
    TOP_UP_LEVY,
    Bill,
    FilingVoidRequest,
    PremiumFilingList,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import ItemState, PayableState
from shebao.contract.submission_table import SubmissionKind
from shebao.rule_book.book import rule_file
from shebao.sandbox.people.roster import made_up_roster
from tests.sandbox.premiums.test_bills import expected, lines
from tests.sandbox.running import Desk, Running, accepted, daily, refused, wage_items


def top_ups(desk: Desk, period: str = "2026-11") -> dict[str, Bill]:
    """The newest of each insurance."""
    bills = desk.bills(period).bills
    return {bill.insurance: bill for bill in bills if bill.levy_kind == TOP_UP_LEVY}


def raise_all(desk: Desk, fen: int, since: str = "2026-11") -> None:
    desk.file_wages(daily(wage_items(desk.employees(), fen), since))


def filed(desk: Desk) -> dict[tuple[str, str], int]:
    """The wages of the bills, which are then confirmed."""
    bills = desk.bills()
    wages = {
        (bill.insurance, line.person_no): line.wage_fen
        for bill in bills.bills
        for line in lines(desk, bill)
    }
    accepted(desk.confirm(bills))
    return wages


def test_a_raise_brings_the_difference_of_each_person(any_desk: Desk) -> None:
    wages = filed(any_desk)
    before = any_desk.bills("2026-11").bills

    raise_all(any_desk, 4_000_000)

    found = top_ups(any_desk)
    for insurance, bill in found.items():
        for line in lines(any_desk, bill):
            old = expected(insurance, wages[insurance, line.person_no])
            new = expected(insurance, 4_000_000)
            assert (line.base_fen, line.unit_fen, line.person_fen) == tuple(
                after - was for after, was in zip(new, old, strict=True)
            )
        assert bill.amount_fen == sum(line.due_fen for line in lines(any_desk, bill)) > 0
        assert bill.state is PayableState.INITIAL
        assert bill.people == sum(  # the others are at the cap before and after
            expected(code, wage) != expected(code, 4_000_000)
            for (code, _), wage in wages.items()
            if code == insurance and insurance != "330"
        )
    assert set(found) == {"110", "210", "310", "410"}  # a fixed sum is the same for every wage
    assert [b for b in any_desk.bills("2026-11").bills if b.levy_kind == NORMAL_LEVY] == before


def test_each_raise_adds_to_what_was_filed_and_to_nothing_twice(sandbox: Running) -> None:
    """Filed and paid ones count too; the same raise again brings no other bill.

    Of people all of whom earn less: who earns between two of the raises gets a part of one.
    """
    desk = sandbox.admit(made_up_roster(6, "520100", public_body=False, seed=998))
    assert max(filed(desk).values()) < 2_000_000
    raise_all(desk, 2_000_000)
    first = top_ups(desk)
    raise_all(desk, 2_100_000)
    again = top_ups(desk)
    assert {bill.bill_no for bill in again.values()} == {bill.bill_no for bill in first.values()}
    assert again["110"].amount_fen > first["110"].amount_fen

    accepted(desk.confirm(desk.bills()))
    desk.pay_all()
    assert desk.bills().bills == []
    raise_all(desk, 2_100_000)
    assert desk.bills().bills == []
    raise_all(desk, 2_200_000)
    second = top_ups(desk)["110"]
    assert second.bill_no != again["110"].bill_no
    old, new = expected("110", 2_100_000), expected("110", 2_200_000)
    assert second.amount_fen == second.people * (sum(new[1:]) - sum(old[1:]))


def test_who_comes_into_a_filed_month_is_billed_the_whole(any_desk: Desk) -> None:
    """Accepted and billed nowhere, the newcomer had a gap that nobody saw."""
    desk = any_desk
    filed(desk)
    known = {person.person_no for person in desk.employees()}
    desk.control(
        "people/join",
        tax_id=desk.seeded.tax_id,
        name="新来者",
        id_number="520102199503070014",
        insurances=["110", "310"],
    )
    (newcomer,) = (one for one in desk.employees() if one.person_no not in known)
    assert top_ups(desk) == {}

    desk.file_wages(daily(wage_items([newcomer], 800_000)))

    found = top_ups(desk)
    assert set(found) == {"110", "310"}
    for insurance, bill in found.items():
        (line,) = lines(desk, bill)
        assert line.person_no == newcomer.person_no
        assert (line.base_fen, line.unit_fen, line.person_fen) == expected(insurance, 800_000)
    accepted(desk.confirm(desk.bills()))
    desk.pay_all()
    assert desk.bills().bills == []
    desk.file_wages(daily(wage_items([newcomer], 900_000)))
    second = top_ups(desk)["110"]
    old, new = expected("110", 800_000), expected("110", 900_000)
    assert (second.people, second.amount_fen) == (1, sum(new[1:]) - sum(old[1:]))


def test_what_is_being_filed_is_waited_for(sandbox: Running, desk: Desk) -> None:
    """Refused, it would open again at the new wages and be charged twice."""
    desk.control("settings", feedback_delay_seconds=20)
    bills = desk.bills()
    accepted(desk.confirm(bills))
    raise_all(desk, 4_000_000)
    desk.control("clock", advance_seconds=10)
    assert {bill.state for bill in desk.bills().bills} == {PayableState.FILING}
    assert top_ups(desk) == {}

    desk.control("clock", advance_seconds=30)

    assert top_ups(desk)["110"].amount_fen > 0


def test_a_voided_filing_takes_its_open_top_up_with_it(desk: Desk) -> None:
    """The bill itself says everything again."""
    bills = desk.bills()
    filing_no = accepted(desk.confirm(bills)).receipt_no
    raise_all(desk, 4_000_000)
    added = top_ups(desk)["110"]

    accepted(desk.send(SubmissionKind.FILING_VOID, FilingVoidRequest(filing_no=filing_no)))

    assert top_ups(desk) == {}
    (whole,) = (bill for bill in desk.bills().bills if bill.insurance == "110")
    (old,) = (bill for bill in bills.bills if bill.insurance == "110")
    assert whole.amount_fen == old.amount_fen + added.amount_fen


def test_a_filed_top_up_is_voided_first(desk: Desk) -> None:
    """Else it would stand on a bill that charges everything again."""
    first = accepted(desk.confirm(desk.bills())).receipt_no
    raise_all(desk, 4_000_000)
    second = accepted(desk.confirm(desk.bills())).receipt_no

    void = SubmissionKind.FILING_VOID
    answer = desk.send(void, FilingVoidRequest(filing_no=first))
    assert "请先作废差额补缴" in refused(answer, RefusalCode.FILING_NOT_VOIDABLE, 409).message
    accepted(desk.send(void, FilingVoidRequest(filing_no=second)))
    accepted(desk.send(void, FilingVoidRequest(filing_no=first)))


def test_a_top_up_filed_while_a_void_waits_keeps_what_it_stands_on(
    sandbox: Running, desk: Desk
) -> None:
    """The void was taken, the difference confirmed meanwhile: both together charge too much."""
    first = accepted(desk.confirm(desk.bills())).receipt_no
    raise_all(desk, 4_000_000)
    desk.control("settings", feedback_delay_seconds=60)
    accepted(desk.send(SubmissionKind.FILING_VOID, FilingVoidRequest(filing_no=first)))
    desk.control("settings", feedback_delay_seconds=0)
    accepted(desk.confirm(desk.bills()))
    sandbox.bureau.clock.advance(timedelta(minutes=5))

    filings = desk.read(PremiumFilingList, "/v1/premium-filings").filings

    (void,) = [one for one in filings if one.filing_no == first]
    assert void.state is ItemState.ACCEPTED
    assert "请先作废差额补缴" in void.reason


def test_a_voided_top_up_and_a_later_one_lack_nothing_twice(desk: Desk) -> None:
    """Both were confirmed once: the differences were filed twice over."""
    accepted(desk.confirm(desk.bills()))
    raise_all(desk, 1_500_000)
    second = accepted(desk.confirm(desk.bills())).receipt_no
    raise_all(desk, 4_000_000)
    lacking = sum(bill.amount_fen for bill in desk.bills().bills)

    accepted(desk.send(SubmissionKind.FILING_VOID, FilingVoidRequest(filing_no=second)))

    reopened = desk.bills().bills
    assert sum(bill.amount_fen for bill in reopened) > lacking > 0
    assert len({(bill.unit_no, bill.insurance) for bill in reopened}) == len(reopened)
    accepted(desk.confirm(desk.bills()))
    assert desk.bills().bills == []


def test_a_past_month_is_due_with_the_present_one(sandbox: Running, desk: Desk) -> None:
    """Nobody is late with what was not there to be paid."""
    filed(desk)
    desk.pay_all()
    sandbox.at("2027-01-10")
    desk.login()
    while (bills := desk.bills()).bills:  # month by month
        oldest = min(bill.period for bill in bills.bills)
        accepted(desk.confirm(desk.bills(oldest)))
    raise_all(desk, 4_000_000)
    added = [bill for bill in desk.bills().bills if bill.levy_kind == TOP_UP_LEVY]
    assert sorted({bill.period for bill in added}) == ["2026-11", "2026-12", "2027-01"]

    for period in ("2026-11", "2026-12"):
        of_month = desk.bills()
        kept = [bill for bill in of_month.bills if bill.period == period]
        accepted(desk.confirm(of_month.model_copy(update={"bills": kept})))

    owed = [
        debt for debt in desk.read(DebtList, "/v1/debts").debts if debt.levy_kind == TOP_UP_LEVY
    ]
    assert {debt.period for debt in owed} == {"2026-11", "2026-12"}
    assert {(debt.due_on[:7], debt.late_fee_fen) for debt in owed} == {("2027-01", 0)}


def test_a_floor_raised_for_the_past_is_charged_for_the_past(sandbox: Running) -> None:
    """A notice of July that counts from January: the difference of every filed month."""
    desk = sandbox.admit(region="510100")
    wages = filed(desk)
    book = rule_file("510100")
    assert book is not None
    told = book.model_dump(mode="json")
    (limit,) = (
        row
        for row in told["limits"]
        if row["insurance"] == "110"
        and row["effective_from"] <= "2026-11" <= (row["effective_to"] or "9999")
    )
    old_floor, new_floor = limit["floor_fen"], limit["cap_fen"] - 100
    limit["floor_fen"] = new_floor
    low = {
        person_no: new_floor - max(wage, old_floor)
        for (insurance, person_no), wage in wages.items()
        if insurance == "110" and wage < new_floor
    }
    try:
        desk.control("rule-files", region="510100", content=told, in_force=True)
        found = top_ups(desk)
        assert set(found) == {"110"}
        charged = {line.person_no: line for line in lines(desk, found["110"])}
        assert {person_no: line.base_fen for person_no, line in charged.items()} == low != {}
        for person_no, line in charged.items():
            assert abs(line.unit_fen - low[person_no] * 16 / 100) <= 1
            assert abs(line.person_fen - low[person_no] * 8 / 100) <= 1
    finally:
        desk.control("rule-files", region="510100", in_force=True)
    assert top_ups(desk) == {}
