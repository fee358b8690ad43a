"""Every failure of a call leaves as a Refusal with the status of its code."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shebao.contract.refusals import STATUS_OF, Refusal, RefusalCode
from shebao.sandbox.errors import RefusedError, UnheardError
from shebao.sandbox.routes.depends import json_of

NO_JSON, NO_JSON_WORDS = "json_invalid", "请求内容不是有效的 JSON，未作受理。"
log = logging.getLogger(__name__)


def refuse_in_words(app: FastAPI) -> None:
    """Every error of the app is answered as a Refusal."""

    @app.exception_handler(RefusedError)
    def refused(_request: Request, error: RefusedError) -> Response:
        unheard = isinstance(error, UnheardError)
        return answer(error.code, error.message, error.details, closes=unheard)

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> Response:
        # Where and what kind, never the value: it may be a person's.
        first = error.errors()[0]
        details = {"field": ".".join(map(str, first["loc"])), "kind": str(first["type"])}
        words = "请求内容不符合接口要求，未作受理。"
        if details["kind"] == NO_JSON:
            words = NO_JSON_WORDS
        return answer(RefusalCode.BAD_REQUEST, words, details)

    @app.exception_handler(HTTPException)
    def not_served(_request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:  # FastAPI's, of bytes that no JSON parser gets through
            details = {"field": "body", "kind": NO_JSON}
            return answer(RefusalCode.BAD_REQUEST, NO_JSON_WORDS, details)
        code = RefusalCode.NOT_FOUND if error.status_code == 404 else RefusalCode.BAD_REQUEST
        refusal = answer(code, "没有这个接口，请核对接口地址与方法。", status=error.status_code)
        refusal.headers.update(error.headers or {})  # Allow, of a wrong method
        return refusal

    @app.exception_handler(Exception)
    def broken(_request: Request, error: Exception) -> Response:
        log.error("defect in the sandbox: %s", type(error).__name__)
        return answer("INTERNAL", "沙箱税务局内部错误，提交是否受理请稍后核实。", status=500)


def answer(
    code: str,
    message: str,
    details: dict[str, str] | None = None,
    *,
    status: int | None = None,
    closes: bool = False,
) -> Response:
    """A refusal as an answer; the status follows from the code unless given.

    One that ``closes`` is the last on its line: else the server would read the rest for nothing.
    """
    if status is None:
        status = STATUS_OF[RefusalCode(code)]
    said = json_of(Refusal(code=code, message=message, details=details or {}), status)
    if closes:
        said.headers["Connection"] = "close"
    return said
