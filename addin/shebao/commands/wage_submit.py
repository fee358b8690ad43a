"""Filing the wages of the wage sheet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shebao.commands.context import Context
from shebao.commands.selection import selected
from shebao.commands.wage_result import show_filing
from shebao.commands.wage_table import Filing, filing_of, wage_facts, wage_rows, wage_table
from shebao.contract.states import ItemState
from shebao.contract.submissions import SubmissionKind
from shebao.contract.wages import WageFilingRequest, WageItem
from shebao.domain.errors import SheetError
from shebao.domain.finding import Severity
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.wage_row import WageRow
from shebao.ledger.send import Recovered, send, settle_unknown
from shebao.rules.wage_checks import check_wages as findings_of
from shebao.sheets.catalogue import EVERYTHING
from shebao.sheets.table import Row, SheetTable

NAMED_ROWS = 5  # how many rows a message names before it only counts


def submit_wages(ctx: Context) -> Outcome:
    """File the wages of the ticked rows."""
    table = wage_table(ctx)
    return _submit(ctx, table, table.parameters()["scope"])


def submit_all_wages(ctx: Context) -> Outcome:
    """File the wages of every row; refused while any is blank."""
    return _submit(ctx, wage_table(ctx), EVERYTHING)


def _submit(ctx: Context, table: SheetTable, scope: str) -> Outcome:
    rows = table.rows()
    seen = wage_rows(table, rows)
    filing = filing_of(ctx, table)
    recovered = settle_unknown(ctx.ledger, ctx.bureau, ctx.account, SubmissionKind.WAGE_FILING)
    held = _held(ctx, filing)
    unshown = [r for r, w in zip(rows, seen, strict=True) if _is_unshown(r, w, held)]
    for row in unshown:
        receipt_no = held[str(row["id_number"]).upper()].receipt_no
        row.update(state=str(ItemState.PROCESSING), reason="", filing_no=receipt_no, tick="")
    table.update(unshown, ("state", "reason", "filing_no", "tick"))
    if recovered:
        return _report_recovered(ctx, table, recovered, len(unshown))
    if unshown and all(not row["tick"] for row in rows) and scope != EVERYTHING:
        raise _all_filed(table, len(unshown))
    wanted = {int(str(row["_row"])) for row in selected(table, rows, scope)}
    facts = wage_facts(ctx, filing, seen)
    findings = findings_of(seen, facts)
    faulty = [
        row
        for row, found in zip(seen, findings, strict=True)
        if row.number in wanted and any(f.severity is Severity.ERROR for f in found)
    ]
    if faulty:
        raise _blocked(table, faulty)
    fresh = [
        (row, wages)
        for row, wages in zip(rows, seen, strict=True)
        if wages.number in wanted and not _is_filed(row, wages, held)
    ]
    if not fresh:
        raise _all_filed(table, len(wanted))
    return _send(ctx, table, filing, fresh)


def _send(
    ctx: Context, table: SheetTable, filing: Filing, fresh: list[tuple[Row, WageRow]]
) -> Outcome:
    request = WageFilingRequest(
        kind=filing.kind,
        mode=filing.mode,
        effective_from=str(filing.effective_from),
        items=[_item(line, wages) for line, (_, wages) in enumerate(fresh, start=1)],
    )
    total = sum(max(item.wages_fen.values()) for item in request.items)
    ctx.ui.confirm(
        f"提交 {len(fresh)} 名职工的缴费工资（{filing.kind}，{filing.mode}，"
        f"自 {filing.effective_from} 起生效，工资合计 {yuan(total)} 元）"
    )
    subject = _subject(filing)
    cells = {
        "sheet": table.title,
        "subject": subject,
        "wages": {item.id_number: item.wages_fen for item in request.items},
    }
    receipt = send(
        ctx.ledger,
        ctx.bureau,
        SubmissionKind.WAGE_FILING,
        ctx.account,
        subject,
        request,
        cells,
    )
    sent = [row for row, _ in fresh]
    for row in sent:
        row.update(
            state=str(ItemState.PROCESSING), reason="", filing_no=receipt.receipt_no, tick=""
        )
    table.update(sent, ("state", "reason", "filing_no", "tick"))
    show_filing(ctx, receipt.receipt_no)
    message = (
        f"已提交 {len(sent)} 名职工的缴费工资，税务已受理，流水号 {receipt.receipt_no}，处理中。"
        "请稍后点击“申报结果查询”。"
    )
    table.note(message)
    return Outcome(
        message, counts={"submitted": len(sent)}, facts={"filing_no": receipt.receipt_no}
    )


def _item(line: int, row: WageRow) -> WageItem:
    return WageItem(
        line=line,
        name=row.name,
        id_type=row.id_type,
        id_number=row.id_number,
        wages_fen=_wages(row),
    )


def _wages(row: WageRow) -> dict[str, int]:
    return {c.insurance: c.wage_fen for c in row.cells if c.wage_fen is not None}


@dataclass(frozen=True, slots=True)
class _Held:
    """What the ledger says the bureau holds for one person."""

    receipt_no: str
    wages_fen: Mapping[str, int]


def _held(ctx: Context, filing: Filing) -> dict[str, _Held]:
    """Return by id number the last filing of the same kind, mode and month that was recorded."""
    held: dict[str, _Held] = {}
    subject = _subject(filing)
    for entry in ctx.ledger.list(ctx.account):
        if entry.kind is SubmissionKind.WAGE_FILING and entry.receipt_no:
            cells = json.loads(entry.cells)
            if cells["subject"] == subject:
                held.update({i: _Held(entry.receipt_no, w) for i, w in cells["wages"].items()})
    return held


def _is_filed(row: Row, wages: WageRow, held: Mapping[str, _Held]) -> bool:
    """Whether exactly these wages are with the bureau and were not refused."""
    known = held.get(wages.id_number)
    if known is None or known.wages_fen != _wages(wages):
        return False
    was_refused = row["state"] == str(ItemState.REFUSED)
    return not (was_refused and row["filing_no"] == known.receipt_no)


def _is_unshown(row: Row, wages: WageRow, held: Mapping[str, _Held]) -> bool:
    """Whether the bureau holds these wages and the sheet does not say so yet."""
    known = held.get(wages.id_number)
    return (
        _is_filed(row, wages, held) and known is not None and row["filing_no"] != known.receipt_no
    )


def _report_recovered(
    ctx: Context, table: SheetTable, recovered: list[Recovered], rows: int
) -> Outcome:
    for found in recovered:
        show_filing(ctx, found.receipt.receipt_no)
    numbers = "、".join(found.receipt.receipt_no for found in recovered)
    message = (
        f"上次提交未收到反馈，经查询税务已受理（流水号 {numbers}），回执已写回 {rows} 行；"
        "本次没有重复提交。如还有职工需要申报，请核对后再次提交。"
    )
    table.note(message)
    return Outcome(
        message,
        counts={"submitted": 0, "recovered": len(recovered)},
        facts={"filing_no": recovered[-1].receipt.receipt_no},
    )


def _subject(filing: Filing) -> str:
    return f"{filing.kind}/{filing.mode}/{filing.effective_from}"


def _all_filed(table: SheetTable, people: int) -> SheetError:
    return SheetError(
        table.title,
        f"所选 {people} 名职工的缴费工资都已申报且没有变化",
        "没有重复提交。如需查看结果请点击“申报结果查询”。",
    )


def _blocked(table: SheetTable, faulty: list[WageRow]) -> SheetError:
    named = "、".join(f"第 {row.number} 行 {row.name}" for row in faulty[:NAMED_ROWS])
    more = f" 等 {len(faulty)} 行" if len(faulty) > NAMED_ROWS else ""
    return SheetError(
        table.title,
        f"有不能申报的行：{named}{more}。没有提交任何数据",
        "请点击“校验”查看每行的原因，修改后重试，或取消勾选这些行。",
    )
