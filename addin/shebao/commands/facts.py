"""The rule file and the employees a command works with, from the store."""

from datetime import date

from shebao.commands.context import Context
from shebao.contract.employees import Employee
from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import InputError, SheetError
from shebao.domain.period import Period
from shebao.sheets.table import SheetTable


def rule_file_of(ctx: Context) -> RuleFile:
    """Return the rule file of the employer's region, fetching it when it was never fetched."""
    from shebao.commands.rule_files import fetch_rule_files

    region = ctx.session.employer.region
    kept = ctx.store.rule_files.newest(region)
    if kept is None or kept.version != ctx.session.rule_version:
        fetch_rule_files(ctx)
        kept = ctx.store.rule_files.newest(region)
    if kept is None:
        raise InputError(
            f"没有地区 {region} 的规则文件，无法校验和测算。没有提交任何数据。"
            "请点击“登录”重新下载规则文件。",
            log="no rule file",
        )
    return kept


def employees_of(ctx: Context) -> list[Employee]:
    """Return the employees downloaded last.

    Raises InputError when none were ever downloaded, or not all of them.
    """
    if not ctx.store.employees.download_state(ctx.account).is_complete:
        raise InputError(
            "上次下载职工中断，本机只有一部分职工，没有执行。请点击“更新职工”继续下载，"
            "已下载的不会重新下载。",
            log="first download was cut",
        )
    employees = ctx.store.employees.load(ctx.account)
    if not employees:
        raise InputError(
            "本机还没有参保职工信息，没有执行。请先点击“更新职工”。", log="no employees in store"
        )
    return employees


def download_employees(ctx: Context, *, is_full: bool = False) -> int:
    """Keep page after page, so that a cut download goes on from the last one kept.

    A full download that was cut goes on as such whatever is asked now. Returns how many
    employees came.
    """
    state = ctx.store.employees.download_state(ctx.account)
    since = 0 if is_full and not state.is_full_running else state.cursor
    is_full = is_full or state.is_full_running or not state.cursor
    month = ctx.session.current_period
    changed = 0
    for page in ctx.bureau.employees(since):
        ctx.store.employees.replace_changes(
            ctx.account,
            page.employees,
            page.cursor,
            ctx.now(),
            month,
            is_full_running=is_full and page.more,
        )
        changed += len(page.employees)
        ctx.progress("下载职工", changed, changed + page.total - len(page.employees))
    return changed


def refresh_employees(ctx: Context) -> None:
    """Bring changes since the last download; an empty store stays empty, for 更新职工 to fill."""
    if ctx.store.employees.cursor(ctx.account):
        download_employees(ctx)


def month_of(table: SheetTable, field: str, default: Period) -> Period:
    """Return the month in a labelled cell, or the default for a blank one.

    Raises SheetError for anything that is no month.
    """
    text = table.parameters()[field]
    try:
        return Period.parse(text) if text else default
    except ValueError as error:
        label = table.spec.label_of(field)
        raise SheetError(
            table.title, f"的“{label}”是“{text[:40]}”，不是年月", "请按 2026-11 的样子填写。"
        ) from error


def due_month_of(ctx: Context, table: SheetTable, field: str, default: Period) -> Period:
    """Return the month in a labelled cell, for which premiums can be due.

    Raises SheetError for anything that is no month, one to come, or one before the unit existed.
    """
    month = month_of(table, field, default)
    current = Period.parse(ctx.session.current_period)
    founded = Period.of(date.fromisoformat(ctx.session.employer.established_on))
    if month > current:
        raise SheetError(
            table.title,
            f"的费款所属期 {month} 还没有到，当前属期是 {current}",
            "请改为当前或以前的属期。",
        )
    if month < founded:
        raise SheetError(
            table.title,
            f"的费款所属期 {month} 早于本单位成立的月份 {founded}",
            f"请改为 {founded} 或以后的属期。",
        )
    return month


def days_of(ctx: Context, table: SheetTable) -> tuple[date, date]:
    """Return the days in the labelled cells 申报日期起 and 申报日期止, by default this year so far.

    Raises SheetError for anything that is no day, or for a last one before the first.
    """
    today = ctx.business_date
    parameters = table.parameters()
    found = []
    for field, label, default in (
        ("first_day", "申报日期起", date(today.year, 1, 1)),
        ("last_day", "申报日期止", today),
    ):
        text = parameters[field]
        try:
            found.append(date.fromisoformat(text) if text else default)
        except ValueError as error:
            raise SheetError(
                table.title, f"的“{label}”是“{text[:40]}”，不是日期", "请按 2026-11-01 的样子填写。"
            ) from error
    first, last = found
    if first > last:
        raise SheetError(
            table.title, f"的“申报日期起”{first} 晚于“申报日期止”{last}", "请改正后重试。"
        )
    return first, last


def insurance_headers(rule_file: RuleFile, codes: set[str]) -> list[str]:
    """Return ``code|name`` for the codes, in the rule file's order."""
    return [f"{r.insurance}|{r.name}" for r in rule_file.insurances if r.insurance in codes]


def insurance_names(rule_file: RuleFile) -> dict[str, str]:
    """Return the insurances' names by code."""
    return {r.insurance: r.name for r in rule_file.insurances}
