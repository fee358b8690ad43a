"""Which version this is, whether the bureau knows a newer one, and the manual of it."""

from contextlib import suppress

from shebao import __version__
from shebao.bureau.errors import BureauError
from shebao.commands.desk.client_version import offered_by
from shebao.commands.desk.context import Context
from shebao.commands.employer.home_rows import home_row, put_home
from shebao.domain.errors import ParameterError, SheetError
from shebao.domain.login_name import LoginName
from shebao.domain.outcome import Outcome
from shebao.rule_cache import read_rule_files
from shebao.rules.versions import UpgradeOffer
from shebao.sheets.declared.employer_sheets import HOME

VERSION_ITEM, UPGRADE_ITEM, LOGIN_ITEM = "加载项版本", "版本升级", "登录时间"


def version_rows(offer: UpgradeOffer | None) -> list[tuple[str, str]]:
    """Return what the home sheet shows of the version."""
    rows = [(VERSION_ITEM, __version__)]
    return [*rows, (UPGRADE_ITEM, offer.sentence)] if offer else rows


def show_about(ctx: Context) -> Outcome:
    """Say which version runs, where it files and keeps its data; nobody needs to log in."""
    known: dict[str, str] = {}
    address, offer = _asked(ctx)
    about = [
        *version_rows(offer),
        ("税务系统", address or "未设置（环境变量 SHEBAO_BUREAU_URL），或文件方式不联网"),
        ("数据文件夹", str(ctx.home)),
        ("本机规则", _rules(ctx)),
    ]
    with suppress(SheetError):  # another's workbook, or a home sheet that was changed
        home = ctx.table(HOME)
        rows = home.rows()
        known = {row.item: row.content for row in rows}
        fresh = {UPGRADE_ITEM, *(item for item, _ in about)}
        kept = [row for row in rows if row.item not in fresh]
        put_home(home, [*kept, *(home_row(item, content) for item, content in about)])
    state = f"最近登录 {known[LOGIN_ITEM]}" if known.get(LOGIN_ITEM) else "未登录"
    told = "；".join(f"{item} {text.rstrip('。')}" for item, text in about)
    started = _start_upgrade(ctx, offer)
    return Outcome(f"社保费：{told}；{state}。{started}", facts={"version": __version__})


def _start_upgrade(ctx: Context, offer: UpgradeOffer | None) -> str:
    """Open the page of the newer version, if the user wants to; return words about it."""
    if offer is None or not offer.where.startswith("https://"):
        return ""  # whatever else stands there is not opened: it could be a program
    if not ctx.ui.agrees(
        f"有新版本 {offer.offered}（当前 {offer.installed}）。现在打开下载页面升级"
    ):
        return ""
    ctx.ui.open_page(offer.where)
    return (
        f"升级：下载页面 {offer.where}。下载后关闭 Excel，安装，再运行 shebao repair；"
        "本机数据会保留。"
    )


def _asked(ctx: Context) -> tuple[str, UpgradeOffer | None]:
    """Return the bureau's address, empty when none is set, and what it offers."""
    with suppress(SheetError):  # another's workbook: then as before there were channels
        if ctx.is_by_files:
            return "", None
    try:
        bureau = ctx.make_bureau(LoginName(""))  # the notice is for everyone: no session
    except (ParameterError, BureauError):
        return "", None
    return bureau.address, offered_by(bureau)


def _rules(ctx: Context) -> str:
    cached = read_rule_files(ctx.home)
    if cached.problem:
        return cached.problem
    versions = [f"{file.region_name} {file.version}" for file in cached.rule_files]
    return "、".join(versions) or "无（登录时下载）"


def open_manual(ctx: Context) -> Outcome:
    """Write the manual of this version into the data folder and open it in the browser."""
    from shebao.printing.manual import write_manual

    path = write_manual(ctx.home)
    ctx.ui.open_page(path.as_uri())
    return Outcome(f"使用手册已打开：{path}。不需要网络，可以打印或发给同事。", files=(str(path),))
