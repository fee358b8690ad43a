"""A sandbox on uvicorn, loopback, port 0, and a clerk's desk at the real httpx client."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI
from pydantic import BaseModel

from shebao.contract.certificates import CertificateRequest, CertificateStyle
from shebao.contract.employees import Employee, EmployeePage
from shebao.contract.payments import AgreementList, ArrivalList, DebtList, PaymentRequest
from shebao.contract.premiums import BillConfirmation, BillList, PremiumFilingRequest
from shebao.contract.refusals import Refusal, RefusalCode
from shebao.contract.rule_file import DailyWages
from shebao.contract.session import LoginRequest, Reauth, Session
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import Receipt, Settlement, SettleRequest
from shebao.contract.vouchers import Voucher, VoucherRequest
from shebao.contract.wages import (
    WageFiling,
    WageFilingKind,
    WageFilingRequest,
    WageItem,
    WageMode,
)
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Bureau, Settings
from shebao.sandbox.control.seeding import Seeded, seed
from shebao.sandbox.door import HEADER
from shebao.sandbox.people.roster import Roster, made_up_roster
from shebao.sandbox.serve import Server, bind, url_of
from tests.patience import PATIENCE_SECONDS

M = TypeVar("M", bound=BaseModel)
# Loading the certificates takes longer than most tests; one context does for all desks.
_CONTEXT = ssl.create_default_context()
_seeds = count(1000)
_keys = (f"key-{number}" for number in count())


class Desk:
    """One employer's clerk; every read comes back as the contract's model."""

    def __init__(self, url: str, seeded: Seeded, sandbox_token: str) -> None:
        self.seeded = seeded
        self.http = httpx.Client(
            base_url=url,
            timeout=PATIENCE_SECONDS,
            verify=_CONTEXT,
            headers={HEADER: sandbox_token},
        )

    def login(self, password: str | None = None) -> Session:
        request = LoginRequest(
            tax_id=self.seeded.tax_id, password=password or self.seeded.first_password
        )
        response = self.post("/v1/session", request)
        assert response.status_code == 201, response.text
        session = Session.model_validate_json(response.content)
        self.http.headers["Authorization"] = f"Bearer {session.token}"
        return session

    def read(self, model: type[M], path: str, **params: Any) -> M:
        response = self.http.get(path, params=params)
        assert response.status_code == 200, response.text
        return model.model_validate_json(response.content)

    def post(self, path: str, body: BaseModel, **headers: str) -> httpx.Response:
        return self.http.post(
            path,
            content=body.model_dump_json(),
            headers={"Content-Type": "application/json", **headers},
        )

    def control(self, name: str, /, **order: Any) -> Any:
        response = self.http.post(f"/sandbox/{name}", json=order)
        assert response.status_code == 200, response.text
        return response.json()

    def received(self, kind: SubmissionKind) -> int:
        answer = self.http.get("/sandbox/received", params={"tax_id": self.seeded.tax_id})
        received: int = answer.json()[kind]
        return received

    def proof(self) -> str:
        response = self.http.post(
            "/v1/session/reauth", json={"password": self.seeded.first_password}
        )
        assert response.status_code == 201, response.text
        return Reauth.model_validate_json(response.content).proof

    def send(
        self, kind: SubmissionKind, body: BaseModel, key: str | None = None, proof: str = ""
    ) -> httpx.Response:
        headers = {"Idempotency-Key": next(_keys) if key is None else key}
        if proof:
            headers["Reauthorization"] = proof
        return self.post(SUBMISSIONS[kind].path, body, **headers)

    def settle(self, kind: SubmissionKind, key: str) -> Settlement:
        response = self.post(f"/v1/submissions/{key}/settle", SettleRequest(kind=kind))
        assert response.status_code == 200, response.text
        return Settlement.model_validate_json(response.content)

    def employees(self, since: int = 0) -> list[Employee]:
        return self.read(EmployeePage, "/v1/employees", since=since, limit=10_000).employees

    def bills(self, period: str | None = None) -> BillList:
        return self.read(BillList, "/v1/bills", **({} if period is None else {"period": period}))

    def file_wages(self, request: WageFilingRequest) -> WageFiling:
        receipt = accepted(self.send(SubmissionKind.WAGE_FILING, request))
        return self.read(WageFiling, f"/v1/wage-filings/{receipt.receipt_no}")

    def confirm(self, bills: BillList, key: str | None = None) -> httpx.Response:
        return self.send(SubmissionKind.PREMIUM_FILING, confirmation(bills), key)

    def payment(self) -> PaymentRequest:
        """Pays all open debts by the verified agreement."""
        debts = self.read(DebtList, "/v1/debts").debts
        agreements = self.read(AgreementList, "/v1/agreements").agreements
        return PaymentRequest(
            debt_nos=[debt.debt_no for debt in debts],
            agreement_no=agreements[0].agreement_no,
            amount_fen=sum(debt.amount_fen + debt.late_fee_fen for debt in debts),
        )

    def voucher(self, **payer: Any) -> VoucherRequest:
        """Over all open debts, with the payer left blank unless given."""
        due = self.payment()
        return VoucherRequest(debt_nos=due.debt_nos, amount_fen=due.amount_fen, **payer)

    def print_voucher(self, **payer: Any) -> Voucher:
        body = self.voucher(**payer)
        receipt = accepted(self.send(SubmissionKind.VOUCHER, body, proof=self.proof()))
        return self.read(Voucher, f"/v1/vouchers/{receipt.receipt_no}")

    def pay_all(self) -> Receipt:
        return accepted(self.send(SubmissionKind.PAYMENT, self.payment(), proof=self.proof()))

    def certificate(self, style: CertificateStyle) -> CertificateRequest:
        """Over all arrivals that have none."""
        arrivals = self.read(ArrivalList, "/v1/arrivals").arrivals
        return CertificateRequest(
            arrival_nos=[a.arrival_no for a in arrivals if a.certificate_no is None], style=style
        )


@dataclass
class Running:
    """A sandbox that serves, with the desks of the employers seeded in it."""

    url: str
    app: FastAPI
    desks: list[Desk] = field(default_factory=list)

    @property
    def bureau(self) -> Bureau:
        bureau: Bureau = self.app.state.bureau
        return bureau

    def reset(self, settings: Settings) -> None:
        """As new, but for the employers that are there already."""
        self.bureau.settings = settings
        self.bureau.injections.refused_id_numbers.clear()
        self.bureau.injections.payment_outcomes.clear()
        self.bureau.injections.unlock_outcomes.clear()
        self.bureau.injections.voids_refused = 0
        self.app.state.faults.clear()
        self.at("2026-11-10")

    def at(self, day: str) -> None:
        """It is noon in China on that day, and stays so."""
        moment = datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)
        self.bureau.clock.set(moment, running=False)

    def admit(
        self,
        roster: Roster | None = None,
        region: str = "",
        kind: str | None = None,
        *,
        fresh: bool = False,
    ) -> Desk:
        """A desk of a newly seeded employer; six people in Guiyang unless told.

        It is logged in, unless the employer is fresh: nobody registered that one.
        """
        if roster is None:
            roster = made_up_roster(6, "520100", public_body=False, seed=next(_seeds))
        seeded = seed(self.bureau, roster, region=region, kind=kind, fresh=fresh)
        desk = Desk(self.url, seeded, self.app.state.control_token)
        self.desks.append(desk)
        if not fresh:
            desk.login()
        return desk


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    app = create_app(settings)
    listener = bind("127.0.0.1", 0)
    ready = threading.Event()
    server = Server(app, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    _offer_daily_wages(app.state.bureau)
    sandbox = Running(url_of(listener), app)
    sandbox.reset(settings)
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        yield sandbox
    finally:
        for desk in sandbox.desks:
            desk.http.close()
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        listener.close()
        app.state.bureau.engine.dispose()


def _offer_daily_wages(bureau: Bureau) -> None:
    """Let Guiyang take wages for single months too, so that every test may file for any month.

    What Guiyang itself answers is tested through the rule file as it is.
    """
    rules = bureau.rulebook["520100"]
    offered = DailyWages(months_back=12, months_ahead=12, source="test")
    file = rules.file.model_copy(update={"daily_wages": offered})
    bureau.rulebook["520100"] = replace(rules, file=file)


def wage_items(employees: list[Employee], fen: int) -> list[WageItem]:
    return [
        WageItem(
            line=line,
            name=employee.name,
            id_type=employee.id_type,
            id_number=employee.id_number,
            wages_fen={"*": fen},
        )
        for line, employee in enumerate(employees, start=1)
    ]


def daily(items: list[WageItem], effective_from: str = "2026-11") -> WageFilingRequest:
    return WageFilingRequest(
        kind=WageFilingKind.DAILY,
        mode=WageMode.BY_PERSON if "*" in items[0].wages_fen else WageMode.BY_INSURANCE,
        effective_from=effective_from,
        items=items,
    )


def confirmation(bills: BillList) -> PremiumFilingRequest:
    return PremiumFilingRequest(
        bills=[
            BillConfirmation(bill_no=b.bill_no, revision=b.revision, amount_fen=b.amount_fen)
            for b in bills.bills
        ]
    )


def accepted(response: httpx.Response) -> Receipt:
    assert response.status_code in {200, 202}, response.text
    return Receipt.model_validate_json(response.content)


def refused(response: httpx.Response, code: RefusalCode, status: int) -> Refusal:
    refusal = Refusal.model_validate_json(response.content)
    assert (refusal.code, response.status_code) == (code, status), response.text
    assert refusal.message
    return refusal
