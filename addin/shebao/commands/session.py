"""Logging in, and what the workbook then shows of the employer."""

from contextlib import suppress

from shebao.commands.context import Context
from shebao.commands.release import LOGIN_ITEM, offered_by, version_rows
from shebao.commands.ribbon_state import ribbon_state_path, write_ribbon_state
from shebao.contract.rights import Right
from shebao.contract.session import EmployerKind
from shebao.domain.errors import FileRefusedError, NotConfirmedError
from shebao.domain.outcome import Outcome
from shebao.rule_cache import keep_rule_files
from shebao.sheets.catalogue import HOME

KINDS = {
    EmployerKind.ENTERPRISE: "企业",
    EmployerKind.PUBLIC_BODY: "机关事业单位",
    EmployerKind.SOLE_TRADER: "个体工商户",
}


def login(ctx: Context) -> Outcome:
    """Open a session, fetch newer rule files, show the employer on the home sheet."""
    session = ctx.session
    employer = session.employer
    fetched = update_rule_files(ctx)
    rule_file = ctx.store.rule_files.newest(employer.region)
    offer = offered_by(ctx.bureau)
    rows = [
        ("单位名称", employer.name),
        ("单位类型", KINDS[employer.kind]),
        ("主管税务机关", employer.tax_office),
        ("参保地区", employer.region_name),
        *(("单位编号", f"{number.unit_no}（{number.agency}）") for number in employer.unit_numbers),
        ("当前费款所属期", session.current_period),
        ("规则文件版本", rule_file.version if rule_file else "无"),
        *version_rows(offer),
        (LOGIN_ITEM, ctx.now().astimezone().strftime("%Y-%m-%d %H:%M")),
    ]
    if rule_file is not None:
        with suppress(FileRefusedError):  # worksheet functions then go on with the older rules
            keep_rule_files(ctx.home, [rule_file])
    table = ctx.table(HOME)
    table.replace([{"item": item, "content": content} for item, content in rows])
    hint = "；申报密码仍是初始密码，请尽快修改" if session.must_change_password else ""
    message = (
        f"已登录 {employer.name}（{employer.tax_id}）{hint}。{offer.sentence if offer else ''}"
    )
    table.note(message)
    _write_state(ctx, employer.name, session.rights)
    message += _offer_to_keep_password(ctx)
    return Outcome(
        message,
        counts={"rule_files": fetched},
        facts={
            "region": employer.region,
            "period": session.current_period,
            "rule_version": session.rule_version,
            "offered_version": offer.offered if offer else "",
        },
    )


def _offer_to_keep_password(ctx: Context) -> str:
    """Keep in the keyring what the user typed, if they agree; return words about it."""
    if not ctx.passwords.was_typed(ctx.tax_id):
        return ""
    try:
        ctx.ui.confirm("登录成功。是否把申报密码保存到本机的系统钥匙串，以后登录不再询问")
    except NotConfirmedError:
        return ""
    if ctx.passwords.keep_typed(ctx.tax_id):
        return "申报密码已保存到系统钥匙串。"
    return "本机没有可用的系统钥匙串，申报密码没有保存。"


def update_rule_files(ctx: Context) -> int:
    """Fetch every rule file that differs from the one kept; return how many were fetched."""
    fetched = 0
    for entry in ctx.bureau.rule_files().rule_files:
        if ctx.store.rule_files.sha256(entry.region) != entry.sha256:
            rule_file = ctx.bureau.rule_file(entry.region)
            ctx.store.rule_files.keep(rule_file, entry.sha256, ctx.now())
            fetched += 1
    return fetched


def _write_state(ctx: Context, name: str, rights: list[Right]) -> None:
    """Tell the ribbon who is logged in, without making it start Python."""
    with suppress(OSError):  # the ribbon then shows the earlier unit; the login itself stands
        write_ribbon_state(ribbon_state_path(ctx.home), f"{name}（{ctx.tax_id}）", rights)
