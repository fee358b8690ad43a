"""Filing the wages of the wage sheet."""

from collections.abc import Mapping, Sequence

from shebao.commands.context import Context
from shebao.commands.receipts import BEFORE_SENDING, follow_up, recover, repeated, submit
from shebao.commands.selection import selected
from shebao.commands.wage_filed import filed_wages
from shebao.commands.wage_result import (
    SHOWN,
    Held,
    bring_back,
    held_wages,
    is_same,
    show_filing,
)
from shebao.commands.wage_sheet import described
from shebao.commands.wage_table import (
    filing_of,
    refuse_unfilable,
    wage_facts,
    wage_rows,
    wage_table,
)
from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.states import ItemState
from shebao.contract.submissions import SubmissionKind
from shebao.contract.wages import WageFilingRequest, WageItem
from shebao.domain.errors import SheetError
from shebao.domain.finding import Finding, Severity
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.ledger import canonical_json, digest
from shebao.rules.filing import Filing
from shebao.rules.wage_checks import check_wages as findings_of
from shebao.rules.wage_facts import WageFacts
from shebao.rules.way_back import WAY_BACK_TEXT
from shebao.sheets.parts import EVERYTHING
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
    ctx.progress(BEFORE_SENDING, 0, 3)
    recovered = recover(ctx, SubmissionKind.WAGE_FILING)
    rows = table.rows()
    filing = filing_of(ctx, table)
    held = held_wages(ctx, filing)
    restored = bring_back(ctx, table, rows, held)
    if recovered or restored:
        return _report_restored(table, recovered, restored)
    refuse_unfilable(table, filing)
    chosen = {row["_row"] for row in selected(table, rows, scope)}
    ctx.progress(BEFORE_SENDING, 1, 3)
    seen = wage_rows(table, rows)
    facts = wage_facts(ctx, filing, seen, filed_wages(ctx, rows))
    ctx.progress(BEFORE_SENDING, 2, 3)
    fresh = [
        (row, wages)
        for row, wages in zip(rows, seen, strict=True)
        if row["_row"] in chosen and not _is_filed(row, wages, held, facts)
    ]
    if not fresh:
        raise SheetError(
            table.title,
            f"所选 {len(chosen)} 名职工的缴费工资都已申报且没有变化",
            "没有重复提交。如需查看结果请点击“申报结果查询”。",
        )
    sending = {wages.number for _, wages in fresh}
    faulty = [
        (wages, found)
        for wages, found in zip(seen, findings_of(seen, facts), strict=True)
        if wages.number in sending and any(f.severity is Severity.ERROR for f in found)
    ]
    if faulty:
        raise _blocked(table, faulty)
    absent = _absent(held, seen, facts) if scope == EVERYTHING else ""
    ctx.progress(BEFORE_SENDING, 3, 3)
    return _send(ctx, table, filing, facts, fresh, absent)


def _send(
    ctx: Context,
    table: SheetTable,
    filing: Filing,
    facts: WageFacts,
    fresh: list[tuple[Row, WageRow]],
    absent: str,
) -> Outcome:
    request = request_of(filing, [wages for _, wages in fresh])
    total = sum(max(item.wages_fen.values()) for item in request.items)
    ctx.ui.confirm(
        f"提交 {len(fresh)} 名职工的缴费工资（{described(filing)}，{filing.mode}，"
        f"自 {filing.effective_from} 起生效，工资合计 {yuan(total)} 元）{absent}"
    )
    cells = {
        "sheet": table.title,
        "subject": filing.subject,
        "wages": {item.id_number: item.wages_fen for item in request.items},
    }
    receipt, is_repeat = submit(
        ctx,
        SubmissionKind.WAGE_FILING,
        filing.subject,
        request,
        cells,
        basis=_basis(facts, request),
    )
    sent = [row for row, _ in fresh]
    processing = str(ItemState.PROCESSING)
    for row in sent:
        row.update(state=processing, reason="", filing_no=receipt.receipt_no, tick="")
    table.update(sent, SHOWN)
    message = (
        f"已提交 {len(sent)} 名职工的缴费工资，税务已受理，流水号 {receipt.receipt_no}，处理中。"
        "请稍后点击“申报结果查询”。"
    )
    if is_repeat:
        message = repeated(receipt.receipt_no, "申报结果查询")
    message += absent
    message += follow_up(lambda: show_filing(ctx, receipt.receipt_no))
    table.note(message)
    return Outcome(
        message,
        counts={"submitted": 0 if is_repeat else len(sent)},
        facts={"filing_no": receipt.receipt_no},
    )


def request_of(filing: Filing, rows: Sequence[WageRow]) -> WageFilingRequest:
    """Return what files these rows, one item a row in their order."""
    return WageFilingRequest(
        kind=filing.kind,
        mode=filing.mode,
        effective_from=str(filing.effective_from),
        items=[_item(line, row) for line, row in enumerate(rows, start=1)],
    )


def _basis(facts: WageFacts, request: WageFilingRequest) -> str:
    """Return a digest of the wages in force that this filing would change.

    It is part of the key: the same wages filed on top of others are another filing, and a second
    desk that files them must not be given the first one's receipt.
    """
    before = {item.id_number: dict(facts.insured(item.id_number)) for item in request.items}
    return digest(canonical_json(before))[:16]


def _item(line: int, row: WageRow) -> WageItem:
    return WageItem(
        line=line,
        name=row.name,
        id_type=row.id_type,
        id_number=row.id_number,
        wages_fen=row.wages_fen(),
    )


def _is_filed(row: Row, wages: WageRow, held: Mapping[str, Held], facts: WageFacts) -> bool:
    """Whether exactly these wages are with the bureau, and still hold there."""
    known = held.get(wages.id_number)
    if known is None or not is_same(known, wages) or row["filing_no"] != known.receipt_no:
        return False
    if row["state"] == str(ItemState.PROCESSING):
        return True
    if facts.filing.effective_from > facts.period:
        return False  # what will be in force then is not known here; ticking again is deliberate
    in_force = facts.insured(wages.id_number)
    meant = wages.wages_fen()
    return row["state"] == str(ItemState.ACCEPTED) and all(
        in_force[i] == meant.get(i, meant.get(BY_PERSON, in_force[i])) for i in in_force
    )


def _report_restored(table: SheetTable, recovered: list[str], restored: list[Row]) -> Outcome:
    receipts = sorted({*recovered, *(str(row["filing_no"]) for row in restored)})
    message = (
        f"此前的提交税务已受理（流水号 {'、'.join(receipts)}），结果已写回 {len(restored)} 行；"
        "本次没有重复提交。如还有职工需要申报，请核对勾选后再次提交。"
    )
    table.note(message)
    return Outcome(
        message,
        counts={"submitted": 0, "recovered": len(receipts)},
        facts={"filing_no": receipts[-1]},
    )


def _absent(held: Mapping[str, Held], seen: list[WageRow], facts: WageFacts) -> str:
    """Say that whoever was filed from here and is not on the sheet keeps the filed wage."""
    here = {row.id_number for row in seen}
    count = sum(bool(facts.insured(one)) for one in held if one not in here)
    if not count:
        return ""
    text = REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]
    return f"另有 {count} 名已申报职工不在本表，其缴费工资继续有效：{text}。"


def _blocked(table: SheetTable, faulty: list[tuple[WageRow, list[Finding]]]) -> SheetError:
    named = "、".join(f"第 {row.number} 行 {row.name}" for row, _ in faulty[:NAMED_ROWS])
    more = f" 等 {len(faulty)} 行" if len(faulty) > NAMED_ROWS else ""
    stays = sum(any(f.code == "R014" for f in found) for _, found in faulty)
    why = f"（其中 {stays} 行：{REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]}）" if stays else ""
    if any(f.code == "R012" for _, found in faulty for f in found):
        why += WAY_BACK_TEXT
    return SheetError(
        table.title,
        f"有不能申报的行：{named}{more}{why}。没有提交任何数据",
        "请点击“校验”查看每行的原因，修改后重试，或取消勾选这些行。",
    )
