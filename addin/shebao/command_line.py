"""The shape of the command line: every verb, its options, and what a text may be."""

import argparse
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn, TypeAlias

USAGE = 2


class _Parser(argparse.ArgumentParser):
    """argparse with its one user-visible word in Chinese; wrong usage exits with 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"用法错误：{message}\n")


_Verbs: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001 - it has no other name


@cache
def parser() -> argparse.ArgumentParser:
    """Return the whole command line; ``verb`` says which of ``cli``'s ways in is meant."""
    whole = _Parser(prog="shebao", description="在 Excel 工作簿中办理社会保险费申报缴纳")
    verbs = whole.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    _add_practice(verbs)
    _add_workbook(verbs)
    _add_data(verbs)
    _add_many(verbs)
    _add_conform(verbs.add_parser("conform", help="检查一个网关是否符合接口约定"))
    _add_audit(verbs.add_parser("audit", help="核对提交台账，导出或核对证据包"))
    _add_setup(verbs)
    _add_law(verbs)
    return whole


def _add_practice(verbs: _Verbs) -> None:
    demo = verbs.add_parser("demo", help="在内置练习税务系统上走完一整轮")
    demo.add_argument("--out", type=_path, default=Path("demo-out"))
    demo.add_argument("--roster", type=_path)
    demo.add_argument("--payroll", type=_path)
    demo.add_argument("--employees", type=_whole(1, 1_000_000))
    demo.add_argument(
        "--client-files", action="store_true", help="没有税务接口：用官方客户端的文件走完一个月"
    )
    sandbox = verbs.add_parser("sandbox", help="启动练习税务系统")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", type=_whole(0, 65_535, "端口"), default=8765)
    place = sandbox.add_mutually_exclusive_group()
    place.add_argument("--data", type=_path)
    place.add_argument("--database", metavar="URL")
    sandbox.add_argument("--roster", type=_path)
    sandbox.add_argument("--employees", type=_whole(1, 1_000_000))
    sandbox.add_argument(
        "--employers", type=_whole(1, 1_000_000), help="单位数；职工人数用 --employees"
    )
    sandbox.add_argument("--fresh", action="store_true", help="单位尚未注册，从首次登录练起")
    sandbox.add_argument("--delay", type=_seconds, default=0.0)
    sandbox.add_argument("--answer-delay", type=_seconds, default=0.0)
    sandbox.add_argument(
        "--calls-per-minute",
        type=_whole(0, 1_000_000),
        default=6_000,
        help="每个会话每分钟的调用上限，0 为不限",
    )
    sandbox.add_argument(
        "--open-control", action="store_true", help="控制接口 /sandbox/ 不要口令，只限本机"
    )


def _add_workbook(verbs: _Verbs) -> None:
    commands = verbs.add_parser("commands", help="列出全部命令")
    commands.add_argument("--json", action="store_true")
    run = verbs.add_parser("run", help="在工作簿文件上执行一个命令")
    run.add_argument(
        "id", metavar="命令", help="按钮的名称，如 更新职工，或命令的名称，如 update_roster"
    )
    run.add_argument("--book", type=_path, required=True)
    run.add_argument("--set", action="append", default=[], type=_assignment, metavar="名称=值")
    run.add_argument("--yes", action="store_true", help="对所有确认回答“是”")
    run.add_argument("--json", action="store_true")
    new = verbs.add_parser("new", help="用模板新建工作簿")
    new.add_argument("kind", choices=["shebao", "employers"])
    new.add_argument("--out", type=_path, required=True)


def _add_data(verbs: _Verbs) -> None:
    backup = verbs.add_parser("backup", help="备份本机数据")
    backup.add_argument("--to", type=_path, metavar="文件夹")
    backup.add_argument("--passphrase", action="store_true", help="用口令加密，可在其他电脑恢复")
    backup.add_argument("--json", action="store_true")
    restore = verbs.add_parser("restore", help="用备份恢复本机数据")
    restore.add_argument("file", type=_path)
    restore.add_argument("--yes", action="store_true", help="确认替换本机数据")
    restore.add_argument("--json", action="store_true")


def _add_setup(verbs: _Verbs) -> None:
    build = verbs.add_parser("build-addin", help="生成 Excel 加载项文件")
    build.add_argument("--out", type=_path, required=True)
    install = verbs.add_parser("install", help="为当前用户安装加载项")
    install.add_argument("--province", default="", help="办理社保业务的地区，如 贵州")
    install.add_argument("--yes", action="store_true", help="确认所选地区")
    repair = verbs.add_parser("repair", help="恢复程序和设置，不动数据")
    uninstall = verbs.add_parser("uninstall", help="卸载加载项，保留数据")
    uninstall.add_argument("--yes", action="store_true")
    uninstall.add_argument("--remove-data", action="store_true", help="同时永久删除本机数据")
    uninstall.add_argument("--remove-backups", action="store_true", help="连同备份和密钥")
    for verb in (install, repair, uninstall):
        verb.add_argument("--json", action="store_true")
    doctor = verbs.add_parser("doctor", help="说明缺少什么、如何补上")
    doctor.add_argument("--json", action="store_true")


def _add_law(verbs: _Verbs) -> None:
    compute = verbs.add_parser("compute", help="一人一月各险种的费额，按一个城市的规则")
    compute.add_argument("--region", required=True, help="城市名称或六位代码，如 成都、510100")
    compute.add_argument("--month", required=True, metavar="YYYY-MM")
    compute.add_argument("--wage", required=True, help="缴费工资（元）")
    compute.add_argument("--kind", default="企业", help="企业、机关事业、个体或灵活就业")
    compute.add_argument("--tier", default="", help="档次，如 二档")
    compute.add_argument("--json", action="store_true")
    rules = verbs.add_parser("rules", help="各城市的规则：列出、显示、检查、采用、借用、放弃、导出")
    rules.add_argument("what", choices=["list", "show", "check", "use", "borrow", "drop", "export"])
    rules.add_argument("file", type=_path, nargs="?", help="check、use 的规则文件")
    rules.add_argument("--region", default="", help="城市名称或六位代码")
    rules.add_argument("--from", dest="lender", default="", help="borrow 借用哪个城市的规则")
    rules.add_argument("--month", default="", metavar="YYYY-MM")
    rules.add_argument("--out", type=_path, help="export 写到哪个文件；.ics 为全年缴费期限的日历")
    rules.add_argument("--yes", action="store_true", help="对所有确认回答“是”")
    rules.add_argument("--json", action="store_true")


def _add_many(verbs: _Verbs) -> None:
    vault = verbs.add_parser("vault", help="批量办理用的凭据：保存、列出、删除")
    vault.add_argument("what", choices=["set", "list", "remove"])
    vault.add_argument("name", nargs="?", help="凭据名称；set 时密码从标准输入读取")
    vault.add_argument("--json", action="store_true")
    batch = verbs.add_parser("batch", help="按单位清单批量办理")
    batch.add_argument("what", choices=["plan", "run", "status", "resume", "cancel", "report"])
    batch.add_argument("list", type=_path, help="单位清单，用 shebao new employers 新建")
    batch.add_argument("--yes", action="store_true", help="确认办理")
    batch.add_argument("--patience", type=_seconds, default=3600.0, help="只剩等待时最多等多少秒")
    worker = verbs.add_parser("worker", help="加入办理，直到停止")
    worker.add_argument("--until-done", action="store_true", help="没有待办理的单位时停止")
    worker.set_defaults(what="worker")
    store = verbs.add_parser("store", help="共享数据库：与本机之间的复制，各团队的账号和权限")
    stores = store.add_subparsers(dest="what", required=True)
    move = stores.add_parser("move", help="在本机数据与共享数据库之间复制")
    way = move.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", metavar="URL", help="复制到这个空的共享数据库")
    way.add_argument("--from", dest="source", metavar="URL", help="从这个共享数据库复制回本机")
    move.add_argument("--yes", action="store_true", help="确认复制")
    move.add_argument("--json", action="store_true")
    roles = stores.add_parser("roles", help="写出建立团队和账号的 SQL，由数据库管理员执行")
    roles.add_argument("--team", required=True, help="团队名称，各团队互相看不到数据")
    roles.add_argument("--lead", action="append", default=[], help="负责人账号：建表和升级")
    roles.add_argument("--desk", action="append", default=[], help="经办人账号；可重复")
    for each in (batch, worker):
        each.add_argument("--database", metavar="URL", help="团队共用的 PostgreSQL")
        each.add_argument("--json", action="store_true")


def _add_audit(audit: argparse.ArgumentParser) -> None:
    audit.add_argument("--export", type=_path, metavar="证据包.zip", help="写出证据包")
    narrower = audit.add_mutually_exclusive_group()
    narrower.add_argument("--entry", metavar="流水号", help="只要这一笔")
    narrower.add_argument("--period", type=_month, metavar="YYYY-MM", help="只要这个月的")
    audit.add_argument("--json", action="store_true")
    verify = audit.add_subparsers(dest="audit_verb", parser_class=_Parser).add_parser(
        "verify", help="离线核对证据包"
    )
    verify.add_argument("file", type=_path)
    verify.add_argument(
        "--key", type=_path, metavar="公钥文件", help="税务机关的公钥；默认用本机已信任的"
    )
    verify.add_argument("--json", action="store_true")


def _add_conform(conform: argparse.ArgumentParser) -> None:
    conform.add_argument("url", help="网关的网址")
    conform.add_argument("--tax-id", default="", help="测试单位；密码由 SHEBAO_PASSWORD 提供")
    conform.add_argument("--registration-no", default="", help="测试单位有多条登记时选哪一条")
    conform.add_argument(
        "--other-tax-id", default="", help="另一个单位，密码 SHEBAO_OTHER_PASSWORD"
    )
    conform.add_argument(
        "--start", type=_path, metavar="文件", help="“shebao sandbox”启动时打印的一行"
    )
    conform.add_argument("--patience", type=_seconds, default=60.0, help="等待反馈最多多少秒")
    conform.add_argument("--json", action="store_true")


def _path(text: str) -> Path:
    if not text.strip():  # Python reads it as the current folder
        raise argparse.ArgumentTypeError("没有写出文件或文件夹的路径")
    return Path(text)


def _whole(least: int, most: int, what: str = "整数") -> Callable[[str], int]:
    """What reads a whole number of an option, within bounds."""

    def read(text: str) -> int:
        from shebao.rules.cell_text import plain, whole_number

        number = whole_number(plain(text), least, most)
        if number is None:
            raise argparse.ArgumentTypeError(f"“{text[:40]}”不是 {least} 到 {most} 的{what}")
        return number

    return read


def _month(text: str) -> str:
    from shebao.domain.period import Period

    try:
        return str(Period.parse(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是 2026-11 这样的月份") from error


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"“{text}”不是 0 到 86400 的秒数")
    return seconds


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"“{text}”不是“名称=值”")
    return name.strip(), value.strip()
