"""Unit numbers of the employer: shown, linked, unlinked (seed G 2.3)."""

from collections.abc import Mapping

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.commands.desk.receipts import recover, submit
from shebao.commands.desk.selection import selected
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.unit_links import UnitLink, UnitLinkRequest
from shebao.domain.insurances import insurance_list
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import UNIT_LINKS, UnitLinkRow
from shebao.sheets.table import SheetTable

LINKED, PENDING = "已关联", "待关联"
NOTHING_PENDING = "没有待关联的参保信息；如需关联其他单位编号，请前往办税服务厅办理。"


def update_unit_links(ctx: Context) -> Outcome:
    """Show every unit number of the employer, those not linked yet first."""
    return _shown(ctx, ctx.table(UNIT_LINKS), "")


def link_units(ctx: Context) -> Outcome:
    """Link the ticked pending unit numbers."""
    return _submit(ctx, SubmissionKind.UNIT_LINK, PENDING, "关联")


def unlink_units(ctx: Context) -> Outcome:
    """Unlink the ticked linked unit numbers; the bureau refuses it while debt stands."""
    return _submit(ctx, SubmissionKind.UNIT_UNLINK, LINKED, "解除关联")


def _submit(ctx: Context, kind: SubmissionKind, state: str, verb: str) -> Outcome:
    table = ctx.table(UNIT_LINKS)
    if recovered := recover(ctx, kind):
        numbers = "、".join(recovered)
        return _shown(ctx, table, f"上次{verb}未收到反馈，经查询税务已受理（{numbers}）。")
    links = {link.unit_no: link for link in ctx.bureau.unit_links()}
    unit_nos = _ticked(table, links, state, verb)
    if over := [no for no in unit_nos if (links[no].linked_on is None) is (state == LINKED)]:
        left = "、".join(no for no in unit_nos if no not in over)
        told = f"单位编号 {'、'.join(over)} 在税务系统中此前已{verb}，没有重复提交。"
        return _shown(
            ctx, table, told + (f"{left} 还没有{verb}，请勾选后再次执行。" if left else "")
        )
    ctx.ui.confirm(f"{verb}单位编号 {'、'.join(unit_nos)}")
    receipt, is_repeat = submit(
        ctx,
        kind,
        # The day keeps a link of today apart from an unlinked one of last year.
        f"{ctx.session.business_date} {'/'.join(unit_nos)}",
        UnitLinkRequest(unit_nos=unit_nos),
        {"sheet": table.title, "unit_nos": unit_nos},
    )
    done = f"已{verb} {len(unit_nos)} 个单位编号，受理编号 {receipt.receipt_no}。"
    if is_repeat:
        done = f"相同的{verb}今天已提交过（受理编号 {receipt.receipt_no}），没有重复提交。"
    return _shown(ctx, table, done + "请点击“更新职工”。")


def _ticked(
    table: SheetTable[UnitLinkRow], links: Mapping[str, UnitLink], state: str, verb: str
) -> list[str]:
    rows = table.rows()
    if not any(row.state == state or _is_typed_over(row) for row in rows):
        why = "没有待关联的参保信息" if state == PENDING else "没有已关联的单位编号"
        raise table.error(
            f"{why}，没有{verb}", "请点击“刷新参保关联”；仍没有待关联信息的，请前往办税服务厅办理。"
        )
    chosen = selected(table, rows)
    for row in chosen:
        if row.unit_no not in links:
            raise table.error(
                f"第 {row.at} 行的单位编号“{row.unit_no[:40]}”不是本单位的单位编号，没有{verb}",
                "请点击“刷新参保关联”恢复后重试。",
            )
        if row.state != state:
            raise table.error(
                f"第 {row.at} 行单位编号 {row.unit_no} 的状态是“{row.state[:40]}”，"
                f"不能{verb}，没有执行",
                f"请只勾选“{state}”的行。",
            )
    return sorted({row.unit_no for row in chosen})


def _is_typed_over(row: UnitLinkRow) -> bool:
    """Whether a ticked row's state is none of ours; the check of the rows names it."""
    return bool(row.tick) and row.state not in (LINKED, PENDING)


def _shown(ctx: Context, table: SheetTable[UnitLinkRow], done: str) -> Outcome:
    names = insurance_names(rule_file_of(ctx))
    links = ctx.bureau.unit_links()
    table.replace(
        [
            UnitLinkRow.of(
                link,
                state=LINKED if link.linked_on else PENDING,
                insurances=insurance_list(link.insurances, names),
            )
            for link in links
        ]
    )
    linked = sum(link.linked_on is not None for link in links)
    pending = len(links) - linked
    message = f"{done}已关联 {linked} 个，待关联 {pending} 个。" + (
        "" if pending or done else NOTHING_PENDING
    )
    table.activate()
    return table.report(message, counts={"linked": linked, "pending": pending})
