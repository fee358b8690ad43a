"""Who may stand behind the counter: whoever typed the control token into this browser.

The token itself stays out of addresses and cookies. The cookie says that it was typed; the seal in
every form says that the form came from the counter's own page, since a browser sends a cookie of
this machine to every port of it. Where no token is asked, only a browser that came by an address
is inside: a name may be anybody's who lets it point here.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from fastapi import Request, Response

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.errors import RefusedError

COOKIE = "shebao_counter"
SEAL = "seal"
MOST_FORM_BYTES = 64 * 1024
MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says; every field is text, absent ones are empty."""

    fields: dict[str, list[str]]

    def text(self, name: str) -> str:
        """The field without the blanks around it."""
        return self.fields.get(name, [""])[0].strip()

    def many(self, name: str) -> list[str]:
        """Every ticked value of the field."""
        return self.fields.get(name, [])


def is_inside(request: Request) -> bool:
    """Whether this browser typed the token, or the control is open to anybody."""
    if request.app.state.bureau.settings.control_is_open and _is_by_address(request):
        return True
    return _is_same(request.cookies.get(COOKIE, ""), _mark(request, "cookie"))


def enter(request: Request, form: Form, response: Response) -> bool:
    """Whether the token is right; the response lets the browser in then."""
    if not _is_same(form.text("token"), request.app.state.control_token):
        return False
    response.set_cookie(COOKIE, _mark(request, "cookie"), httponly=True, samesite="strict")
    return True


def seal_of(request: Request) -> str:
    """What every form of the counter's page carries."""
    return _mark(request, SEAL)


def check_seal(request: Request, form: Form) -> None:
    """Return for a form of the counter's own page.

    Raises RefusedError: NOT_PERMITTED, it came from elsewhere or from before the last start.
    """
    origin = request.headers.get("Origin")
    is_ours = origin is None or urlsplit(origin).netloc == request.headers.get("Host")
    if not is_ours or not _is_same(form.text(SEAL), seal_of(request)):
        raise RefusedError(
            RefusalCode.NOT_PERMITTED,
            "这张表单不是柜台页面现在发出的（沙箱可能重新启动过），没有任何改变。请刷新页面后重试。",
        )


def _is_by_address(request: Request) -> bool:
    host = request.url.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _is_same(given: str, secret: str) -> bool:
    """Compare in the same time wherever they differ; what was sent may be of any script."""
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())


async def read_form(request: Request) -> Form:
    """The fields of a posted form.

    Raises RefusedError: BAD_REQUEST, it is no form of ours or too long.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM_BYTES:
            raise RefusedError(
                RefusalCode.BAD_REQUEST, "表单内容过长，没有任何改变。请缩短后重试。"
            )
    try:
        fields = parse_qs(
            body.decode("ascii"), errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError:
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "表单内容不能识别，没有任何改变。请刷新页面后重试。"
        ) from None
    return Form(fields)


def _mark(request: Request, purpose: str) -> str:
    token: str = request.app.state.control_token
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()
