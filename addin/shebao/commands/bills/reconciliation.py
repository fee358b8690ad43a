"""Each bill held against wage times rate, person by person, with the cause of every difference."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from shebao.commands.bills.billed_people import Known, Line, known_of, lines_of
from shebao.commands.bills.bills import COLLECTED_TEXT
from shebao.commands.client.details import extra_lines
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import refresh_employees, rule_file_of
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import whole_of
from shebao.contract.premiums import Bill
from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.premiums.bill_causes import Cause, Part
from shebao.rules.premiums.bill_verdict import verdict
from shebao.rules.premiums.sureness import marks_told
from shebao.sheets.declared.premium_sheets import (
    BILL_CAUSES,
    BILLS,
    RECONCILIATION,
    BillRow,
    CauseRow,
    ReconciledRow,
)
from shebao.sheets.head import SheetHead

EQUAL, COLLECTED = "一致", "征集"
MOST_TOLERANCE_FEN = 1_000
_STEP = 2_000  # people between two looks at 取消: a tenth of a second's work


def reconcile_bills(ctx: Context) -> Outcome:
    """Say for every person of the selected bills why the amount is as it is, differences first."""
    bills_table, table = ctx.table(BILLS), ctx.table(RECONCILIATION)
    chosen = selected(bills_table, bills_table.rows(), bills_table.parameters()["scope"])
    rule_file = rule_file_of(ctx)
    tolerance = _tolerance(table, rule_file)
    refresh_employees(ctx)
    bills, of_period = _bills(ctx, chosen)
    known = known_of(ctx, rule_file, tolerance, bills)
    lines, marks = _held_against(ctx, bills, of_period, known)
    unread = known.unread
    del known  # what is known of everyone is let go before the sheet is filled
    lines.sort(key=_rank)
    collected = [bill for bill in bills if bill.collected]
    extra = extra_lines(ctx, (bill.period for bill in bills))
    counts = {
        "lines": len(lines),
        "differences": sum(bool(line.found.parts) for line in lines),
        "unexplained": sum(_has(line, Cause.UNEXPLAINED) for line in lines) + extra.unexplained,
        "own_fen": sum(line.found.own_fen for line in lines),
        "billed_fen": sum(line.found.billed_fen for line in lines),
        "extra": len(extra.rows),
        "extra_fen": extra.amount_fen,
    }
    message = _message(lines, counts, collected) + extra.words
    message += marks_told(marks[line.bill.bill_no] for line in lines) + unread
    causes = _cause_rows(lines)
    rows = (_row(line, marks[line.bill.bill_no]) for line in _taken(lines))
    table.replace(chain(rows, map(_collected_row, collected), extra.rows))
    charted = ctx.table(BILL_CAUSES)
    charted.replace(causes)
    charted.note(message)
    table.activate()
    status = Status.PARTIAL if counts["unexplained"] or unread else Status.DONE
    return table.report(message, status, counts=counts)


def _held_against(
    ctx: Context, bills: Sequence[Bill], of_period: Mapping[str, list[Bill]], known: Known
) -> tuple[list[Line], dict[str, str]]:
    """Return the lines of the bills, and by bill number how sure its rules are."""
    lines: list[Line] = []
    marks: dict[str, str] = {}
    with_lines = [bill for bill in bills if not bill.collected]
    people = max(sum(bill.people for bill in with_lines), 1)
    for bill in with_lines:
        its, marks[bill.bill_no] = lines_of(ctx, bill, of_period[bill.period], known)
        for line in its:
            if len(lines) % _STEP == 0:
                ctx.progress("核对账单", min(len(lines), people - 1), people)
            lines.append(line)
    ctx.progress("核对账单", people, people)
    return lines, marks


def _taken(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines, each gone once it was: half a million of them and their cells are much."""
    lines.reverse()
    while lines:
        yield lines.pop()


def _tolerance(table: SheetHead, rule_file: RuleFile) -> int:
    """Return up to how many fen a rest is rounding: by default a unit for each of two shares."""
    text = table.parameters()["tolerance"]
    if not text:
        return 2 * rule_file.rounding.unit_fen
    hint = "；留空按规则文件的舍入单位"
    return whole_of(table, "tolerance", text, 0, MOST_TOLERANCE_FEN, hint)


def _bills(ctx: Context, rows: Sequence[BillRow]) -> tuple[list[Bill], dict[str, list[Bill]]]:
    """Return the rows' bills as they are now, and every bill of their periods.

    Raises SheetError when one of them is no longer there.
    """
    of_period = {
        period: ctx.bureau.bills(period).bills
        for period in ctx.one_by_one("下载各属期账单", sorted({row.period for row in rows}))
    }
    now = {bill.bill_no: bill for bills in of_period.values() for bill in bills}
    for row in rows:
        if row.bill_no not in now:
            raise SheetError(
                BILLS.title,
                f"第 {row.at} 行 {row.insurance_name} 的应缴信息已不存在",
                "请点击“刷新待申报”后重试。",
            )
    return [now[row.bill_no] for row in rows], of_period


def _has(line: Line, cause: Cause) -> bool:
    return any(part.cause is cause for part in line.found.parts)


def _rank(line: Line) -> tuple[int, int]:
    """Sort the unexplained first, by their rests; by size the others, then rounding, the equal."""
    causes = {part.cause for part in line.found.parts}
    if Cause.UNEXPLAINED in causes:
        return 0, -sum(abs(p.fen) for p in line.found.parts if p.cause is Cause.UNEXPLAINED)
    place = 1 if causes - {Cause.ROUNDING} else 3 - len(causes)
    return place, -abs(line.found.billed_fen - line.found.own_fen)


def _row(line: Line, grade: str) -> ReconciledRow:
    return ReconciledRow(
        period=line.bill.period,
        unit_no=line.bill.unit_no,
        insurance_name=line.bill.insurance_name,
        own_wage=line.own_wage_fen,
        wage=line.wage_fen,
        base=line.base_fen,
        own=line.found.own_fen,
        amount=line.found.billed_fen,
        difference=line.found.billed_fen - line.found.own_fen,
        cause="、".join(part.cause for part in line.found.parts) or EQUAL,
        sentence="".join(part.sentence for part in line.found.parts),
        grade=grade,
        name=line.person.name if line.person else "",
        id_type=line.person.id_type if line.person else "",
        id_number=line.person.id_number if line.person else "",
        person_no=line.person.person_no if line.person else "",
    )


def _collected_row(bill: Bill) -> ReconciledRow:
    sentence = f"{COLLECTED_TEXT}；不参加核对。"
    return ReconciledRow.of(bill, cause=COLLECTED, sentence=sentence)


def _message(lines: Sequence[Line], counts: Mapping[str, int], collected: Sequence[Bill]) -> str:
    """Return what the lines add up to."""
    own, billed, differing = counts["own_fen"], counts["billed_fen"], counts["differences"]
    message = verdict([line.found for line in lines]) + (
        f"共核对 {len(lines)} 行：{len(lines) - differing} 行一致，{differing} 行有差异；"
        f"按工资和费率自行计算 {yuan(own)} 元，账单 {yuan(billed)} 元，"
        f"相差 {yuan(billed - own)} 元。"
    )
    if collected:
        total = sum(bill.amount_fen for bill in collected)
        message += f"另有征集 {len(collected)} 条 {yuan(total)} 元，不参加核对。"
    return message


def _cause_rows(lines: Sequence[Line]) -> list[CauseRow]:
    """Return a row for each cause that there is, the most frequent on top: a zero has no bar."""
    parts: dict[Cause, list[Part]] = {}
    for line in lines:
        for part in line.found.parts:
            parts.setdefault(part.cause, []).append(part)
    return [
        CauseRow(
            cause=str(cause),
            people=len(parts[cause]),
            difference=sum(p.fen for p in parts[cause]),
        )
        for cause in sorted(parts, key=lambda cause: -len(parts[cause]))
    ]
