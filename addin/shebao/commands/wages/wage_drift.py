"""What stands in the wage sheet against what was filed from it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.selection import selected
from shebao.commands.wages.wage_check import mark
from shebao.commands.wages.wage_filed import filed_wages, id_of
from shebao.commands.wages.wage_table import mode_of, wage_rows, wage_table
from shebao.contract.wages import WageMode
from shebao.domain.errors import SheetError
from shebao.domain.finding import Finding
from shebao.domain.outcome import Outcome, Status
from shebao.domain.wage_row import BY_PERSON
from shebao.rules.checks.r014_filed_wage_cleared import cleared
from shebao.rules.checks.r103_changed_after_filing import changed
from shebao.sheets.declared.parts import TICK
from shebao.sheets.table import Row, SheetTable


def show_drift(ctx: Context) -> Outcome:
    """Mark and tick every row that no longer holds what was filed from it."""
    table = wage_table(ctx)
    rows = table.rows()
    filed = filed_wages(ctx, rows)
    drift = _drift(table, rows, filed)
    for row, findings in drift:
        mark(row, findings)
        row["tick"] = TICK
    table.update([row for row, _ in drift], ("check", "faulty", "tick"))
    times = Counter(id_of(row) for row in rows if row["id_number"])
    unsure = {id_of(row) for row in rows if row["filing_no"] and times[id_of(row)] > 1}
    message = f"已与提交台账核对 {len(filed)} 名已申报职工：{len(drift)} 人的缴费工资有改动。"
    if drift:
        message += "改动已写在“校验结果”并勾选这些行：可重新“提交申报”，或“恢复已申报工资”。"
    if unsure:
        message += f"另有 {len(unsure)} 人在本表出现多次，无法确定是哪一行，没有核对。"
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if drift or unsure else Status.DONE,
        counts={"filed": len(filed), "changed": len(drift), "unsure": len(unsure)},
    )


def restore_filed_wages(ctx: Context) -> Outcome:
    """Put back what was filed from the chosen rows, from the cells that the ledger kept."""
    table = wage_table(ctx)
    rows = table.rows()
    chosen = selected(table, rows, table.parameters()["scope"])
    filed = filed_wages(ctx, rows)
    drift = _drift(table, chosen, filed)
    if not drift:
        raise SheetError(
            table.title,
            f"所选 {len(chosen)} 行没有可以恢复的：与已申报的一致、没有申报成功，"
            "或同一职工出现多次",
            "可先点击“核对已申报工资”查看有改动的行。",
        )
    ctx.ui.confirm(f"把 {len(drift)} 名职工的缴费工资恢复为已申报的金额，覆盖现在填写的内容")
    by_insurance = mode_of(table) is WageMode.BY_INSURANCE
    for head in sorted({f.column for _, findings in drift for f in findings}):
        field, code = (head, head[:3]) if by_insurance else ("wage", BY_PERSON)
        differing = [row for row, findings in drift if any(f.column == head for f in findings)]
        for row in differing:
            row[field] = filed[id_of(row)][code]
        table.update(differing, (field,))
    restored = [row for row, _ in drift]
    for row in restored:
        row.update(tick="", check="", faulty="")
    table.update(restored, ("tick", "check", "faulty"))
    message = f"已恢复 {len(drift)} 名职工已申报的缴费工资，税务系统没有任何变化。"
    table.note(message)
    return Outcome(message, counts={"restored": len(drift)})


def _drift(
    table: SheetTable, rows: Sequence[Row], filed: Mapping[str, Mapping[str, int]]
) -> list[tuple[Row, list[Finding]]]:
    """Return the rows that differ from what was filed, each with its findings."""
    found = []
    for row, seen in zip(rows, wage_rows(table, list(rows)), strict=True):
        was = filed.get(seen.id_number, {})
        if findings := [*cleared(seen, was), *changed(seen, was)]:
            found.append((row, findings))
    return found
