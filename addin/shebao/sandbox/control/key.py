"""Who may move the sandbox's clock and order its faults: who was told the token at its start."""

import secrets

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.faults import App, Receive, Scope, Send
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
            refusal = answer(RefusalCode.NOT_PERMITTED, _WORDS)
            refusal.headers["Connection"] = "close"
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_closed(self, scope: Scope) -> bool:
        if self.bureau.settings.control_is_open or not scope["path"].startswith(_CONTROL):
            return False
        given = dict(scope["headers"]).get(HEADER.lower().encode(), b"")
        return not secrets.compare_digest(given, self.token)
