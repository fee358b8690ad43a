"""Rows of a sheet that are forms: all checked, then each sent once and answered on its row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import repeated, submit
from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.domain.errors import SheetError
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.table import Row, SheetTable

MOST_TOLD = 8
SAME = "与税务系统登记的相同，没有重复提交"
# What a row is to the ledger, and what is sent for it.
Form = tuple[str, BaseModel]


@dataclass(slots=True)
class Sent:
    """What came of the rows."""

    done: list[tuple[Row, Receipt]] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)  # the bureau held the same before: nothing new
    same: list[Row] = field(default_factory=list)  # asks for what is so already: not sent

    @property
    def is_whole(self) -> bool:
        """Whether every row was done."""
        return not (self.refused or self.held)

    def in_words(self, what: str) -> str:
        """Say how many were done, and where the reasons of the others stand."""
        words = f"{what} {len(self.done)} 条。"
        if left := [*self.refused, *self.held]:
            reasons = "；".join(f"第 {row['_row']} 行：{row['result']}" for row in left)
            words += f"未成功 {len(left)} 条，原因见“结果”列（{reasons}）。"
        if self.same:
            words += f"{len(self.same)} 条{SAME}。"
        return words


def check_forms(
    table: SheetTable, rows: Sequence[Row], faults_of: Callable[[Row], Sequence[str]]
) -> None:
    """Return when every row can be sent.

    Raises SheetError with every fault of every row; nothing was sent.
    """
    told = [f"第 {row['_row']} 行{fault}" for row in rows for fault in faults_of(row)]
    if told:
        more = f"；另有 {len(told) - MOST_TOLD} 处" if len(told) > MOST_TOLD else ""
        raise SheetError(
            table.title,
            f"{'；'.join(told[:MOST_TOLD])}{more}。没有提交",
            "请改正后重试。",
        )


def send_forms(
    ctx: Context,
    table: SheetTable,
    kind: SubmissionKind,
    forms: Sequence[tuple[Row, Form]],
    fields: Collection[str],
    answered: Callable[[Row, Receipt], None],
    result_button: str,
    is_so: Callable[[Row], bool] = lambda _: False,
) -> Sent:
    """Send row after row; ``answered`` fills what the row shows of its receipt.

    A row that ``is_so`` already is not sent: a workbook that was not saved asks for it again.

    What was received is shown even when a later row stops the work. A row whose content the
    bureau held before keeps its tick: what came of it then may be over, ``result_button`` tells.

    Raises BureauRefusedError when the bureau took none of the rows: nothing was recorded.
    """
    sent = Sent()
    first_refusal: BureauRefusedError | None = None
    try:
        for row, (subject, body) in forms:
            if is_so(row):
                row.update(result=SAME, tick="")
                sent.same.append(row)
                continue
            cells = {"sheet": table.title, "row": _cells(row)}
            try:
                receipt, is_repeat = submit(ctx, kind, subject, body, cells)
            except BureauRefusedError as error:
                first_refusal = first_refusal or error
                row["result"] = error.wording
                sent.refused.append(row)
                continue
            if is_repeat:
                row["result"] = repeated(receipt.receipt_no, result_button)
                sent.held.append(row)
                continue
            row.update(result="", tick="")
            answered(row, receipt)
            sent.done.append((row, receipt))
    finally:
        if sent.done or sent.held or sent.same:
            table.update([row for row, _ in forms], ("tick", "result", *fields))
    if first_refusal is not None and not (sent.done or sent.held or sent.same):
        raise first_refusal
    return sent


def says_the_same(spec: SheetSpec, row: Row, held: Row | None) -> bool:
    """Whether the user's cells of a row say what the bureau holds under its number."""
    if held is None:
        return False
    filled = {column.field for column in spec.columns if column.is_input} & held.keys()
    return all(str(row[name]) == str(held[name]) for name in filled)


def _cells(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "_row"}
