"""The bureau as the commands see it: one method a call of the contract."""

from pydantic import BaseModel

from shebao.bureau.applications import ApplicationCalls
from shebao.bureau.certificates import CertificateCalls
from shebao.bureau.employer import EmployerCalls
from shebao.bureau.errors import GarbledAnswerError, OutcomeUnknownError
from shebao.bureau.payments import PaymentCalls
from shebao.bureau.premiums import PremiumCalls
from shebao.bureau.publications import PublicationCalls
from shebao.bureau.wages import WageCalls
from shebao.contract.submissions import Receipt, Settlement, SettleRequest, SubmissionKind

PATHS: dict[SubmissionKind, str] = {
    SubmissionKind.WAGE_FILING: "/v1/wage-filings",
    SubmissionKind.PREMIUM_FILING: "/v1/premium-filings",
    SubmissionKind.FILING_VOID: "/v1/filing-voids",
    SubmissionKind.PAYMENT: "/v1/payments",
    SubmissionKind.UNLOCK: "/v1/unlocks",
    SubmissionKind.VOUCHER: "/v1/vouchers",
    SubmissionKind.VOUCHER_VOID: "/v1/voucher-voids",
    SubmissionKind.CERTIFICATE: "/v1/certificates",
    SubmissionKind.REISSUE: "/v1/certificate-reissues",
    SubmissionKind.ACCOUNT: "/v1/accounts",
    SubmissionKind.ACCOUNT_CANCEL: "/v1/account-cancels",
    SubmissionKind.AGREEMENT: "/v1/agreements",
    SubmissionKind.AGREEMENT_STEP: "/v1/agreement-steps",
    SubmissionKind.REFUND: "/v1/refunds",
    SubmissionKind.REFUND_CHANGE: "/v1/refund-changes",
    SubmissionKind.PROJECT_LINK: "/v1/project-links",
    SubmissionKind.PROJECT_FILING: "/v1/project-filings",
    SubmissionKind.UNIT_LINK: "/v1/unit-links",
    SubmissionKind.UNIT_UNLINK: "/v1/unit-unlinks",
}


class Bureau(
    EmployerCalls,
    PublicationCalls,
    WageCalls,
    PremiumCalls,
    PaymentCalls,
    CertificateCalls,
    ApplicationCalls,
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
    ) -> tuple[Receipt, bool]:
        """Send one submission under its key; also say whether the key was held before.

        Raises OutcomeUnknownError when the bureau may hold it; every other error means that
        nothing was recorded.
        """
        headers = {"Idempotency-Key": key}
        if proof:
            headers["Reauthorization"] = proof

        def call() -> tuple[Receipt, bool]:
            return self._transport.write(
                PATHS[kind],
                body,
                Receipt,
                headers={**self._authorization(), **headers},
                entry_id=entry_id,
            )

        receipt, is_repeat = self._renewing(call)
        if receipt.kind is not kind:  # of another submission, mixed up in between
            raise OutcomeUnknownError(entry_id)
        return receipt, is_repeat

    def settle(self, kind: SubmissionKind, key: str) -> Settlement:
        """Ask for the final word on a key whose answer was lost."""
        path = f"/v1/submissions/{key}/settle"
        settlement = self._read("POST", path, Settlement, body=SettleRequest(kind=kind))
        if settlement.receipt is not None and settlement.receipt.kind is not kind:
            raise GarbledAnswerError(f"submissions {settlement.receipt.kind}")
        return settlement
