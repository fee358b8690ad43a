"""One call and its answer, just as it came: nothing is repeated, followed or mended."""

import json
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from shebao.bureau.bounds import Deadline, bind_to, read_bounded
from shebao.bureau.names import ask_system
from shebao.conform.verdicts import BrokenPromiseError, NotCheckableError, expect
from shebao.contract.refusals import STATUS_OF, Refusal, RefusalCode

SECONDS = 20.0


def exchange(url: str, request: bytes) -> bytes:
    """Send bytes that no HTTP library would; return what comes until the other end closes.

    Raises BrokenPromiseError when it does not, NotCheckableError when nobody is there.
    """
    heard = b""
    line = _line(url)
    try:
        with closing(line):
            line.sendall(request)
            while piece := line.recv(65_536):
                heard += piece
    except ConnectionResetError:
        return heard
    except OSError as error:
        raise BrokenPromiseError("有错的请求之后，连接没有在 20 秒内关闭") from error
    return heard


def hang_up_after(url: str, request: bytes) -> None:
    """Send a request and close the line before its answer is heard.

    Raises NotCheckableError when nobody is there.
    """
    with closing(_line(url)) as line:
        line.sendall(request)


def _line(url: str) -> socket.socket:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        line = socket.create_connection((host, port), timeout=SECONDS)
        if parts.scheme != "https":
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except OSError as error:  # a proxy may be the only way
        raise NotCheckableError(f"不经代理连接不上 {host}:{port}") from error


Model = TypeVar("Model", bound=BaseModel)
# Of these codes the status can be another one: a wrong method, too long a body.
_LOOSE = {RefusalCode.BAD_REQUEST: {400, 405, 413}}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; ``to`` names the call in messages."""

    to: str
    status: int
    headers: httpx.Headers
    content: bytes

    def read(self, model: type[Model], *statuses: int) -> Model:
        """Return the answer as the contract's model.

        Raises BrokenPromiseError: another status, another type or a body that is not it.
        """
        if self.status not in statuses:
            raise BrokenPromiseError(
                f"{self.to} 应答 {'或'.join(map(str, statuses))}，实为 {self._short()}"
            )
        kind = self.headers.get("Content-Type", "")
        expect(kind.startswith("application/json"), f"{self.to} 的 Content-Type 是“{kind[:60]}”")
        try:
            return model.model_validate_json(self.content)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "全文"
            raise BrokenPromiseError(
                f"{self.to} 的答复不符合 {model.__name__}：{where} {first['type']}"
            ) from error

    def refused(self, *codes: RefusalCode) -> Refusal:
        """Return the refusal, one of these codes if any are given.

        Raises BrokenPromiseError: it is none, says nothing, or has another code or status.
        """
        names = "、".join(codes) or "某种原因"
        otherwise = f"{self.to} 应以 {names} 拒绝，实为 {self._short()}"
        expect(self.status >= 400, otherwise)
        refusal = self.read(Refusal, self.status)
        expect(refusal.message.strip(), f"{self.to} 的拒绝没有说明（message 为空）")
        expect(not codes or refusal.code in codes, otherwise)
        if refusal.code in set(RefusalCode):
            code = RefusalCode(refusal.code)
            right = _LOOSE.get(code, {STATUS_OF[code]})
            expect(
                self.status in right,
                f"{self.to} 的拒绝代码 {code} 应配状态 {min(right)}，实为 {self.status}",
            )
        return refusal

    def _short(self) -> str:
        try:
            told = from_json(self.content)
            code = f" {str(told['code'])[:40]}" if isinstance(told, dict) and "code" in told else ""
        except ValueError:
            code = " （不是 JSON）"
        return f"{self.status}{code}"


class Line:
    """The way to the bureau under test."""

    def __init__(self, url: str, seconds: float = 30.0) -> None:
        self.url = url.rstrip("/")
        self._seconds = seconds
        self._deadline = Deadline()
        self._client = httpx.Client(
            base_url=self.url,
            timeout=seconds,
            follow_redirects=False,
            headers={"Accept-Encoding": "gzip"},
        )
        bind_to(self._deadline, self._client, ask_system)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        body: BaseModel | Mapping[str, Any] | bytes | None = None,
    ) -> Said:
        """Return what was answered; a body of bytes goes as it is, any other as JSON.

        Raises BrokenPromiseError when nothing readable came in time.
        """
        sent = dict(headers or {})
        content: bytes | None = None
        if isinstance(body, bytes):
            content = body
        elif body is not None:
            sent.setdefault("Content-Type", "application/json")
            plain = body.model_dump(mode="json") if isinstance(body, BaseModel) else dict(body)
            content = json.dumps(plain, ensure_ascii=False).encode()
        to = f"{method} {path}"
        self._deadline.start(self._seconds)
        try:
            request = self._client.build_request(
                method, path, content=content, headers=sent, params=params
            )
            response = self._client.send(request, stream=True)
            try:
                return Said(to, response.status_code, response.headers, read_bounded(response))
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise BrokenPromiseError(f"{to} 没有可用的答复（{type(error).__name__}）") from error
