"""How this machine reaches the bureau: as the system does, directly, or through a proxy."""

import json
import ssl
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx

from shebao.bureau.socks import Socks5, SocksTransport
from shebao.domain.errors import FileRefusedError

NETWORK_FILE = "network.json"
MOST_PORTS = 65_535


class Kind(StrEnum):
    """The ways there are; values are what the sheet shows."""

    SYSTEM = "跟随系统"
    DIRECT = "不使用代理"
    HTTP = "http"
    HTTPS = "https"
    SOCKS5 = "socks5"


PROXIES = (Kind.HTTP, Kind.HTTPS, Kind.SOCKS5)


@dataclass(frozen=True, slots=True)
class Network:
    """One way; the password comes from the vault and is never written here."""

    kind: Kind = Kind.SYSTEM
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)

    def named(self) -> str:
        """Return words for it that hold no secret."""
        if self.kind not in PROXIES:
            return str(self.kind)
        return f"{self.kind} 代理 {self.host}:{self.port}" + (
            f"（用户 {self.user}）" if self.user else ""
        )

    @property
    def url(self) -> str:
        """Where the proxy is."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}"

    def transport(self, trust: ssl.SSLContext) -> httpx.BaseTransport | None:
        """Return httpx's transport, ``trust`` for the bureau; None lets httpx ask the system."""
        if self.kind is Kind.SYSTEM:
            return None
        if self.kind is Kind.DIRECT:
            return httpx.HTTPTransport(verify=trust)
        if self.kind is Kind.SOCKS5:
            return SocksTransport(Socks5(self.host, self.port, self.user, self.password), trust)
        auth = (self.user, self.password) if self.user else None
        proxy = httpx.Proxy(
            self.url,
            auth=auth,
            # else httpcore trusts its own list alone, and never a company's certificate
            ssl_context=httpx.create_ssl_context() if self.kind is Kind.HTTPS else None,
        )
        return httpx.HTTPTransport(verify=trust, proxy=proxy)


def read_network(home: Path) -> Network:
    """Return what was saved, without its password; the system's way when nothing was.

    Raises FileRefusedError: to go another way than the user chose would be worse than to stop.
    """
    path = home / NETWORK_FILE
    try:
        return _way(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return Network()
    except (OSError, ValueError, LookupError, TypeError, RecursionError, httpx.InvalidURL) as error:
        raise FileRefusedError(
            path, "（代理设置）无法读取，没有连接税务系统", "请重新填写“网络设置”并保存代理。"
        ) from error


def _way(found: Any) -> Network:
    """Return the way that was saved; raise what is wrong with something else, as it comes."""
    kind, host, port, user = (found[name] for name in ("kind", "host", "port", "user"))
    is_ours = isinstance(port, int) and 0 <= port <= MOST_PORTS
    if not is_ours or not f"{host}{user}".isprintable():
        raise ValueError("no way that was saved here")
    way = Network(Kind(kind), str(host), port, str(user))
    if way.kind in PROXIES:
        httpx.URL(way.url)
    return way


def keep_network(home: Path, network: Network) -> None:
    """Leave the way in the data folder, without its password.

    Raises FileRefusedError; what was saved before is unchanged.
    """
    path = home / NETWORK_FILE
    kept = asdict(replace(network, password=""))
    del kept["password"]
    fresh = path.with_suffix(".new")
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise FileRefusedError(
            path, "（代理设置）无法写入", "请检查数据文件夹的权限和磁盘空间。"
        ) from error
