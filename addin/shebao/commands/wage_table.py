"""The wage sheet in use: its rows, what is being filed, and what the checks must know."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from shebao.commands.context import Context
from shebao.commands.facts import employees_of, refresh_employees, rule_file_of
from shebao.contract.rule_file import RuleFile
from shebao.contract.states import PayableState
from shebao.contract.wages import WageFilingKind, WageMode
from shebao.domain.errors import SheetError
from shebao.domain.money import fen_of_cell
from shebao.domain.period import Period
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.in_force import limits_in_force
from shebao.rules.wage_facts import WageFacts
from shebao.sheets.catalogue import AUTOMATIC, WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao.sheets.table import Row, SheetTable

FILED_STATES = (PayableState.FILING, PayableState.FILED, PayableState.SETTLED)


@dataclass(frozen=True, slots=True)
class Filing:
    """What a wage sheet files: the kind, the mode and the first month."""

    kind: WageFilingKind
    mode: WageMode
    effective_from: Period

    @property
    def subject(self) -> str:
        """What the ledger calls filings of this kind, mode and month."""
        return f"{self.kind}/{self.mode}/{self.effective_from}"


def wage_table(ctx: Context) -> SheetTable:
    """Return the wage sheet the user means: the one in front, or the only one with rows."""
    tables = [ctx.table(WAGES_BY_PERSON), ctx.table(WAGES_BY_INSURANCE)]
    for table in tables:
        if table.is_active():
            return table
    filled = [table for table in tables if table.rows()]
    if len(filled) != 1:
        why = "和“按险种”表都有数据" if filled else "和“按险种”表都没有数据"
        raise SheetError(
            tables[0].title, why, "请先“新建申报表”，并停留在要使用的那张申报表上再操作。"
        )
    return filled[0]


def mode_of(table: SheetTable) -> WageMode:
    """Return how a wage sheet files."""
    return WageMode.BY_INSURANCE if table.spec is WAGES_BY_INSURANCE else WageMode.BY_PERSON


def wage_rows(table: SheetTable, rows: list[Row]) -> list[WageRow]:
    """Return the rows as the checks see them, in the same order."""
    by_insurance = mode_of(table) is WageMode.BY_INSURANCE
    heads = table.insurance_headers() if by_insurance else [WAGES_BY_PERSON.column("wage").header]
    found = []
    for row in rows:
        if by_insurance:
            cells = tuple(_cell(head[:3], head, row[head]) for head in heads)
        else:
            cells = (_cell(BY_PERSON, heads[0], row["wage"]),)
        found.append(
            WageRow(
                int(str(row["_row"])),
                str(row["key"]),
                str(row["name"]),
                str(row["id_type"]),
                str(row["id_number"]).upper(),
                cells,
            )
        )
    return found


def _cell(insurance: str, header: str, typed: object) -> WageCell:
    is_number = isinstance(typed, int | float) and not isinstance(typed, bool)
    finite = is_number and abs(float(typed)) < 1e15  # type: ignore[arg-type]  # is_number says so
    wage_fen = fen_of_cell(float(typed)) if finite else None  # type: ignore[arg-type]  # likewise
    return WageCell(insurance, header, typed, wage_fen)


def filing_of(ctx: Context, table: SheetTable) -> Filing:
    """Return what the sheet's labelled cells say is being filed."""
    parameters = table.parameters()
    today = ctx.business_date
    kind = _kind(parameters["filing_kind"], rule_file_of(ctx), today)
    text = parameters["effective_from"]
    if text:
        try:
            effective_from = Period.parse(text)
        except ValueError as error:
            raise SheetError(
                table.title, f"的“生效年月”是“{text}”，不是年月", "请按 2026-01 的样子填写。"
            ) from error
    elif kind is WageFilingKind.DAILY:
        effective_from = Period.of(today)
    else:
        effective_from = Period(today.year, 1)
    return Filing(kind, mode_of(table), effective_from)


def _kind(choice: str, rule_file: RuleFile, today: date) -> WageFilingKind:
    if choice != AUTOMATIC:
        return WageFilingKind(choice)
    window = rule_file.wage_window
    is_open = window.opens <= f"{today:%m-%d}" <= window.closes
    return WageFilingKind.ANNUAL if is_open else WageFilingKind.ADJUSTMENT


def wage_facts(ctx: Context, filing: Filing, rows: list[WageRow]) -> WageFacts:
    """Gather what the checks must know: who is insured with which wages now, what is filed."""
    refresh_employees(ctx)
    period = Period.parse(ctx.session.current_period)
    bills = ctx.bureau.bills(str(period)).bills
    is_filed = any(bill.state in FILED_STATES for bill in bills)
    return WageFacts(
        employees={e.id_number: e for e in employees_of(ctx)},
        rows_of=Counter(row.id_number for row in rows),
        effective_from=filing.effective_from,
        period=period,
        limits=limits_in_force(rule_file_of(ctx), max(period, filing.effective_from)),
        filed_period=period if is_filed and filing.effective_from <= period else None,
    )
