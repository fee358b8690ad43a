"""Whether the way to the bureau is open: address, proxy, answer."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from shebao.bureau.errors import BadAddressError, BureauUnreachableError, GarbledAnswerError
from shebao.bureau.network import Kind, read_network
from shebao.setup.checks.findings import Fault, FaultCode
from shebao.setup.desktop import Desktop
from shebao.setup.host import System

_ANSWER_SECONDS = 5.0
_PORTS = {"http": 80, "https": 443}
_CHECKED_SCHEMES = ("http", "https", "all")


def line_faults(desktop: Desktop) -> list[Fault]:
    """Return what stands in the way; the bureau is asked only when nothing else does."""
    before = [_address_fault(desktop), _proxy_fault(desktop)]
    found = [fault for fault in before if fault is not None]
    if found:
        return found
    silence = _answer_fault(desktop)
    return [] if silence is None else [silence]


def proxy_for(url: SplitResult, proxies: Mapping[str, str]) -> str:
    """Return the proxy that a request takes, as httpx chooses it; empty for none."""
    if _is_excepted(url.hostname or "", proxies.get("no", "")):
        return ""
    return proxies.get(url.scheme) or proxies.get("all", "")


def _is_excepted(name: str, exceptions: str) -> bool:
    """Return whether a host is listed: itself, a domain that it ends in, or everything."""
    for listed in exceptions.lower().replace("*.", ".").split(","):
        entry = listed.strip().lstrip(".")
        if entry and (entry in ("*", name) or name.endswith(f".{entry}")):
            return True
    return False


def _address_fault(desktop: Desktop) -> Fault | None:
    text = desktop.settings.bureau_url
    if not text:
        return Fault(
            FaultCode.BUREAU_URL_UNSET,
            "没有设置税务系统的网址（环境变量 SHEBAO_BUREAU_URL），不能登录、申报和查询。",
            _how_to_set(desktop.host.system),
        )
    if _port_of(urlsplit_or_none(text)) is None:
        return Fault(
            FaultCode.BUREAU_URL_WRONG,
            f"税务系统的网址“{text}”不正确，应以 https:// 或 http:// 开头并含有主机名。",
            _how_to_set(desktop.host.system),
        )
    return None


def _proxy_fault(desktop: Desktop) -> Fault | None:
    if read_network(desktop.settings.home).kind is not Kind.SYSTEM:
        return None  # the user's own way is tried by asking the bureau
    proxies = desktop.host.proxies()
    for scheme in _CHECKED_SCHEMES:
        text = proxies.get(scheme)
        # httpx builds a way through every proxy at its start, and stops at one it cannot use.
        if text and _port_of(_proxy_url(text)) is None:
            return _wrong_proxy(f"{scheme} 代理的地址不能使用（须为 http:// 或 https:// 代理）")
    bureau = urlsplit_or_none(desktop.settings.bureau_url)
    proxy = _proxy_url(proxy_for(bureau, proxies)) if bureau and bureau.hostname else None
    if proxy is None or proxy.hostname is None:
        return None
    port = _port_of(proxy) or 80
    if desktop.host.can_connect(proxy.hostname, port):
        return None
    return _wrong_proxy(f"代理服务器 {proxy.hostname}:{port} 连接不上")


def _wrong_proxy(why: str) -> Fault:
    return Fault(
        FaultCode.PROXY_WRONG,
        f"{why}，因此没有检查能否连接税务系统。",
        "请在系统的网络设置中改正或关闭代理，或检查环境变量 HTTP_PROXY、HTTPS_PROXY、ALL_PROXY；"
        "税务系统不经代理时，请把它的主机名写入环境变量 NO_PROXY。",
    )


def _answer_fault(desktop: Desktop) -> Fault | None:
    settings = desktop.settings
    try:
        desktop.host.ask_bureau(settings.bureau_url, min(settings.timeout_seconds, _ANSWER_SECONDS))
    except BadAddressError as error:  # the client is stricter than we are
        return Fault(FaultCode.BUREAU_URL_WRONG, error.message, _how_to_set(desktop.host.system))
    except BureauUnreachableError as error:
        return Fault(
            FaultCode.BUREAU_UNREACHABLE,
            error.message,
            "请检查网络、防火墙和网址；练习请先运行 shebao sandbox。",
        )
    except GarbledAnswerError as error:
        return Fault(
            FaultCode.BUREAU_GARBLED,
            error.message,
            f"请核对环境变量 SHEBAO_BUREAU_URL（现为 {settings.bureau_url}），"
            "并在浏览器中完成网络登录（如单位网络的认证页面）。",
        )
    return None


def urlsplit_or_none(text: str) -> SplitResult | None:
    """Return the parts of an address; None when it has none."""
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _proxy_url(text: str) -> SplitResult | None:
    if not text:
        return None
    return urlsplit_or_none(text if "://" in text else f"http://{text}")


def _port_of(url: SplitResult | None) -> int | None:
    """Return the port; None for an address that cannot be connected to."""
    if url is None or url.scheme not in _PORTS or not url.hostname:
        return None
    try:
        return url.port or _PORTS[url.scheme]
    except ValueError:
        return None


def _how_to_set(system: System) -> str:
    how = {
        System.WINDOWS: "在命令提示符中运行 setx SHEBAO_BUREAU_URL 网址，然后重新启动 Excel",
        System.MACOS: "在 ~/.bash_profile 中写入 export SHEBAO_BUREAU_URL=网址，然后重新启动 Excel",
        System.LINUX: "运行 export SHEBAO_BUREAU_URL=网址",
    }[system]
    return f"请向主管税务机关或系统管理员索取网址，{how}；练习请先运行 shebao sandbox。"
