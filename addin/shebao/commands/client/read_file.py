"""One file of the official client, from the table that the user agrees to, to what it brought."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shebao.commands.client.client_month import show_client_month
from shebao.commands.desk.context import Context
from shebao.commands.desk.doubts import doubts_in_words, list_doubts
from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.rules.cell_text import id_number_of
from shebao.rules.client.fields import ID, Field
from shebao.rules.client.people import tax_id_of, tax_ids_above
from shebao.rules.client.table import ClientTable, NotRead, find_table
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.sheets.declared.client_sheets import CLIENT_FILES, ClientFileRow
from shebao.sheets.declared.row import AnySheet, replace, with_cells
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS
from shebao.sheets.head import SheetHead
from shebao.sheets.outside_file import read_grids

NOTHING = "没有导入任何数据。"
KINDS = {
    DoubtKind.UNKNOWN: "不属于本单位或本次申报",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "文件中没有",
}
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A file and its table; ``digest`` is the SHA-256 of its bytes, in hex."""

    path: Path
    table: ClientTable
    digest: str


def read_client_table(
    ctx: Context, field: str, fields: Sequence[Field], needed: Collection[Field]
) -> ClientFile:
    """Return the table of the file in a labelled cell; its columns are confirmed once, then kept.

    Raises ParameterError for a blank cell, FileRefusedError for a file that is no such table or
    another employer's, NotConfirmedError.
    """
    sheet = ctx.table(CLIENT_FILES)
    parameters = sheet.parameters()
    given = parameters[field]
    if not given:
        raise ParameterError(
            f"工作表“{sheet.title}”的“{CLIENT_FILES.label_of(field)}”为空，没有执行。"
            "请填写文件的路径。",
            log=f"no {field}",
        )
    path = ctx.beside_book(given)
    grids = read_grids(path)
    remembered = ctx.store.payroll_layouts.all(_layouts_of(ctx, field))
    found = find_table(
        grids, fields, needed, answers=_answers(parameters["columns"]), remembered=remembered
    )
    if isinstance(found, NotRead):
        raise FileRefusedError(path, found.why, found.next_step)
    named = tax_ids_above(found)
    ours = ctx.session.employer.tax_id
    if named and ours not in named:
        raise FileRefusedError(
            path,
            f"是纳税人识别号 {'、'.join(named)} 的，本单位是 {ours}",
            f"{NOTHING}请选择本单位的文件。",
        )
    _confirm_columns(ctx, field, path, found, fields, remembered)
    if not named and all(tax_id_of(found, row) != ours for _, row in found.rows):
        _confirm_unit(ctx, path, found)
    return ClientFile(path, found, hashlib.sha256(path.read_bytes()).hexdigest())


def _confirm_unit(ctx: Context, path: Path, table: ClientTable) -> None:
    """Ask before a file that names no unit is taken for ours. Raises NotConfirmedError."""
    people = {employee.id_number.upper() for employee in ctx.store.employees.load(ctx.account)}
    cells = (id_number_of(table.cell(row, ID.name)).id_number for _, row in table.rows)
    named = {id_number for id_number in cells if id_number}
    known = f"其中 {len(named)} 人有 {len(named & people)} 人在本单位参保名单中，"
    ctx.ui.confirm(
        f"“{path.name}”没有写明纳税人识别号；{known if named and people else ''}"
        f"按本单位 {ctx.session.employer.tax_id} 的文件导入"
    )


def note_file(ctx: Context, file: Path, digest: str, kind: str, line: ClientFileRow) -> None:
    """Put a file on top of the sheet of the client's files; ``line`` says what it brought."""
    row = replace(line, kind=kind, file=file.name, noted_at=local_time(ctx.now()))
    number = line.number or f"{kind}-{digest[:12]}"
    ctx.table(CLIENT_FILES).put_first(replace(row, digest=digest[:16], number=number), "number")
    show_client_month(ctx)


def _layouts_of(ctx: Context, field: str) -> str:
    return f"{ctx.account}/{field}"


def _answers(text: str) -> dict[str, str]:
    """Return the user's columns by the fields' labels.

    Raises ParameterError.
    """
    answers = {}
    for part in filter(None, re.split(r"[，,;；、\n]", text)):
        label, equals, column = part.partition("=")
        if not (equals and label.strip() and column.strip()):
            raise ParameterError(
                f"工作表“{CLIENT_FILES.title}”的“列对应”是“{text[:60]}”，不能识别，没有执行。"
                "请按 证件号码=C，缴费基数=H 的样子填写。",
                log="bad column answers",
            )
        answers[label.strip()] = column.strip()
    return answers


def _confirm_columns(
    ctx: Context,
    field: str,
    path: Path,
    table: ClientTable,
    fields: Sequence[Field],
    remembered: Mapping[str, Mapping[str, int]],
) -> None:
    if remembered.get(table.shape) == table.columns:
        return
    labels = {each.name: each.label for each in fields}
    chosen = "，".join(
        choice.in_words(labels[name]) for name, choice in table.choices.items() if name in labels
    )
    heads = "、".join(table.titles[index] for index in table.insurances)
    insurances = f"；险种列：{heads}" if heads else ""
    ctx.ui.confirm(
        f"按“{path.name}”的工作表“{table.sheet}”（表头在第 {table.first_row} 行）读取"
        f" {len(table.rows)} 行：{chosen}{insurances}。"
        "确认后，同样表头的文件都照此读取，不再询问"
    )
    ctx.store.payroll_layouts.remember(_layouts_of(ctx, field), table.shape, table.columns)


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
    files = ctx.table(CLIENT_FILES)
    if files.parameters()["columns"]:  # 列对应 was for one file; the columns are remembered
        files.set_parameter("columns", "")
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
