"""Small proxies on loopback: HTTP (plain and CONNECT) and SOCKS5, with a user, or misbehaving."""

import base64
import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.patience import PATIENCE_SECONDS

USER, PASSWORD = "clerk", "pässwörd"
WEB_PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n<html>login<"


@dataclass
class Proxy:
    """Where it listens, and whom it connected."""

    port: int
    served: list[str] = field(default_factory=list)


Behaviour = Callable[[socket.socket, Proxy], None]


@contextlib.contextmanager
def listening(behave: Behaviour) -> Iterator[Proxy]:
    """Serve each caller on a thread of its own until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(listener.getsockname()[1])
    callers: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(caller: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            behave(caller, proxy)
        caller.close()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = listener.accept()
                caller.settimeout(PATIENCE_SECONDS)
                callers.append(caller)
                threads.append(threading.Thread(target=serve, args=(caller,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield proxy
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for caller in callers:
            with contextlib.suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)
        accepting.join(PATIENCE_SECONDS)
        for thread in threads:
            thread.join(PATIENCE_SECONDS)


def http_proxy(caller: socket.socket, proxy: Proxy) -> None:
    """Pass on what an authorized user asks for."""
    head = _until(caller, b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    wanted = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if f"proxy-authorization: basic {wanted}".lower() not in [line.lower() for line in lines]:
        caller.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return
    if method == "CONNECT":
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port)), PATIENCE_SECONDS) as onward:
            proxy.served.append(target)
            caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            _pump(caller, onward)
        return
    place, _, path = target.removeprefix("http://").partition("/")
    host, _, port = place.rpartition(":")
    proxy.served.append(target)
    # One request a connection: the next one may be for another host.
    kept = ["Connection: close"]
    kept += [line for line in lines[1:] if not line.lower().startswith(("proxy-", "connection:"))]
    with socket.create_connection((host, int(port)), PATIENCE_SECONDS) as onward:
        onward.sendall(f"{method} /{path} HTTP/1.1\r\n".encode() + "\r\n".join(kept).encode())
        _pump(caller, onward)


def socks_proxy(caller: socket.socket, proxy: Proxy) -> None:
    """Connect an authorized user on; every answer comes in single bytes, as slow lines do."""
    _, count = _exactly(caller, 2)
    if 2 not in _exactly(caller, count):
        caller.sendall(b"\x05\xff")
        return
    _slowly(caller, b"\x05\x02")
    user = _exactly(caller, _exactly(caller, 2)[1])
    password = _exactly(caller, _exactly(caller, 1)[0])
    if (user.decode(), password.decode()) != (USER, PASSWORD):
        _slowly(caller, b"\x01\x01")
        return
    _slowly(caller, b"\x01\x00")
    _, _, _, kind = _exactly(caller, 4)
    assert kind == 3
    host = _exactly(caller, _exactly(caller, 1)[0]).decode()
    port = int.from_bytes(_exactly(caller, 2), "big")
    with socket.create_connection((host, port), PATIENCE_SECONDS) as onward:
        proxy.served.append(f"{host}:{port}")
        _slowly(caller, b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        _pump(caller, onward)


def hanging(caller: socket.socket, proxy: Proxy) -> None:
    """Take what comes and never answer."""
    while caller.recv(65536):
        proxy.served.append("hung")


def lying(caller: socket.socket, proxy: Proxy) -> None:
    """Answer everything with a web page."""
    caller.recv(65536)
    proxy.served.append("lied")
    caller.sendall(WEB_PAGE)


def encrypted(certificate: Path, behave: Behaviour) -> Behaviour:
    """The same behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(caller: socket.socket, proxy: Proxy) -> None:
        with context.wrap_socket(caller, server_side=True) as inside:
            behave(inside, proxy)

    return serve


def onward_to(port: int) -> Behaviour:
    """Pass everything on to one port."""

    def serve(caller: socket.socket, proxy: Proxy) -> None:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as onward:
            proxy.served.append(str(port))
            _pump(caller, onward)

    return serve


def write_certificate(path: Path) -> None:
    """Write a key and a certificate of 127.0.0.1 that nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, form, plain) + certificate.public_bytes(pem))


def _until(caller: socket.socket, end: bytes) -> bytes:
    heard = b""
    while not heard.endswith(end):
        piece = caller.recv(1)
        if not piece:
            raise ValueError("hung up")
        heard += piece
    return heard


def _exactly(caller: socket.socket, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        piece = caller.recv(count - len(heard))
        if not piece:
            raise ValueError("hung up")
        heard += piece
    return heard


def _slowly(caller: socket.socket, content: bytes) -> None:
    for byte in content:
        caller.sendall(bytes([byte]))


def _pump(one: socket.socket, other: socket.socket) -> None:
    ends = {one: other, other: one}
    while True:
        ready, _, _ = select.select(list(ends), [], [], PATIENCE_SECONDS)
        for end in ready:
            content = end.recv(65536)
            while isinstance(end, ssl.SSLSocket) and end.pending():
                content += end.recv(65536)
            if not content:
                return
            ends[end].sendall(content)
        if not ready:
            return
