"""Money moves once: killed at every step, clicked twice, from two desks, voided meanwhile."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from shebao.bureau.client import Bureau
from shebao.bureau.errors import BureauRefusedError, OutcomeUnknownError
from shebao.bureau.transport import Transport
from shebao.contract.premiums import FilingVoidRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.login_name import LoginName
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, VOUCHERS
from shebao.sheets.declared.row import AnySheet
from tests.campaigns.child import Plan, Running, start
from tests.desk import Desk

ALL = {"提交范围": "全部"}
KEYS = {"home": "store.key", "another-home": "another.key"}
SENT = "return:Ledger.mark_sent"
# Every step between the click and the saved workbook at which a machine can die.
STEPS = [
    "return:Ledger.open",
    SENT,
    f"{SENT}>call:HTTP11Connection._receive_response_headers",
    f"{SENT}>return:Transport.write",
    "return:Ledger.mark_recorded",
    "return:Ledger.mark_recorded>return:SheetTable.update",
    "return:Document.save",
]
OF_A_VOUCHER = [
    *STEPS[2:4],
    "return:Ledger.mark_recorded>return:render_forms",
    "return:Ledger.mark_recorded>call:Document.save",
]
KILLED = -signal.SIGKILL


def start_from(desk: Desk, home: str, command: str, parameters: dict[str, str]) -> Running:
    """Start a command in a process of its own, at this desk or from another store."""
    environment = {
        "SHEBAO_HOME": str(desk.folder / home),
        "SHEBAO_KEY_FILE": str(desk.folder / KEYS[home]),
    }
    return start(desk, command, parameters, environment=environment)


def tick_all(desk: Desk, spec: AnySheet, **wanted: str) -> None:
    """Tick the rows that hold what is wanted, and no others."""
    rows = desk.rows(spec)
    for row in rows:
        row["tick"] = TICK if all(row[f] == value for f, value in wanted.items()) else ""
    desk.edit(spec, rows, "tick")


def owed_fen(desk: Desk) -> int:
    rows = desk.rows(DEBTS)
    return round(sum(float(str(row["amount"])) for row in rows) * 100)


def arrived_fen(desk: Desk) -> int:
    desk.done("query_arrivals")
    return round(sum(float(str(row["amount"])) for row in desk.rows(ARRIVALS)) * 100)


def answer_waiting(desk: Desk) -> None:
    """Let the bank answer what is being paid."""
    desk.bureau.control("clock", advance_seconds=120)


@contextmanager
def paying(desk: Desk) -> Iterator[None]:
    """Debts to pay; afterwards the bank says no, so that they are open again."""
    desk.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    desk.done("update_debts")
    yield
    answer_waiting(desk)
    desk.done("fetch_payment_result")


@contextmanager
def on_paper(desk: Desk) -> Iterator[None]:
    """Debts to print on a voucher, which is voided afterwards."""
    desk.done("update_debts")
    yield
    tick_all(desk, VOUCHERS, state="已打印")
    desk.done("void_voucher")


@contextmanager
def voiding(desk: Desk) -> Iterator[None]:
    """A voucher to void."""
    desk.done("update_debts")
    desk.done("print_voucher", ALL)
    tick_all(desk, VOUCHERS, state="已打印")
    yield
    desk.done("sync_vouchers")
    assert {row["state"] for row in desk.rows(VOUCHERS)} == {"已作废"}


@contextmanager
def unlocking(desk: Desk) -> Iterator[None]:
    """A locked payment; afterwards it has failed, and its debts are open again."""
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.bureau.control("unlock-outcomes", outcomes=["扣费失败"])
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    answer_waiting(desk)
    desk.done("fetch_payment_result")
    tick_all(desk, PAYMENTS, state="锁定")
    yield
    desk.done("query_payments")
    assert {row["state"] for row in desk.rows(PAYMENTS)} == {"缴费失败"}


@pytest.mark.feature("Y-AGREEMENT", "Y-VOUCHER", "Y-VOUCHERS", "Y-UNLOCK", "X-LEDGER")
@pytest.mark.parametrize(
    ("kind", "command", "parameters", "around", "steps"),
    [
        ("payment", "pay_by_agreement", ALL, paying, STEPS),
        ("voucher", "print_voucher", ALL, on_paper, OF_A_VOUCHER),
        ("voucher_void", "void_voucher", {}, voiding, STEPS[2:4]),
        ("unlock", "unlock_payment", {}, unlocking, STEPS[2:4]),
    ],
)
def test_killed_at_every_step_it_happens_once(
    desk: Desk,
    kind: str,
    command: str,
    parameters: dict[str, str],
    around: Callable[[Desk], AbstractContextManager[None]],
    steps: list[str],
) -> None:
    """A power cut between any two lines costs time, never money."""
    desk.until_owed()
    owed = owed_fen(desk)
    desk.bureau.control("settings", feedback_delay_seconds=60)
    for number, step in enumerate(steps, start=1):
        with around(desk):
            killed = start(desk, command, parameters, Plan(dies_at=step))
            assert killed.said().status == KILLED, step
            again = desk.run(command, parameters)
            if step == STEPS[-1]:  # the workbook shows it, so the second click is refused
                assert (again.status, "请勿重复缴费" in again.message) == (1, True), again.message
            else:
                assert again.status == 0, (step, again.message)
            assert desk.bureau.received()[kind] == number, step

    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    answer_waiting(desk)
    desk.done("fetch_payment_result")
    assert arrived_fen(desk) == owed
    assert desk.done("update_debts").answer["counts"]["debts"] == 0


@pytest.mark.feature("Y-AGREEMENT", "Y-VOUCHER", "X-LEDGER")
@pytest.mark.parametrize(
    "pair",
    [
        (("print_voucher", "home"), ("print_voucher", "another-home")),
        (("pay_by_agreement", "home"), ("print_voucher", "another-home")),
        (("pay_by_agreement", "home"), ("pay_by_agreement", "another-home")),
        (("pay_by_agreement", "home"), ("pay_by_agreement", "home")),
    ],
)
def test_two_at_once_pay_once(desk: Desk, pair: tuple[tuple[str, str], ...]) -> None:
    """A double click, two stores, and two ways to pay: whoever comes second is told."""
    desk.until_owed()
    owed = owed_fen(desk)

    processes = [start_from(desk, home, command, ALL) for command, home in pair]
    statuses = sorted(process.said().status for process in processes)

    received = desk.bureau.received()
    assert received["payment"] + received["voucher"] == 1, (statuses, received)
    assert statuses in ([0, 0], [0, 1]), statuses
    assert arrived_fen(desk) == owed * received["payment"]


@pytest.mark.feature("Y-VOUCHERS", "Y-UNLOCK", "X-LEDGER")
@pytest.mark.parametrize(
    ("kind", "command", "around"),
    [("voucher_void", "void_voucher", voiding), ("unlock", "unlock_payment", unlocking)],
)
def test_two_at_once_undo_once(
    desk: Desk, kind: str, command: str, around: Callable[[Desk], AbstractContextManager[None]]
) -> None:
    """A voucher is voided, and a locked payment unlocked, once however often it is clicked."""
    desk.until_owed()
    with around(desk):
        processes = [start(desk, command, {}) for _ in range(2)]
        statuses = sorted(process.said().status for process in processes)
        assert desk.bureau.received()[kind] == 1
        assert statuses in ([0, 0], [0, 1]), statuses


@pytest.mark.feature("Y-AGREEMENT", "Y-VOUCHERS", "X-LEDGER")
def test_voiding_and_paying_at_once_never_does_both(desk: Desk) -> None:
    """Of a voucher void, a bank's payment, a payment and a void of the filing one way is taken."""
    desk.until_owed()
    owed = owed_fen(desk)
    filing_no = str(desk.rows(DEBTS)[0]["filing_no"])
    voucher_no = str(desk.done("print_voucher", ALL).answer["voucher_no"])
    tick_all(desk, VOUCHERS, voucher_no=voucher_no)
    stale = desk.book.read_bytes()

    processes = [
        start(desk, "void_voucher", {}),
        start_from(desk, "another-home", "pay_by_agreement", ALL),
    ]
    assert void_filing(desk, filing_no) is RefusalCode.DEBT_HELD
    for process in processes:
        assert process.said().status in (0, 1)
    order = {"voucher_no": voucher_no}
    at_the_bank = desk.bureau.http.post("/sandbox/vouchers/pay", json=order)
    assert at_the_bank.json()["code"] == "VOUCHER_NOT_OPEN"

    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.done("update_debts")
    if desk.rows(DEBTS):
        desk.done("pay_by_agreement", ALL)
        assert void_filing(desk, filing_no) is RefusalCode.DEBT_HELD
        answer_waiting(desk)
    desk.book.write_bytes(stale)
    assert "没有重复作废" in desk.done("void_voucher").message
    assert desk.run("pay_by_agreement", ALL).status in (0, 1)

    assert desk.bureau.received()["payment"] == 1
    assert desk.bureau.received()["voucher_void"] == 1
    assert arrived_fen(desk) == owed
    assert void_filing(desk, filing_no) is not None


def void_filing(desk: Desk, filing_no: str) -> RefusalCode | None:
    """Try to void the filing whose debts are being paid; return why not."""
    transport = Transport(desk.bureau.url, 10)
    seeded = desk.bureau.seeded
    name = LoginName(seeded.tax_id)
    bureau = Bureau(transport, name, lambda _: seeded.first_password, lambda _: None)
    try:
        bureau.submit(
            SubmissionKind.FILING_VOID,
            f"void-{os.urandom(8).hex()}",
            FilingVoidRequest(filing_no=filing_no),
            entry_id="none",
        )
    except OutcomeUnknownError as error:
        if not isinstance(error.said, BureauRefusedError):
            raise
        return RefusalCode(error.said.refusal_code)
    finally:
        transport.close()
    return None
