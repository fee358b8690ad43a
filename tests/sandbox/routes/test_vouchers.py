"""Vouchers: three kinds of payer, paid at the bank in time, voided, and never paid twice."""

import pytest

from shebao.contract.payments import Arrival, ArrivalList, DebtList
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import DebtState, PayableState, VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import TypedPayer, Voucher, VoucherList, VoucherVoidRequest
from tests.sandbox.running import Desk, Running, accepted, refused
from tests.sandbox.test_exactly_once import at_once

KIND = SubmissionKind.VOUCHER
TYPED = TypedPayer(name="沙箱付款账户", bank="沙箱银行城西支行", account_no="6222000000000000001")


@pytest.fixture
def owing(desk: Desk) -> Desk:
    accepted(desk.confirm(desk.bills()))
    return desk


def void(desk: Desk, voucher: Voucher) -> Voucher:
    body = VoucherVoidRequest(voucher_no=voucher.voucher_no)
    accepted(desk.send(SubmissionKind.VOUCHER_VOID, body))
    return desk.read(Voucher, f"/v1/vouchers/{voucher.voucher_no}")


def arrivals(desk: Desk) -> list[Arrival]:
    return desk.read(ArrivalList, "/v1/arrivals").arrivals


def test_a_voucher_is_paid_at_the_bank_and_arrives(any_desk: Desk) -> None:
    accepted(any_desk.confirm(any_desk.bills()))
    due = any_desk.payment()

    voucher = any_desk.print_voucher()

    assert (voucher.state, voucher.issued_on, voucher.pay_by) == (
        VoucherState.PRINTED,
        "2026-11-10",
        "2026-11-30",
    )
    assert (voucher.payer_name, voucher.payer_bank, voucher.payer_account) == ("", "", "")
    assert (voucher.tax_id, voucher.period_from) == (any_desk.seeded.tax_id, "2026-11")
    assert voucher.total_fen == due.amount_fen == sum(line.amount_fen for line in voucher.lines)
    assert len({line.levy_item for line in voucher.lines}) == len(voucher.lines)
    held = any_desk.read(DebtList, "/v1/debts", held=True).debts
    assert {(d.hold, d.held_by) for d in held} == {(DebtState.ON_VOUCHER, voucher.voucher_no)}
    assert any_desk.read(DebtList, "/v1/debts").debts == []

    any_desk.control("vouchers/pay", voucher_no=voucher.voucher_no)

    paid = any_desk.read(Voucher, f"/v1/vouchers/{voucher.voucher_no}")
    assert (paid.state, paid.paid_on) == (VoucherState.PAID, "2026-11-10")
    assert {b.state for b in any_desk.bills("2026-11").bills} == {PayableState.PAID}
    assert sum(a.amount_fen for a in arrivals(any_desk)) == voucher.total_fen
    assert {a.payment_no for a in arrivals(any_desk)} == {voucher.voucher_no}
    assert {a.ticket_no[:10] for a in arrivals(any_desk)} == {"4520162611"}


def test_the_payer_is_registered_typed_or_blank(owing: Desk) -> None:
    agreement_no = owing.payment().agreement_no

    registered = owing.print_voucher(agreement_no=agreement_no)
    void(owing, registered)
    typed = owing.print_voucher(payer=TYPED)

    assert registered.payer_account.isdigit()
    assert registered.payer_bank == "沙箱银行南明区营业部"
    assert (typed.payer_name, typed.payer_bank, typed.payer_account) == (
        TYPED.name,
        TYPED.bank,
        TYPED.account_no,
    )


@pytest.mark.parametrize(
    ("payer", "code", "status"),
    [
        ({"name": "甲", "bank": "乙", "account_no": "1234567"}, RefusalCode.BAD_REQUEST, 400),
        ({"name": "甲", "bank": "乙", "account_no": "62220000x"}, RefusalCode.BAD_REQUEST, 400),
        ({"name": " ", "bank": "乙", "account_no": "62220000"}, RefusalCode.PAYER_ODD, 400),
        ({"name": "甲", "bank": "", "account_no": "62220000"}, RefusalCode.BAD_REQUEST, 400),
    ],
)
def test_a_typed_account_is_checked(
    owing: Desk, payer: dict[str, str], code: RefusalCode, status: int
) -> None:
    body = owing.voucher().model_dump() | {"payer": payer}
    headers = {"Idempotency-Key": f"odd-{payer}".encode().hex(), "Reauthorization": owing.proof()}

    refused(owing.http.post("/v1/vouchers", json=body, headers=headers), code, status)
    assert owing.received(KIND) == 0


def test_two_payers_or_an_unknown_one_are_refused(owing: Desk) -> None:
    both = owing.voucher(agreement_no=owing.payment().agreement_no, payer=TYPED)
    refused(owing.send(KIND, both, proof=owing.proof()), RefusalCode.PAYER_ODD, 400)
    unknown = owing.voucher(agreement_no="XY9999999999")
    refused(owing.send(KIND, unknown, proof=owing.proof()), RefusalCode.NOT_FOUND, 404)
    refused(owing.send(KIND, owing.voucher()), RefusalCode.REAUTH_REQUIRED, 403)


def test_past_its_last_day_a_voucher_is_voided_and_printed_again(
    sandbox: Running, owing: Desk
) -> None:
    """Source: G2.6.1."""
    old = owing.print_voucher()
    sandbox.at("2026-12-01")
    owing.login()
    order = {"voucher_no": old.voucher_no}
    refusal = refused(
        owing.http.post("/sandbox/vouchers/pay", json=order), RefusalCode.VOUCHER_EXPIRED, 409
    )
    assert refusal.message == (
        f"缴税凭证“{old.voucher_no}”已超过税款限缴日期，不能缴款。请作废凭证后在缴费页面重新打印。"
    )

    assert void(owing, old).state is VoucherState.VOIDED
    new = owing.print_voucher()

    assert new.pay_by == "2026-12-01"  # overdue: tomorrow the late fee is another
    assert new.total_fen > old.total_fen
    owing.control("vouchers/pay", voucher_no=new.voucher_no)
    assert sum(a.amount_fen for a in arrivals(owing)) == new.total_fen


def test_debts_on_a_voucher_are_not_paid_by_agreement(owing: Desk) -> None:
    request = owing.payment()
    voucher = owing.print_voucher()

    answer = owing.send(SubmissionKind.PAYMENT, request, proof=owing.proof())
    refusal = refused(answer, RefusalCode.DEBT_NOT_OPEN, 409)
    assert "作废凭证" in refusal.message
    void(owing, voucher)
    freed = owing.read(DebtList, "/v1/debts").debts
    assert {(debt.hold, debt.held_by) for debt in freed} == {(DebtState.OPEN, None)}
    accepted(owing.send(SubmissionKind.PAYMENT, request, proof=owing.proof()))
    answer = owing.http.post("/sandbox/vouchers/pay", json={"voucher_no": voucher.voucher_no})
    refused(answer, RefusalCode.VOUCHER_NOT_OPEN, 409)


def test_vouchers_are_listed_by_day_and_period_of_every_channel(
    sandbox: Running, owing: Desk
) -> None:
    number = owing.control("elsewhere/voucher", tax_id=owing.seeded.tax_id)["voucher_no"]

    def listed(**span: str) -> list[str]:
        return [v.voucher_no for v in owing.read(VoucherList, "/v1/vouchers", **span).vouchers]

    assert listed() == [number]
    assert owing.read(Voucher, f"/v1/vouchers/{number}").channel == "办税服务厅"
    assert listed(**{"from": "2026-11-10", "to": "2026-11-10"}) == [number]
    assert listed(**{"from": "2026-11-11"}) == []
    assert listed(period_from="2026-11", period_to="2026-11") == [number]
    assert listed(period_to="2026-10") == []
    other = sandbox.admit()
    refused(other.http.get(f"/v1/vouchers/{number}"), RefusalCode.NOT_FOUND, 404)
    body = VoucherVoidRequest(voucher_no=number)
    answer = other.send(SubmissionKind.VOUCHER_VOID, body)
    refused(answer, RefusalCode.NOT_FOUND, 404)


def test_two_desks_paying_two_ways_at_once_pay_once(any_sandbox: Running) -> None:
    desk = any_sandbox.admit()
    accepted(desk.confirm(desk.bills()))
    request, body = desk.payment(), desk.voucher()
    proofs = [desk.proof() for _ in range(6)]

    answers = at_once(
        [
            lambda proof=proof, turn=turn: (  # type: ignore[misc]
                desk.send(SubmissionKind.PAYMENT, request, f"pay-{turn}", proof)
                if turn % 2
                else desk.send(KIND, body, f"print-{turn}", proof)
            )
            for turn, proof in enumerate(proofs)
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 5
    assert desk.received(SubmissionKind.PAYMENT) + desk.received(KIND) == 1
