"""The injury insurance of construction projects: brought, calculated and filed."""

from collections.abc import Mapping

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.form_rows import Form, check_forms, send_forms
from shebao.commands.desk.receipts import follow_up, tell_recovered
from shebao.commands.desk.selection import left_out, selected
from shebao.commands.projects.project_records import show_project_filings
from shebao.contract.projects import Project, ProjectFilingRequest
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.premiums.premium import share_fen
from shebao.sheets.cells import shown
from shebao.sheets.declared.application_sheets import PROJECT_DUES, PROJECT_FILINGS, ProjectDueRow
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import Odd, replace

# Seed G 3.2.2 二（一）, in its order.
THREE_CHECKS = (
    "没有工程项目信息。请依次核实：一、人社部门是否已推送工程项目信息；"
    "二、是否已在“工程项目参保信息”中关联；"
    "三、若既无已关联信息也无待关联信息，请到办税服务厅办理关联后再申报。"
)


def show_project_dues(ctx: Context) -> Outcome:
    """Bring the linked projects, or the one of 工程项目ID, with cost and rate."""
    table = ctx.table(PROJECT_DUES)
    wanted = table.parameters()["project_id"]
    linked = _linked(ctx)
    if wanted and linked and wanted not in linked:
        raise table.error(
            f"的“工程项目ID”是“{wanted[:40]}”，不是已关联的项目，没有带出",
            f"请改为已关联的项目，或留空带出全部：{'、'.join(linked)}。",
        )
    chosen = [one for one in linked.values() if wanted in ("", one.project_id)]
    table.show_rows([ProjectDueRow.of(one) for one in chosen])
    message = f"已关联的工程项目 {len(chosen)} 个。请核对造价和费率，点击“计算应缴费额”。"
    if not chosen:
        message = THREE_CHECKS
    return table.report(
        message, Status.DONE if chosen else Status.PARTIAL, counts={"projects": len(chosen)}
    )


def calculate_project_dues(ctx: Context) -> Outcome:
    """Fill what every project of the sheet owes: cost by rate, less what stands filed."""
    table = ctx.table(PROJECT_DUES)
    rows = table.rows()
    if not rows:
        raise table.error(f"：{THREE_CHECKS.rstrip('。')}", "没有计算。请先点击“带出项目信息”。")
    linked = _linked(ctx)
    check_forms(table, rows, lambda row: _row_faults(linked, row))
    dues = [_due_fen(ctx, linked[row.project_id]) for row in rows]
    table.update(
        [replace(row, amount=due) for row, due in zip(rows, dues, strict=True)], ("amount",)
    )
    total = sum(dues)
    message = f"已计算 {len(rows)} 个工程项目，应缴工伤保险费合计 {yuan(total)} 元。"
    return table.report(message, counts={"projects": len(rows), "amount_fen": total})


def submit_project_dues(ctx: Context) -> Outcome:
    """File the ticked projects, each exactly once."""
    table = ctx.table(PROJECT_DUES)
    words = (
        "此前提交的工程项目申报税务已受理（流水号 {}），回执已找回；本次没有重复提交。"
        "请在申报记录中核对后再继续。"
    )
    kind = SubmissionKind.PROJECT_FILING
    if recovered := tell_recovered(ctx, table, kind, lambda: show_project_filings(ctx), words):
        return recovered
    every = table.rows()
    rows = selected(table, every)
    aside = left_out([row for row in every if _is_left_out(row)], "已计算应缴费额的工程项目")
    linked = _linked(ctx)
    check_forms(
        table,
        rows,
        lambda row: _row_faults(linked, row) or _amount_faults(ctx, linked, row),
    )
    forms = [(row, _form(ctx, linked[row.project_id])) for row in rows]
    total = sum(_due_fen(ctx, linked[row.project_id]) for row in rows)
    question = f"提交 {len(rows)} 个工程项目的工伤保险费申报，合计 {yuan(total)} 元"
    ctx.ui.confirm(f"{question}。{aside}".rstrip("。"))
    sent = send_forms(
        ctx,
        table,
        kind,
        forms,
        ("filing_no",),
        lambda row, receipt: replace(row, filing_no=receipt.receipt_no, result="已提交申报"),
        "同步项目申报记录",
    )
    message = sent.in_words("已提交工程项目申报")
    message += f"申报成功后请到“费款缴纳”缴费。{aside}"
    message += follow_up(lambda: show_project_filings(ctx))
    ctx.table(PROJECT_FILINGS).activate()
    return table.report(message, sent.status, counts=sent.counts("filed"))


def _is_left_out(row: ProjectDueRow) -> bool:
    """Whether a calculated project stands there without a tick and was never filed."""
    is_calculated = isinstance(row.amount, int) and row.amount != 0
    return is_calculated and not row.tick and not row.filing_no


def _linked(ctx: Context) -> dict[str, Project]:
    return {one.project_id: one for one in ctx.bureau.projects().projects if one.linked}


def _due_fen(ctx: Context, project: Project) -> int:
    whole = share_fen(project.cost_fen, project.rate_ppm, rule_file_of(ctx).rounding)
    return whole - project.filed_fen


def _row_faults(linked: Mapping[str, Project], row: ProjectDueRow) -> list[str]:
    """Refuse what is not the project that 人社 pushed: the clerk cannot change its cost."""
    project_id = row.project_id
    project = linked.get(project_id)
    if project is None:
        return [f"的工程项目ID“{project_id[:40]}”不是已关联的项目，请点击“带出项目信息”"]
    if row.name != project.name or row.cost != project.cost_fen:
        return [
            f"（{project_id}）的名称或工程造价“{shown(row.cost, Kind.MONEY)[:30]}”与人社部门推送的"
            f" {yuan(project.cost_fen)} 元不一致，请点击“带出项目信息”恢复；"
            "有追加金额的请先到人社部门办理"
        ]
    return []


def _amount_faults(ctx: Context, linked: Mapping[str, Project], row: ProjectDueRow) -> list[str]:
    project_id = row.project_id
    due_fen = _due_fen(ctx, linked[project_id])
    if due_fen <= 0:
        return [
            f"的工程项目“{project_id}”已申报 {yuan(linked[project_id].filed_fen)} 元，没有应缴费额"
        ]
    if row.amount in (None, Odd("")):
        return [f"的工程项目“{project_id}”还没有应缴费额，请先点击“计算应缴费额”"]
    if row.amount != due_fen:
        return [
            f"的应缴费额“{shown(row.amount, Kind.MONEY)[:30]}”应为 {yuan(due_fen)}，"
            "请重新点击“计算应缴费额”"
        ]
    return []


def _form(ctx: Context, project: Project) -> Form:
    return project.project_id, ProjectFilingRequest(
        project_id=project.project_id,
        cost_fen=project.cost_fen,
        rate_ppm=project.rate_ppm,
        amount_fen=_due_fen(ctx, project),
    )
