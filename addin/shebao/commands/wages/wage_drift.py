"""What stands in the wage sheet against what was filed from it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.selection import selected
from shebao.commands.wages.wage_check import marks
from shebao.commands.wages.wage_overtaken import overtaken_rows
from shebao.commands.wages.wage_table import mode_of, wages_in_use
from shebao.commands.wages.wage_unticked import filed_wages, named
from shebao.contract.wages import WageMode
from shebao.domain.finding import Finding
from shebao.domain.outcome import Outcome, Status
from shebao.rules.checks.r014_filed_wage_cleared import cleared
from shebao.rules.checks.r103_changed_after_filing import changed
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import replace
from shebao.sheets.declared.wage_sheets import WageSheetRow


def show_drift(ctx: Context) -> Outcome:
    """Mark and tick every row that no longer holds what was filed from it."""
    table, rows = wages_in_use(ctx)
    filed = filed_wages(ctx, rows)
    drift = _drift(rows, filed)
    overtaken, unasked = overtaken_rows(ctx, rows, filed)
    others = {row.at: findings for row, findings in overtaken}
    changed = {row.at for row, _ in drift}
    marked = []
    for row, findings in drift:
        check, faulty = marks([*findings, *others.get(row.at, ())])
        marked.append(replace(row, tick=TICK, check=check, faulty=faulty))
    for row, findings in overtaken:
        if row.at not in changed:  # not ticked: which of both wages is right the clerk decides
            check, faulty = marks(findings)
            marked.append(replace(row, check=check, faulty=faulty))
    table.update(marked, ("check", "faulty", "tick"))
    times = Counter(row.id_number for row in rows if row.id_number)
    unsure = {row.id_number for row in rows if row.filing_no and times[row.id_number] > 1}
    message = f"已与提交台账核对 {len(filed)} 名已申报职工：{len(drift)} 人的缴费工资有改动。"
    if drift:
        message += "改动已写在“校验结果”并勾选这些行：可重新“提交申报”，或“恢复已申报工资”。"
    if overtaken:
        message += (
            f"{len(overtaken)} 人在税务系统的现行缴费工资与本表申报的不同（可能由他人另行申报），"
            f"两个金额已写在“校验结果”：{named([row for row, _ in overtaken])}。"
            "以本表为准的请勾选后重新“提交申报”；以税务系统为准的请把本表改为现行工资。"
        )
    message += unasked
    if unsure:
        message += f"另有 {len(unsure)} 人在本表出现多次，无法确定是哪一行，没有核对。"
    return table.report(
        message,
        Status.PARTIAL if drift or overtaken or unasked or unsure else Status.DONE,
        counts={
            "filed": len(filed),
            "changed": len(drift),
            "overtaken": len(overtaken),
            "unsure": len(unsure),
        },
    )


def restore_filed_wages(ctx: Context) -> Outcome:
    """Put back what was filed from the chosen rows, from the cells that the ledger kept."""
    table, rows = wages_in_use(ctx)
    chosen = selected(table, rows, table.parameters()["scope"])
    filed = filed_wages(ctx, rows)
    drift = _drift(chosen, filed)
    if not drift:
        raise table.error(
            f"所选 {len(chosen)} 行没有可以恢复的：与已申报的一致、没有申报成功，"
            "或同一职工出现多次",
            "可先点击“核对已申报工资”查看有改动的行。",
        )
    ctx.ui.confirm(f"把 {len(drift)} 名职工的缴费工资恢复为已申报的金额，覆盖现在填写的内容")
    restored = [
        row.with_wages(_filed(row, findings, filed), tick="", check="", faulty="")
        for row, findings in drift
    ]
    is_by_person = mode_of(table) is WageMode.BY_PERSON
    for head in sorted({f.column for _, findings in drift for f in findings}):
        differing = [
            row
            for row, (_, findings) in zip(restored, drift, strict=True)
            if any(f.column == head for f in findings)
        ]
        table.update(differing, ("wage" if is_by_person else head,))
    table.update(restored, ("tick", "check", "faulty"))
    message = f"已恢复 {len(drift)} 名职工已申报的缴费工资，税务系统没有任何变化。"
    return table.report(message, counts={"restored": len(drift)})


def _filed(
    row: WageSheetRow, findings: Sequence[Finding], filed: Mapping[str, Mapping[str, int]]
) -> Mapping[str, int]:
    """Return the wages that were filed and do not stand in the row, as it takes them."""
    was = filed[row.id_number]
    return was if row.by_insurance is None else {f.column: was[f.column[:3]] for f in findings}


def _drift(
    rows: Sequence[WageSheetRow], filed: Mapping[str, Mapping[str, int]]
) -> list[tuple[WageSheetRow, list[Finding]]]:
    """Return the rows that differ from what was filed, each with its findings."""
    found = []
    for row in rows:
        was = filed.get(row.id_number, {})
        if findings := [*cleared(row, was), *changed(row, was)]:
            found.append((row, findings))
    return found
