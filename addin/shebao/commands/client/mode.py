"""Choosing between the tax interface and the official client's files."""

from shebao.commands.client.channel import home_region, session_of
from shebao.commands.client.client_month import PEOPLE_ITEM, show_client_month, show_on_home
from shebao.commands.client.kept_unit import account_of, kept_unit
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import law_of_book
from shebao.commands.employer.unit_change import change_to
from shebao.domain.moments import beijing_day
from shebao.domain.outcome import Outcome
from shebao.own_rules import own_rule_file
from shebao.rule_cache import keep_rule_files
from shebao.rules.borrowed import lender_of
from shebao.rules.premiums.sureness import grades_told
from shebao.sheets.declared.employer_sheets import BY_FILES, BY_INTERFACE, HOME, UNIT_NAME_ITEM

CHANNEL_ITEM, REGION_ITEM, LAW_ITEM = "办理方式", "参保地", "规则书"


def set_channel(ctx: Context) -> Outcome:
    """Let the workbook's business go by the tax interface or by the client's files from now on.

    Rows stay; what another unit left in the workbook is emptied, after a question.
    """
    ctx.check_writable(HOME)
    return _by_files(ctx) if ctx.is_by_files else _by_interface(ctx)


def _by_files(ctx: Context) -> Outcome:
    region, tax_id = home_region(ctx), ctx.login_name.tax_id
    own = own_rule_file(ctx.home, region.code, ctx.store_place.find_key)
    rules = own or law_of_book(region.code)
    account = account_of(tax_id, region.code)
    today = beijing_day(ctx.now())
    session = session_of(region, tax_id, kept_unit(ctx.store, account), today)
    change = change_to(ctx, session.employer)
    change.ask(ctx)
    ctx.unit.belongs_to(session.employer)
    emptied = change.carry_out(ctx)
    if own is None:  # one's own are there since they were adopted
        keep_rule_files(ctx.home, [rules])
    lender = lender_of(rules)
    law = f"借用{lender}的规则" if lender else "本地规则" if own else "规则书"
    people = sum(ctx.store.employees.count_by_state(account).values())
    show_on_home(
        ctx,
        (UNIT_NAME_ITEM, session.employer.name),
        (CHANNEL_ITEM, BY_FILES),
        (REGION_ITEM, f"{region.name}（{region.code}）"),
        (LAW_ITEM, f"{law} {rules.version}：{grades_told(rules)}"),
        (PEOPLE_ITEM, f"本机有 {people} 人" if people else "还没有，请“导入参保职工”"),
    )
    message = (
        f"办理方式已设为“{BY_FILES}”：{tax_id}，{region.name}，{law} {rules.version}。"
        "不登录、不联网；原有各表保留。"
        + ("" if people else "请从客户端导出“参保职工列表”，点击“导入参保职工”。")
    )
    message += f"已清空原单位的 {emptied} 张表。" if emptied else ""
    show_client_month(ctx)
    facts = {"channel": BY_FILES, "region": region.code, "region_name": region.name}
    return ctx.table(HOME).report(
        message, counts={"employees": people, "emptied": emptied}, facts=facts
    )


def _by_interface(ctx: Context) -> Outcome:
    tax_id = ctx.login_name.tax_id
    show_on_home(ctx, (CHANNEL_ITEM, BY_INTERFACE), keeps_steps=False)
    message = (
        f"办理方式已设为“{BY_INTERFACE}”：{tax_id}。请点击“登录”；"
        "文件方式导入的数据保留在本机，改回文件方式时照旧使用。"
    )
    return ctx.table(HOME).report(message, facts={"channel": BY_INTERFACE})
