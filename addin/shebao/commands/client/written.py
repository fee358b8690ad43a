"""A wage file written for the client is an entry of the ledger before it is a file."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from shebao.commands.client.read_file import note_file
from shebao.commands.client.wages import new_number, number_of
from shebao.commands.desk.context import Context
from shebao.commands.wages.wage_result import SENT, sent
from shebao.commands.wages.wage_table import WageTable, filing_of, wage_rows
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import FileRefusedError
from shebao.domain.money import yuan
from shebao.ledger import Entry, State, canonical_json, digest
from shebao.rules.filing import Filing
from shebao.sheets.declared.client_sheets import CLIENT_FILES, WRITTEN, ClientFileRow
from shebao.sheets.declared.row import replace

WAITING = "已写入客户端文件，待导入申报结果"


def write_noted(
    ctx: Context,
    table: WageTable,
    path: Path,
    wages: Mapping[str, Mapping[str, int]],
    write: Callable[[Path], object],
) -> str:
    """Write the file under an entry of the ledger, mark its rows; return words about it.

    The same wages again are the same entry. Another file of the same subject that has no result
    yet is named and given up, once the user agrees and the new file stands beside its place.

    Raises NotConfirmedError, FileRefusedError, SheetError; nothing was written or noted then.
    """
    ctx.check_writable(table.spec, CLIENT_FILES)
    filing = filing_of(ctx, table)
    payload = {
        "tax_id": ctx.session.employer.tax_id,
        "subject": filing.subject,
        "wages": {id_number: dict(each) for id_number, each in wages.items()},
    }
    earlier = _open_entry(ctx, filing)
    is_same = earlier is not None and earlier.digest == digest(canonical_json(payload))
    if earlier is not None and not is_same:
        ctx.ui.confirm(
            f"{filing.subject} 已写出过文件 {number_of(earlier)}，还没有导入结果；"
            f"“{path.name}”的缴费工资与它不同。以这次的文件为准，请不要再在客户端导入那一个"
        )
    draft = _draft(path, write)
    try:
        entry = earlier if earlier is not None and is_same else None
        entry = entry or _replaced(ctx, path, filing, payload, earlier)
        entry = _put_in_place(ctx, draft, path, entry, None if is_same else earlier)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    number = number_of(entry)
    _mark_rows(table, number, wages)
    total = sum(max(each.values()) for each in wages.values())
    line = ClientFileRow(
        number=number,
        people=len(wages),
        rows=len(wages),
        amount=total,
        state="待导入结果",
        words=f"{filing.subject}，缴费工资合计 {yuan(total)} 元",
        period=str(filing.effective_from),
    )
    note_file(ctx, path, hashlib.sha256(path.read_bytes()).hexdigest(), WRITTEN, line)
    return (
        f"文件编号 {number}，{len(wages)} 人缴费工资合计 {yuan(total)} 元，已记入提交台账；"
        "在客户端导入并申报后，请“导入申报结果”。"
    )


def _open_entry(ctx: Context, filing: Filing) -> Entry | None:
    """Return the subject's entry without a result; the ledger allows one."""
    unsettled = ctx.ledger.unsettled(ctx.account, SubmissionKind.WAGE_FILING)
    return next((entry for entry in unsettled if entry.subject == filing.subject), None)


def _draft(path: Path, write: Callable[[Path], object]) -> Path:
    """Return the new file beside its place: whatever can fail of it fails before the ledger."""
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.xlsx")
    try:
        write(draft)
    except FileRefusedError as error:
        raise _not_written(path) from error
    return draft


def _replaced(
    ctx: Context,
    path: Path,
    filing: Filing,
    payload: Mapping[str, object],
    earlier: Entry | None,
) -> Entry:
    """Return a new entry in place of the subject's earlier one."""
    if earlier is not None:
        ctx.ledger.mark_closed(earlier)
    cells = {
        "file": path.name,
        "subject": filing.subject,
        "effective_from": str(filing.effective_from),
        "wages": payload["wages"],
        "number": new_number(ctx.now(), digest(canonical_json(payload))),
    }
    circumstances = {
        "bureau": "",
        "user": "",
        "business_date": ctx.session.business_date,
        "rule_version": ctx.session.rule_version,
    }
    return ctx.ledger.open(
        SubmissionKind.WAGE_FILING,
        ctx.account,
        filing.subject,
        payload,
        cells,
        circumstances=circumstances,
    )


def _put_in_place(
    ctx: Context, draft: Path, path: Path, entry: Entry, earlier: Entry | None
) -> Entry:
    """Return the entry as sent once its file is where it belongs; else the earlier one counts.

    Raises FileRefusedError.
    """
    try:
        draft.replace(path)
    except OSError as error:
        if entry.state is State.INTENT:
            ctx.ledger.mark_closed(entry)
            if earlier is not None:
                _reinstate(ctx, earlier)
        raise _not_written(path) from error
    return ctx.ledger.mark_sent(entry) if entry.state is State.INTENT else entry


def _reinstate(ctx: Context, earlier: Entry) -> None:
    """Let a closed entry count again, under its number: an entry is never changed back."""
    again = ctx.ledger.open(
        earlier.kind,
        earlier.account,
        earlier.subject,
        json.loads(earlier.payload),
        {**json.loads(earlier.cells), "number": number_of(earlier)},
        circumstances=json.loads(earlier.circumstances or "{}"),
    )
    if earlier.state is State.SENT:
        ctx.ledger.mark_sent(again)


def _not_written(path: Path) -> FileRefusedError:
    return FileRefusedError(
        path,
        "无法写入（可能正在其他程序中打开，或文件夹不存在、不可写）",
        "台账与以前写出的文件照旧。请关闭它，或换一个位置后重试。",
    )


def _mark_rows(table: WageTable, number: str, wages: Mapping[str, Mapping[str, int]]) -> None:
    rows = [sent(row, number) for row in wage_rows(table) if row.id_number in wages]
    table.update([replace(row, reason=WAITING) for row in rows], SENT)
