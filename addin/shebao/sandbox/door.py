"""What is refused unheard: two lengths, bodies without end, control by who lacks its token."""

import secrets

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.faults import App, Message, Receive, Scope, Send
from shebao.sandbox.refusals import answer

HEADER = "X-Sandbox-Token"
_CONTROL = "/sandbox"
_WORDS = (
    f"控制接口 /sandbox/ 需要请求头 {HEADER}，其值见“shebao sandbox”启动时打印的 sandbox_token，"
    "未作任何改变。"
)


class ControlKey:
    """Stands before every control endpoint, those that do not exist included."""

    def __init__(self, app: App, bureau: Bureau, token: str) -> None:
        self.app = app
        self.bureau = bureau
        self.token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or refuses it before its body is looked at."""
        if scope["type"] == "http" and self._is_closed(scope):
            await answer(RefusalCode.NOT_PERMITTED, _WORDS, closes=True)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_closed(self, scope: Scope) -> bool:
        if self.bureau.settings.control_is_open or not scope["path"].startswith(_CONTROL):
            return False
        given = dict(scope["headers"]).get(HEADER.lower().encode(), b"")
        return not secrets.compare_digest(given, self.token)


# Wages of 100,000 people in one filing are some 30 MB.
MOST_BODY_BYTES = 64 * 1024 * 1024


class Door:
    """Stands outside of everything; whoever is refused here is not heard again on the same line."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request whose body has one length, and that in bounds."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length")
        if length is not None and b"transfer-encoding" in headers:
            # Two readers on the way could see the end in two places, and the rest as a request.
            await _refuse(scope, receive, send, "请求同时带有两种长度标记，未作受理。", 400)
        elif length is not None and int(length) > MOST_BODY_BYTES:
            await _refuse(scope, receive, send, _TOO_LONG, 413)
        elif length is None and b"transfer-encoding" in headers:
            await self._counted(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Of a body that announces no length, no more than the bounds is passed on."""
        taken = 0
        answered = False

        async def bounded() -> Message:
            nonlocal taken, answered
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BODY_BYTES and not answered:
                answered = True
                await _refuse(scope, receive, send, _TOO_LONG, 413)
            return {"type": "http.disconnect"} if answered else message

        async def unanswered(message: Message) -> None:
            if not answered:
                await send(message)

        await self.app(scope, bounded, unanswered)


_TOO_LONG = f"请求内容超过 {MOST_BODY_BYTES // 1024**2} MB，未作受理。"


async def _refuse(scope: Scope, receive: Receive, send: Send, message: str, status: int) -> None:
    refusal = answer(RefusalCode.BAD_REQUEST, message, status=status, closes=True)
    await refusal(scope, receive, send)
