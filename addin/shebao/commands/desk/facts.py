"""The rule file and the employees a command works with, from the store."""

from shebao.commands.desk.context import Context
from shebao.contract.employees import Employee
from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import InputError
from shebao.domain.moments import beijing_day
from shebao.domain.period import Period
from shebao.own_rules import own_rule_file
from shebao.rules.which_region import book_law, which_region

NOT_DONE = "没有执行"
_ROSTER_MONTH = "roster_month:"  # of an account: the month whose changes were downloaded


def rule_file_of(ctx: Context) -> RuleFile:
    """Return the rule file of the employer's region, fetching it when it was never fetched.

    The user's own rules of that region go before the bureau's; every value of theirs is 自定义.
    Without a bureau the rule book's hold.
    """
    from shebao.commands.system.rule_files import fetch_rule_files

    region = ctx.session.employer.region
    own = own_rule_file(ctx.home, region, ctx.store_place.find_key)
    if own is not None:
        return own
    if ctx.is_by_files:
        return law_of_book(region)
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


def law_of_book(region: str) -> RuleFile:
    """Return the rule book's file of a city; ``which_region`` gave the code."""
    return book_law(which_region(region, NOT_DONE), NOT_DONE)


def law_at_hand(ctx: Context) -> RuleFile | None:
    """Return what amounts are worked out with, as far as it is here: nothing is fetched."""
    region = ctx.session.employer.region
    own = own_rule_file(ctx.home, region, ctx.store_place.find_key)
    if own is None and ctx.is_by_files:
        return law_of_book(region)
    return own or ctx.store.rule_files.newest(region)


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
    employees = ctx.store.employees.load(
        ctx.account, lambda done, total: ctx.going("读取本机职工", done, total)
    )
    if not employees and roster_month(ctx) and not ctx.is_by_files:
        raise InputError(
            "税务系统中本单位没有参保职工，没有执行。同一纳税人识别号有多条登记信息的，"
            "请在首页核对“登记序号”或点击“切换单位”；刚办理参保登记的，请稍后再“更新职工”。",
            log="the bureau has no employees",
        )
    if not employees:
        first = "导入参保职工" if ctx.is_by_files else "更新职工"
        raise InputError(
            f"本机还没有参保职工信息，没有执行。请先点击“{first}”。", log="no employees in store"
        )
    if ctx.is_by_files:
        from shebao.commands.client.wages import with_wages_in_force

        return with_wages_in_force(ctx, employees, ctx.session.current_period)
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
        ctx.going("下载职工", changed, changed + page.total - len(page.employees))
    if roster_month(ctx) != month:
        ctx.store.settings.put(f"{_ROSTER_MONTH}{ctx.account}", month)
    return changed


def roster_month(ctx: Context) -> str:
    """Return the bureau's month when the employees were last downloaded, empty before."""
    kept = ctx.store.settings.get(f"{_ROSTER_MONTH}{ctx.account}")
    fetched = ctx.store.employees.fetched_at(ctx.account)
    return kept or (str(Period.of(beijing_day(fetched))) if fetched else "")


def refresh_employees(ctx: Context) -> None:
    """Bring changes since the last download; an empty store stays empty, for 更新职工 to fill."""
    if ctx.store.employees.cursor(ctx.account):
        download_employees(ctx)


def open_periods(ctx: Context, *, is_needed: bool) -> tuple[str, ...]:
    """Return the months not filed yet; none, and no question, when nothing depends on them."""
    return tuple(ctx.bureau.bills().open_periods) if is_needed else ()


def insurance_headers(rule_file: RuleFile, codes: set[str]) -> list[str]:
    """Return ``code|name`` for the codes, in the rule file's order."""
    return [f"{r.insurance}|{r.name}" for r in rule_file.insurances if r.insurance in codes]


def insurance_names(rule_file: RuleFile) -> dict[str, str]:
    """Return the insurances' names by code."""
    return {r.insurance: r.name for r in rule_file.insurances}
