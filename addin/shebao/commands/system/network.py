"""The proxy: tried before it can be saved, obeyed by every call to the bureau."""

import re

from shebao.bureau.errors import BureauRefusedError, BureauUnreachableError, GarbledAnswerError
from shebao.bureau.network import PROXIES, Kind, Network, keep_network
from shebao.commands.desk.context import Context
from shebao.domain.errors import ParameterError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.domain.printable import UNREADABLE
from shebao.sheets.declared.system_sheets import NETWORK, NetworkTestRow
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,39}")
_LONGEST_SECRET = 255  # bytes, what SOCKS5 can carry
_LAST_PORT = 65_535
_KEPT_LINES = 50


def try_proxy(ctx: Context) -> Outcome:
    """Ask the bureau over the way that the sheet describes; nothing is saved."""
    table = ctx.table(NETWORK)
    network, _ = _described(ctx, table)
    _try(ctx, table, network)
    message = f"测试通过：经{network.named()}可以连接税务系统。设置尚未保存，请点击“保存代理”。"
    return table.report(message)


def save_proxy(ctx: Context) -> Outcome:
    """Save the way that the sheet describes once the bureau answered over it."""
    table = ctx.table(NETWORK)
    network, typed = _described(ctx, table)
    _try(ctx, table, network)
    if typed and not ctx.passwords.keep_proxy(typed):
        raise ParameterError(
            "测试通过，但本机没有可用的系统钥匙串，代理密码不能保存，设置没有保存。"
            "请用环境变量 SHEBAO_PROXY_PASSWORD 提供代理密码后重新保存。",
            log="no keyring for the proxy",
        )
    keep_network(ctx.home, network)
    message = f"已保存：今后的下载、申报和反馈都经{network.named()}。"
    return table.report(message)


def _described(ctx: Context, table: SheetHead) -> tuple[Network, str]:
    """Return the way that the cells describe, and the password if it was typed just now."""
    cells = table.parameters()
    kind = Kind(cells["kind"])
    if kind not in PROXIES:
        return Network(kind), ""
    host, port, user = cells["host"], cells["port"], cells["user"]
    if not _HOST.fullmatch(host):
        why = f"的“代理地址”是“{host[:40]}”，应为主机名或 IP 地址（不含 http:// 和端口）"
        raise table.error(why, "设置没有保存。请改正后重试。")
    if not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= _LAST_PORT):
        why = f"的“代理端口”是“{port[:40]}”，必须是 1 到 {_LAST_PORT} 的整数"
        raise table.error(why, "设置没有保存。请改正后重试。")
    is_seen = user.isprintable() and UNREADABLE not in user  # what a cell showed of an unseen mark
    if ":" in user or len(user.encode()) > _LONGEST_SECRET or not is_seen:
        why = f"的“用户名”是“{user[:40]}”，含有冒号或不可见字符，或超过 255 个字节"
        raise table.error(why, "设置没有保存。请改正后重试。")
    if not user:
        return Network(kind, host, int(port)), ""
    typed, password = ctx.passwords.for_proxy(user)
    if len(password.encode()) > _LONGEST_SECRET:
        raise ParameterError(
            "代理密码超过 255 个字节，设置没有保存。请核对后重试。", log="long proxy password"
        )
    return Network(kind, host, int(port), user, password), typed


def _try(ctx: Context, table: SheetTable[NetworkTestRow], network: Network) -> None:
    """Return when the bureau answered over this way; the sheet keeps every try.

    Raises ParameterError, and nothing is saved.
    """
    problem = ""
    try:
        ctx.try_network(network)
    except BureauRefusedError:
        pass  # a bureau without a notice, and who says so is a bureau
    except BureauUnreachableError as error:
        problem = error.why
    except GarbledAnswerError:
        problem = "答复不是税务系统的（代理服务器可能返回了登录或提示页面）"
    line = NetworkTestRow(
        tried_at=local_time(ctx.now()), way=network.named(), result=problem or "测试通过"
    )
    table.replace([line, *table.rows()[: _KEPT_LINES - 1]])
    if problem:
        message = f"测试没有通过：经{network.named()}无法连接税务系统，{problem}。"
        message += "设置没有保存，仍按原来的方式上网。请核对代理地址、端口、用户名和密码后重试。"
        table.note(message)
        raise ParameterError(message, log=f"proxy test failed: {problem}")
