"""Uploads: the body of a large submission, handed over in parts before it is submitted.

Nothing is submitted by uploading. The submission comes afterwards, without a body: its header
``Uploaded-Body`` names the SHA-256 of the whole body and the number of its parts.
"""

from typing import Annotated

from pydantic import Field

from shebao.contract.submissions import Digest
from shebao.contract.wire import Answer

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
