"""A submission whose body came before it in parts, or packed, reaches the routes as any other.

Bodies are joined and unpacked for open sessions alone: a stranger makes the bureau hold nothing.
"""

import re
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SUBMITTING_PATHS
from shebao.contract.submissions import UPLOADED, UPLOADED_BODY
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.door import MOST_BODY_BYTES
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.faults import App, Message, Receive, Scope, Send
from shebao.sandbox.people.access import Caller, find_caller
from shebao.sandbox.refusals import answer
from shebao.sandbox.uploads import joined, unpacked

_NAMED, _PACKING = UPLOADED_BODY.lower().encode(), b"content-encoding"
_LENGTHS = (b"content-length", b"transfer-encoding")


class PlainBodies:
    """Stands before the routes; everything else passes as it came."""

    def __init__(self, app: App, bureau: Bureau) -> None:
        self.app = app
        self.bureau = bureau

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, with its body as the routes read it."""
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        submits = scope.get("method") == "POST" and scope["path"] in SUBMITTING_PATHS
        is_packed = headers.get(_PACKING, b"identity") != b"identity"
        if not is_packed and not (submits and _NAMED in headers):
            await self.app(scope, receive, send)
            return
        try:
            make = _way_to_body(headers, submits=submits)
            caller = await run_in_threadpool(find_caller, self.bureau, _token(headers))
            packed = await _whole(receive)
            if packed is None:  # whoever sent it has gone
                return
            body = await run_in_threadpool(make, caller, packed)
        except RefusedError as error:
            refusal = answer(error.code, error.message, error.details, closes=True)
            await refusal(scope, receive, send)
            return
        told = {k: v for k, v in headers.items() if k not in (_NAMED, _PACKING, *_LENGTHS)}
        told[b"content-length"] = b"%d" % len(body)
        if _NAMED in headers:  # with no body came no type of one
            told[b"content-type"] = b"application/json"
        await self.app({**scope, "headers": list(told.items())}, _saying(body, receive), send)


def _way_to_body(headers: dict[bytes, bytes], *, submits: bool) -> Callable[[Caller, bytes], bytes]:
    """How the body comes of a caller and of what was sent.

    Raises RefusedError: BAD_REQUEST, it cannot.
    """
    packing = headers.get(_PACKING, b"identity")
    if _NAMED not in headers:
        if not submits or packing != b"gzip":
            raise RefusedError(
                RefusalCode.BAD_REQUEST, "请求内容的编码不能识别，只有提交可用 gzip，未作受理。"
            )
        return lambda _caller, packed: unpacked(packed, MOST_BODY_BYTES)
    named = headers[_NAMED].decode("latin-1")
    has_body = b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
    if has_body or not re.fullmatch(UPLOADED, named):
        raise RefusedError(
            RefusalCode.BAD_REQUEST,
            f"请求头 {UPLOADED_BODY} 应为“SHA-256:部分数”，且请求不再带有内容，未作受理。",
        )
    sha256, _, count = named.partition(":")
    return lambda caller, _nothing: joined(caller, sha256, int(count))


def _token(headers: dict[bytes, bytes]) -> str:
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def _whole(receive: Receive) -> bytes | None:
    content = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        content += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(content)


def _saying(body: bytes, receive: Receive) -> Receive:
    """Say the body once, and then what the line says."""
    left = [body]

    async def say() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return say
