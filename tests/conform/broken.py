"""Bureaus that break one promise each: the sandbox behind something that spoils its answers."""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from shebao.contract.submission_table import SUBMITTING_PATHS


@dataclass
class Asked:
    """A request, which may be changed before it is passed on."""

    method: str
    path: str
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def submits(self) -> bool:
        return self.method == "POST" and self.path in SUBMITTING_PATHS


@dataclass
class Told:
    """An answer, which may be changed before it is passed back."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    def say(self, said: Any) -> None:
        self.body = json.dumps(said, ensure_ascii=False).encode()

    @property
    def said(self) -> Any:
        return json.loads(self.body)


@dataclass
class Spoiler:
    """Passes everything on; each kind overrides what it spoils."""

    kept: dict[str, Any] = field(default_factory=dict)

    def ask(self, asked: Asked) -> None:
        """Spoils a request."""

    def tell(self, asked: Asked, told: Told) -> None:
        """Spoils an answer."""


class UnsignedReceipts(Spoiler):
    def tell(self, asked: Asked, told: Told) -> None:
        if asked.submits and told.status < 300:
            told.say({**told.said, "signature": ""})


class MixedUpReceipts(Spoiler):
    """A duplicated answer on a kept connection: everybody gets the first one's receipt."""

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.submits and told.status < 300:
            told.body = self.kept.setdefault("first", told.body)


class NoAnchors(Spoiler):
    def ask(self, asked: Asked) -> None:
        asked.headers.pop(b"ledger-anchor", None)


class NoFeedback(Spoiler):
    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path.startswith("/v1/wage-filings/") and told.status == 200:
            told.say({**told.said, "state": "待反馈(处理中)", "items": []})


class EverybodyAccepted(Spoiler):
    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path.startswith("/v1/wage-filings/") and told.status == 200:
            said = told.said
            items = [{**item, "state": "申报成功", "reason_code": ""} for item in said["items"]]
            people = len(items)
            done = {"state": "全部申报成功", "accepted": people, "refused": 0}
            told.say({**said, **done, "items": items})


class OwnWords(Spoiler):
    """A gateway that tells reasons in words of its own."""

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path.startswith("/v1/premium-filings/") and b"E4" in told.body:
            told.say({**told.said, "reason": "险种不全"})


class WebPages(Spoiler):
    def tell(self, _asked: Asked, told: Told) -> None:
        if told.status >= 400:
            told.body = "<html>请求有误</html>".encode()
            told.headers[b"content-type"] = b"text/html"


class NoAsYes(Spoiler):
    """Every answer is 200, and its code stands in the body."""

    def tell(self, _asked: Asked, told: Told) -> None:
        told.status = 200


class EscapeCodes(Spoiler):
    """Codes that a terminal would obey, and a body so deep that a reader falls over."""

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path == "/v1/registrations/lookup":
            told.status = 400
            told.say({"code": "\x1b[2J\x1b]0;owned\x07", "message": "x", "details": {}})
        if asked.path == "/v1/release":
            told.status, told.body = 500, b"[" * 100_000


class NoTags(Spoiler):
    """A gateway that passes on the headers it knows alone."""

    def ask(self, asked: Asked) -> None:
        asked.headers.pop(b"session-tag", None)


class PrettyJson(Spoiler):
    """A gateway that reads and writes what it should pass on as it is."""

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path.startswith("/v1/rule-files/") and told.status == 200:
            told.body = json.dumps(told.said, ensure_ascii=False, indent=1).encode()


class OneFenOff(Spoiler):
    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path.endswith("/lines") and told.status == 200 and told.said["lines"]:
            said = told.said
            said["lines"][0]["due_fen"] += 1
            told.say(said)


class DroppedPeople(Spoiler):
    """A page ends one person early, and the next begins after that person."""

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path == "/v1/employees" and told.status == 200 and told.said["more"]:
            said = told.said
            told.say({**said, "employees": said["employees"][:-1]})


class CachedAnswers(Spoiler):
    """What was told once is told again, whatever has happened since and whoever asks."""

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.method == "GET" and asked.path.startswith("/v1/premium-filings/"):
            told.body = self.kept.setdefault(asked.path, told.body)


class CutParts(Spoiler):
    """A gateway that reads the parts, and passes on of one what its own buffer holds."""

    def ask(self, asked: Asked) -> None:
        if (
            asked.method == "PUT"
            and asked.path.startswith("/v1/uploads/")
            and asked.path[-1] == "1"
        ):
            plain = gzip.decompress(asked.body)
            asked.body = gzip.compress(plain[: len(plain) // 2])


class NoSettling(Spoiler):
    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path.endswith("/settle"):
            told.status = 404
            told.say({"code": "NOT_FOUND", "message": "没有这个接口。", "details": {}})


class SharedSession(Spoiler):
    """The gateway asks the bureau in one session of its own, whoever asks the gateway."""

    def ask(self, asked: Asked) -> None:
        is_spoiled = asked.method == "GET" and asked.path != "/v1/debts"
        if is_spoiled and b"authorization" in asked.headers and self.kept.get("token"):
            asked.headers[b"authorization"] = self.kept["token"]

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path == "/v1/session" and told.status == 201:
            self.kept.setdefault("token", b"Bearer " + told.said["token"].encode())


class ResultsUntold(Spoiler):
    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path == "/v1/projects":
            told.say({"projects": []})


class OpenDoor(Spoiler):
    """The gateway has a session of its own, and lends it to whoever brings none."""

    def ask(self, asked: Asked) -> None:
        if self.kept.get("token"):
            asked.headers.setdefault(b"authorization", self.kept["token"])

    def tell(self, asked: Asked, told: Told) -> None:
        if asked.path == "/v1/session" and told.status == 201:
            self.kept.setdefault("token", b"Bearer " + told.said["token"].encode())


class Broken:
    """The spoiler as a middleware that stands outside of everything."""

    def __init__(self, app: Any, spoiler: Spoiler) -> None:
        self._app = app
        self._spoiler = spoiler

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        headers.pop(b"accept-encoding", None)
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        asked = Asked(scope["method"], scope["path"], headers, body)
        self._spoiler.ask(asked)
        told = await self._pass_on(scope, asked)
        if told is not None:
            self._spoiler.tell(asked, told)
            told.headers[b"content-length"] = b"%d" % len(told.body)
            start = {"type": "http.response.start", "status": told.status}
            await send({**start, "headers": list(told.headers.items())})
            await send({"type": "http.response.body", "body": told.body})

    async def _pass_on(self, scope: Any, asked: Asked) -> Told | None:
        heard: list[Any] = []
        if b"content-length" in asked.headers:
            asked.headers[b"content-length"] = b"%d" % len(asked.body)

        async def receive() -> Any:
            return {"type": "http.request", "body": asked.body, "more_body": False}

        async def send(message: Any) -> None:
            heard.append(message)

        await self._app({**scope, "headers": list(asked.headers.items())}, receive, send)
        content = b"".join(message.get("body", b"") for message in heard[1:])
        return Told(heard[0]["status"], dict(heard[0]["headers"]), content) if heard else None
