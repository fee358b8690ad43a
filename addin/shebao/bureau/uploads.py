"""The body of a large submission, handed over in parts before it is submitted."""

import hashlib

from shebao.bureau.errors import (
    BureauRefusedError,
    BureauUnreachableError,
    GarbledAnswerError,
)
from shebao.bureau.packing import packed
from shebao.bureau.session import SessionCalls
from shebao.contract.refusals import RefusalCode
from shebao.contract.submissions import MOST_PARTS, PART_BYTES, UPLOADED_BODY, Upload
from shebao.domain.errors import ShebaoError
from shebao.domain.fate import Fate

WHOLE_BYTES = PART_BYTES  # what is no longer goes in one piece
GOES_ON = "税务系统已收到的部分暂存一天，不算申报；再次执行时只补传其余部分。"
_NO_UPLOADS = (RefusalCode.NOT_FOUND, RefusalCode.BAD_REQUEST)  # of an address that is not there


class UploadCalls(SessionCalls):
    """Hands bodies over; ``uploading`` hears how far that is."""

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
            told = self._read("GET", address, Upload)
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
