"""The wage sheet in use: its rows, what is being filed, and what the checks must know."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shebao.commands.context import Context
from shebao.commands.facts import employees_of, refresh_employees, rule_file_of
from shebao.contract.rule_file import RuleFile
from shebao.contract.session import EmployerKind
from shebao.contract.states import PayableState
from shebao.contract.wages import WageFilingKind, WageMode
from shebao.domain.errors import SheetError
from shebao.domain.money import fen_of_cell
from shebao.domain.period import Period
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.in_force import limits_in_force
from shebao.rules.wage_facts import WageFacts
from shebao.rules.wage_window import closed_text, daily_months, kind_in_window, year_fault
from shebao.sheets.catalogue import (
    AUTOMATIC,
    WAGE_SHEETS,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)
from shebao.sheets.table import Row, SheetTable

YEAR = re.compile(r"20\d\d")
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
    found = _meant(ctx)
    if len(found) != 1:
        why = f"和其他申报表（共 {len(found)} 张）都有数据" if found else "和其他申报表都没有数据"
        raise SheetError(
            ctx.table(WAGES_BY_PERSON).title,
            why,
            "请先“新建申报表”，并停留在要使用的那张申报表上再操作。",
        )
    return found[0]


def table_to_fill(ctx: Context) -> SheetTable:
    """Return the wage sheet the user means, or the one that fits when all are empty."""
    fitting = WAGES_BY_INSURANCE if is_public_body(ctx) else WAGES_BY_PERSON
    return wage_table(ctx) if _meant(ctx) else ctx.table(fitting)


def is_public_body(ctx: Context) -> bool:
    """Whether wages must be filed by insurance (seed G 2.4.2.3 四)."""
    return ctx.session.employer.kind is EmployerKind.PUBLIC_BODY


def _meant(ctx: Context) -> list[SheetTable]:
    tables = [ctx.table(spec) for spec in WAGE_SHEETS]
    for table in tables:
        if table.is_active():
            return [table]
    front = ctx.book.sheets.active
    original = next((t for t in tables if front["A1"].raw_value == t.spec.title), None)
    if original is not None:
        raise SheetError(
            str(front.name),
            f"是“{original.title}”的副本，不是本插件的申报表",
            f"请把需要的行复制回“{original.title}”，删除副本或停留在原表上再操作。",
        )
    return [table for table in tables if table.rows()]


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
    if table.spec is WAGES_DAILY:
        text = parameters["effective_month"]
        try:
            month = Period.parse(text) if text else Period.of(today)
        except ValueError as error:
            raise SheetError(
                table.title, f"的“生效月份”是“{text}”，不是年月", "请按 2026-01 的样子填写。"
            ) from error
        return Filing(WageFilingKind.DAILY, WageMode.BY_PERSON, month)
    text = parameters["effective_year"]
    if text and not YEAR.fullmatch(text):
        raise SheetError(table.title, f"的“生效年度”是“{text}”，不是年度", "请按 2026 的样子填写。")
    choice = parameters["filing_kind"]
    if choice == AUTOMATIC:
        kind = kind_in_window(rule_file_of(ctx).wage_window, today)
    else:
        kind = WageFilingKind(choice)
    return Filing(kind, mode_of(table), Period(int(text or today.year), 1))


def refuse_unfilable(ctx: Context, table: SheetTable, filing: Filing) -> None:
    """Raise SheetError for what the bureau would refuse as a whole, with what can be done."""
    rule_file, today = rule_file_of(ctx), ctx.business_date
    if is_public_body(ctx) and filing.mode is WageMode.BY_PERSON:
        raise SheetError(
            table.title,
            "按人员申报，而机关事业单位（含参公管理单位）应按险种申报缴费工资",
            f"请在“{ctx.table(WAGES_BY_INSURANCE).title}”中申报。",
        )
    if filing.kind is WageFilingKind.DAILY:
        _refuse_month(table, filing, rule_file, Period.of(today))
        return
    if filing.kind is not kind_in_window(rule_file.wage_window, today):
        text = closed_text(filing.kind, rule_file.wage_window)
        raise SheetError(table.title, f"选择了“{filing.kind}”，但{text}", "没有提交任何数据。")
    if filing.kind is WageFilingKind.ADJUSTMENT and not table.parameters()["effective_year"]:
        raise SheetError(
            table.title,
            "的“生效年度”为空，年度调整必须选择需要调整的生效年度",
            f"请填写年度，如 {today.year}。",
        )
    if fault := year_fault(filing.kind, filing.effective_from.year, today):
        raise SheetError(table.title, f"的“生效年度”不能申报：{fault}", "请改正后重试。")


def _refuse_month(table: SheetTable, filing: Filing, rule_file: RuleFile, current: Period) -> None:
    if rule_file.daily_wages is None:
        raise SheetError(
            table.title,
            f"不能使用：{rule_file.region_name}没有日常缴费工资申报",
            "请使用“年度申报”或“年度调整”。",
        )
    first, last = daily_months(rule_file.daily_wages, current)
    if not first <= filing.effective_from <= last:
        raise SheetError(
            table.title,
            f"的“生效月份”是 {filing.effective_from}，只能在 {first} 至 {last} 之间",
            "请改正后重试。",
        )


def wage_facts(
    ctx: Context,
    filing: Filing,
    rows: list[WageRow],
    filed: Mapping[str, Mapping[str, int]],
) -> WageFacts:
    """Gather what the checks must know: who is insured with which wages now, what is filed.

    ``filed`` is what the sheet's rows were filed with, by id number.
    """
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
        filed=filed,
    )
