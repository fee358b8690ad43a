"""What the environment says: the data folder, the bureau, the patience."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from shebao.domain.errors import ParameterError
from shebao.rules.cell_text import whole_number

LONGEST_WAIT_SECONDS = 3600
KEEP_SESSION = "SHEBAO_KEEP_SESSION"
VOID_WAIT_SECONDS = 20  # the manual's countdown, seed G 2.5.3.2 五


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once at the way in; ``bureau_url`` may be empty until something needs the bureau.

    ``database_url`` is the store that a team shares, empty for the one of this machine;
    ``bureau_rate`` the requests a second that all machines together may make, 0 for no limit;
    ``holder`` the batch that this run is a part of; ``keeps_session`` whether a log-in serves the
    clicks that follow.
    """

    home: Path
    bureau_url: str
    timeout_seconds: float
    void_wait_seconds: int = VOID_WAIT_SECONDS
    database_url: str = ""
    bureau_rate: int = 0
    holder: str = ""
    keeps_session: bool = True


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings.

    Raises ParameterError for a time-out that is not a positive number, a countdown or a rate that
    is not a whole number, or a choice that is neither 1 nor 0.
    """
    text = environment.get("SHEBAO_TIMEOUT_SECONDS", "60")
    try:
        timeout = float(text)
    except ValueError:
        timeout = 0.0
    if not 0 < timeout <= LONGEST_WAIT_SECONDS:
        raise ParameterError(
            f"环境变量 SHEBAO_TIMEOUT_SECONDS 是“{text}”，必须是大于 0、不超过"
            f" {LONGEST_WAIT_SECONDS} 的秒数。没有执行任何操作。请改正后重试。",
            log="bad time-out",
        )
    return Settings(
        data_folder(environment),
        environment.get("SHEBAO_BUREAU_URL", "").rstrip("/"),
        timeout,
        _whole(environment, "SHEBAO_VOID_WAIT_SECONDS", VOID_WAIT_SECONDS, "秒数"),
        environment.get("SHEBAO_DATABASE", ""),
        _whole(environment, "SHEBAO_BUREAU_RATE", 0, "每秒请求数"),
        environment.get("SHEBAO_HOLDER", ""),
        _yes_or_no(environment, KEEP_SESSION),
    )


def shared_url(option: str, given: str | None) -> str:
    """Return the shared database that an option of the command line names; empty for none.

    Raises ParameterError for one with a password: every user of the machine sees it there.
    """
    url = given or ""
    try:
        parts = urlsplit(url)
        is_shown = parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError:  # the driver says what is wrong with it
        is_shown = "@" in url
    if is_shown:
        raise ParameterError(
            f"{option} 的网址中写有密码，本机所有用户都能在进程列表中看到它，没有执行任何操作。"
            "请从网址中去掉密码，放进环境变量 PGPASSFILE 所指的文件；"
            "batch 和 worker 也可以把整个网址放进环境变量 SHEBAO_DATABASE。",
            log="a password on the command line",
        )
    return url


def _whole(environment: Mapping[str, str], name: str, default: int, what: str) -> int:
    text = environment.get(name, str(default))
    number = whole_number(text, 0, LONGEST_WAIT_SECONDS)
    if number is None:
        raise ParameterError(
            f"环境变量 {name} 是“{text[:40]}”，必须是 0 到"
            f" {LONGEST_WAIT_SECONDS} 的整数{what}。没有执行任何操作。请改正后重试。",
            log=f"bad {name}",
        )
    return number


def _yes_or_no(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "1"
    if text not in ("0", "1"):
        raise ParameterError(
            f"环境变量 {name} 是“{text}”，必须是 1（是）或 0（否）。没有执行任何操作。"
            "请改正后重试。",
            log=f"bad {name}",
        )
    return text == "1"


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of everything we keep on this machine.

    Raises ParameterError when it names a user that does not exist.
    """
    if home := environment.get("SHEBAO_HOME"):
        try:
            return Path(home).expanduser()
        except RuntimeError as error:
            raise ParameterError(
                f"环境变量 SHEBAO_HOME 是“{home}”，没有这个用户文件夹。没有执行任何操作。"
                "请改正后重试。",
                log="no such home",
            ) from error
    from platformdirs import user_data_path

    return user_data_path("shebao", appauthor=False)
