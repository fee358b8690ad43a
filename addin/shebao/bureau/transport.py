"""One call to the bureau, with httpx's failures turned into ours in one place."""

import ssl
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from ipaddress import ip_address
from typing import TypeVar

import httpx
import stamina
from pydantic import BaseModel, ValidationError

from shebao.bureau.bounds import Deadline, bind_to, packed, read_bounded, without_controls
from shebao.bureau.errors import (
    BadAddressError,
    BureauBusyError,
    BureauError,
    BureauRefusedError,
    BureauUnreachableError,
    GarbledAnswerError,
    NoReceiptError,
    OpenAddressError,
    OutcomeUnknownError,
    WrongPasswordError,
)
from shebao.bureau.names import LookUp, ask_system
from shebao.bureau.network import Network
from shebao.bureau.turns import Turns, seconds_until
from shebao.contract.refusals import Refusal, RefusalCode

Model = TypeVar("Model", bound=BaseModel)

# Failures that prove that not one byte of the request reached the bureau.
NOT_SENT: tuple[type[httpx.TransportError], ...] = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
WORDS: dict[type[httpx.RequestError], str] = {
    httpx.ConnectTimeout: "连接超时",
    httpx.PoolTimeout: "连接繁忙",
    httpx.ConnectError: "连接失败",
    httpx.ProxyError: "代理服务器拒绝连接（请核对用户名和密码）",
    httpx.UnsupportedProtocol: "网址不正确",
    httpx.ReadTimeout: "等待答复超时",
    httpx.WriteTimeout: "发送超时",
    httpx.ReadError: "连接中断",
    httpx.WriteError: "连接中断",
    httpx.CloseError: "连接中断",
    httpx.RemoteProtocolError: "答复不完整",
    httpx.LocalProtocolError: "请求有误",
    httpx.DecodingError: "答复无法解码",
}
# A gateway's words, to a question: asking again may be answered.
CERTIFICATE_WORDS = {  # by OpenSSL's numbers
    9: "还没有生效，请核对本机日期",
    10: "已过期，请核对本机日期",
    62: "不是发给这个网址的",
    64: "不是发给这个网址的",
}
LOST_STATUSES = frozenset({500, 502, 504})
TOO_OFTEN, OUT_OF_SERVICE = 429, 503
FROM_PROXY = 407
PROXY_WANTS_PASSWORD = "代理服务器要求正确的用户名和密码（407）"  # noqa: S105 - words
READ_ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 10.0  # to be asked again; whoever wants more is told to the user
GLANCE_SECONDS = 3.0
UPLOAD_SECONDS = 600.0  # an attachment over a slow line
PACKED_ABOVE_BYTES = 16_384  # of a body: below it packing saves no packet worth its time
LONGEST_CODE, LONGEST_WORDS = 64, 500  # of a refusal: what a cell and a dialog show
HELD_BEFORE = 200  # a new submission is answered with 202


@cache
def _trust(scheme: str) -> ssl.SSLContext:
    """Return the certificates trusted; none where no TLS is spoken, as loading them costs 50 ms."""
    if scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.create_ssl_context()


class Transport:
    """Sends requests; knows no session and no insurance."""

    def __init__(
        self,
        base_url: str,
        timeout_seconds: float,
        network: Network | None = None,
        look_up: LookUp = ask_system,
        turns: Turns | None = None,
    ) -> None:
        try:
            url = httpx.URL(base_url)
            url.raw_host.decode("ascii")
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise BadAddressError(base_url) from error
        if url.scheme not in ("http", "https") or not url.host:
            raise BadAddressError(base_url)
        stamina.instrumentation.set_on_retry_hooks([])  # its English lines are not for clerks
        if url.userinfo:  # it would be shown in messages and kept in logs
            raise BadAddressError(f"{url.scheme}://…@{url.host}")
        if url.scheme == "http" and not _is_loopback(url.host):
            raise OpenAddressError(base_url)
        self.base_url = base_url
        trust = _trust(url.scheme)
        self._client = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(timeout_seconds, connect=min(10.0, timeout_seconds)),
            follow_redirects=False,
            verify=trust,
            transport=network.transport(trust) if network else None,
            headers={"Accept-Encoding": "gzip"},  # what ``read_bounded`` unpacks in bounds
        )
        self._timeout_seconds = timeout_seconds
        self._turns = turns
        self.takes_packed = False  # until it says so
        self._deadline = Deadline()
        bind_to(self._deadline, self._client, look_up)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def read(
        self,
        method: str,
        path: str,
        answer: type[Model],
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str | int] | None = None,
        body: BaseModel | bytes | None = None,
        check: Callable[[bytes], None] | None = None,
    ) -> Model:
        """Ask what changes nothing, at least not twice; up to three times, waiting as told.

        A body of bytes goes as it is. ``check`` is given the bytes of a good answer before they are
        read; it raises what is wrong with them.

        Raises BureauUnreachableError, BureauRefusedError or GarbledAnswerError.
        """
        may_have_arrived = False
        for attempt in stamina.retry_context(
            on=_when_again, attempts=READ_ATTEMPTS, wait_initial=0.2, wait_max=2.0
        ):
            with attempt:
                try:
                    return self._read_once(method, path, answer, headers, params, body, check=check)
                except BureauUnreachableError as error:
                    may_have_arrived |= error.fate is None
                    if may_have_arrived:  # the last attempt alone proves nothing
                        error.fate = None
                    raise
        raise AssertionError("stamina always returns or raises")

    def glance(self, path: str, answer: type[Model]) -> Model:
        """Ask once for something that can be done without, and wait for it but shortly.

        Raises BureauUnreachableError, BureauRefusedError or GarbledAnswerError.
        """
        return self._read_once("GET", path, answer, {}, seconds=GLANCE_SECONDS)

    def write(
        self,
        path: str,
        body: bytes,
        answer: type[Model],
        *,
        headers: Mapping[str, str],
        entry_id: str,
    ) -> tuple[Model, bool]:
        """Submit once, never repeated here; also say whether the key was held before (200).

        ``body`` is JSON; a large one goes packed to a bureau that said that it takes such.

        Raises BureauUnreachableError when not one byte left this machine, and OutcomeUnknownError
        for anything else that is not the answer asked for: it carries what was said instead.
        """
        try:
            response = self._call("POST", path, *self._packed_if_taken(body, headers))
        except (httpx.TransportError, httpx.DecodingError) as error:
            if isinstance(error, NOT_SENT):
                raise self._unreachable(error) from error
            raise OutcomeUnknownError(entry_id) from error
        if response.status_code == FROM_PROXY:
            unasked = BureauUnreachableError(self.base_url, PROXY_WANTS_PASSWORD)
            raise OutcomeUnknownError(entry_id, unasked)
        if busy := self._busy(response):
            raise OutcomeUnknownError(entry_id, busy)
        try:
            return _parse(response, answer, path), response.status_code == HELD_BEFORE
        except GarbledAnswerError as error:
            is_no = not response.is_success
            said = NoReceiptError(response.status_code) if is_no else None
            raise OutcomeUnknownError(entry_id, said) from error
        except BureauError as error:
            raise OutcomeUnknownError(entry_id, error) from error

    def _packed_if_taken(
        self, body: bytes, headers: Mapping[str, str]
    ) -> tuple[bytes, dict[str, str]]:
        if self.takes_packed and len(body) > PACKED_ABOVE_BYTES:
            return packed(body), {**headers, **_JSON, "Content-Encoding": "gzip"}
        return body, {**headers, **_JSON}

    def upload(
        self,
        path: str,
        chunks: Iterable[bytes],
        answer: type[Model],
        *,
        headers: Mapping[str, str],
    ) -> Model:
        """Send a content chunk by chunk to where doing so again changes nothing.

        Raises BureauUnreachableError, BureauRefusedError or GarbledAnswerError.
        """
        return self._read_once("PUT", path, answer, headers, body=chunks, seconds=UPLOAD_SECONDS)

    def _read_once(
        self,
        method: str,
        path: str,
        answer: type[Model],
        headers: Mapping[str, str],
        params: Mapping[str, str | int] | None = None,
        body: BaseModel | bytes | Iterable[bytes] | None = None,
        seconds: float | None = None,
        *,
        check: Callable[[bytes], None] | None = None,
    ) -> Model:
        content = body.model_dump_json().encode() if isinstance(body, BaseModel) else body
        kind = _JSON if body is None or isinstance(body, BaseModel) else _BYTES
        try:
            response = self._call(
                method, path, content, {**headers, **kind}, params=params, seconds=seconds
            )
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._unreachable(error) from error
        if response.status_code == FROM_PROXY:
            raise BureauUnreachableError(self.base_url, PROXY_WANTS_PASSWORD)
        if response.status_code in LOST_STATUSES:
            raise BureauUnreachableError(self.base_url, f"税务系统故障 {response.status_code}")
        if busy := self._busy(response):
            raise busy
        if check and response.is_success:
            check(response.content)
        return _parse(response, answer, path)

    def _call(
        self,
        method: str,
        path: str,
        content: bytes | Iterable[bytes] | None,
        headers: Mapping[str, str],
        *,
        params: Mapping[str, str | int] | None = None,
        seconds: float | None = None,
    ) -> httpx.Response:
        """Return the whole answer, within one deadline and in bounds; raise what httpx raises."""
        if self._turns is not None:
            self._turns.wait()
        allowed = seconds or self._timeout_seconds
        self._deadline.start(allowed)
        timeout = httpx.Timeout(allowed, connect=min(10.0, allowed))
        request = self._client.build_request(
            method, path, content=content, headers=headers, params=params, timeout=timeout
        )
        response = self._client.send(request, stream=True)
        try:
            body = read_bounded(response)
        finally:
            response.close()
        if self._turns is not None:
            self._turns.heard(response.status_code, response.headers.get("retry-after"))
        self.takes_packed |= response.headers.get("Accept-Encoding", "") == "gzip"
        kept = {k: v for k, v in response.headers.items() if k.lower() not in _FRAMING}
        return httpx.Response(response.status_code, headers=kept, content=body, request=request)

    def _busy(self, response: httpx.Response) -> BureauBusyError | None:
        """Return what to say of an answer that wants fewer calls; None for any other."""
        seconds = seconds_until(response.headers.get("Retry-After", ""))
        is_busy = response.status_code == OUT_OF_SERVICE and seconds is not None
        if response.status_code == TOO_OFTEN or is_busy:
            return BureauBusyError(self.base_url, seconds)
        return None

    def _unreachable(self, error: httpx.RequestError) -> BureauUnreachableError:
        why = next((w for kind, w in WORDS.items() if isinstance(error, kind)), "网络故障")
        if isinstance(error, httpx.ConnectError) and (fault := _certificate_fault(error)):
            why = fault
        return BureauUnreachableError(self.base_url, why, is_unsent=isinstance(error, NOT_SENT))


def _when_again(error: Exception) -> bool | float:
    """Say whether to ask again, or after how many seconds."""
    if isinstance(error, BureauBusyError) and error.seconds is not None:
        return error.seconds if error.seconds <= LONGEST_WAIT_SECONDS else False
    return isinstance(error, BureauUnreachableError)


def _is_loopback(host: str) -> bool:
    """Whether a host is this very machine by its address, whatever a name server says."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _certificate_fault(error: BaseException) -> str:
    """Say what is wrong with the certificate; empty when something else is."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = CERTIFICATE_WORDS.get(cause.verify_code, "不是由受信任的机构签发的")
            return f"对方的安全证书{why}，可能不是税务系统（不要关闭证书检查，请联系管理员）"
        cause = cause.__cause__ or cause.__context__
    return ""


_FRAMING = ("content-encoding", "content-length", "transfer-encoding")
_JSON = {"Content-Type": "application/json"}
_BYTES = {"Content-Type": "application/octet-stream"}


def _parse(response: httpx.Response, answer: type[Model], path: str) -> Model:
    try:
        content = without_controls(response.content)
        if response.is_success:
            return answer.model_validate_json(content)
        refusal = Refusal.model_validate_json(content)
    except ValidationError as error:
        raise GarbledAnswerError(f"{path.split('/')[2]} {response.status_code}") from error
    raise _refused(refusal)


def _refused(refusal: Refusal) -> BureauError:
    code, message = refusal.code[:LONGEST_CODE], refusal.message
    if len(message) > LONGEST_WORDS:
        message = f"{message[:LONGEST_WORDS]}…"
    if code == RefusalCode.UNAVAILABLE:
        return BureauUnreachableError("税务系统", message.rstrip("。"))
    if code == RefusalCode.WRONG_PASSWORD:
        return WrongPasswordError(code, message)
    return BureauRefusedError(code, message)
