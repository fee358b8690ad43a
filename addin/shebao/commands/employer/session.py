"""Logging in, to another unit or tax office too, and what the workbook then shows."""

from contextlib import suppress
from dataclasses import replace

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.client_version import offered_by
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import law_at_hand
from shebao.commands.employer.home_rows import PERIOD_ITEM, home_row
from shebao.commands.employer.own_password import finish_first_login
from shebao.commands.employer.registering import choose_registration
from shebao.commands.employer.start_up import start_up
from shebao.commands.employer.unit_change import UnitChange, change_to
from shebao.commands.employer.unit_info import KINDS
from shebao.commands.employer.unit_list import KEPT_PASSWORD, KnownUnit, add_unit, known_units
from shebao.commands.system.release import LOGIN_ITEM, version_rows
from shebao.commands.system.rule_files import fetch_rule_files, refused_words
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import RuleFile
from shebao.contract.session import Session, UnitType
from shebao.domain.errors import FileRefusedError, InputError, ShebaoError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.own_rules import own_regions
from shebao.rule_cache import keep_rule_files
from shebao.rules.borrowed import lender_of
from shebao.rules.versions import UpgradeOffer
from shebao.sheets.declared.employer_sheets import HOME, UNIT_NAME_ITEM, UNIT_NO_ITEM, UNITS
from shebao.sheets.declared.parts import NO
from shebao.store.place import UNIT


def login(ctx: Context) -> Outcome:
    """Open a session, show the employer on the home sheet, download what the work needs.

    What another unit left in the workbook is emptied, after a question.
    """
    change = change_to(ctx, _open_session(ctx).employer)
    change.ask(ctx)
    return take_up(ctx, change, enter(ctx, change))


def enter(ctx: Context, change: UnitChange) -> str:
    """Finish a first login of the new unit; return words about it. No sheet is written."""
    ctx.unit.belongs_to(change.employer)
    return finish_first_login(ctx)


def take_up(ctx: Context, change: UnitChange, first: str) -> Outcome:
    """Let the workbook be the employer's, show the employer, download what the work needs.

    That is no step to be undone: it would leave blank sheets behind.
    """
    ctx.keeps_images = False
    with ctx.behind():
        emptied = change.carry_out(ctx)
        outcome = _show(ctx, first)
    ctx.table(HOME).activate()
    message = outcome.message
    if emptied:
        message += f"已清空原单位的 {emptied} 张表，其他数据请重新取回。"
        ctx.table(HOME).note(message)
    return replace(outcome, message=message, counts={"emptied": emptied, **outcome.counts})


def _show(ctx: Context, first: str) -> Outcome:
    """Fetch newer rule files, show the employer, and download the rest unless told not to."""
    session = ctx.session
    employer = session.employer
    rules = fetch_rule_files(ctx)
    ctx.store.settings.put(f"{UNIT}{employer.tax_id}", employer.name)
    offer = offered_by(ctx.bureau)
    ctx.table(HOME).replace(
        home_row(item, content) for item, content in _shown(ctx, session, offer)
    )
    add_unit(ctx, KnownUnit.of(employer, employer.unit_type, local_time(ctx.now())))
    who = f"，用户“{session.user_name}”" if session.user_name else ""
    which = ""
    if ctx.login_name.registration_no:  # of several: the wrong one looks the same by its name
        known = filter(None, (employer.tax_office, employer.registration_type))
        which = "".join(f"，{part}" for part in known)
    message = f"已登录 {employer.name}（{employer.tax_id}{which}）{who}。{first}"
    message += refused_words(rules) + (offer.sentence if offer else "")
    message += _offer_to_keep_password(ctx)
    started = start_up(ctx) if ctx.login_cells["start_up"] != NO else Outcome("")
    message += started.message
    return ctx.table(HOME).report(
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


def _open_session(ctx: Context) -> Session:
    """Log in; where the tax id has several registrations, to the one the user chooses."""
    try:
        return ctx.open_session()
    except BureauRefusedError as error:
        if error.refusal_code != RefusalCode.SEVERAL_REGISTRATIONS:
            raise
        ctx.log_in_as(choose_registration(ctx))
        return ctx.open_session()


def _shown(ctx: Context, session: Session, offer: UpgradeOffer | None) -> list[tuple[str, str]]:
    employer = session.employer
    bureaus = ctx.store.rule_files.newest(employer.region)
    if bureaus is not None and employer.region not in own_regions(ctx.home):
        with suppress(FileRefusedError):  # worksheet functions then go on with the older rules
            keep_rule_files(ctx.home, [bureaus])
    rights = "、".join(session.rights)
    user = f"{session.user_name}（{rights}）" if session.user_name else "管理员（单位申报密码）"
    return [
        (UNIT_NAME_ITEM, employer.name),
        ("登录用户", user),
        ("单位类型", KINDS[employer.kind]),
        ("主管税务机关", employer.tax_office),
        ("参保地区", employer.region_name),
        *((UNIT_NO_ITEM, f"{unit.unit_no}（{unit.agency}）") for unit in employer.unit_numbers),
        (PERIOD_ITEM, session.current_period),
        ("规则文件版本", _law_in_use(ctx, bureaus)),
        *version_rows(offer),
        (LOGIN_ITEM, local_time(ctx.now())),
    ]


def _law_in_use(ctx: Context, bureaus: RuleFile | None) -> str:
    """Name the version that amounts rest on; own rules that cannot be read do not stop a login."""
    with suppress(FileRefusedError):
        held = law_at_hand(ctx)
        lender = lender_of(held) if held else ""
        return (f"借用{lender} " if lender else "") + held.version if held else "无"
    return f"{bureaus.version if bureaus else '无'}；本地规则不能读取"


def _offer_to_keep_password(ctx: Context) -> str:
    """Keep in the keyring what the user typed, if they agree; return words about it."""
    if not ctx.passwords.was_typed(ctx.login_name):
        return ""
    if not ctx.ui.agrees("登录成功。是否把密码保存到本机的系统钥匙串，以后登录不再询问"):
        return ""
    if ctx.passwords.keep_typed(ctx.login_name):
        ctx.store.settings.put(f"{KEPT_PASSWORD}{ctx.login_name.secret_name}", "")
        return "密码已保存到系统钥匙串。"
    return "本机没有可用的系统钥匙串，密码没有保存。"


def switch_unit(ctx: Context) -> Outcome:
    """Log in to the ticked unit, or the one the user chooses, and empty the other sheets.

    What the sheets show belongs to the former unit: left there, it could be filed for this one.
    """
    before = ctx.login_name
    unit = _chosen(ctx)
    former = ctx.table(HOME).unit()
    ctx.ui.confirm(
        f"切换到 {unit}。本工作簿其他各表中{former.words if former else '现有单位'} 的数据将清空，"
        "没有提交的填写会丢失，不能撤销（税务系统和本机已保存的数据不变）"
    )
    ctx.log_in_as(unit.login_name)
    try:
        change = change_to(ctx, ctx.open_session().employer, keeps_rows=False)
        first = enter(ctx, change)
    except ShebaoError:
        ctx.log_in_as(before)
        raise
    return take_up(ctx, change, first)


def _chosen(ctx: Context) -> KnownUnit:
    table = ctx.table(UNITS)
    units = {unit.key: unit for unit in _units(ctx)}
    ticked = [row for row in table.rows() if row.tick]
    if len(ticked) > 1:
        raise table.error(f"勾选了 {len(ticked)} 行", "请只勾选要切换到的一个单位。")
    if ticked:
        unit = units.get(ticked[0].key)
        if unit is None or unit.tax_id != ticked[0].tax_id:
            raise table.error(
                f"第 {ticked[0].at} 行不是本机已添加的单位，没有切换",
                "请点击“单位列表”刷新后重新勾选。",
            )
        return unit
    others = [unit for unit in units.values() if not _is_present(ctx, unit)]
    if not others:
        raise InputError(
            "没有可以切换的其他单位，没有切换。请先点击“添加单位”。", log="no other unit"
        )
    cell = f"工作表“{table.title}”的“选择”列"
    return others[ctx.ui.choose("请选择要办理业务的单位", [str(u) for u in others], cell=cell)]


def _is_present(ctx: Context, unit: KnownUnit) -> bool:
    """Whether the workbook belongs to it now; a lone registration need not be written there."""
    present = ctx.login_name
    if unit.tax_id != present.tax_id:
        return False
    if not present.registration_no:
        return bool(unit.last_login)
    return unit.registration_no == present.registration_no


def _units(ctx: Context) -> list[KnownUnit]:
    """Return what this machine knows, and the other registrations of the present tax id."""
    known = known_units(ctx)
    keys = {unit.key for unit in known}
    found = [
        KnownUnit.of(each, UnitType.EMPLOYER) for each in ctx.bureau.registrations().registrations
    ]
    return [*known, *(unit for unit in found if unit.key not in keys)]
