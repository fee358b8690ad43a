"""A clerk who sends what schemathesis makes up, as somebody would who read the answers before."""

import gzip
import hashlib
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import count
from random import Random
from typing import Any

from schemathesis import Case, GenerationMode, Response

from shebao.contract.certificates import CertificateRequest, CertificateStyle
from shebao.contract.payments import AgreementList, ArrivalList, DebtList, PaymentRequest
from shebao.contract.refunds import RefundKind, RefundReason
from shebao.contract.session import Employer, Reauth, UnitType
from shebao.contract.states import PaymentState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wages import WageFilingKind, WageMode
from shebao.sandbox.people.roster import Roster, made_up_roster
from tests.sandbox.forms import account, agreement, push_project, refund
from tests.sandbox.running import Desk, Running, accepted, confirmation

# What an answer says under these names is a value of the next question's.
SUFFIXES = ("_no", "_id", "_number")
NAMES = frozenset({"tax_id", "region", "bank_code", "user_name", "id_type", "sha256", "agency"})
PASSWORDS = frozenset({"password", "old_password", "new_password"})
AS_IT_IS = 0.1  # of the valid cases
LISTS = (
    "/v1/employer", "/v1/users", "/v1/unit-numbers", "/v1/rule-files", "/v1/employees",
    "/v1/bills", "/v1/special-bills", "/v1/premium-filings", "/v1/debts", "/v1/agreements",
    "/v1/payments", "/v1/arrivals", "/v1/certificates", "/v1/accounts", "/v1/bank-branches",
    "/v1/refundable-tickets", "/v1/refundable-lines", "/v1/refunds", "/v1/projects",
)  # fmt: skip
EVERYTHING = {"from": "2025-01", "to": "2026-12"}
PDF = b"%PDF-1.4 made up"
PACKED = gzip.compress(b"{}")
_employers = count(500_000)
# Refused before anything of the business was looked at.
AT_THE_DOOR = frozenset({"SESSION_EXPIRED", "INVALID", "KEY_MISSING", "REAUTH_REQUIRED"})


class Tally:
    """How often each operation was answered, and how."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, int, str]] = Counter()

    def add(self, case: Case[Any], response: Response) -> None:
        code = ""
        if response.status_code >= 400:
            refusal = response.json()
            code = "INVALID" if "kind" in refusal["details"] else refusal["code"]
        self.answers[case.operation.label, response.status_code, code] += 1

    @property
    def succeeded(self) -> set[str]:
        return {label for label, status, _ in self.answers if status < 300}

    @property
    def past_the_door(self) -> set[str]:
        return {label for label, _, code in self.answers if code not in AT_THE_DOOR}

    def __str__(self) -> str:
        return "\n".join(f"{n:4} {answer}" for answer, n in sorted(self.answers.items()))

    def share(self) -> float:
        """Of the answers that are successes."""
        good = sum(n for (_, status, _), n in self.answers.items() if status < 300)
        return good / sum(self.answers.values())


class Clerk:
    """Fills most valid cases with what was said before; the others go as they are."""

    def __init__(self, desk: Desk, tally: Tally) -> None:
        self.desk, self.tally = desk, tally
        self.url = str(desk.http.base_url).rstrip("/")
        self.random = Random(1)
        self.keys = (f"key-{number}" for number in count())
        self.new_passwords = (f"Made-up-{number}" for number in count())
        self.heard: set[Any] = set()
        self.said: defaultdict[str, list[Any]] = defaultdict(list)
        self.said["user_name"].append("made_up")
        self.password = desk.seeded.first_password
        for path in LISTS:
            self._remember(desk.http.get(path, params=EVERYTHING).json())
        self.forms = _forms(desk)

    def prepare(self, case: Case[Any]) -> None:
        """The case is ready to be sent."""
        is_valid = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
        if not is_valid or self.random.random() < AS_IT_IS:
            return
        if case.headers.get("Ledger-Anchor") == "null":  # as a text it is no missing one
            del case.headers["Ledger-Anchor"]
        wanted = {parameter.name for parameter in case.operation.headers}
        if "Idempotency-Key" in wanted:
            case.headers["Idempotency-Key"] = next(self.keys)
        if "Reauthorization" in wanted and case.headers.get("Reauthorization") not in self.heard:
            case.headers["Reauthorization"] = self._proof()
        case.headers.pop("Uploaded-Body", None)  # here the body itself comes
        case.headers.pop("Session-Tag", None)  # a made-up one ends every call at the door
        case.path_parameters = self._filled(case.path_parameters, {})
        operation = case.operation.definition.raw["operationId"]
        if operation == "upload_file":
            case.body = PDF
            case.path_parameters = {"sha256": hashlib.sha256(PDF).hexdigest()}
        elif operation == "upload_part":
            case.body = PACKED
        elif isinstance(case.body, dict):
            case.body = self._filled(case.body, self.forms.get(operation, {}))

    def headers(self, case: Case[Any]) -> dict[str, str]:
        """The session, unless a link brought another one."""
        if "Authorization" in case.headers:
            return {}
        return {"Authorization": self.desk.http.headers["Authorization"]}

    def hear(self, case: Case[Any], response: Response) -> None:
        """The answer is counted and remembered."""
        self.tally.add(case, response)
        if response.status_code < 300 and response.content:
            self._remember(response.json())
        if response.status_code == 200 and case.operation.label == "POST /v1/session/password":
            assert isinstance(case.body, dict)
            self.password = str(case.body["new_password"])
        if response.status_code == 204 or (
            response.status_code == 401 and response.json()["code"] == "SESSION_EXPIRED"
        ):
            self._log_in()

    def _log_in(self) -> None:
        """Log in; whoever unlinked his last unit number is registered anew before."""
        me = {"tax_id": self.desk.seeded.tax_id}
        said = self.desk.http.post("/v1/session", json={**me, "password": self.password})
        if said.status_code >= 400 and said.json()["code"] == "NOT_LINKED":
            known = self.desk.http.post("/v1/registrations/lookup", json=me).json()
            here = {"registration_no": known["registrations"][0]["registration_no"]}
            link = {**me, **here, "unit_type": UnitType.EMPLOYER}
            self.desk.http.post("/v1/registrations/link", json=link).raise_for_status()
        self.desk.login(self.password)

    def _proof(self) -> str:
        answer = self.desk.http.post("/v1/session/reauth", json={"password": self.password})
        return Reauth.model_validate_json(answer.content).proof

    def _filled(self, given: Any, form: dict[str, Any], name: str = "") -> Any:
        """What was said stays; in place of the rest comes the form's or something said."""
        if name in PASSWORDS:
            return next(self.new_passwords) if name == "new_password" else self.password
        if name in form:
            return given if self._was_said(given) else form[name]
        if isinstance(given, dict):
            return {key: self._filled(value, form, key) for key, value in given.items()}
        if isinstance(given, list):  # of several made up ones no two would be different
            return [self._filled(value, form, name.removesuffix("s")) for value in given[:1]]
        if self._was_said(given) or not self.said[name]:
            return given
        return self.random.choice(self.said[name][-5:])

    def _was_said(self, given: Any) -> bool:
        return isinstance(given, str | int) and given in self.heard

    def _remember(self, answer: Any, name: str = "") -> None:
        if isinstance(answer, dict):
            for key, value in answer.items():
                self._remember(value, key)
        elif isinstance(answer, list):
            for value in answer[:20]:
                self._remember(value, name.removesuffix("s"))
        elif answer and not isinstance(answer, bool):
            self.heard.add(answer)
            if (name in NAMES or name.endswith(SUFFIXES)) and answer not in self.said[name]:
                self.said[name].append(answer)


def _forms(desk: Desk) -> dict[str, dict[str, Any]]:
    """What a clerk would type into the forms that take only sensible fields."""
    employer = desk.read(Employer, "/v1/employer")
    return {
        "log_in": {"user_name": None},
        "confirm_employer": {"unit_nos": [unit.unit_no for unit in employer.unit_numbers]},
        "register": {"unit_type": employer.unit_type},
        "link_project": {"linked": True},
        "file_project": {"amount_fen": 1_200_000},
        "change_refund": {"file": None},
        "print_voucher": {"payer": None},
        "report_account": account(desk).model_dump(mode="json"),
        "sign_agreement": agreement(desk).model_dump(mode="json"),
        "cancel_account": {"cancelled_on": ""},
        "apply_for_refund": {
            "kind": RefundKind.WHOLE,
            "lines": [],
            "reason": RefundReason.OTHER,
            "handler": "沙小箱",
            "handler_id_number": "520102199001010018",
            "handler_phone": "13800000000",
        },
        "file_wages": {
            "kind": WageFilingKind.DAILY,
            "mode": WageMode.BY_PERSON,
            "effective_from": "2026-11",
            "wages_fen": {"*": 812_345},
        },
        "query_employee_record": {"first_period": "2025-01", "last_period": "2026-11"},
    }


def established(sandbox: Running) -> Desk:
    """An employer in November 2026 with something of everything behind it."""
    sandbox.at("2026-10-12")
    roster = replace(_roster(1), tax_id=_roster(next(_employers)).tax_id)
    desk = sandbox.admit(roster)
    accepted(desk.confirm(desk.bills()))
    _lock_a_payment(sandbox, desk)
    desk.pay_all()
    first = desk.read(ArrivalList, "/v1/arrivals").arrivals[0].arrival_no
    certificate = CertificateRequest(arrival_nos=[first], style=CertificateStyle.SEPARATE)
    accepted(desk.send(SubmissionKind.CERTIFICATE, certificate))
    sandbox.at("2026-11-10")
    desk.login()
    accepted(desk.send(SubmissionKind.REFUND, refund(desk)))
    bills = confirmation(desk.bills())
    some = bills.model_copy(update={"bills": bills.bills[:3]})
    accepted(desk.send(SubmissionKind.PREMIUM_FILING, some))
    push_project(desk)
    tax_id = desk.seeded.tax_id
    desk.control("unit-numbers", tax_id=tax_id, insurances=["110"])
    _push_special_bill(desk)
    return desk


def _roster(seed: int) -> Roster:
    return made_up_roster(6, "520100", public_body=False, seed=seed)


def _lock_a_payment(sandbox: Running, desk: Desk) -> None:
    debt = desk.read(DebtList, "/v1/debts").debts[0]
    agreement_no = desk.read(AgreementList, "/v1/agreements").agreements[0].agreement_no
    body = PaymentRequest(
        debt_nos=[debt.debt_no], agreement_no=agreement_no, amount_fen=debt.amount_fen
    )
    sandbox.bureau.injections.payment_outcomes.append(PaymentState.LOCKED)
    accepted(desk.send(SubmissionKind.PAYMENT, body, proof=desk.proof()))


def _push_special_bill(desk: Desk) -> None:
    person = desk.employees()[0]
    line = {
        "person_no": person.person_no,
        "name": person.name,
        "id_number": person.id_number,
        "unit_fen": 80_000,
        "person_fen": 40_000,
    }
    desk.control(
        "special-bills/push",
        tax_id=desk.seeded.tax_id,
        notice_no=f"ZJ{desk.seeded.tax_id[-6:]}",
        collect_by="2026-11-20",
        bills=[{"insurance": "110", "period": "2025-05", "lines": [line]}],
    )
