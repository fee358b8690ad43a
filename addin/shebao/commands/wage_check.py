"""Checking the wage sheet in place, before anything is sent."""

from collections.abc import Sequence

from shebao.commands.context import Context
from shebao.commands.wage_filed import filed_wages
from shebao.commands.wage_table import filing_of, wage_facts, wage_rows, wage_table
from shebao.domain.errors import SheetError
from shebao.domain.finding import Finding, Severity
from shebao.domain.outcome import Outcome, Status
from shebao.rules.filing_checks import filing_fault
from shebao.rules.wage_checks import check_wages as findings_of
from shebao.sheets.table import Row
from shebao.sheets.wage_sheets import ERROR_SIGN, WARNING_SIGN

PASSED = "通过"
SIGNS = {Severity.ERROR: ERROR_SIGN, Severity.WARNING: WARNING_SIGN}


def check_wages(ctx: Context) -> Outcome:
    """Write beside each row every cause for which the bureau would refuse it."""
    table = wage_table(ctx)
    rows = table.rows()
    if not rows:
        raise SheetError(table.title, "没有数据", "请先“新建申报表”。")
    filing = filing_of(ctx, table)
    seen = wage_rows(table, rows)
    ctx.progress("校验", 0, 3)
    facts = wage_facts(ctx, filing, seen, filed_wages(ctx, rows))
    ctx.progress("校验", 1, 3)
    findings = findings_of(seen, facts)
    ctx.progress("校验", 2, 3)
    for row, found in zip(rows, findings, strict=True):
        mark(row, found)
    table.update(rows, ("check", "faulty"))
    ctx.progress("校验", 3, 3)
    faulty = sum(any(f.severity is Severity.ERROR for f in found) for found in findings)
    warned = sum(bool(found) for found in findings) - faulty
    message = (
        f"已校验 {len(rows)} 行：{faulty} 行有错误，{warned} 行有提醒，"
        f"{len(rows) - faulty - warned} 行通过。"
        + ("请按“校验结果”修改标色的单元格。" if faulty else "")
    )
    if fault := filing_fault(filing):
        message += f"本表现在不能申报：{fault}。"
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if faulty else Status.DONE,
        counts={"rows": len(rows), "errors": faulty, "warnings": warned},
    )


def mark(row: Row, findings: Sequence[Finding]) -> None:
    """Put the findings of a row into its status cells."""
    ordered = sorted(findings, key=lambda f: f.severity is not Severity.ERROR)
    row["check"] = "；".join(f"{f.severity}：{f.sentence}" for f in ordered) or PASSED
    worst: dict[str, str] = {}
    for finding in ordered:
        worst.setdefault(finding.column, SIGNS[finding.severity])
    marks = [f"{sign}{column}" for column, sign in worst.items() if column]
    row["faulty"] = f";{';'.join(marks)};" if marks else ""
