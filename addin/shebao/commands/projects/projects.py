"""Construction projects: shown, linked, unlinked and exported."""

from collections.abc import Mapping

from shebao.commands.desk.context import Context
from shebao.commands.desk.form_rows import check_forms, send_forms
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.receipts import tell_recovered
from shebao.commands.desk.selection import selected
from shebao.contract.projects import Project, ProjectLinkRequest
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.application_sheets import LINKED, PROJECTS, UNLINKED, ProjectRow
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable


def update_projects(ctx: Context) -> Outcome:
    """Show the projects that the sheet's filters let through."""
    table = ctx.table(PROJECTS)
    projects = ctx.bureau.projects().projects
    shown = _show(table, projects)
    waiting = sum(not one.linked for one in projects)
    message = f"工程项目 {len(projects)} 个，其中待关联 {waiting} 个；按条件显示 {shown} 个。"
    if not projects:
        message += "请核实人社部门是否已推送工程项目信息；确已推送的，请到办税服务厅办理关联。"
    table.activate()
    return table.report(
        message, counts={"projects": len(projects), "shown": shown, "waiting": waiting}
    )


def link_projects(ctx: Context) -> Outcome:
    """Link the ticked projects to this registration."""
    return _link(ctx, linked=True)


def unlink_projects(ctx: Context) -> Outcome:
    """Unlink the ticked projects, which have no unpaid filing."""
    return _link(ctx, linked=False)


def export_projects(ctx: Context) -> Outcome:
    """Write the rows of the sheet to a file of their own."""
    table = ctx.table(PROJECTS)
    return export_sheet(ctx, table, table.rows(), table.parameters()["export_file"])


def _link(ctx: Context, *, linked: bool) -> Outcome:
    table = ctx.table(PROJECTS)
    words = (
        "此前对工程项目 {} 的办理税务已受理，回执已找回；本次没有重复提交。请核对关联状态后再继续。"
    )
    if recovered := tell_recovered(
        ctx,
        table,
        SubmissionKind.PROJECT_LINK,
        lambda: _show(table, ctx.bureau.projects().projects),
        words,
    ):
        return recovered
    rows = selected(table, table.rows())
    what = "关联" if linked else "解除关联"
    known = {one.project_id: one for one in ctx.bureau.projects().projects}
    check_forms(table, rows, lambda row: _faults(known, row, linked=linked))
    ids = "、".join(row.project_id for row in rows)
    ctx.ui.confirm(f"{what}工程项目 {ids}")
    asked = [ProjectLinkRequest(project_id=row.project_id, linked=linked) for row in rows]
    sent = send_forms(
        ctx,
        table,
        SubmissionKind.PROJECT_LINK,
        [(row, (one.project_id, one)) for row, one in zip(rows, asked, strict=True)],
        ("state",),
        lambda row, _: replace(row, state=LINKED if linked else UNLINKED, result=f"已{what}"),
        "更新工程项目",
    )
    message = sent.in_words(f"已{what}工程项目")
    return table.report(message, sent.status, counts=sent.counts("done"))


def _faults(known: Mapping[str, Project], row: ProjectRow, *, linked: bool) -> list[str]:
    project_id = row.project_id
    project = known.get(project_id)
    if project is None:
        return [f"的工程项目ID“{project_id[:40]}”不存在，请先点击“更新工程项目”"]
    if project.linked is linked:
        state = LINKED if linked else UNLINKED
        return [f"的工程项目“{project_id}”{state}，无需重复办理"]
    return []


def _show(table: SheetTable[ProjectRow], projects: list[Project]) -> int:
    filters = table.parameters()
    rows = [
        ProjectRow.of(one, state=LINKED if one.linked else UNLINKED)
        for one in projects
        if filters["linked"] not in (LINKED, UNLINKED)
        or one.linked is (filters["linked"] == LINKED)
    ]
    rows = [r for r in rows if filters["wanted"] in f"{r.project_id} {r.name}"]
    table.replace(rows)
    return len(rows)
