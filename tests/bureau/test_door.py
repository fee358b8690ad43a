"""Only encrypted, and only to who can prove to be the bureau."""

import datetime as dt
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shebao.bureau import transport as module
from shebao.bureau.errors import BureauUnreachableError, OpenAddressError
from shebao.bureau.transport import Transport
from shebao.contract.session import NoticeList
from shebao.domain.fate import Fate
from tests.desk import Desk
from tests.proxies import encrypted, listening, lying

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    "url",
    [
        "http://bureau.example",
        "http://10.0.0.8:8765",
        "http://127.0.0.1.example",
        "http://[fe80::1]",
    ],
)
def test_open_address_beyond_this_machine_is_refused(url: str) -> None:
    """The password and everybody's wages would be read on the way."""
    with pytest.raises(OpenAddressError, match="没有发送任何数据"):
        Transport(url, 5)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8765", "http://localhost:1", "http://[::1]:1", "https://bureau.example"],
)
def test_loopback_and_https_are_taken(url: str) -> None:
    Transport(url, 5).close()


def test_clerk_is_told_on_the_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEBAO_BUREAU_URL", "http://bureau.example")

    ran = desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    assert (ran.status, ran.answer["code"], ran.answer["outcome"]) == (1, "BUR-12", "not_recorded")


def certificate(path: Path, begin: dt.datetime, end: dt.datetime, host: str) -> None:
    """Write a key and a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bureau")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))


NOW = dt.datetime.now(dt.UTC)


@pytest.mark.parametrize(
    ("begin", "end", "host", "is_trusted", "words"),
    [
        (NOW - DAY, NOW + DAY, "127.0.0.1", False, "不是由受信任的机构签发的"),
        (NOW - 2 * DAY, NOW - DAY, "127.0.0.1", True, "已过期"),
        (NOW + DAY, NOW + 2 * DAY, "127.0.0.1", True, "还没有生效"),
        (NOW - DAY, NOW + DAY, "10.1.2.3", True, "不是发给这个网址的"),
    ],
)
def test_fault_of_a_certificate_is_named_as_such(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    begin: dt.datetime,
    end: dt.datetime,
    host: str,
    is_trusted: bool,
    words: str,
) -> None:
    """Told "connection failed", the clerk tries until somebody turns the check off."""
    path = tmp_path / "bureau.pem"
    certificate(path, begin, end, host)
    trust = ssl.create_default_context()
    if is_trusted:
        trust.load_verify_locations(path)
    monkeypatch.setattr(module, "_trust", lambda _: trust)
    with listening(encrypted(path, lying)) as server:
        transport = Transport(f"https://127.0.0.1:{server.port}", 5)
        with pytest.raises(BureauUnreachableError) as caught:
            transport.read("GET", "/v1/notices", NoticeList, headers={})
        transport.close()

    assert f"对方的安全证书{words}" in caught.value.message
    assert caught.value.fate is Fate.NOT_RECORDED
    assert server.served == []
