"""Every event in every state, at a served sandbox, answers as the published tables say."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from shebao.contract.certificates import (
    Certificate,
    CertificateQuery,
    CertificateStyle,
    ReissueRequest,
)
from shebao.contract.machine import Row
from shebao.contract.payments import AgreementList, DebtList, Payment, PaymentRequest, UnlockRequest
from shebao.contract.premiums import FilingVoidRequest, PremiumFiling
from shebao.contract.state_tables import (
    AGREEMENT,
    BILL,
    CERTIFICATE,
    DEBT,
    FILING,
    MACHINES,
    PAYMENT,
    VOUCHER,
    AgreementEvent,
    BillEvent,
    CertificateEvent,
    DebtEvent,
    FilingEvent,
    PaymentEvent,
    VoucherEvent,
)
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import VoucherRequest, VoucherVoidRequest
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import writing
from shebao.sandbox.numbers import row_id
from shebao.sandbox.transitions import KEPT
from tests.sandbox.forms import refund
from tests.sandbox.running import Desk, Running, accepted

ALL = [
    pytest.param(machine, row, id=f"{machine.name}-{row.state.name}-{row.event.name}")
    for machine in MACHINES
    for row in machine.rows()
]


@dataclass
class Things:
    """One of everything, made by real steps, and how to put one into a state."""

    sandbox: Running
    desk: Desk
    numbers: dict[str, list[str]]

    def put(self, machine: str, state: StrEnum) -> None:
        """All of them, straight in the database: not every state can be had at every moment."""
        kept = KEPT[machine]
        keys: list[Any] = list(self.numbers[machine])
        if machine == "certificate":
            keys = [int(keys[0][-8:])]
        elif kept.prefix:
            keys = [row_id(kept.prefix, number) for number in keys]
        with writing(self.sandbox.bureau.engine) as connection:
            connection.execute(update(kept.table).where(kept.key.in_(keys)).values(state=state))

    def states(self, machine: str) -> set[str]:
        kept = KEPT[machine]
        with writing(self.sandbox.bureau.engine) as connection:
            rows = connection.execute(select(kept.key, kept.table.c.state)).all()
        keys = {
            row_id(kept.prefix, number) if kept.prefix else number
            for number in self.numbers[machine]
        }
        if machine == "certificate":
            keys = {int(number[-8:]) for number in self.numbers[machine]}
        return {state for key, state in rows if key in keys}


def everything(sandbox: Running) -> Things:
    """A month filed and paid with its certificate, then one filed with a voucher printed."""
    desk = sandbox.admit()
    filing = accepted(desk.confirm(desk.bills())).receipt_no
    payment = desk.pay_all().receipt_no
    certificate = accepted(
        desk.send(SubmissionKind.CERTIFICATE, desk.certificate(CertificateStyle.SEPARATE))
    ).receipt_no
    refunded = accepted(desk.send(SubmissionKind.REFUND, refund(desk))).receipt_no
    bills = [bill.bill_no for bill in desk.bills("2026-11").bills]
    debts = desk.read(Payment, f"/v1/payments/{payment}").debt_nos
    sandbox.at("2026-12-05")
    desk.login()
    accepted(desk.confirm(desk.bills()))
    voucher = desk.print_voucher().voucher_no
    agreement = desk.read(AgreementList, "/v1/agreements").agreements[0].agreement_no
    numbers = {
        "bill": bills,
        "filing": [filing],
        "debt": debts,
        "payment": [payment],
        "voucher": [voucher],
        "agreement": [agreement],
        "certificate": [certificate],
        "refund": [refunded],
    }
    return Things(sandbox, desk, numbers)


@pytest.fixture(scope="module")
def things(sqlite_server: Running) -> Things:
    sqlite_server.reset(Settings(""))  # another test may have left delays
    sqlite_server.at("2026-11-10")
    return everything(sqlite_server)


@pytest.mark.parametrize(("machine", "row"), ALL)
def test_the_sandbox_acts_by_the_table(things: Things, machine: Any, row: Row[Any, Any]) -> None:
    things.put(machine.name, row.state)
    number = things.numbers[machine.name][0]

    answer = things.desk.http.post(
        "/sandbox/events",
        json={"machine": machine.name, "number": number, "event": row.event.name},
    )

    if row.next is not None:
        assert (answer.status_code, answer.json()) == (200, {"state": row.next})
    else:
        check_refused(answer, row)
        assert things.states(machine.name) == {row.state}


def check_refused(answer: httpx.Response, row: Row[Any, Any]) -> None:
    told = answer.json()
    assert answer.status_code == 409, told
    assert told["code"] == row.code
    assert told["message"].endswith(row.words(""))
    assert len(told["message"]) > len(row.words(""))  # it names the thing


# What a clerk can do, through the published calls: machine, event, and the call itself.
Call = Callable[[Things], httpx.Response]


def confirm(things: Things) -> httpx.Response:
    return things.desk.confirm(things.desk.bills("2026-11"))


def void(things: Things) -> httpx.Response:
    body = FilingVoidRequest(filing_no=things.numbers["filing"][0])
    return things.desk.send(SubmissionKind.FILING_VOID, body)


def pay(things: Things) -> httpx.Response:
    body = PaymentRequest(
        debt_nos=things.numbers["debt"],
        agreement_no=things.numbers["agreement"][0],
        amount_fen=owed(things),
    )
    return things.desk.send(SubmissionKind.PAYMENT, body, proof=things.desk.proof())


def print_voucher(things: Things) -> httpx.Response:
    body = VoucherRequest(debt_nos=things.numbers["debt"], amount_fen=owed(things))
    return things.desk.send(SubmissionKind.VOUCHER, body, proof=things.desk.proof())


def owed(things: Things) -> int:
    number = things.numbers["filing"][0]
    return things.desk.read(PremiumFiling, f"/v1/premium-filings/{number}").amount_fen


def unlock(things: Things) -> httpx.Response:
    body = UnlockRequest(payment_no=things.numbers["payment"][0])
    return things.desk.send(SubmissionKind.UNLOCK, body, proof=things.desk.proof())


def unlock_in_vain(things: Things) -> httpx.Response:
    things.desk.control("unlock-outcomes", outcomes=["扣费失败"])
    return unlock(things)


def void_voucher(things: Things) -> httpx.Response:
    body = VoucherVoidRequest(voucher_no=things.numbers["voucher"][0])
    return things.desk.send(SubmissionKind.VOUCHER_VOID, body)


def bring_to_bank(things: Things) -> httpx.Response:
    order = {"voucher_no": things.numbers["voucher"][0]}
    return things.desk.http.post("/sandbox/vouchers/pay", json=order)


def bring_late(things: Things) -> httpx.Response:
    things.sandbox.at("2027-01-02")
    return bring_to_bank(things)


def reissue(things: Things) -> httpx.Response:
    body = ReissueRequest(certificate_no=things.numbers["certificate"][0])
    return things.desk.send(SubmissionKind.REISSUE, body)


def verify(things: Things) -> httpx.Response:
    number = things.numbers["certificate"][0]
    seen = things.desk.read(Certificate, f"/v1/certificates/{number}")
    body = CertificateQuery(
        tax_id=seen.tax_id,
        kind=seen.kind,
        ticket_no=seen.lines[0].ticket_no,
        total_fen=seen.total_fen,
        certificate_no=number,
    )
    return things.desk.post("/v1/certificates/verify", body)


def void_certificate(things: Things) -> httpx.Response:
    order = {"certificate_no": things.numbers["certificate"][0]}
    return things.desk.http.post("/sandbox/certificates/void", json=order)


def filed(sandbox: Running) -> Things:
    """Answers wait from here on, so that what a call did can be seen before its answer."""
    desk = sandbox.admit()
    filing = accepted(desk.confirm(desk.bills())).receipt_no
    held = desk.read(DebtList, "/v1/debts").debts
    desk.control("settings", feedback_delay_seconds=30)
    numbers = {
        "bill": desk.read(PremiumFiling, f"/v1/premium-filings/{filing}").bill_nos,
        "filing": [filing],
        "debt": [debt.debt_no for debt in held],
        "agreement": [desk.read(AgreementList, "/v1/agreements").agreements[0].agreement_no],
    }
    return Things(sandbox, desk, numbers)


def paid(sandbox: Running) -> Things:
    made = filed(sandbox)
    made.numbers["payment"] = [made.desk.pay_all().receipt_no]
    return made


def locked(sandbox: Running) -> Things:
    """The debts are held as a locked payment holds them."""
    made = paid(sandbox)
    made.put("debt", DEBT.states.LOCKED)
    return made


def on_voucher(sandbox: Running) -> Things:
    made = filed(sandbox)
    made.numbers["voucher"] = [made.desk.print_voucher().voucher_no]
    return made


def certified(sandbox: Running) -> Things:
    desk = sandbox.admit()
    accepted(desk.confirm(desk.bills()))
    desk.pay_all()
    body = desk.certificate(CertificateStyle.SEPARATE)
    issued = accepted(desk.send(SubmissionKind.CERTIFICATE, body))
    return Things(sandbox, desk, {"certificate": [issued.receipt_no]})


CALLS: list[tuple[Any, StrEnum, Callable[[Running], Things], Call]] = [
    (BILL, BillEvent.CONFIRM, filed, confirm),
    (FILING, FilingEvent.VOID, filed, void),
    (DEBT, DebtEvent.VOID, filed, void),
    (DEBT, DebtEvent.PAY, filed, pay),
    (DEBT, DebtEvent.PRINT_VOUCHER, filed, print_voucher),
    (AGREEMENT, AgreementEvent.PAY, filed, pay),
    (PAYMENT, PaymentEvent.UNLOCK_PAID, locked, unlock),
    (PAYMENT, PaymentEvent.UNLOCK_FAILED, locked, unlock_in_vain),
    (VOUCHER, VoucherEvent.VOID, on_voucher, void_voucher),
    (VOUCHER, VoucherEvent.PAY, on_voucher, bring_to_bank),
    (VOUCHER, VoucherEvent.PAY_LATE, on_voucher, bring_late),
    (CERTIFICATE, CertificateEvent.REISSUE, certified, reissue),
    (CERTIFICATE, CertificateEvent.VERIFY, certified, verify),
    (CERTIFICATE, CertificateEvent.VOID, certified, void_certificate),
]


@pytest.mark.parametrize(
    ("machine", "row", "prepare", "call"),
    [
        pytest.param(
            machine, machine.row(state, event), prepare, call,
            id=f"{machine.name}-{state.name}-{event.name}",
        )
        for machine, event, prepare, call in CALLS
        for state in machine.states
    ],
)  # fmt: skip
def test_a_clerks_call_acts_by_the_table(
    sandbox: Running,
    machine: Any,
    row: Row[Any, Any],
    prepare: Callable[[Running], Things],
    call: Call,
) -> None:
    things = prepare(sandbox)
    things.put(machine.name, row.state)

    answer = call(things)

    if row.next is None:
        check_refused(answer, row)
        assert things.states(machine.name) == {row.state}
    else:
        assert answer.status_code in {200, 202}, answer.text
        assert things.states(machine.name) == {row.next}
