"""How the import of one of the client's files ends: what it said, listed, noted and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shebao.commands.client.read_file import ClientFile, forget_answers, note_file
from shebao.commands.desk.context import Context
from shebao.commands.desk.doubts import doubts_in_words, list_doubts
from shebao.domain.outcome import Outcome, Status
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.sheets.declared.client_sheets import CLIENT_FILES, ClientFileRow
from shebao.sheets.declared.row import AnySheet, with_cells
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS
from shebao.sheets.head import SheetHead

KINDS = {
    DoubtKind.UNKNOWN: "不属于本单位或本次申报",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "文件中没有",
}
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """What one file brought: its sentence, its line for 客户端文件, its doubts and counts.

    ``whose`` counts the doubts: people, or rows of a list that names nobody. Without ``is_whole``
    something else than a doubt is left to look at.
    """

    kind: str
    message: str
    line: ClientFileRow
    doubts: Sequence[Doubt]
    counts: Mapping[str, int]
    facts: Mapping[str, str] = field(default_factory=dict)
    whose: str = "人"
    is_whole: bool = True


def check_sheets(ctx: Context, *shown: AnySheet) -> None:
    """Return when every sheet that an import writes takes cells: what it keeps must be seen.

    Raises SheetError; nothing was kept.
    """
    ctx.check_writable(*shown, PAYROLL_DOUBTS, CLIENT_FILES)


def finish_import(ctx: Context, file: ClientFile, table: SheetHead, imported: Imported) -> Outcome:
    """List the doubts, say the sentence on the sheet, note the file, bring the sheet to front."""
    doubts = imported.doubts
    message = imported.message + doubts_in_words(doubts, KINDS, "未导入", imported.whose)
    list_doubts(ctx, doubts, KINDS, message)
    table.note(message)
    state = imported.line.state or "已导入"
    line = with_cells(imported.line, doubts=len(doubts), state=state)
    note_file(ctx, file.path, file.digest, imported.kind, line)
    forget_answers(ctx)
    table.activate()
    status = Status.PARTIAL if doubts or not imported.is_whole else Status.DONE
    counts = {**imported.counts, "doubts": len(doubts)}
    return Outcome(message, status, counts=counts, facts=dict(imported.facts))


def first_doubt(doubts: Sequence[Doubt], none: str) -> str:
    """Return why nothing at all was taken, to stand within a sentence; ``none`` without a doubt."""
    return doubts[0].sentence.rstrip("。") if doubts else none


def named(names: Sequence[str]) -> str:
    """Return how many people there are, and who the first ones are."""
    said = "、".join(names[:MOST_NAMED])
    return f"{len(names)} 人（{said}{' 等' if len(names) > MOST_NAMED else ''}）"
