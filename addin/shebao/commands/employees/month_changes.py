"""Who joined, left or changed in a month, from what the downloads brought."""

from collections import Counter

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, refresh_employees, rule_file_of
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.time_cells import month_of
from shebao.domain.errors import InputError, SheetError
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.roster_changes import ChangeKind, change_kind, changed_fields
from shebao.sheets.declared.employee_sheets import MONTH_CHANGES
from shebao.sheets.table import Row, SheetTable


def show_month_changes(ctx: Context) -> Outcome:
    """Bring the newest changes and list everyone who differs from the month's begin."""
    table = ctx.table(MONTH_CHANGES)
    current = Period.parse(ctx.session.current_period)
    month = month_of(table, "month", current)
    refresh_employees(ctx)
    since = history_since(ctx, table, month)
    names = insurance_names(rule_file_of(ctx))
    rows: list[Row] = []
    for change in ctx.store.employee_history.changes(ctx.account, str(month)):
        words = changed_fields(change.before, change.after, names)
        if not words:
            continue  # changed and changed back
        rows.append(
            {
                "kind": str(change_kind(change.before, change.after)),
                "name": change.after.name,
                "id_type": change.after.id_type,
                "id_number": change.after.id_number,
                "state": str(change.after.state),
                "words": "；".join(words),
                "seen_at": f"{change.seen_at.astimezone():%Y-%m-%d %H:%M}",
                "person_no": change.after.person_no,
            }
        )
    table.replace(rows)
    table.activate()
    kinds = Counter(str(row["kind"]) for row in rows)
    listed = "，".join(f"{kind} {kinds[kind]}" for kind in ChangeKind if kinds[kind])
    message = f"{month} 共 {len(rows)} 人变动{f'：{listed}' if listed else ''}。{since}"
    table.note(message)
    return Outcome(message, counts={"changes": len(rows)}, facts={"month": str(month)})


def export_month_changes(ctx: Context) -> Outcome:
    """Write the sheet's rows to a file of their own."""
    table = ctx.table(MONTH_CHANGES)
    return export_sheet(ctx, table, table.rows(), table.parameters()["export_file"])


def history_since(ctx: Context, table: SheetTable, month: Period) -> str:
    """Return the sentence that says since when changes are known.

    Raises InputError before the first download and SheetError for a month without records.
    """
    since = ctx.store.employee_history.since(ctx.account)
    if since is None:
        raise InputError(
            "本机还没有完整的参保职工信息，没有执行。请先点击“更新职工”。", log="no history"
        )
    first, current = Period.parse(since[0]), Period.parse(ctx.session.current_period)
    if not first <= month <= current:
        raise SheetError(
            table.title,
            f"没有 {month} 的记录，本机自 {first} 起保存职工变动，现在是 {current}",
            "请改正月份后重试。",
        )
    return f"按本机历次下载比较，自 {since[1].astimezone():%Y-%m-%d %H:%M} 首次下载起有记录。"
