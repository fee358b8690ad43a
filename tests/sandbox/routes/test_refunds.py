"""The bureau's own checks of refunds and of uploaded files, whatever client asks."""

from collections.abc import Iterator

import httpx
import pytest

from shebao.contract.files import MAX_FILE_BYTES, StoredFile
from shebao.contract.refunds import (
    RefundableLine,
    RefundableLineList,
    RefundChangeRequest,
    RefundFileRequest,
    RefundKind,
    RefundLine,
    RefundList,
    RefundRequest,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from tests.sandbox.forms import refund, upload
from tests.sandbox.running import Desk, Running, accepted, refused

KIND = SubmissionKind.REFUND
PDF = b"%PDF-1.7\n" + b"0" * 100


@pytest.fixture
def paid(desk: Desk) -> Desk:
    accepted(desk.confirm(desk.bills()))
    desk.pay_all()
    return desk


def test_a_bad_field_is_refused_by_its_name(paid: Desk) -> None:
    good = refund(paid)
    for field, value in (
        ("reason", "缺钱"),
        ("account_id", ""),
        ("handler", ""),
        ("handler", "<b>"),
        ("handler_id_number", "520102199001010019"),
        ("handler_id_number", "５２０１０２１９９００１０１００１８"),
        ("handler_phone", "110"),
    ):
        answer = paid.send(KIND, good.model_copy(update={field: value}))
        assert refused(answer, RefusalCode.FIELD_ODD, 400).details["field"] == field
    for update, code, status in (
        ({"arrival_nos": []}, RefusalCode.BAD_REQUEST, 400),
        ({"arrival_nos": good.arrival_nos * 2}, RefusalCode.BAD_REQUEST, 400),
        ({"arrival_nos": ["DZ999999999999"]}, RefusalCode.NOT_FOUND, 404),
        ({"account_id": "ZH999999999999"}, RefusalCode.NOT_FOUND, 404),
        ({"amount_fen": good.amount_fen + 1}, RefusalCode.AMOUNT_DIFFERS, 409),
    ):
        refused(paid.send(KIND, good.model_copy(update=update)), code, status)
    assert paid.received(KIND) == 0


def test_a_base_must_lie_between_the_floor_and_the_old_one(paid: Desk) -> None:
    asked = {"from": "2026-01", "to": "2026-12"}
    lines = paid.read(RefundableLineList, "/v1/refundable-lines", **asked).lines
    line = max((x for x in lines if x.insurance == "110"), key=lambda x: x.base_fen)
    fixed = next(x for x in lines if not x.unit_ppm and not x.person_ppm)
    good = refund(paid).model_copy(update={"kind": RefundKind.EMPLOYEE, "arrival_nos": []})

    def of(line_no: str, base_fen: int) -> RefundRequest:
        return good.model_copy(update={"lines": [RefundLine(line_no=line_no, base_fen=base_fen)]})

    for base_fen in (line.base_fen, (line.floor_fen or 0) - 1):
        refused(paid.send(KIND, of(line.line_no, base_fen)), RefusalCode.FIELD_ODD, 400)
    # A fixed sum stays due whatever the base.
    refused(paid.send(KIND, of(fixed.line_no, 0)), RefusalCode.NOT_REFUNDABLE, 409)
    late_fee = f"{line.line_no.partition('-')[0]}-000000"
    refused(paid.send(KIND, of(late_fee, 0)), RefusalCode.NOT_REFUNDABLE, 409)
    refused(paid.send(KIND, of("YJ000000000001-x", 0)), RefusalCode.NOT_FOUND, 404)


def test_a_rate_can_be_adjusted_down_and_nothing_else(paid: Desk) -> None:
    """Seed G 2.11.3 四 locks 调整后费率 for late fees alone."""
    asked = {"from": "2026-01", "to": "2026-12"}
    lines = paid.read(RefundableLineList, "/v1/refundable-lines", **asked).lines
    line = max((x for x in lines if x.insurance == "110"), key=lambda x: x.base_fen)
    fixed = next(x for x in lines if not x.unit_ppm and not x.person_ppm)
    good = refund(paid).model_copy(update={"kind": RefundKind.EMPLOYEE, "arrival_nos": []})

    def of(one: RefundableLine, amount_fen: int, **change: int) -> httpx.Response:
        asked = RefundLine(line_no=one.line_no, **{"base_fen": one.base_fen, **change})
        update = {"lines": [asked], "amount_fen": amount_fen}
        return paid.send(KIND, good.model_copy(update=update))

    back = line.unit_fen - (line.base_fen * 15 + 50) // 100
    for odd in ({"unit_ppm": line.unit_ppm}, {"person_ppm": 900_000}, {"base_fen": 1}, {}):
        more = {"unit_ppm": 150_000, **odd} if "base_fen" in odd else odd
        refused(of(line, back, **more), RefusalCode.FIELD_ODD, 400)
    refused(of(fixed, 800, unit_ppm=0), RefusalCode.FIELD_ODD, 400)
    refused(of(line, back + 1, unit_ppm=150_000), RefusalCode.AMOUNT_DIFFERS, 409)
    accepted(of(line, back, unit_ppm=150_000))


def test_what_is_anothers_is_not_found(sandbox: Running, paid: Desk) -> None:
    body = refund(paid)
    number = accepted(paid.send(KIND, body)).receipt_no
    refused(paid.send(KIND, body), RefusalCode.REFUND_PENDING, 409)
    other = sandbox.admit()
    accepted(other.confirm(other.bills()))
    other.pay_all()
    theirs = refund(other).model_copy(update={"arrival_nos": body.arrival_nos})
    refused(other.send(KIND, theirs), RefusalCode.NOT_FOUND, 404)
    change = RefundChangeRequest(refund_no=number, account_id=theirs.account_id)
    refused(other.send(SubmissionKind.REFUND_CHANGE, change), RefusalCode.NOT_FOUND, 404)
    neither = RefundChangeRequest(refund_no=number)
    refused(paid.send(SubmissionKind.REFUND_CHANGE, neither), RefusalCode.BAD_REQUEST, 400)


def test_files_are_judged_by_content_while_they_stream(paid: Desk) -> None:
    """A gigabyte must never stand in the bureau's memory."""
    stored = StoredFile.model_validate_json(upload(paid, PDF).content)
    assert upload(paid, PDF).json() == stored.model_dump(mode="json")
    for content in (b"", b"MZ" + b"0" * 80, b"<html>"):
        refused(upload(paid, content), RefusalCode.FILE_ODD, 400)
    refused(upload(paid, PDF, "0" * 64), RefusalCode.FILE_ODD, 400)
    refused(upload(paid, PDF, "xyz"), RefusalCode.BAD_REQUEST, 400)

    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 1024**3:
            sent += 64 * 1024
            yield b"0" * 64 * 1024

    try:
        answer = paid.http.put(f"/v1/files/{'0' * 64}", content=endless())
        refused(answer, RefusalCode.FILE_ODD, 400)
    except httpx.TransportError:
        pass  # the bureau hung up on the rest of it
    assert sent < 4 * MAX_FILE_BYTES

    number = accepted(paid.send(KIND, refund(paid))).receipt_no

    def attach(kind: str, name: str, sha256: str) -> httpx.Response:
        file = RefundFileRequest(kind=kind, name=name, sha256=sha256)
        body = RefundChangeRequest(refund_no=number, file=file)
        return paid.send(SubmissionKind.REFUND_CHANGE, body)

    refused(attach("其他", "资料.png", stored.sha256), RefusalCode.FILE_ODD, 400)
    refused(attach("情书", "资料.pdf", stored.sha256), RefusalCode.FILE_ODD, 400)
    refused(attach("其他", "资料.pdf", "0" * 64), RefusalCode.NOT_FOUND, 404)
    accepted(attach("其他", "资料.pdf", stored.sha256))


def test_the_number_of_a_withdrawn_file_never_comes_back(paid: Desk) -> None:
    """A desk that still shows the withdrawn file would take back, or open, another one."""
    number = accepted(paid.send(KIND, refund(paid))).receipt_no
    sha256 = StoredFile.model_validate_json(upload(paid, PDF).content).sha256

    def change(**what: object) -> httpx.Response:
        body = RefundChangeRequest.model_validate({"refund_no": number, **what})
        return paid.send(SubmissionKind.REFUND_CHANGE, body)

    def attach(name: str) -> int:
        accepted(change(file={"kind": "其他", "name": name, "sha256": sha256}))
        return paid.read(RefundList, "/v1/refunds").refunds[0].files[-1].file_no

    assert (attach("甲.pdf"), attach("乙.pdf")) == (1, 2)
    accepted(change(withdrawn=2))
    assert attach("丙.pdf") == 3
    refused(change(withdrawn=2), RefusalCode.NOT_FOUND, 404)
    for gone in (1, 3):
        accepted(change(withdrawn=gone))
    assert attach("丁.pdf") == 4
    refused(paid.http.get(f"/v1/refunds/{number}/files/3"), RefusalCode.NOT_FOUND, 404)
