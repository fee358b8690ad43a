"""The bureau under test: its sessions, its submissions and what the run has learned of it."""

import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from shebao.conform.catalogue import OPERATIONS, Needs, Operation
from shebao.conform.line import Line, Said
from shebao.conform.verdicts import BrokenPromiseError, NotCheckableError, expect
from shebao.contract.certificates import SigningKey
from shebao.contract.refusals import RefusalCode
from shebao.contract.session import Reauth, Session
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import (
    Receipt,
    SettledState,
    Settlement,
    SettleRequest,
    signed_words,
)
from shebao.ledger.chain import canonical_json, digest
from shebao.rules.signature import signature_fault

Model = TypeVar("Model", bound=BaseModel)
CONTROL_HEADER = "X-Sandbox-Token"
TOO_OFTEN, MOST_WAITS, LONGEST_WAIT_SECONDS = 429, 10, 60


class Learned(dict[str, Any]):
    """What checks leave for later ones; what is not there leaves the later one open."""

    def __missing__(self, name: str) -> Any:
        raise NotCheckableError(f"没有前面的检查应得到的结果（{name}）")


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs in; the registration is named once it is known."""

    tax_id: str
    password: str = field(repr=False)
    registration_no: str | None = None
    user_name: str | None = None


@dataclass(slots=True)
class Site:
    """One bureau with the session of its test employer."""

    line: Line
    account: Account
    control_token: str = field(default="", repr=False)
    patience_seconds: float = 60.0
    token: str = field(default="", repr=False)
    key: SigningKey | None = None
    session: Session | None = None
    known: Learned = field(default_factory=Learned)
    succeeded: Counter[str] = field(default_factory=Counter)  # of each operation
    refused: Counter[str] = field(default_factory=Counter)
    held: list[tuple[Receipt, BaseModel]] = field(default_factory=list)  # all that was submitted
    ledger: str = field(default_factory=lambda: secrets.token_hex(8))
    events: int = 0
    anchor: str = ""  # of the last submission that was taken

    def call(
        self,
        operation_id: str,
        body: BaseModel | Mapping[str, Any] | bytes | None = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        at: Mapping[str, str] | None = None,
    ) -> Said:
        """Return what was answered; ``token`` stands in for the session's, empty for none.

        ``at`` fills the path. Who wants fewer calls is waited for, as a client does.

        Raises NotCheckableError where a session is needed and there is none.
        """
        operation = OPERATIONS[operation_id]
        if token is None and not self.token and operation.needs is not Needs.NOBODY:
            raise NotCheckableError("没有登录的测试单位")
        bearer = self.token if token is None else token
        sent = {**({"Authorization": f"Bearer {bearer}"} if bearer else {}), **(headers or {})}
        filled = {name: quote(value, safe="%") for name, value in (at or {}).items()}
        path = operation.path.format(**filled)
        for _ in range(MOST_WAITS):
            said = self.line.call(operation.method, path, headers=sent, params=params, body=body)
            if said.status != TOO_OFTEN:
                break
            time.sleep(_told_to_wait(said))
        counted = self.succeeded if said.status < 400 else self.refused
        counted[operation_id] += 1
        return said

    def ask(
        self,
        operation_id: str,
        model: type[Model],
        body: BaseModel | Mapping[str, Any] | bytes | None = None,
        *,
        params: Mapping[str, str | int] | None = None,
        at: Mapping[str, str] | None = None,
    ) -> Model:
        """Return a good answer.

        Raises BrokenPromiseError.
        """
        status = OPERATIONS[operation_id].status
        return self.call(operation_id, body, params=params, at=at).read(model, status)

    def log_in(self, account: Account) -> Session:
        """Return a new session; it is not the one that ``call`` goes by.

        Raises BrokenPromiseError.
        """
        return self.call("log_in", asdict(account), token="").read(Session, 201)

    def proof(self) -> dict[str, str]:
        """Return the header of a payment: the password was given again."""
        proof = self.ask("prove_password", Reauth, {"password": self.account.password}).proof
        return {"Reauthorization": proof}

    def submit(
        self, operation_id: str, body: BaseModel, headers: Mapping[str, str] | None = None
    ) -> Receipt:
        """Submit once and hold the bureau to all that it promises of a submission.

        Raises BrokenPromiseError.
        """
        operation = OPERATIONS[operation_id]
        key = new_key()
        self.events += 1
        anchor = f"{self.ledger}:{self.events}:{secrets.token_hex(32)}"
        sent = {"Idempotency-Key": key, "Ledger-Anchor": anchor, **(headers or {})}
        said = self.call(operation_id, body, headers=sent)
        receipt = said.read(Receipt, 202)
        self.check_receipt(receipt, operation, key, body)
        expect(receipt.anchor == anchor, f"{said.to} 的回执没有写明请求的 Ledger-Anchor")
        expect(
            receipt.previous_anchor == self.anchor,
            f"{said.to} 的回执没有写明同一台账上一次的 Ledger-Anchor",
        )
        self.anchor = anchor
        again = self.call(operation_id, body, headers=sent)
        same = again.read(Receipt, 200)
        expect(same == receipt, f"{again.to} 同一幂等键再次提交，回执与第一次不同")
        self.held.append((receipt, body))
        return receipt

    def refuses(
        self,
        operation_id: str,
        body: BaseModel | Mapping[str, Any],
        *codes: RefusalCode,
        headers: Mapping[str, str] | None = None,
        and_holds_nothing: bool = False,
    ) -> None:
        """Go on when the bureau does not take it under a new key, for one of the codes if any.

        ``and_holds_nothing``: nor does it say that it holds anything under that key.

        Raises BrokenPromiseError.
        """
        key, kind = new_key(), OPERATIONS[operation_id].kind
        sent = {"Idempotency-Key": key, **(headers or {})}
        self.call(operation_id, body, headers=sent).refused(*codes)
        if and_holds_nothing and kind:
            self.check_not_held(kind, key)

    def check_receipt(
        self, receipt: Receipt, operation: Operation, key: str, body: BaseModel
    ) -> None:
        """Go on when a receipt is for this very submission, and signed.

        Raises BrokenPromiseError.
        """
        to = f"{operation.method} {operation.path} 的回执"
        expect(receipt.kind is operation.kind, f"{to}写的是另一类业务（{receipt.kind}）")
        expect(receipt.key == key, f"{to}写的是另一个幂等键")
        told = digest(canonical_json(body.model_dump(mode="json")))
        expect(receipt.digest == told, f"{to}的内容摘要（digest）与提交的内容不符")
        self.check_signature(signed_words(receipt), receipt.signature, to)

    def check_signature(self, content: bytes, signature: str, what: str) -> None:
        """Go on when the bureau signed it.

        Raises BrokenPromiseError or NotCheckableError.
        """
        if self.key is None:
            raise NotCheckableError("没有取得签名公钥")
        fault = signature_fault(content, signature, self.key)
        expect(not fault, f"{what}{fault}")

    def settle(self, kind: SubmissionKind, key: str, **asked: Any) -> Settlement:
        """Return the final word on a key, signed and about this key.

        Raises BrokenPromiseError.
        """
        body = SettleRequest(kind=kind, **asked)
        settlement = self.ask("settle_submission", Settlement, body, at={"key": key})
        expect((settlement.kind, settlement.key) == (kind, key), "settle 的答复说的是另一笔提交")
        self.check_signature(signed_words(settlement), settlement.signature, "settle 的答复")
        return settlement

    def check_not_held(self, kind: SubmissionKind, key: str) -> None:
        """Go on when the bureau holds nothing under a key, which it closes by saying so.

        Raises BrokenPromiseError.
        """
        is_closed = self.settle(kind, key).state is SettledState.CLOSED
        expect(is_closed, f"{kind} 被拒绝，settle 却说已受理")

    def wait_for(
        self, what: str, look: Callable[[], Model], is_done: Callable[[Model], bool]
    ) -> Model:
        """Ask until it is done, with a pause in between.

        Raises BrokenPromiseError when that takes too long.
        """
        until = time.monotonic() + self.patience_seconds
        pause = 0.05
        while not is_done(found := look()):
            if time.monotonic() > until:
                raise BrokenPromiseError(f"{what}在 {self.patience_seconds:.0f} 秒内没有反馈")
            time.sleep(pause)
            pause = min(2.0, pause * 2)
        return found

    def control(self, name: str, /, **order: Any) -> dict[str, Any]:
        """Order something of a sandbox.

        Raises NotCheckableError when it cannot be: a real bureau has no such thing.
        """
        if not self.control_token:
            raise NotCheckableError("需要沙箱的控制口令（--start）")
        said = self.line.call(
            "POST", f"/sandbox/{name}", headers={CONTROL_HEADER: self.control_token}, body=order
        )
        if said.status >= 400:
            raise NotCheckableError(f"控制接口 {name} 未能执行（{said.status}）")
        told: dict[str, Any] = json.loads(said.content)
        return told


def new_key() -> str:
    """Return an idempotency key that nobody used."""
    return f"conform-{secrets.token_hex(12)}"


def _told_to_wait(said: Said) -> int:
    said.refused(RefusalCode.TOO_MANY_CALLS)
    seconds = said.headers.get("Retry-After", "")
    expect(re.fullmatch("[0-9]{1,4}", seconds), f"{said.to} 的 429 没有以秒数写明 Retry-After")
    return min(int(seconds), LONGEST_WAIT_SECONDS)
