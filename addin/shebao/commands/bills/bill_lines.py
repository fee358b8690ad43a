"""Each person's part of the bills, beside our own computation."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from shebao.commands.bills.filed_charges import charges_before
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import whole_of
from shebao.contract.premiums import TOP_UP_LEVY, BillLine
from shebao.domain.errors import SheetError
from shebao.domain.limits import Rate
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import (
    limits_in_force,
    rates_in_force,
    rounding_of,
    tiered_rates,
)
from shebao.rules.premiums.premium import premium, totals_fen
from shebao.rules.premiums.sureness import mark_of, marks_told
from shebao.rules.premiums.top_up import NOTHING, Charged, lacking_fen
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, BillLineRow, BillRow
from shebao.sheets.declared.row import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from shebao.rules.premiums.premium import Fen

MOST_ROWS = 1_000_000
# What the wire calls it, and the sheet's field.
FIELDS = {
    "wage_fen": "wage",
    "base_fen": "base",
    "unit_ppm": "unit_rate",
    "person_ppm": "person_rate",
    "unit_fen": "unit",
    "person_fen": "person",
    "reduction_fen": "reduction",
    "due_fen": "due",
}


def show_bill_lines(ctx: Context) -> Outcome:
    """Show a page of the selected bills' lines; a difference of ours is shown, never corrected."""
    table = ctx.table(BILL_LINES)
    given = table.parameters()
    size = whole_of(table, "page_size", given["page_size"], 1, MOST_ROWS)
    page = whole_of(table, "page", given["page"], 1, MOST_ROWS)
    lines, message = _selected_lines(ctx)
    pages = max(-(-len(lines) // size), 1)
    if page > pages:
        raise table.error(f"的“页码”是 {page}，只有 {pages} 页", "请改正后重试。")
    table.show_rows(line_rows(lines[(page - 1) * size : page * size]))
    if pages > 1:
        message += f"显示第 {page} 页，共 {pages} 页；导出含全部各行。"
    counts = {
        "lines": len(lines),
        "pages": pages,
        "differences": int((lines["difference"].fillna(0) != 0).sum()),
    }
    return table.report(message, counts=counts)


def export_bill_lines(ctx: Context) -> Outcome:
    """Write every line of the selected bills to an .xlsx file of its own."""
    table = ctx.table(BILL_LINES)
    lines, _ = _selected_lines(ctx)
    return export_sheet(ctx, table, line_rows(lines), table.parameters()["export_file"])


def _selected_lines(ctx: Context) -> tuple[pd.DataFrame, str]:
    """Return the lines of the selected bills, and what they add up to in words.

    Raises SheetError when none of the bills has lines.
    """
    bills_table = ctx.table(BILLS)
    return lines_of(
        ctx, selected(bills_table, bills_table.rows(), bills_table.parameters()["scope"])
    )


def lines_of(ctx: Context, bills: Sequence[BillRow]) -> tuple[pd.DataFrame, str]:
    """Return the lines of these bills' rows, and what they add up to in words.

    Raises SheetError when none of the bills has lines.
    """
    import pandas as pd

    parts = []
    for done, bill in enumerate(bills):
        ctx.progress("下载明细", done, len(bills))
        parts.append(_lines(ctx, bill))
    ctx.progress("下载明细", len(bills), len(bills))
    parts = [part for part in parts if not part.empty]
    if not parts:
        raise SheetError(
            ctx.table(BILLS).title,
            "所选账单没有职工明细（征集数据只有合计）",
            "请勾选其他险种后重试。",
        )
    lines = pd.concat(parts, ignore_index=True)
    off = int((lines["difference"].fillna(0) != 0).sum())
    unknown = int(lines["own"].isna().sum())
    message = (
        f"{len(parts)} 个账单共 {len(lines)} 条职工明细，"
        f"应补(退)费额合计 {yuan(int(lines['due'].sum()))} 元；"
    )
    message += f"{off} 条与本机测算不同，见“差额”列。" if off else "与本机测算一致。"
    message += marks_told(lines["grade"])
    if unknown:
        message += f"规则文件没有其中 {unknown} 条的费率，未测算。"
    if len(parts) < len(bills):
        message += f"另有 {len(bills) - len(parts)} 个账单没有职工明细（征集数据只有合计）。"
    return lines, message


def line_rows(lines: pd.DataFrame) -> list[BillLineRow]:
    """Return the lines as rows of the sheet."""
    cells = lines.astype(object).where(lines.notna(), None).to_dict("list")
    columns = {column.field: cells[column.field] for column in BILL_LINES.columns}
    return rows_of(BillLineRow, {**columns, "at": [0] * len(lines)}, [True] * len(lines))


def _lines(ctx: Context, bill: BillRow) -> pd.DataFrame:
    """Return one bill's lines by the sheet's fields, in fen, with our own amounts beside them.

    ``own`` is missing where the rule file has no rate: nothing is computed without a rule.
    """
    import pandas as pd

    lines = list(ctx.bureau.bill_lines(bill.bill_no))
    fields = [field.name for field in dataclasses.fields(BillLine)]
    frame = pd.DataFrame(map(attrgetter(*fields), lines), columns=fields).rename(columns=FIELDS)
    frame["period"], frame["unit_no"] = bill.period, bill.unit_no
    frame["insurance_name"] = bill.insurance_name
    rule_file, period = rule_file_of(ctx), Period.parse(bill.period)
    insurance = bill.insurance
    rates = rates_in_force(
        rule_file, period, ctx.session.employer.injury_rate_ppm, ctx.session.employer.kind
    )
    if frame.empty or insurance not in rates:
        blank = pd.Series(dtype="Int64")
        return frame.assign(own=blank, difference=blank, grade="")
    limits = limits_in_force(rule_file, period)
    rate, rounding = rates[insurance], rounding_of(rule_file, insurance)
    own: Sequence[int | None] | Fen
    tiered = rates_by_tier(ctx, period, insurance)
    if bill.levy_kind == TOP_UP_LEVY:
        old = _filed_before(ctx, bill)
        own = [
            lacking_fen(
                old.get(line.person_no, NOTHING),
                line.wage_fen,
                insurance,
                limits,
                tiered.get(line.person_no, rate),
                rounding,
            )
            for line in lines
        ]
    else:
        own = totals_fen(frame["wage"].to_numpy("int64"), insurance, limits, rate, rounding)
        for place, line in enumerate(lines if tiered else ()):
            if theirs := tiered.get(line.person_no):
                cost = premium(line.wage_fen, insurance, limits, theirs, rounding)
                own[place] = cost.total_fen
    frame["own"] = pd.Series(own, index=frame.index, dtype="Int64") - frame["reduction"]
    frame["difference"] = frame["due"] - frame["own"]
    frame["grade"] = mark_of(insurance, limits, rate)
    return frame


def _filed_before(ctx: Context, row: BillRow) -> dict[str, Charged]:
    """Return what was filed, person by person, before this 差额补缴."""
    of_period = ctx.bureau.bills(row.period).bills
    bill = next((one for one in of_period if one.bill_no == row.bill_no), None)
    return {} if bill is None else charges_before(ctx, bill, of_period)


def rates_by_tier(ctx: Context, period: Period, insurance: str) -> dict[str, Rate]:
    """Return by person number the rates of who has a tier of the insurance; mostly nobody.

    Employees are only looked through where the region has tiers.
    """
    rule_file, employer = rule_file_of(ctx), ctx.session.employer
    if not any(rate.tier for rate in rule_file.rates if rate.insurance == insurance):
        return {}
    tiers = {
        employee.person_no: one.tier
        for employee in ctx.store.employees.load(ctx.account)
        for one in employee.enrolments
        if one.insurance == insurance and one.tier
    }
    rates = tiered_rates(rule_file, period, employer.injury_rate_ppm, employer.kind)
    return {
        person_no: rate
        for person_no, tier in tiers.items()
        if (rate := rates.of(insurance, tier)) is not None
    }
