"""How every submission is answered: 202 when it is new, 200 when its key was held before."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from shebao.contract.submission_table import SUBMISSIONS
from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.sandbox.people.access import Caller, use_proof
from shebao.sandbox.routes.depends import HELD_BEFORE
from shebao.sandbox.submissions import checked_key, submit

Body = TypeVar("Body", bound=BaseModel)
Route = TypeVar("Route", bound=Callable[..., Any])
# Records the body and returns its number.
Take = Callable[[Connection, Caller, Body], str]


def takes(router: APIRouter, kind: SubmissionKind) -> Callable[[Route], Route]:
    """The route of a kind of submission, as the table of submissions has it."""
    path = SUBMISSIONS[kind].path.removeprefix(router.prefix)
    return router.post(path, status_code=202, responses=HELD_BEFORE)


def receive(
    response: Response,
    caller: Caller,
    kind: SubmissionKind,
    key: str | None,
    body: Body,
    take: Take[Body],
) -> Receipt:
    """The receipt of this key; ``take`` ran at most once for it.

    Raises:
        RefusedError: what ``submit`` or ``take`` raises; nothing new is recorded then.
    """
    receipt, held = submit(
        caller, kind, key, body, lambda connection: take(connection, caller, body)
    )
    response.status_code = 200 if held else 202
    return receipt


def proven(proof: str | None, key: str | None, take: Take[Body]) -> Take[Body]:
    """``take``, behind a proof that the password was typed again for this key."""

    def take_proven(connection: Connection, caller: Caller, body: Body) -> str:
        use_proof(connection, caller, proof, checked_key(key))
        return take(connection, caller, body)

    return take_proven
