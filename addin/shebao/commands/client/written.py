"""A wage file written for the client is an entry of the ledger before it is a file."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from shebao.commands.client.read_file import note_file
from shebao.commands.client.wages import number_of
from shebao.commands.desk.context import Context
from shebao.commands.wages.wage_result import SENT
from shebao.commands.wages.wage_table import filing_of
from shebao.contract.states import ItemState
from shebao.contract.submissions import SubmissionKind
from shebao.domain.errors import ShebaoError
from shebao.domain.money import yuan
from shebao.ledger import Entry, State, canonical_json, digest
from shebao.rules.filing import Filing
from shebao.sheets.table import Row, SheetTable

KIND = "导入文件"
WAITING = "已写入客户端文件，待导入申报结果"


def write_noted(
    ctx: Context,
    table: SheetTable,
    path: Path,
    wages: Mapping[str, Mapping[str, int]],
    write: Callable[[], object],
) -> str:
    """Write the file under an entry of the ledger, mark its rows; return words about it.

    The same wages again are the same entry. Another file of the same subject that has no result
    yet is named and given up, once the user agrees.

    Raises NotConfirmedError, FileRefusedError; nothing was written then.
    """
    filing = filing_of(ctx, table)
    payload = {
        "tax_id": ctx.session.employer.tax_id,
        "subject": filing.subject,
        "wages": {id_number: dict(each) for id_number, each in wages.items()},
    }
    entry = _entry(ctx, path, filing, payload)
    try:
        write()
    except ShebaoError:
        if entry.state is State.INTENT:
            ctx.ledger.mark_closed(entry)
        raise
    if entry.state is State.INTENT:
        entry = ctx.ledger.mark_sent(entry)
    number = number_of(entry)
    _mark_rows(table, number, wages)
    total = sum(max(each.values()) for each in wages.values())
    row = {
        "number": number,
        "people": len(wages),
        "rows": len(wages),
        "amount": total,
        "state": "待导入结果",
        "words": f"{filing.subject}，缴费工资合计 {yuan(total)} 元",
        "period": str(filing.effective_from),
    }
    note_file(ctx, path, hashlib.sha256(path.read_bytes()).hexdigest(), KIND, row)
    return (
        f"文件编号 {number}，{len(wages)} 人缴费工资合计 {yuan(total)} 元，已记入提交台账；"
        "在客户端导入并申报后，请“导入申报结果”。"
    )


def _entry(ctx: Context, path: Path, filing: Filing, payload: Mapping[str, object]) -> Entry:
    """Return the open entry of exactly these wages, or a new one."""
    wages = payload["wages"]
    same = digest(canonical_json(payload))
    for earlier in ctx.ledger.unsettled(ctx.account, SubmissionKind.WAGE_FILING):
        if earlier.subject != filing.subject:
            continue
        if earlier.digest == same:
            return earlier
        ctx.ui.confirm(
            f"{filing.subject} 已写出过文件 {number_of(earlier)}，还没有导入结果；"
            f"“{path.name}”的缴费工资与它不同。以这次的文件为准，请不要再在客户端导入那一个"
        )
        ctx.ledger.mark_closed(earlier)
    cells = {
        "file": path.name,
        "subject": filing.subject,
        "effective_from": str(filing.effective_from),
        "wages": wages,
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


def _mark_rows(table: SheetTable, number: str, wages: Mapping[str, Mapping[str, int]]) -> None:
    rows: Sequence[Row] = [r for r in table.rows() if str(r["id_number"]).upper() in wages]
    for row in rows:
        row.update(
            state=str(ItemState.PROCESSING),
            filing_no=number,
            reason=WAITING,
            tick="",
            check="",
            faulty="",
        )
    table.update(rows, SENT)
