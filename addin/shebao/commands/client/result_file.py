"""What the client answered to a written file comes back to the rows that it left from."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.commands.client.channel import by_files_only
from shebao.commands.client.read_file import (
    MOST_NAMED,
    NOTHING,
    ClientFile,
    Imported,
    check_sheets,
    finish_import,
    first_doubt,
    read_client_table,
)
from shebao.commands.client.wages import RESULT, Written, refused_files, written_files
from shebao.commands.desk.context import Context
from shebao.commands.wages.wage_table import WageTable, wage_rows
from shebao.contract.states import ItemState, WageFilingState
from shebao.domain.errors import FileRefusedError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.ledger import State
from shebao.rules.client.fields import ID, REASON, RESULT_FIELDS, STATE
from shebao.rules.client.result import Answer, ReadResult, read_result
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.sheets.declared.client_sheets import CLIENT_FILES, ClientFileRow
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet, replace
from shebao.sheets.declared.wage_sheets import (
    WAGE_FILINGS,
    WAGE_SHEETS,
    WageFilingRow,
    WageSheetRow,
)

KIND = "申报结果"
SHOWN = ("state", "reason", "tick")
Answers = dict[str, tuple[str, str]]
Places = Sequence[tuple[WageTable, Sequence[WageSheetRow]]]


def import_result_file(ctx: Context) -> Outcome:
    """Settle the written file that the answers are to; only failures stay ticked."""
    by_files_only(ctx, "导入申报结果")
    check_sheets(ctx, WAGE_FILINGS, *_answered_sheets(ctx))
    file = read_client_table(ctx, "result_file", RESULT_FIELDS, (ID,))
    if not {STATE.name, REASON.name} & file.table.choices.keys():
        raise FileRefusedError(
            file.path, "没有状态或失败原因的列，不是申报结果", f"{NOTHING}请确认选对了文件。"
        )
    people = {e.id_number.upper(): e.name for e in ctx.store.employees.load(ctx.account)}
    read = read_result(file.table, ctx.session.employer.tax_id, people)
    written = _meant(ctx, file, read)
    answers = _answers(ctx, file, written, read)
    states = {**written.states, **answers}
    places = _places(ctx, written.number, states)
    ctx.store.client_documents.keep(ctx.account, RESULT, written.number, states, ctx.now())
    _settle(ctx, written, states)
    return _tell(ctx, file, written, read, places, states)


def _meant(ctx: Context, file: ClientFile, read: ReadResult) -> Written:
    """Return the newest written file that the answers fit.

    Raises FileRefusedError when there is none, naming what differs, and NotConfirmedError where
    nothing in the answers tells it from earlier files, one that was refused as a whole among them.
    """
    files = written_files(ctx)
    if not files:
        raise FileRefusedError(
            file.path,
            "没有可对应的文件，本机没有写出过客户端导入文件",
            f"{NOTHING}请先点击“下载参保职工”写出，在客户端导入并申报后再导入结果。",
        )
    if not read.answers:
        why = first_doubt(read.doubts, "没有职工")
        raise FileRefusedError(file.path, f"没有可以导入的结果：{why}", NOTHING)
    named = [each for each in files if read.answers.keys() & each.wages.keys()]
    if not named:
        raise FileRefusedError(
            file.path,
            f"的 {len(read.answers)} 人都不在本机写出的文件中，是其他单位或其他申报的结果",
            f"{NOTHING}请选择对应的结果文件。",
        )
    fitting = [each for each in named if _fits(each, read.answers)]
    if not fitting:
        raise FileRefusedError(
            file.path,
            f"的缴费工资与写出的文件 {named[-1].number}“{named[-1].file}”不同，是另一次申报的结果",
            f"{NOTHING}请选择对应的结果文件。",
        )
    newest = fitting[-1]
    others = [each for each in fitting[:-1] if _is_another(each, newest, read.answers)]
    others += [each for each in refused_files(ctx) if _is_another(each, newest, read.answers)]
    if others:
        ctx.ui.confirm(
            f"“{file.path.name}”能对应写出的 {len(others) + 1} 个文件；按最近的文件"
            f" {newest.number}“{newest.file}”处理，另有 {len(others)} 个也能对应"
            f"（如 {others[-1].number}“{others[-1].file}”）"
        )
    return newest


def _is_another(each: Written, newest: Written, answers: Mapping[str, Answer]) -> bool:
    """Whether the answers may as well be to an earlier file."""
    return bool(answers.keys() & each.wages.keys() & newest.wages.keys()) and _fits(each, answers)


def _fits(written: Written, answers: Mapping[str, Answer]) -> bool:
    """Whether every wage that the answers repeat is one that was written."""
    return all(
        not answer.wages or answer.wages <= set(written.wages[id_number].values())
        for id_number, answer in answers.items()
        if id_number in written.wages
    )


def _answers(ctx: Context, file: ClientFile, written: Written, read: ReadResult) -> Answers:
    """Return the answers of the written people; the others of a list of failures succeeded.

    Nothing is said of the others while anybody's failure may be theirs. Raises NotConfirmedError.
    """
    answers = {
        id_number: (str(each.state), each.reason)
        for id_number, each in read.answers.items()
        if id_number in written.wages
    }
    doubtful = {doubt.id_number for doubt in read.doubts}
    rest = [i for i in written.wages if i not in answers and i not in doubtful]
    if read.only_failures and rest and not read.nobodys:
        ctx.ui.confirm(
            f"“{file.path.name}”只列出失败的 {len(answers)} 人，写出的文件 {written.number} 中"
            f"其余 {len(rest)} 人按申报成功处理"
        )
        answers.update({id_number: (str(ItemState.ACCEPTED), "") for id_number in rest})
    return answers


def _settle(ctx: Context, written: Written, states: Mapping[str, tuple[str, str]]) -> None:
    """Give the entry its final word, once everybody of it is answered."""
    if written.entry.state is not State.SENT:
        return
    kinds = {states.get(id_number, ("",))[0] for id_number in written.wages}
    if kinds <= {str(ItemState.ACCEPTED), str(ItemState.REFUSED)}:
        if str(ItemState.ACCEPTED) in kinds:
            ctx.ledger.mark_recorded(written.entry, written.number)
        else:
            ctx.ledger.mark_refused(written.entry, "客户端结果文件：全部申报失败")


def _tell(
    ctx: Context,
    file: ClientFile,
    written: Written,
    read: ReadResult,
    places: Places,
    states: Mapping[str, tuple[str, str]],
) -> Outcome:
    _write_back(places, states)
    said = f"不在写出的文件 {written.number} 中，没有采用"
    strangers = [
        Doubt(DoubtKind.UNKNOWN, id_number, "", file.table.sheet, (), "", said)
        for id_number in read.answers
        if id_number not in written.wages
    ]
    doubts = [*read.doubts, *strangers]
    counts = Counter(state for state, _ in states.values())
    accepted, refused = counts[str(ItemState.ACCEPTED)], counts[str(ItemState.REFUSED)]
    pending = len(written.wages) - accepted - refused
    message = (
        f"从“{file.path.name}”导入文件 {written.number} 的申报结果：申报成功 {accepted} 人，"
        f"申报失败 {refused} 人{f'，尚无结果 {pending} 人' if pending else ''}。"
    )
    if refused:
        message += "失败原因已写在各行，只有失败的行保持勾选，修改后可再次“下载参保职工”。"
    if pending and read.only_failures and read.nobodys:
        message += (
            f"文件有 {len(read.nobodys)} 行失败不能确定是谁（第"
            f" {'、'.join(str(each.row) for each in read.nobodys[:MOST_NAMED])} 行），"
            "其余的人不按申报成功处理；请改正证件号码后重新导入，或导入全部申报记录。"
        )
    if lost := len(states.keys() - {row.id_number for _, rows in places for row in rows}):
        message += f"另有 {lost} 人的行已不在申报表中或已对应另一个文件。"
    _show_filing(ctx, written, accepted, refused, pending)
    _note_written(ctx, written.number, pending)
    line = ClientFileRow(
        people=len(read.answers),
        rows=len(file.table.rows),
        words=f"文件 {written.number}：成功 {accepted}，失败 {refused}，尚无结果 {pending}",
    )
    counts_told = {"accepted": accepted, "refused": refused, "pending": pending}
    facts = {"number": written.number}
    is_whole = not (refused or pending)
    imported = Imported(KIND, message, line, doubts, counts_told, facts, is_whole=is_whole)
    table = places[0][0] if places else ctx.table(CLIENT_FILES)
    return finish_import(ctx, file, table, imported)


def _answered_sheets(ctx: Context) -> list[AnySheet]:
    """Return the sheets from whose rows any file was written."""
    numbers = {each.number for each in written_files(ctx)}
    sheets = [(spec, ctx.table(spec).rows()) for spec in WAGE_SHEETS]
    return [spec for spec, rows in sheets if any(row.filing_no in numbers for row in rows)]


def _places(ctx: Context, number: str, states: Mapping[str, tuple[str, str]]) -> Places:
    """Return the sheets with the rows that the file was written from and that are answered."""
    found = []
    for table in map(ctx.table, WAGE_SHEETS):
        rows = [r for r in wage_rows(table) if r.filing_no == number and r.id_number in states]
        found += [(table, rows)] if rows else []
    return found


def _write_back(places: Places, states: Mapping[str, tuple[str, str]]) -> None:
    """Answer by person on the rows that the file was written from."""
    for table, rows in places:
        answered = []
        for row in rows:
            state, reason = states[row.id_number]
            tick = TICK if state == str(ItemState.REFUSED) else ""
            answered.append(replace(row, state=state, reason=reason, tick=tick))
        table.update(answered, SHOWN)


def _show_filing(ctx: Context, written: Written, accepted: int, refused: int, pending: int) -> None:
    state = WageFilingState.PROCESSING
    if not pending:
        state = WageFilingState.PARTLY_ACCEPTED if refused else WageFilingState.ACCEPTED
        state = state if accepted else WageFilingState.REFUSED
    kind, mode, _ = written.subject.split("/")
    line = WageFilingRow(
        filing_no=written.number,
        kind=kind,
        mode=mode,
        effective_from=written.effective_from,
        state=str(state),
        submitted_at=local_time(written.entry.created_at),
        people=len(written.wages),
        accepted=accepted,
        refused=refused,
    )
    ctx.table(WAGE_FILINGS).put_first(line, "filing_no")


def _note_written(ctx: Context, number: str, pending: int) -> None:
    table = ctx.table(CLIENT_FILES)
    state = "部分有结果" if pending else "已有结果"
    rows = [replace(row, state=state) for row in table.rows() if row.number == number]
    table.update(rows, ("state",))
