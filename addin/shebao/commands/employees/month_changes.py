"""Who joined, left or changed in a month: by the bureau's records and by our downloads."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, refresh_employees, rule_file_of
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.time_cells import month_of
from shebao.contract.employees import Employee, RegistrationChange
from shebao.domain.errors import InputError
from shebao.domain.insurances import insurance_name
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.roster_changes import (
    ChangeKind,
    change_kind,
    changed_fields,
    registered_kind,
    registered_words,
    said_once,
)
from shebao.sheets.declared.employee_sheets import MONTH_CHANGES, MonthChangeRow
from shebao.sheets.head import SheetHead
from shebao.store.employee_history import MonthChange


def show_month_changes(ctx: Context) -> Outcome:
    """Ask the bureau for the month's changes and list them with what the downloads tell more."""
    table = ctx.table(MONTH_CHANGES)
    month = month_of(table, "month", Period.parse(ctx.session.current_period))
    registered: Mapping[str, Sequence[RegistrationChange]] = {}
    if ctx.is_by_files:  # what was imported is all that is known
        told = history_since(ctx, table, month)
        compared, _ = _compared(ctx, month)
    else:
        registered, kept_since = _registered(ctx, table, month)
        refresh_employees(ctx)
        compared, told = _compared(ctx, month)
        told = f"其中税务系统登记变动 {len(registered)} 人（自 {kept_since} 起有记录）。{told}"
    known = ctx.store.employees.load_some(ctx.account, sorted({*registered, *compared}))
    names = insurance_names(rule_file_of(ctx))
    rows = [
        row
        for person_no in sorted({*registered, *compared})
        if (row := _row(registered.get(person_no, []), compared.get(person_no), known, names))
    ]
    table.replace(rows)
    table.activate()
    kinds = Counter(row.kind for row in rows)
    listed = "，".join(f"{kind} {kinds[kind]}" for kind in ChangeKind if kinds[kind])
    message = f"{month} 共 {len(rows)} 人变动{f'：{listed}' if listed else ''}。{told}"
    counts = {"changes": len(rows), "registered": len(registered)}
    return table.report(message, counts=counts, facts={"month": str(month)})


def export_month_changes(ctx: Context) -> Outcome:
    """Write the sheet's rows to a file of their own."""
    table = ctx.table(MONTH_CHANGES)
    return export_sheet(ctx, table, table.rows(), table.parameters()["export_file"])


def history_since(ctx: Context, table: SheetHead, month: Period) -> str:
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
        raise table.error(
            f"没有 {month} 的记录，本机自 {first} 起保存职工变动，现在是 {current}",
            "请改正月份后重试。",
        )
    return f"按本机历次下载比较，自 {local_time(since[1])} 首次下载起有记录。"


def _registered(
    ctx: Context, table: SheetHead, month: Period
) -> tuple[dict[str, list[RegistrationChange]], str]:
    """Return the bureau's changes of the month by person number, and since when it keeps them.

    Raises SheetError for a month of which the bureau has no records.
    """
    found: dict[str, list[RegistrationChange]] = defaultdict(list)
    kept_since, done = ctx.session.current_period, 0
    if month > Period.parse(kept_since):
        why = f"没有 {month} 的记录，现在是 {kept_since}"
        raise table.error(why, "请改正月份后重试。")
    for page in ctx.bureau.registration_changes(str(month)):
        kept_since = page.kept_since
        done += len(page.changes)
        ctx.progress("查询登记变动", done, page.total)
        for one in page.changes:
            found[one.person_no].append(one)
    if not found and month < Period.parse(kept_since):
        raise table.error(
            f"没有 {month} 的记录，税务系统自 {kept_since} 起保存职工登记变动", "请改正月份后重试。"
        )
    return found, kept_since


def _compared(ctx: Context, month: Period) -> tuple[dict[str, MonthChange], str]:
    """Return what the downloads brought in the month, and in words since when they are kept."""
    since = ctx.store.employee_history.since(ctx.account)
    if since is None:
        return {}, "本机还没有完整的参保职工信息，没有比较缴费工资等其他变动；请点击“更新职工”。"
    if month < Period.parse(since[0]):
        return {}, f"本机自 {since[0]} 起保存历次下载，没有比较这个月的其他变动。"
    changes = ctx.store.employee_history.changes(ctx.account, str(month))
    told = f"其余按本机历次下载比较，自 {local_time(since[1])} 首次下载起有记录。"
    return {one.after.person_no: one for one in changes}, told


def _row(
    registered: Sequence[RegistrationChange],
    compared: MonthChange | None,
    known: Mapping[str, Employee],
    names: Mapping[str, str],
) -> MonthChangeRow | None:
    """Return an employee's row; None when all of it was changed back."""
    words = registered_words(registered, names)
    if compared is not None:
        differing = changed_fields(compared.before, compared.after, names)
        words += [phrase for phrase in differing if phrase not in words]
    if not words:
        return None
    if registered:
        last = registered[-1]
        now = known.get(last.person_no)
        kind, named = registered_kind(registered, now), now or last
    elif compared is not None:
        kind, named = change_kind(compared.before, compared.after), compared.after
    else:
        return None
    state = known[named.person_no].state if named.person_no in known else ""
    them = [compared.before, compared.after] if compared else [known.get(named.person_no)]
    held = [one for each in them if each for one in each.enrolments]
    everything = {insurance_name(one.insurance, names) for one in held}
    return MonthChangeRow.of(
        named,
        kind=str(kind),
        state=str(compared.after.state if compared else state),
        words="；".join(said_once(words, everything)),
        recorded_at=local_time(registered[-1].recorded_at) if registered else "",
        seen_at=local_time(compared.seen_at) if compared else "",
    )
