"""``shebao sandbox``: starts the sandbox bureau and says how to log in to it."""

import argparse
import sys
from dataclasses import asdict
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING

from shebao.domain.errors import InputError
from shebao.json_answer import print_json

if TYPE_CHECKING:
    from shebao.sandbox.serve import Opening


EXPOSED = (
    "注意：--host {} 让其他电脑也能连接练习税务系统。它不加密，口令是公开的练习口令，"
    "请勿放入真实职工的数据，练习完请关闭。"
    "加载项只通过 https 连接其他电脑，请在前面设置 https 网关。\n"
)


# What serves the practice bureau, and the bureau itself: a kit for clerks has none of them.
PARTS = ("shebao.sandbox", "shebao.demo", "fastapi", "uvicorn", "argon2")


def check_sandbox() -> None:
    """Return when the practice bureau is installed.

    Raises InputError that says how to get it.
    """
    if missing := [name for name in PARTS if find_spec(name) is None]:
        raise InputError(
            f"没有安装练习税务系统（缺少 {'、'.join(missing)}），没有执行。"
            '请在装有 Python 的电脑上运行 python -m pip install "shebao[sandbox]" 后重试；'
            "Windows 安装包不含练习税务系统。",
            log="no sandbox installed",
        )


OPEN_CONTROL = (
    "注意：--open-control 让本机任何程序和浏览器中的任何网页都能使用控制接口 /sandbox/，"
    "请只用于练习数据。\n"
)


def run_sandbox(options: argparse.Namespace) -> int:
    """Serve until told to stop; standard output begins with one JSON object an employer.

    Raises InputError when the port, the roster or the data do not do; nothing is served then.
    """
    check_sandbox()
    from shebao.sandbox.database import data_url
    from shebao.sandbox.errors import SandboxError
    from shebao.sandbox.serve import serve

    database_url = options.database
    if options.data is not None:
        try:
            options.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"数据文件夹“{options.data}”不能建立，沙箱没有启动。请换一个 --data。",
                log="no data",
            ) from error
        database_url = data_url(options.data)
    if not _is_here(options.host):
        if options.open_control:
            raise InputError(
                f"--open-control 让控制接口 /sandbox/ 人人可用，不能与 --host {options.host} "
                "同用，沙箱没有启动。请去掉其中一个。",
                log="open control beyond loopback",
            )
        sys.stderr.write(EXPOSED.format(options.host))
    if options.open_control:
        sys.stderr.write(OPEN_CONTROL)
    told: list[str] = []  # once, however many employers there are

    def announce(opening: "Opening") -> None:
        _announce(opening)
        if not told:
            told.append(COUNTER.format(opening.url))
            sys.stderr.write(told[0])

    try:
        serve(
            host=options.host,
            port=options.port,
            database_url=database_url,
            roster=options.roster,
            employees=options.employees,
            employers=options.employers,
            fresh=options.fresh,
            feedback_delay=options.delay,
            answer_delay=options.answer_delay,
            calls_per_minute=options.calls_per_minute,
            open_control=options.open_control,
            ready=announce,
        )
    except SandboxError as error:
        raise InputError(str(error), log="sandbox not started") from error
    return 0


def _is_here(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


COUNTER = (
    "柜台页面（拨动时钟、增减员、推送特殊缴费）：{}/ ，口令是标准输出中 sandbox_token 的值。\n"
)


def _announce(opening: "Opening") -> None:
    """Say on one line what another program needs; the password is the made-up first one."""
    print_json(asdict(opening))
