"""Exporting employees to a file."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, rule_file_of
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.selection import selected
from shebao.commands.employees.roster_rows import roster_headers, roster_rows
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import EVERYTHING


def export_roster(ctx: Context) -> Outcome:
    """Write the ticked rows as they stand in the sheet, or all of the unit's employees."""
    table = ctx.table(ROSTER)
    parameters = table.parameters()
    if parameters["export_scope"] == EVERYTHING:
        employees = employees_of(ctx)
        headers = roster_headers(rule_file_of(ctx), employees)
        rows = roster_rows(employees, headers, ctx.store.groups.members(ctx.account))
    else:
        rows = selected(table, table.rows(), scope_label="导出范围")
        headers = table.insurance_headers()
    return export_sheet(ctx, table, rows, parameters["export_file"], headers)
