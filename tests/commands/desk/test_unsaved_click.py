"""A click whose workbook was not saved: the promise "a second one doubles nothing" is kept."""

import pytest

from shebao.contract.submissions import SubmissionKind
from tests.commands.submitting import CLICKS
from tests.desk import Desk


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize("kind", SubmissionKind)
def test_the_same_click_again_submits_once(small: Desk, kind: SubmissionKind) -> None:
    """The disk was full, or the file open elsewhere: the sheet still asks for what is done."""
    command, parameters = CLICKS[kind](small)
    unsaved = small.book.read_bytes()
    before = small.bureau.received()[kind.value]
    small.done(command, parameters)
    small.book.write_bytes(unsaved)

    again = small.run(command, parameters)

    assert small.bureau.received()[kind.value] == before + 1, again.message


@pytest.mark.feature("B-REFUND-WHOLE", "X-LEDGER")
def test_the_same_attachment_again_is_uploaded_once(small: Desk) -> None:
    """Another content under the same name is another file."""
    CLICKS[SubmissionKind.REFUND_CHANGE](small)
    given = {"资料种类": "其他", "资料文件": "说明.pdf"}
    path = small.folder / given["资料文件"]
    path.write_bytes(b"%PDF-1.7\n" + b"0" * 100)
    unsaved = small.book.read_bytes()
    small.done("add_refund_file", given)
    small.book.write_bytes(unsaved)

    again = small.done("add_refund_file", given)

    assert "已有内容相同的附报资料“说明.pdf”（其他），没有重复提交" in again.message
    assert small.bureau.received()["refund_change"] == 1
    path.write_bytes(b"%PDF-1.7\n" + b"1" * 100)
    small.book.write_bytes(unsaved)
    small.done("add_refund_file", given)
    assert small.bureau.received()["refund_change"] == 2
