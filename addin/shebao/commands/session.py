"""Logging in, and what the workbook then shows of the employer."""

from contextlib import suppress

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.context import Context
from shebao.commands.first_login import finish_first_login
from shebao.commands.home_rows import PERIOD_ITEM
from shebao.commands.registering import choose_registration
from shebao.commands.release import LOGIN_ITEM, offered_by, version_rows
from shebao.commands.ribbon_state import ribbon_state_path, write_ribbon_state
from shebao.commands.rule_files import fetch_rule_files, refused_words
from shebao.commands.start_up import start_up, wants_start_up
from shebao.commands.unit_info import KINDS
from shebao.commands.unit_list import remember_unit
from shebao.contract.refusals import RefusalCode
from shebao.contract.session import Session
from shebao.domain.errors import FileRefusedError
from shebao.domain.outcome import Outcome
from shebao.rule_cache import keep_rule_files
from shebao.rules.versions import UpgradeOffer
from shebao.sheets.employer_sheets import HOME
from shebao.store.place import UNIT


def login(ctx: Context) -> Outcome:
    """Open a session, show the employer on the home sheet, download what the work needs."""
    return take_up(ctx, enter(ctx))


def enter(ctx: Context) -> str:
    """Open a session and finish a first login; return words about it. No sheet is written."""
    _open_session(ctx)
    return finish_first_login(ctx)


def take_up(ctx: Context, first: str) -> Outcome:
    """Fetch newer rule files, show the employer, and download the rest unless told not to."""
    session = ctx.session
    employer = session.employer
    rules = fetch_rule_files(ctx)
    ctx.store.settings.put(f"{UNIT}{employer.tax_id}", employer.name)
    offer = offered_by(ctx.bureau)
    ctx.table(HOME).replace(
        [{"item": item, "content": content} for item, content in _shown(ctx, session, offer)]
    )
    remember_unit(ctx, employer)
    who = f"，用户“{session.user_name}”" if session.user_name else ""
    message = f"已登录 {employer.name}（{employer.tax_id}）{who}。{first}"
    message += refused_words(rules) + (offer.sentence if offer else "")
    _write_state(ctx, session)
    message += _offer_to_keep_password(ctx)
    started = start_up(ctx) if wants_start_up(ctx) else Outcome("")
    message += started.message
    ctx.table(HOME).note(message)
    ctx.table(HOME).activate()
    return Outcome(
        message,
        started.status,
        counts={"rule_files": sum(each.is_new for each in rules), **started.counts},
        facts={
            "region": employer.region,
            "period": session.current_period,
            "rule_version": session.rule_version,
            "offered_version": offer.offered if offer else "",
        },
    )


def _open_session(ctx: Context) -> None:
    """Log in; where the tax id has several registrations, to the one the user chooses."""
    try:
        _ = ctx.session
    except BureauRefusedError as error:
        if error.refusal_code != RefusalCode.SEVERAL_REGISTRATIONS:
            raise
        ctx.log_in_as(choose_registration(ctx))
        _ = ctx.session


def _shown(ctx: Context, session: Session, offer: UpgradeOffer | None) -> list[tuple[str, str]]:
    employer = session.employer
    rule_file = ctx.store.rule_files.newest(employer.region)
    if rule_file is not None:
        with suppress(FileRefusedError):  # worksheet functions then go on with the older rules
            keep_rule_files(ctx.home, [rule_file])
    rights = "、".join(session.rights)
    user = f"{session.user_name}（{rights}）" if session.user_name else "管理员（单位申报密码）"
    return [
        ("单位名称", employer.name),
        ("登录用户", user),
        ("单位类型", KINDS[employer.kind]),
        ("主管税务机关", employer.tax_office),
        ("参保地区", employer.region_name),
        *(("单位编号", f"{number.unit_no}（{number.agency}）") for number in employer.unit_numbers),
        (PERIOD_ITEM, session.current_period),
        ("规则文件版本", rule_file.version if rule_file else "无"),
        *version_rows(offer),
        (LOGIN_ITEM, ctx.now().astimezone().strftime("%Y-%m-%d %H:%M")),
    ]


def _offer_to_keep_password(ctx: Context) -> str:
    """Keep in the keyring what the user typed, if they agree; return words about it."""
    if not ctx.passwords.was_typed(ctx.login_name):
        return ""
    if not ctx.ui.agrees("登录成功。是否把密码保存到本机的系统钥匙串，以后登录不再询问"):
        return ""
    if ctx.passwords.keep_typed(ctx.login_name):
        return "密码已保存到系统钥匙串。"
    return "本机没有可用的系统钥匙串，密码没有保存。"


def _write_state(ctx: Context, session: Session) -> None:
    """Tell the ribbon who is logged in, without making it start Python."""
    label = f"{session.employer.name}（{ctx.tax_id}）{session.user_name}"
    with suppress(OSError):  # the ribbon then shows the earlier unit; the login itself stands
        write_ribbon_state(ribbon_state_path(ctx.home), label, session.rights)
