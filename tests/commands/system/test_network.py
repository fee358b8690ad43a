"""A proxy is tried before it is saved, and then every call goes through it."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shebao.bureau import transport
from shebao.bureau.network import NETWORK_FILE
from tests.desk import Desk
from tests.patience import PATIENCE_SECONDS
from tests.proxies import (
    PASSWORD,
    USER,
    Proxy,
    encrypted,
    hanging,
    http_proxy,
    listening,
    lying,
    onward_to,
    socks_proxy,
    write_certificate,
)


def cells(kind: str, proxy: Proxy, user: str = USER) -> dict[str, str]:
    return {
        "代理类型": kind,
        "代理地址": "127.0.0.1",
        "代理端口": str(proxy.port),
        "用户名": user,
    }


def saved(desk: Desk) -> Path:
    return desk.folder / "home" / NETWORK_FILE


@pytest.mark.feature("S-PROXY")
@pytest.mark.parametrize(("kind", "behave"), [("http", http_proxy), ("socks5", socks_proxy)])
def test_every_call_goes_through_the_saved_proxy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str, behave: object
) -> None:
    with listening(behave) as proxy:  # type: ignore[arg-type]
        monkeypatch.setenv("SHEBAO_PROXY_PASSWORD", "wrong")
        refused = desk.run("save_proxy", cells(kind, proxy))
        assert "测试没有通过" in refused.said
        assert "设置没有保存，仍按原来的方式上网" in refused.said
        assert ("407" in refused.said) == (kind == "http")
        assert proxy.served == []
        assert not saved(desk).exists()

        monkeypatch.setenv("SHEBAO_PROXY_PASSWORD", PASSWORD)
        assert "尚未保存" in desk.done("try_proxy", cells(kind, proxy)).message
        assert not saved(desk).exists()
        desk.done("save_proxy", cells(kind, proxy))
        tried = len(proxy.served)
        desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
        desk.done("update_roster")
        assert len(proxy.served) > tried
    for file in (saved(desk), desk.book):
        assert PASSWORD.encode() not in file.read_bytes()

    gone = desk.run("update_roster")  # the proxy is gone: no way around it is taken
    assert "无法连接税务系统" in gone.said
    desk.done("save_proxy", {"代理类型": "不使用代理"})
    desk.done("update_roster")


@pytest.fixture
def fresh_trust() -> Iterator[None]:
    """What this process trusts is read once; each click is a process of its own."""
    transport._trust.cache_clear()
    yield
    transport._trust.cache_clear()


@pytest.mark.feature("S-PROXY")
@pytest.mark.usefixtures("fresh_trust")
def test_an_encrypted_bureau_through_each_kind_of_proxy(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP proxies CONNECT to it; what they see is sealed."""
    pem = tmp_path / "loopback.pem"
    write_certificate(pem)
    monkeypatch.setenv("SHEBAO_PROXY_PASSWORD", PASSWORD)
    port = urlsplit(desk.bureau.url).port
    assert port is not None
    with (
        listening(encrypted(pem, onward_to(port))) as bureau,
        listening(http_proxy) as plain,
        listening(encrypted(pem, http_proxy)) as sealed,
        listening(socks_proxy) as socks,
    ):
        monkeypatch.setenv("SHEBAO_BUREAU_URL", f"https://127.0.0.1:{bureau.port}")
        assert "测试没有通过" in desk.run("try_proxy", cells("http", plain)).said  # not trusted
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        transport._trust.cache_clear()  # as a new process would begin
        for kind, proxy in (("http", plain), ("https", sealed), ("socks5", socks)):
            before = len(bureau.served)
            desk.done("save_proxy", cells(kind, proxy))
            desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
            assert f"127.0.0.1:{bureau.port}" in proxy.served
            assert len(bureau.served) > before


@pytest.mark.feature("S-PROXY")
def test_proxies_that_hang_or_lie_are_never_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_PROXY_PASSWORD", PASSWORD)
    for behave, kind, why in (
        (hanging, "http", "等待答复超时"),
        (hanging, "socks5", "连接超时"),
        (lying, "http", "答复不是税务系统的"),
        (lying, "socks5", "代理服务器拒绝连接"),
        (hanging, "https", "连接"),
        (lying, "https", "连接"),
    ):
        never_answers = behave is hanging
        monkeypatch.setenv(
            "SHEBAO_TIMEOUT_SECONDS", "1" if never_answers else str(PATIENCE_SECONDS)
        )
        with listening(behave) as proxy:
            ran = desk.run("save_proxy", cells(kind, proxy))
        assert ran.status == 1
        assert why in ran.said, (behave, kind)
        assert "设置没有保存" in ran.said
        assert proxy.served or kind == "https"
        assert not saved(desk).exists()

    good = {"代理类型": "http", "代理地址": "127.0.0.1", "代理端口": "8080"}
    for wrong, why in (
        ({"代理地址": ""}, "应为主机名或 IP 地址"),
        ({"代理地址": "http://127.0.0.1"}, "应为主机名或 IP 地址"),
        ({"代理地址": "a b@c"}, "应为主机名或 IP 地址"),
        ({"代理端口": "0"}, "必须是 1 到 65535 的整数"),
        ({"代理端口": "65536"}, "必须是 1 到 65535 的整数"),
        ({"用户名": "a:b"}, "含有冒号"),
        ({"用户名": "长" * 86}, "超过 255 个字节"),
        ({"代理类型": "ftp"}, "只能是"),
    ):
        assert why in desk.run("save_proxy", {**good, **wrong}).said, wrong
    saved(desk).parent.mkdir(exist_ok=True)
    saved(desk).write_text("{", encoding="utf-8")
    stopped = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert "代理设置" in stopped.said
    desk.done("save_proxy", {"代理类型": "跟随系统"})
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})


@pytest.mark.feature("S-PROXY")
@pytest.mark.parametrize(
    "changed",
    [
        {"host": 5, "port": 1e999},
        {"port": 99_999},
        {"host": "a\0b"},
        {"host": "\ud800"},
        {"host": "[::"},
        {"user": "\ud800"},
        "[" * 100_000,
    ],
    ids=lambda changed: str(changed)[:20].encode("unicode_escape").decode(),
)
def test_saved_way_that_was_edited_stops_in_words(
    desk: Desk, changed: dict[str, object] | str
) -> None:
    """To go another way than was chosen would be worse, and a defect tells nobody what to do."""
    saved(desk).parent.mkdir(exist_ok=True)
    sound = {"kind": "http", "host": "127.0.0.1", "port": 80, "user": ""}
    text = changed if isinstance(changed, str) else json.dumps(sound | changed)
    saved(desk).write_text(text, encoding="utf-8")

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert (ran.status, ran.answer["code"]) == (1, "INP-01"), ran.message
    assert "（代理设置）无法读取" in ran.message
