"""Filing the wages of the wage sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import BEFORE_SENDING, follow_up, recover, repeated, submit
from shebao.commands.desk.selection import selected
from shebao.commands.wages.wage_doubts import doubtful_words, far_ppm
from shebao.commands.wages.wage_result import (
    SENT,
    Held,
    bring_back,
    held_wages,
    is_same,
    sent,
    show_filing,
)
from shebao.commands.wages.wage_sheet import described, refuse_unfilable
from shebao.commands.wages.wage_table import WageTable, filing_of, wage_facts, wages_in_use
from shebao.commands.wages.wage_unticked import (
    NAMED_ROWS,
    filed_wages,
    named,
    unticked,
    unticked_words,
)
from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.contract.wages import WageFilingKind, WageFilingRequest, WageItem
from shebao.domain.finding import Finding, Severity
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.domain.wage_row import BY_PERSON, WageRow, row_words
from shebao.ledger import canonical_json, digest
from shebao.rules.checks.wage_checks import check_wages as findings_of
from shebao.rules.checks.wage_facts import WageFacts
from shebao.rules.filing import Filing
from shebao.rules.way_back import WAY_BACK_TEXT
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.row import replace
from shebao.sheets.declared.wage_sheets import WageSheetRow

HIDDEN_TOO = "表中有被筛选或隐藏的行，要提交的一并提交。"  # a filter leaves rows ticked


@dataclass(frozen=True, slots=True)
class _Ready:
    """The rows that are sent, those that need not be, and what to say with them.

    Neither the employees nor the facts that the rows were judged by: nothing needs them any more.
    """

    table: WageTable
    filing: Filing
    fresh: Sequence[WageSheetRow]
    kept: Sequence[WageSheetRow]
    said: str
    basis: str
    same_since: str


def submit_wages(ctx: Context) -> Outcome:
    """File the wages of the ticked rows."""
    return _submit(ctx)


def submit_all_wages(ctx: Context) -> Outcome:
    """File the wages of every row; refused while any is blank."""
    return _submit(ctx, EVERYTHING)


def _submit(ctx: Context, scope: str = "") -> Outcome:
    """File the rows of this scope, or of the one in the sheet's labelled cell."""
    ready = _judged(ctx, scope)
    return ready if isinstance(ready, Outcome) else _send(ctx, ready)


def _judged(ctx: Context, scope: str) -> _Ready | Outcome:
    """Return what to send; what to tell when only an earlier submission came to light."""
    table, rows = wages_in_use(ctx)
    parameters = table.parameters()
    scope = scope or parameters["scope"]
    ctx.progress(BEFORE_SENDING, 0, 3)
    recovered = recover(ctx, SubmissionKind.WAGE_FILING)
    filing = filing_of(ctx, table, parameters)
    held = held_wages(ctx, filing)
    asked = {row.at for row in rows if scope == EVERYTHING or row.tick}
    rows, restored = bring_back(ctx, table, rows, held)
    shown = {row.at for row in restored}
    if (recovered or restored) and asked <= shown:
        return _report_restored(table, recovered, restored)
    refuse_unfilable(table, filing)
    # Whoever was refused in a filing that only comes to light now is looked at first.
    filed = filed_wages(ctx, rows)
    if not asked:
        _refuse_unticked(table, unticked(rows, filed))
    chosen = [row for row in selected(table, rows, scope) if row.at not in shown]
    ctx.progress(BEFORE_SENDING, 1, 3)
    facts = wage_facts(ctx, filing, rows, filed, far_ppm(table, parameters["far"]))
    ctx.progress(BEFORE_SENDING, 2, 3)
    kept = [row for row in chosen if _is_filed(row, held, facts)]
    places = {row.at for row in kept}
    fresh = [row for row in chosen if row.at not in places]
    if not fresh:
        return _nothing_new(table, len(chosen), recovered, restored)
    found = list(zip(fresh, findings_of(ctx.each("提交前校验", fresh), facts), strict=True))
    _refuse_faulty(table, found)
    said = doubtful_words(facts.columns, found)
    said += HIDDEN_TOO if table.has_hidden_rows() else ""
    said += _restored_words(recovered, restored) + _kept_words(kept)
    if scope == EVERYTHING:
        said += _absent(held, rows, facts)
    else:
        said += unticked_words(unticked(rows, filed), "本次不申报")
    ctx.progress(BEFORE_SENDING, 3, 3)
    basis, same_since = _basis(facts, fresh), _same_since(facts, fresh)
    return _Ready(table, filing, fresh, kept, said, basis, same_since)


def _send(ctx: Context, ready: _Ready) -> Outcome:
    table, filing, fresh, kept = ready.table, ready.filing, ready.fresh, ready.kept
    total = sum(max(row.wages_fen().values()) for row in fresh)
    ctx.ui.confirm(
        f"提交 {len(fresh)} 名职工的缴费工资（{described(filing)}，{filing.mode}，"
        f"自 {filing.effective_from} 起生效，工资合计 {yuan(total)} 元）。{ready.said}".rstrip("。")
    )
    receipt, is_repeat = _posted(ctx, ready)
    shown = [sent(row, receipt.receipt_no) for row in fresh]
    table.update([*shown, *(replace(row, tick="") for row in kept)], SENT)
    message = (
        f"已提交 {len(fresh)} 名职工的缴费工资{_start_words(filing)}，税务已受理，"
        f"流水号 {receipt.receipt_no}，处理中。请稍后点击“申报结果查询”；历次申报见“申报记录”。"
    )
    if is_repeat:
        message = repeated(receipt.receipt_no, "申报结果查询")
    message += ready.said
    message += follow_up(lambda: show_filing(ctx, receipt.receipt_no))
    return table.report(
        message,
        counts={"submitted": 0 if is_repeat else len(fresh), "unchanged": len(kept)},
        facts={"filing_no": receipt.receipt_no},
    )


def _posted(ctx: Context, ready: _Ready) -> tuple[Receipt, bool]:
    """Submit; the request and its cells are held no longer than that."""
    request = request_of(ready.filing, ready.fresh)
    cells = {
        "sheet": ready.table.title,
        "subject": ready.filing.subject,
        "wages": {item.id_number: item.wages_fen for item in request.items},
    }
    return submit(
        ctx,
        SubmissionKind.WAGE_FILING,
        ready.filing.subject,
        request,
        cells,
        basis=ready.basis,
        same_since=ready.same_since,
    )


def _start_words(filing: Filing) -> str:
    """Say from when the wages count; empty where it is the usual month."""
    is_daily = filing.kind is WageFilingKind.DAILY
    usual = Period.of(filing.today) if is_daily else Period(filing.today.year, 1)
    return "" if filing.effective_from == usual else f"（自 {filing.effective_from} 起生效）"


def request_of(filing: Filing, rows: Sequence[WageRow]) -> WageFilingRequest:
    """Return what files these rows, one item a row in their order."""
    return WageFilingRequest(
        kind=filing.kind,
        mode=filing.mode,
        effective_from=str(filing.effective_from),
        items=[_item(line, row) for line, row in enumerate(rows, start=1)],
    )


def _basis(facts: WageFacts, rows: Sequence[WageRow]) -> str:
    """Return a digest of the wages in force that this filing would change.

    It is part of the key: the same wages filed on top of others are another filing, and a second
    desk that files them must not be given the first one's receipt.
    """
    before = {row.id_number: dict(facts.insured(row.id_number)) for row in rows}
    return digest(canonical_json(before))[:16]


def _same_since(facts: WageFacts, rows: Sequence[WageRow]) -> str:
    """Return since when the bureau may have received these very wages; empty unless all hold there.

    They hold when another desk filed them, or this one before its store and workbook were put back:
    ``_basis`` makes another key of them then.
    """
    if facts.filing.effective_from > facts.period:
        return ""
    if not all(facts.insured(row.id_number) and _is_in_force(row, facts) for row in rows):
        return ""
    return f"{min(facts.filing.effective_from, facts.period).year}-01-01"


def _is_in_force(row: WageRow, facts: WageFacts) -> bool:
    """Whether no wage in force is another than the row's for it."""
    in_force, meant = facts.insured(row.id_number), row.wages_fen()
    return all(fen == meant.get(code, meant.get(BY_PERSON, fen)) for code, fen in in_force.items())


def _item(line: int, row: WageRow) -> WageItem:
    return WageItem(
        line=line,
        name=row.name,
        id_type=row.id_type,
        id_number=row.id_number,
        wages_fen=row.wages_fen(),
    )


def _is_filed(row: WageSheetRow, held: Mapping[str, Held], facts: WageFacts) -> bool:
    """Whether exactly these wages are with the bureau, and still hold there."""
    known = held.get(row.id_number)
    if known is None or not is_same(known, row) or row.filing_no != known.receipt_no:
        return False
    if row.state == str(ItemState.PROCESSING):
        return True
    if facts.filing.effective_from > facts.period:
        return False  # what will be in force then is not known here; ticking again is deliberate
    return row.state == str(ItemState.ACCEPTED) and _is_in_force(row, facts)


def _nothing_new(
    table: WageTable, chosen: int, recovered: list[str], restored: Sequence[WageSheetRow]
) -> Outcome:
    """Tell of what came to light when nothing is left to send.

    Raises SheetError when nothing did: everything was filed just so before.
    """
    if recovered or restored:
        return _report_restored(table, recovered, restored)
    raise table.error(
        f"所选 {chosen} 名职工的缴费工资都已申报且没有变化",
        "没有重复提交。如需查看结果请点击“申报结果查询”。",
    )


def _report_restored(
    table: WageTable, recovered: list[str], restored: Sequence[WageSheetRow]
) -> Outcome:
    receipts = _receipts(recovered, restored)
    message = f"{_restored_words(recovered, restored)}如还有职工需要申报，请核对勾选后再次提交。"
    return table.report(
        message,
        counts={"submitted": 0, "recovered": len(receipts)},
        facts={"filing_no": receipts[-1]},
    )


def _restored_words(recovered: list[str], restored: Sequence[WageSheetRow]) -> str:
    """Tell of filings that only came to light now, and whose rows they were; empty for none."""
    if not (recovered or restored):
        return ""
    whose = f"：{named(restored)}" if restored else ""
    return (
        f"此前的提交税务已受理（流水号 {'、'.join(_receipts(recovered, restored))}），"
        f"结果已写回 {len(restored)} 行，没有重复提交{whose}。"
    )


def _receipts(recovered: list[str], restored: Sequence[WageSheetRow]) -> list[str]:
    return sorted({*recovered, *(row.filing_no for row in restored)})


def _kept_words(kept: Sequence[WageSheetRow]) -> str:
    """Name who is not sent again; empty for nobody."""
    if not kept:
        return ""
    return f"{len(kept)} 人已申报且没有变化，没有重复提交：{named(kept)}。"


def _absent(held: Mapping[str, Held], rows: Sequence[WageRow], facts: WageFacts) -> str:
    """Say that whoever was filed from here and is not on the sheet keeps the filed wage."""
    here = {row.id_number for row in rows}
    count = sum(bool(facts.insured(one)) for one in held if one not in here)
    if not count:
        return ""
    text = REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]
    return f"另有 {count} 名已申报职工不在本表，其缴费工资继续有效：{text}。"


def _refuse_unticked(table: WageTable, left_out: Sequence[WageSheetRow]) -> None:
    if left_out:
        raise table.error(
            f"没有勾选任何行，没有提交任何数据；已填写未勾选 {len(left_out)} 人：{named(left_out)}",
            "请点击“校验”，或在要申报的行的“选择”列打 ✔（或把“提交范围”改为“全部”）后重试。",
        )


def _refuse_faulty(table: WageTable, sending: Sequence[tuple[WageRow, Sequence[Finding]]]) -> None:
    faulty = [
        (row, found) for row, found in sending if any(f.severity is Severity.ERROR for f in found)
    ]
    if not faulty:
        return
    first = "、".join(row_words(row.number, row.name) for row, _ in faulty[:NAMED_ROWS])
    more = f" 等 {len(faulty)} 行" if len(faulty) > NAMED_ROWS else ""
    stays = sum(any(f.code == "R014" for f in found) for _, found in faulty)
    why = f"（其中 {stays} 行：{REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]}）" if stays else ""
    lowered = next(((row, f) for row, found in faulty for f in found if f.code == "R012"), None)
    if lowered:  # which month stands in the way, and how far it has come
        why += f"{WAY_BACK_TEXT}；第 {lowered[0].number} 行：{lowered[1].sentence}"
    raise table.error(
        f"有不能申报的行：{first}{more}{why}。没有提交任何数据",
        "请点击“校验”查看每行的原因，修改后重试，或取消勾选这些行。",
    )
