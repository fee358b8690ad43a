"""Checking the wage sheet in place, before anything is sent."""

from collections.abc import Mapping, Sequence

from shebao.commands.client.filed_months import unsure_words
from shebao.commands.desk.context import Context
from shebao.commands.wages.wage_doubts import column_words, far_ppm
from shebao.commands.wages.wage_table import filing_of, wage_facts, wages_in_use
from shebao.commands.wages.wage_unticked import (
    filed_wages,
    named,
    tick_gained,
    unticked,
    unticked_words,
)
from shebao.domain.finding import Finding, Severity
from shebao.domain.outcome import Outcome, Status
from shebao.rules.checks.wage_checks import check_wages as findings_of
from shebao.rules.checks.wage_checks import filing_fault
from shebao.rules.folded_findings import folded
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.wage_sheets import ERROR_SIGN, WARNING_SIGN, WageSheetRow

PASSED = "通过"
SIGNS = {Severity.ERROR: ERROR_SIGN, Severity.WARNING: WARNING_SIGN}


def check_wages(ctx: Context) -> Outcome:
    """Write beside each row every cause for which the bureau would refuse it."""
    table, rows = wages_in_use(ctx)
    if not rows:
        raise table.error("没有数据", "请先“新建申报表”。")
    parameters = table.parameters()
    filing = filing_of(ctx, table, parameters)
    filed = filed_wages(ctx, rows)
    facts = wage_facts(ctx, filing, rows, filed, far_ppm(table, parameters["far"]))
    findings = findings_of(ctx.each("校验", rows), facts)
    ctx.progress("写出校验结果", 0, 1)
    rows, ticked = tick_gained(rows, findings)
    told = [marks(found) for found in findings]
    columns = {"check": [check for check, _ in told], "faulty": [where for _, where in told]}
    table.update(rows, ("tick", "state"), columns)
    ctx.progress("写出校验结果", 1, 1)
    is_everything = parameters["scope"] == EVERYTHING
    left_out = [] if is_everything else unticked(rows, filed)
    faulty = sum(any(f.severity is Severity.ERROR for f in found) for found in findings)
    counts = {
        "rows": len(rows),
        "errors": faulty,
        "warnings": sum(bool(found) for found in findings) - faulty,
        "ticked": len(ticked),
        "unticked": len(left_out),
    }
    message = column_words(facts.columns)
    message += _message(counts, ticked, left_out, filing_fault(filing))
    message += unsure_words(ctx, str(filing.effective_from)) if ctx.is_by_files else ""
    return table.report(message, Status.PARTIAL if faulty else Status.DONE, counts=counts)


def _message(
    counts: Mapping[str, int],
    ticked: Sequence[WageSheetRow],
    left_out: Sequence[WageSheetRow],
    fault: str,
) -> str:
    faulty, warned = counts["errors"], counts["warnings"]
    message = (
        f"已校验 {counts['rows']} 行：{faulty} 行有错误，{warned} 行有提醒，"
        f"{counts['rows'] - faulty - warned} 行通过。"
        + ("请按“校验结果”修改标色的单元格。" if faulty else "")
    )
    if ticked:
        message += f"已勾选新填写缴费工资的 {len(ticked)} 人：{named(ticked)}；不申报的请取消勾选。"
    message += unticked_words(left_out, "“提交申报”不会申报这些人")
    return message + (f"本表现在不能申报：{fault}。" if fault else "")


def marks(findings: Sequence[Finding]) -> tuple[str, str]:
    """Return what the cells 校验结果 and 问题列 say of a row's findings."""
    ordered = sorted(findings, key=lambda f: f.severity is not Severity.ERROR)
    check = "；".join(folded(ordered)) or PASSED
    worst: dict[str, str] = {}
    for finding in ordered:
        worst.setdefault(finding.column, SIGNS[finding.severity])
    signs = [f"{sign}{column}" for column, sign in worst.items() if column]
    return check, f";{';'.join(signs)};" if signs else ""
