"""Submissions: what every writing call shares, its key, its receipt, its settling, its upload.

Nothing is submitted by uploading: the body of a large submission is handed over in parts before.
The submission comes afterwards, without a body: its header ``Uploaded-Body`` names the SHA-256 of
the whole body and the number of its parts.
"""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wire import (
    Answer,
    Day,
    Number,
    Request,
    Text,
)

# A key stands in a header and, when its answer was lost, in a path: what both carry unescaped.
KEY = r"^[0-9A-Za-z][0-9A-Za-z._~-]{0,199}$"
Key = Annotated[str, Field(pattern=KEY)]
SHA256 = r"^[0-9a-f]{64}$"
Digest = Annotated[str, Field(pattern=SHA256)]
# Where a client's ledger stands: its name, the number of its last event, that event's hash.
ANCHOR = r"^[0-9a-f]{16}:[1-9][0-9]{0,8}:[0-9a-f]{64}$"
Anchor = Annotated[str, Field(pattern=ANCHOR)]


class Receipt(Answer):
    """The bureau's signed word that it holds a submission; the same key gets the same receipt.

    It names what it is for, so that no other submission can be ended by it: the key, the digest
    (SHA-256 of the request's canonical JSON: every field, keys sorted, no spaces, UTF-8) and the
    anchor that the request carried. ``previous_anchor`` is the highest one that the bureau had of
    the same ledger before: a ledger that does not hold it was rolled back or rewritten. Fields
    unknown to this client stay, because they are signed too.
    """

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)

    kind: SubmissionKind
    receipt_no: Number  # the number of what was made, voided, unlocked or reissued
    received_at: datetime
    key: Text = ""
    digest: Text = ""
    anchor: Text = ""  # empty: the request carried none
    previous_anchor: Text = ""
    signature: str = Field(default="", max_length=100)  # Ed25519 over ``signed_words``, Base64


class SettleRequest(Request):
    """Asks for the final word on a key, and for what else the bureau holds of the same business.

    With ``digest`` and ``since`` the answer also lists what was received with the same content
    under other keys from that day on: somebody in between may have changed the key.
    """

    kind: SubmissionKind
    digest: Digest | None = None
    since: Day | None = None
    anchor: Anchor | None = None


class SettledState(StrEnum):
    """What the bureau holds for a key, for good."""

    RECORDED = "recorded"
    CLOSED = "closed"


class Settlement(Answer):
    """The final word on a key whose answer was lost.

    ``recorded`` carries the receipt. ``closed`` means that nothing was received under this key
    and that nothing ever will be: a request still under way is refused with KEY_CLOSED, so the
    same content can be sent under a new key without the risk of a double. ``same`` are receipts of
    the same kind and content under other keys.
    """

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)

    state: SettledState
    receipt: Receipt | None = None
    kind: SubmissionKind | None = None
    key: Text = ""
    anchor: Text = ""  # the one that the question carried
    same: list[Receipt] = Field(default_factory=list, max_length=100)
    signature: str = Field(default="", max_length=100)  # Ed25519 over ``signed_words``, Base64

    @model_validator(mode="after")
    def _is_one_word(self) -> Self:
        """A receipt is there exactly when the submission is: half a word would be sent again."""
        if (self.state is SettledState.RECORDED) is (self.receipt is None):
            raise ValueError("a settlement is recorded with a receipt, or closed without one")
        return self


def signed_words(answer: Receipt | Settlement) -> bytes:
    """The bytes under the signature: the answer's canonical JSON without the signature."""
    said = answer.model_dump(mode="json", exclude={"signature"})
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


PART_BYTES = 1024 * 1024  # of a part, unpacked
PACKED_BYTES = PART_BYTES + 65_536  # what cannot be made smaller grows a little
MOST_PARTS = 64  # together no more than a body may have
KEPT_HOURS = 24
UPLOADED_BODY = "Uploaded-Body"
UPLOADED = r"^[0-9a-f]{64}:[1-9][0-9]?$"  # digest of the whole, number of the parts
PartNo = Annotated[int, Field(ge=0, lt=MOST_PARTS)]


class HeldPart(Answer):
    """A part that the bureau holds; ``sha256`` is that of its unpacked bytes."""

    part_no: PartNo
    sha256: Digest


class Upload(Answer):
    """What the bureau holds of a body; no parts: nothing, or no longer."""

    sha256: Digest
    parts: list[HeldPart] = Field(max_length=MOST_PARTS)
