"""The bureau as the commands see it: one method a call of the contract."""

from collections.abc import Callable

from pydantic import BaseModel

from shebao.bureau.applications import ApplicationCalls
from shebao.bureau.certificates import CertificateCalls
from shebao.bureau.employer import EmployerCalls
from shebao.bureau.errors import (
    BureauRefusedError,
    GarbledAnswerError,
    OutcomeUnknownError,
)
from shebao.bureau.payments import PaymentCalls
from shebao.bureau.premiums import PremiumCalls
from shebao.bureau.publications import PublicationCalls
from shebao.bureau.uploads import UploadCalls
from shebao.bureau.wages import WageCalls
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import Receipt, Settlement, SettleRequest
from shebao.domain.errors import ShebaoError


class Bureau(
    EmployerCalls,
    PublicationCalls,
    WageCalls,
    PremiumCalls,
    PaymentCalls,
    CertificateCalls,
    ApplicationCalls,
    UploadCalls,
):
    """A bureau with one session: every question by its noun, and the one way to submit."""

    def submit(
        self,
        kind: SubmissionKind,
        key: str,
        body: BaseModel,
        *,
        entry_id: str,
        proof: str | None = None,
        anchor: str = "",
    ) -> tuple[Receipt, bool]:
        """Send one submission under its key; also say whether the key was held before.

        Raises OutcomeUnknownError when the bureau may hold it; every other error means that
        nothing was submitted. A large body is handed over before, in parts that end nothing.
        """
        content = body.model_dump_json().encode()
        handed_over = self.hand_over(content)
        path, headers = SUBMISSIONS[kind].path, {"Idempotency-Key": key, **handed_over}
        if proof:
            headers["Reauthorization"] = proof
        if anchor:
            headers["Ledger-Anchor"] = anchor

        def send(session: dict[str, str]) -> tuple[Receipt, bool]:
            return self._transport.write(
                path,
                b"" if handed_over else content,
                Receipt,
                headers={**session, **headers},
                entry_id=entry_id,
            )

        try:
            receipt, is_repeat = send(self._authorization())
        except OutcomeUnknownError as unknown:
            if not _is_expired(unknown.said):
                raise
            receipt, is_repeat = self._once_more(send, unknown, entry_id)
        self._is_proven = True
        if receipt.kind is not kind:  # of another submission, mixed up in between
            raise OutcomeUnknownError(entry_id)
        return receipt, is_repeat

    def _once_more(
        self,
        send: Callable[[dict[str, str]], tuple[Receipt, bool]],
        unknown: OutcomeUnknownError,
        entry_id: str,
    ) -> tuple[Receipt, bool]:
        """Send the same under the same key in a new session; the first one may have arrived."""
        try:
            self._renew()
            return send(self._authorization())
        except OutcomeUnknownError:
            raise
        except ShebaoError as error:
            raise OutcomeUnknownError(entry_id, error) from unknown

    def settle(
        self,
        kind: SubmissionKind,
        key: str,
        *,
        digest: str | None = None,
        since: str | None = None,
        anchor: str | None = None,
    ) -> Settlement:
        """Ask for the final word on a key, and for the same content since a day."""
        path = f"/v1/submissions/{key}/settle"
        asked = SettleRequest(kind=kind, digest=digest, since=since, anchor=anchor)
        settlement = self._read("POST", path, Settlement, body=asked)
        if settlement.receipt is not None and settlement.receipt.kind is not kind:
            raise GarbledAnswerError(f"submissions {settlement.receipt.kind}")
        return settlement


def _is_expired(said: ShebaoError | None) -> bool:
    return isinstance(said, BureauRefusedError) and said.refusal_code == RefusalCode.SESSION_EXPIRED
