"""Rows of a sheet that are forms: all checked, then each sent once and answered on its row."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic

from pydantic import BaseModel

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import repeated, submit
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.domain.outcome import Status
from shebao.sheets.cells import as_in_cells
from shebao.sheets.declared.row import R, with_cells
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

MOST_TOLD = 8
SAME = "与税务系统登记的相同，没有重复提交"
# What a row is to the ledger, and what is sent for it.
Form = tuple[str, BaseModel]


@dataclass(slots=True)
class Sent(Generic[R]):
    """What came of the rows; of those that were not done with the reasons."""

    done: list[tuple[R, Receipt]] = field(default_factory=list)
    refused: list[tuple[R, str]] = field(default_factory=list)
    held: list[tuple[R, str]] = field(default_factory=list)  # the bureau held the same before
    same: list[R] = field(default_factory=list)  # asks for what is so already: not sent

    @property
    def status(self) -> Status:
        """Done when every row was."""
        return Status.PARTIAL if self.refused or self.held else Status.DONE

    def counts(self, done: str) -> dict[str, int]:
        """Return how many rows were done, under this name, and how many refused."""
        return {done: len(self.done), "refused": len(self.refused)}

    def in_words(self, what: str) -> str:
        """Say how many were done, and where the reasons of the others stand."""
        words = f"{what} {len(self.done)} 条。"
        if left := [*self.refused, *self.held]:
            reasons = "；".join(f"第 {row.at} 行：{why}" for row, why in left)
            words += f"未成功 {len(left)} 条，原因见“结果”列（{reasons}）。"
        if self.same:
            words += f"{len(self.same)} 条{SAME}。"
        return words

    def shown(self) -> Iterator[R]:
        """Yield every row that was looked at, with what came of it."""
        yield from (row for row, _ in self.done)
        yield from (with_cells(row, result=why) for row, why in [*self.refused, *self.held])
        yield from (with_cells(row, result=SAME, tick="") for row in self.same)


def check_forms(
    table: SheetHead, rows: Sequence[R], faults_of: Callable[[R], Sequence[str]]
) -> None:
    """Return when every row can be sent.

    Raises SheetError with every fault of every row; nothing was sent.
    """
    told = [f"第 {row.at} 行{fault}" for row in rows for fault in faults_of(row)]
    if told:
        more = f"；另有 {len(told) - MOST_TOLD} 处" if len(told) > MOST_TOLD else ""
        raise table.error(f"{'；'.join(told[:MOST_TOLD])}{more}。没有提交", "请改正后重试。")


def send_forms(
    ctx: Context,
    table: SheetTable[R],
    kind: SubmissionKind,
    forms: Sequence[tuple[R, Form]],
    fields: Collection[str],
    answered: Callable[[R, Receipt], R],
    result_button: str,
    is_so: Callable[[R], bool] = lambda _: False,
) -> Sent[R]:
    """Send row after row; ``answered`` gives the row with what its receipt says.

    A row that ``is_so`` already is not sent: a workbook that was not saved asks for it again.

    What was received is shown even when a later row stops the work, or 取消 between two. A row
    whose content the bureau held before keeps its tick: what came of it then may be over,
    ``result_button`` tells.

    Raises BureauRefusedError when the bureau took none of the rows: nothing was recorded, and
    CancelledError.
    """
    sent: Sent[R] = Sent()
    first_refusal: BureauRefusedError | None = None
    try:
        for number, (row, (subject, body)) in enumerate(forms):
            if number:
                ctx.progress("逐行提交", number, len(forms))
            if is_so(row):
                sent.same.append(row)
                continue
            cells = {"sheet": table.title, "row": as_in_cells(row)}
            try:
                receipt, is_repeat = submit(ctx, kind, subject, body, cells)
            except BureauRefusedError as error:
                first_refusal = first_refusal or error
                sent.refused.append((row, error.wording))
                continue
            if is_repeat:
                sent.held.append((row, repeated(receipt.receipt_no, result_button)))
                continue
            sent.done.append((answered(with_cells(row, result="", tick=""), receipt), receipt))
    finally:
        if sent.done or sent.held or sent.same:
            table.update(list(sent.shown()), ("tick", "result", *fields))
    if first_refusal is not None and not (sent.done or sent.held or sent.same):
        raise first_refusal
    return sent


def says_the_same(row: R, held: R | None, besides: Collection[str] = ()) -> bool:
    """Whether the user's cells of a row, but ``besides``, say what the bureau holds of it."""
    inputs = (column.field for column in type(row).columns if column.is_input)
    return held is not None and all(
        getattr(row, name) == getattr(held, name)
        for name in inputs
        if name not in ("tick", *besides)
    )
