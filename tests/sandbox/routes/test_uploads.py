"""Bodies in parts and packed bodies: what is joined, what is refused, whose it is."""

import gzip
import hashlib
import json
from collections.abc import Iterable

import httpx
import pytest
from sqlalchemy import func, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import (
    PACKED_BYTES,
    PART_BYTES,
    UPLOADED_BODY,
    SettledState,
    Upload,
)
from shebao.contract.wages import WageFilingRequest
from shebao.sandbox import plain_bodies
from shebao.sandbox.database import reading
from shebao.sandbox.office_tables import upload_parts
from shebao.sandbox.uploads import MOST_UPLOADS
from tests.sandbox.running import Desk, Running, accepted, daily, refused, wage_items

WAGES = "/v1/wage-filings"
PACKED = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
KEY = {"Idempotency-Key": "uploaded"}


def wages(desk: Desk) -> WageFilingRequest:
    return daily(wage_items(desk.employees(), 812_345))


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def cut(content: bytes, count: int = 3) -> list[bytes]:
    size = -(-len(content) // count)
    return [content[at : at + size] for at in range(0, len(content), size)]


def put(desk: Desk, whole: str, part_no: int, piece: bytes) -> httpx.Response:
    return desk.http.put(f"/v1/uploads/{whole}/{part_no}", content=gzip.compress(piece, mtime=0))


def hand_over(desk: Desk, pieces: Iterable[tuple[int, bytes]], whole: str) -> None:
    for part_no, piece in pieces:
        assert put(desk, whole, part_no, piece).status_code == 200


def submit(desk: Desk, named: str, **headers: str) -> httpx.Response:
    return desk.http.post(WAGES, headers={**KEY, UPLOADED_BODY: named, **headers})


def held(desk: Desk, whole: str) -> list[int]:
    return [part.part_no for part in desk.read(Upload, f"/v1/uploads/{whole}").parts]


def test_parts_in_any_order_and_twice_are_the_same_submission(any_desk: Desk) -> None:
    """The receipt names the content, not the way it came: a repeat as one body gets the same."""
    desk, body = any_desk, wages(any_desk)
    content = body.model_dump_json().encode()
    pieces = list(enumerate(cut(content)))
    hand_over(desk, [pieces[2], pieces[0], pieces[0], pieces[1]], sha(content))
    assert held(desk, sha(content)) == [0, 1, 2]
    assert desk.received(SubmissionKind.WAGE_FILING) == 0  # nothing is submitted by uploading

    by_parts = submit(desk, f"{sha(content)}:3")
    as_one = desk.send(SubmissionKind.WAGE_FILING, body, "uploaded")
    again = submit(desk, f"{sha(content)}:3")

    assert (by_parts.status_code, as_one.status_code, again.status_code) == (202, 200, 200)
    assert accepted(by_parts) == accepted(as_one) == accepted(again)
    assert desk.received(SubmissionKind.WAGE_FILING) == 1


def test_missing_part_leaves_the_key_free_and_the_others_held(desk: Desk) -> None:
    content = wages(desk).model_dump_json().encode()
    first, second, third = enumerate(cut(content))
    hand_over(desk, [first, third], sha(content))

    refused(submit(desk, f"{sha(content)}:3"), RefusalCode.UPLOAD_INCOMPLETE, 409)

    assert held(desk, sha(content)) == [0, 2]
    hand_over(desk, [second], sha(content))
    accepted(submit(desk, f"{sha(content)}:3"))
    assert desk.received(SubmissionKind.WAGE_FILING) == 1


def test_parts_of_another_content_are_refused_and_dropped(desk: Desk) -> None:
    """Kept, they would be told as held, and never be sent again."""
    content = wages(desk).model_dump_json().encode()
    others = cut(content.replace(b"812345", b"912345"))
    hand_over(desk, enumerate(others), sha(content))

    refused(submit(desk, f"{sha(content)}:3"), RefusalCode.UPLOAD_INCOMPLETE, 409)

    assert held(desk, sha(content)) == []
    hand_over(desk, enumerate(others), sha(content))
    hand_over(desk, enumerate(cut(content)), sha(content))  # the last one in a place counts
    accepted(submit(desk, f"{sha(content)}:3"))


def test_upload_belongs_to_its_employer(sandbox: Running, desk: Desk) -> None:
    """Who knows a digest does not thereby have its content."""
    content = wages(desk).model_dump_json().encode()
    hand_over(desk, enumerate(cut(content)), sha(content))
    other = sandbox.admit()

    assert held(other, sha(content)) == []
    refused(submit(other, f"{sha(content)}:3"), RefusalCode.UPLOAD_INCOMPLETE, 409)

    hand_over(other, [(0, b"other")], sha(content))
    assert held(desk, sha(content)) == [0, 1, 2]
    accepted(submit(desk, f"{sha(content)}:3"))


@pytest.mark.parametrize("token", ["", "Bearer made-up", "Basic abc"])
def test_stranger_uploads_and_joins_nothing(desk: Desk, token: str) -> None:
    content = wages(desk).model_dump_json().encode()
    hand_over(desk, enumerate(cut(content)), sha(content))
    desk.http.headers["Authorization"] = token

    for answer in (
        submit(desk, f"{sha(content)}:3"),
        put(desk, sha(content), 0, b"x"),
        desk.http.get(f"/v1/uploads/{sha(content)}"),
        desk.http.post(WAGES, content=bomb(1), headers={**KEY, **PACKED}),
    ):
        refused(answer, RefusalCode.SESSION_EXPIRED, 401)


def test_payer_joins_nothing_that_a_payer_may_not_submit(desk: Desk) -> None:
    """The joined body passes the same doors as any other."""
    content = wages(desk).model_dump_json().encode()
    hand_over(desk, enumerate(cut(content)), sha(content))
    user = {"right": "缴费功能", "remark": "", "is_new": True}
    assert desk.http.put("/v1/users/payer", json=user).is_success
    login = {"tax_id": desk.seeded.tax_id, "user_name": "payer", "password": "payer"}
    token = desk.http.post("/v1/session", json=login).json()["token"]
    desk.http.headers["Authorization"] = f"Bearer {token}"
    change = {"old_password": "payer", "new_password": "Another-1"}
    assert desk.http.post("/v1/session/password", json=change).is_success

    refused(submit(desk, f"{sha(content)}:3"), RefusalCode.NOT_PERMITTED, 403)


def test_parts_are_kept_for_a_day(sandbox: Running, desk: Desk) -> None:
    content = wages(desk).model_dump_json().encode()
    hand_over(desk, enumerate(cut(content)), sha(content))

    sandbox.at("2026-11-11")
    desk.login()

    assert held(desk, sha(content)) == []
    refused(submit(desk, f"{sha(content)}:3"), RefusalCode.UPLOAD_INCOMPLETE, 409)
    assert put(desk, sha(b"other"), 0, b"other").status_code == 200
    with reading(sandbox.bureau.engine) as connection:
        query = select(func.count()).where(upload_parts.c.sha256 == sha(content))
        assert connection.scalar(query) == 0


def test_oldest_upload_gives_way(sandbox: Running, desk: Desk) -> None:
    """An employer's uploads cannot fill the bureau's disk."""
    sandbox.bureau.clock.set(sandbox.bureau.clock.now(), running=True)
    names = [sha(b"%d" % number) for number in range(MOST_UPLOADS + 1)]
    for whole in names:
        hand_over(desk, [(0, b"x"), (1, b"y")], whole)

    assert [held(desk, whole) for whole in names] == [[], *[[0, 1]] * MOST_UPLOADS]


def bomb(megabytes: int) -> bytes:
    return gzip.compress(bytes(megabytes * 1024 * 1024))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bomb(2), "too_long"),
        (gzip.compress(bytes(PART_BYTES + 1)), "too_long"),
        (bytes(PACKED_BYTES + 1), "too_long"),
        (b"no gzip", "gzip_invalid"),
        (gzip.compress(b"part")[:-5], "gzip_invalid"),
        (gzip.compress(b"part") + b"more", "gzip_invalid"),
        (gzip.compress(b"part") + gzip.compress(b"more"), "gzip_invalid"),
        (gzip.compress(b""), ""),
        (b"", "gzip_invalid"),
    ],
    ids=["bomb", "longer", "plain", "other", "cut", "followed", "two", "empty", "nothing"],
)
def test_odd_part_is_refused_and_not_kept(desk: Desk, content: bytes, kind: str) -> None:
    answer = desk.http.put(f"/v1/uploads/{sha(b'')}/0", content=content)

    assert refused(answer, RefusalCode.BAD_REQUEST, 400).details.get("kind", "") == kind
    assert held(desk, sha(b"")) == []


def test_longest_part_is_taken_even_where_it_cannot_be_made_smaller(desk: Desk) -> None:
    noise = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(PART_BYTES // 32))
    assert put(desk, sha(noise), 63, noise).status_code == 200


@pytest.mark.parametrize("place", ["x/0", f"{'0' * 64}/-1", f"{'0' * 64}/64", f"{'A' * 64}/0"])
def test_odd_place_is_refused(desk: Desk, place: str) -> None:
    refused(
        desk.http.put(f"/v1/uploads/{place}", content=gzip.compress(b"x")),
        RefusalCode.BAD_REQUEST,
        400,
    )


@pytest.mark.parametrize(
    ("named", "body"),
    [("x", b""), (f"{'0' * 64}:0", b""), (f"{'0' * 64}:100", b""), (f"{'0' * 64}:1", b"{}")],
)
def test_body_that_is_named_oddly_or_comes_twice_is_refused(
    desk: Desk, named: str, body: bytes
) -> None:
    answer = desk.http.post(WAGES, content=body, headers={**KEY, UPLOADED_BODY: named})
    refused(answer, RefusalCode.BAD_REQUEST, 400)


def test_packed_body_is_the_same_submission(desk: Desk) -> None:
    body = wages(desk)
    packed = gzip.compress(body.model_dump_json().encode())
    headers = {**KEY, **PACKED}

    first = accepted(desk.http.post(WAGES, content=packed, headers=headers))

    assert accepted(desk.send(SubmissionKind.WAGE_FILING, body, "uploaded")) == first
    assert desk.received(SubmissionKind.WAGE_FILING) == 1


def test_packed_body_without_end_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_bodies, "MOST_BODY_BYTES", 1024 * 1024)
    packed = gzip.compress(wages(desk).model_dump_json().encode())
    odd = {
        "too_long": bomb(2),
        "gzip_invalid": packed[:-1],
        "json_invalid": gzip.compress(b"{"),
    }
    for kind, content in odd.items():
        answer = desk.http.post(WAGES, content=content, headers={**KEY, **PACKED})
        assert refused(answer, RefusalCode.BAD_REQUEST, 400).details["kind"] == kind
    for path, packing in ((WAGES, "br"), (WAGES, "gzip, gzip"), ("/v1/session", "gzip")):
        told = {**KEY, **PACKED, "Content-Encoding": packing}
        answer = desk.http.post(path, content=packed, headers=told)
        refused(answer, RefusalCode.BAD_REQUEST, 400)
    assert desk.settle(SubmissionKind.WAGE_FILING, "uploaded").state is SettledState.CLOSED


def test_session_says_that_packed_bodies_are_taken(desk: Desk) -> None:
    login = {"tax_id": desk.seeded.tax_id, "password": desk.seeded.first_password}
    assert desk.http.post("/v1/session", json=login).headers["Accept-Encoding"] == "gzip"


def test_body_beyond_all_parts_cannot_be_named(desk: Desk) -> None:
    """64 parts of 1 MiB are what a body may have: no way around its bounds."""
    piece = json.dumps(["x" * 100]).encode()
    whole = sha(piece * 65)
    hand_over(desk, [(0, piece)], whole)
    refused(submit(desk, f"{whole}:65"), RefusalCode.UPLOAD_INCOMPLETE, 409)
