"""The bureau as the commands see it: one method a call of the contract."""

import hashlib
from collections.abc import Callable

from pydantic import BaseModel

from shebao.bureau.bounds import packed
from shebao.bureau.employer import EmployerCalls
from shebao.bureau.errors import (
    BureauRefusedError,
    BureauUnreachableError,
    GarbledAnswerError,
    OutcomeUnknownError,
)
from shebao.bureau.premiums import PremiumCalls
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import (
    MOST_PARTS,
    PART_BYTES,
    UPLOADED_BODY,
    Receipt,
    Settlement,
    SettleRequest,
    Upload,
)
from shebao.domain.errors import ShebaoError
from shebao.domain.fate import Fate

WHOLE_BYTES = PART_BYTES  # what is no longer goes in one piece
GOES_ON = "税务系统已收到的部分暂存一天，不算申报；再次执行时只补传其余部分。"
_NO_UPLOADS = (RefusalCode.NOT_FOUND, RefusalCode.BAD_REQUEST)  # of an address that is not there


class Bureau(EmployerCalls, PremiumCalls):
    """A bureau with one session: every question by its noun, and the one way to submit.

    The body of a large submission is handed over before; ``uploading`` hears how far that is.
    """

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

    def hand_over(self, content: bytes) -> dict[str, str]:
        """Return the headers by which a submission names this body, now held by the bureau.

        None: it is short, or the bureau takes no parts; then it goes as a whole. What the bureau
        held of the same body before is not sent again.

        Raises ShebaoError: nothing was submitted.
        """
        pieces = [content[at : at + PART_BYTES] for at in range(0, len(content), PART_BYTES)]
        if len(content) <= WHOLE_BYTES or len(pieces) > MOST_PARTS:
            return {}
        try:
            return self._handed_over(hashlib.sha256(content).hexdigest(), pieces)
        except ShebaoError as error:
            error.fate = Fate.NOT_RECORDED
            if isinstance(error, BureauUnreachableError):
                error.next_step += GOES_ON
            raise

    def _handed_over(self, sha256: str, pieces: list[bytes]) -> dict[str, str]:
        address = f"/v1/uploads/{sha256}"
        try:
            told = self._get(address, Upload)
        except GarbledAnswerError:
            return {}
        except BureauRefusedError as error:
            if error.refusal_code not in _NO_UPLOADS:
                raise
            return {}
        held = {part.part_no: part.sha256 for part in told.parts}
        for part_no, piece in enumerate(pieces):
            self.uploading(part_no, len(pieces))
            if held.get(part_no) != hashlib.sha256(piece).hexdigest():
                self._read("PUT", f"{address}/{part_no}", Upload, body=packed(piece))
        self.uploading(len(pieces), len(pieces))
        return {UPLOADED_BODY: f"{sha256}:{len(pieces)}"}


def _is_expired(said: ShebaoError | None) -> bool:
    return isinstance(said, BureauRefusedError) and said.refusal_code == RefusalCode.SESSION_EXPIRED
