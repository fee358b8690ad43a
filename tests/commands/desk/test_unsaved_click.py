"""A click whose workbook was not saved: the promise "a second one doubles nothing" is kept."""

import pytest
from sqlalchemy import select

from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.tables import submissions
from shebao.sheets.declared.application_sheets import ACCOUNTS, AGREEMENTS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet
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

    told = f"the same click was submitted twice: give is_so or same_since; it said: {again.message}"
    assert small.bureau.received()[kind.value] == before + 1, told


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


@pytest.mark.feature("B-ACCOUNTS", "B-AGREEMENTS", "X-LEDGER")
@pytest.mark.parametrize(
    ("kind", "sheet", "command", "changed"),
    [
        (SubmissionKind.ACCOUNT, ACCOUNTS, "save_accounts", {"opened_on": "2020-01-02"}),
        (SubmissionKind.AGREEMENT, AGREEMENTS, "save_agreements", {"account_name": "另一名称"}),
    ],
)
def test_the_same_change_again_is_sent_once(
    small: Desk, kind: SubmissionKind, sheet: AnySheet, command: str, changed: dict[str, str]
) -> None:
    """A change of what is registered: another desk may have verified the agreement meanwhile."""
    small.done(*CLICKS[kind](small))
    small.done(f"update_{sheet.name}")
    first, *others = small.rows(sheet)
    small.write(sheet, [{**first, **changed, "tick": TICK}, *others])
    unsaved = small.book.read_bytes()
    before = keys_of(small, kind)
    small.done(command)
    small.book.write_bytes(unsaved)

    again = small.done(command)

    assert keys_of(small, kind) == before + 1
    assert "1 条与税务系统登记的相同，没有重复提交" in again.message
    assert not small.rows(sheet)[0]["tick"]


def keys_of(desk: Desk, kind: SubmissionKind) -> int:
    """How many submissions of a kind the bureau took; ``received`` counts what they left."""
    with reading(desk.bureau.app.state.bureau.engine) as connection:
        return len(connection.execute(select(submissions).where(submissions.c.kind == kind)).all())
