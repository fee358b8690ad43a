"""本地规则: read into the sheet, adopted as corrected, borrowed from another city, or dropped."""

from shebao.commands.desk.context import Context
from shebao.contract.rule_file import LimitRule, RateRule, RuleFile
from shebao.domain.moments import beijing_day
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.own_rules import drop_own_rules as drop_file
from shebao.own_rules import keep_own_rules, own_regions, own_rule_file
from shebao.rule_book.book import rule_file
from shebao.rule_cache import forget_rule_file, keep_chosen_rule_file, keep_rule_files
from shebao.rules.borrowed import borrowed, borrowed_words, borrowing_words
from shebao.rules.own_values import FIELDS, OwnValueError, cells_of, rules_of, with_own
from shebao.rules.premiums.in_force import rows_in_force
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.rules.which_region import book_law, which_region
from shebao.sheets.declared.employer_sheets import OWN_RULES, OwnRuleRow
from shebao.sheets.declared.row import replace, with_cells
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

MAIN = ("110", "210", "310", "410")


def read_own_rules(ctx: Context) -> Outcome:
    """Fill the sheet with the limits and rates that hold now, for the user to correct."""
    table = ctx.table(OWN_RULES)
    present = _present(ctx, table)
    period = Period.of(beijing_day(ctx.now()))
    names = {rule.insurance: rule.name for rule in present.insurances}
    held: list[LimitRule | RateRule] = [*rows_in_force(present.limits, period)]
    held += rows_in_force(present.rates, period)
    table.replace(
        with_cells(OwnRuleRow(grade=str(row.grade)), **cells_of(row, names)) for row in held
    )
    message = (
        f"{present.region_name} {period} 的规则（{present.version}）共 {len(held)} 条。"
        "请更正或增加，填写依据的文件和核对日期，然后点击“采用本地规则”。"
    )
    table.activate()
    return table.report(message, counts={"rows": len(held)})


def use_own_rules(ctx: Context) -> Outcome:
    """Check every row that differs from the present law, sign the whole and use it from now on.

    Raises SheetError with the faults on their rows; nothing is adopted then.
    """
    table = ctx.table(OWN_RULES)
    present = _present(ctx, table)
    names = {rule.insurance: rule.name for rule in present.insurances}
    everything: list[LimitRule | RateRule] = [*present.limits, *present.rates]
    known = {tuple(cells_of(row, names).values()) for row in everything}
    rows = table.rows()
    changed = [row for row in rows if tuple(_texts(row).values()) not in known]
    own = _read(table, rows, changed, present)
    if not own:
        raise table.error("没有与现行规则不同的行，没有采用", "请更正或增加后重试。")
    today = beijing_day(ctx.now()).isoformat()
    file = with_own(present, own, f"{present.version.split('+')[0]}+本地 {today}")
    if faults := rule_file_faults(file, present.region, MAIN):
        raise table.error(f"不能采用：{'；'.join(faults[:3])}", "请改正后重试。")
    ctx.ui.confirm(
        f"{present.region_name}的 {len(own)} 个值采用为本地规则，由本机签名，"
        "先于税务系统和规则书的规则使用，确定吗"
    )
    keep_own_rules(ctx.home, file, ctx.store_place.find_key)
    keep_chosen_rule_file(ctx.home, file)  # for the worksheet functions
    message = (
        f"已采用{present.region_name}的本地规则 {len(own)} 个值，显示为自定义；"
        "可用 shebao rules export 导出给同事。重新打开 Excel 后工作表函数也按此计算。"
    )
    return table.report(message, counts={"own": len(own)}, facts={"version": file.version})


def drop_own_rules(ctx: Context) -> Outcome:
    """Take the region's own rules away; the bureau's or the book's hold from now on.

    Raises SheetError when there are none. Rules that cannot be read can be dropped too.
    """
    table = ctx.table(OWN_RULES)
    code = _region(ctx, table)
    if code not in own_regions(ctx.home):
        raise table.error(f"的地区 {code} 没有采用过本地规则", "没有可放弃的，请核对“地区”。")
    bureaus = ctx.store.rule_files.newest(code)
    whose = f"税务系统的规则 {bureaus.version}" if bureaus else "规则书的规则"
    ctx.ui.confirm(f"放弃地区 {code} 的本地规则，改用{whose}，确定吗")
    drop_file(ctx.home, code)
    forget_rule_file(ctx.home, code)
    if bureaus is not None:
        keep_rule_files(ctx.home, [bureaus])  # for the worksheet functions
    message = (
        f"已放弃地区 {code} 的本地规则，改用{whose}；表中各行没有改动，"
        "可点击“读取现行规则”查看。重新打开 Excel 后工作表函数也按此计算。"
    )
    return table.report(message, facts={"dropped_region": code})


def _region(ctx: Context, table: SheetHead) -> str:
    wanted = table.parameters()["region"]
    return which_region(wanted).code if wanted else ctx.session.employer.region


def _present(ctx: Context, table: SheetHead) -> RuleFile:
    """Return what is in use: own rules, else what the bureau sent, else the book."""
    code = _region(ctx, table)
    own = own_rule_file(ctx.home, code, ctx.store_place.find_key)
    present = own or ctx.store.rule_files.newest(code) or rule_file(code)
    if present is None:
        raise table.error(f"的地区 {code} 没有规则", "请填写规则书中的城市。")
    return present


def _read(
    table: SheetTable[OwnRuleRow],
    rows: list[OwnRuleRow],
    changed: list[OwnRuleRow],
    present: RuleFile,
) -> list[LimitRule | RateRule]:
    own: list[LimitRule | RateRule] = []
    faults: list[str] = []
    told = {row.at: "" for row in rows}
    for row in changed:
        try:
            own += rules_of(_texts(row), present)
        except OwnValueError as error:
            told[row.at] = f"错误：{error}"
            faults.append(f"第 {row.at} 行{error}")
    table.update([replace(row, fault=told[row.at]) for row in rows], ("fault",))
    if faults:
        some = "；".join(faults[:3])
        raise table.error(f"有 {len(faults)} 行不能采用：{some}", "请改正后重试。")
    return own


def _texts(row: OwnRuleRow) -> dict[str, str]:
    return {field: str(row.get(field) or "").strip() for field in FIELDS}


def borrow_rules(ctx: Context) -> Outcome:
    """Use the rules of the city in 借用地区 from now on, marked wherever they are used.

    Raises SheetError when the cell is blank, ParameterError for a city that cannot lend.
    """
    table = ctx.table(OWN_RULES)
    asked = table.parameters()
    if not asked["lender"]:
        raise table.error("的“借用地区”为空，没有借用", "请填写借用哪个城市的规则，如 成都市。")
    undone = "没有借用"
    region = which_region(asked["region"] or ctx.session.employer.region, undone)
    city = which_region(asked["lender"], undone)
    own = own_rule_file(ctx.home, city.code, ctx.store_place.find_key)
    lender = own or book_law(city, undone)
    file = borrowed(lender, region)
    ctx.ui.confirm(borrowing_words(region, lender, own_regions(ctx.home)))
    keep_own_rules(ctx.home, file, ctx.store_place.find_key)
    keep_chosen_rule_file(ctx.home, file)  # for the worksheet functions
    ctx.unit.take_up_law(ctx.session.employer)
    message = borrowed_words(region, lender)
    return table.report(message, facts={"region": region.code, "lender": lender.region})
