"""Large bodies by parts: what goes again after a cut, and what a bureau without uploads gets."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shebao.bureau import client
from shebao.bureau.client import Bureau
from shebao.bureau.errors import BureauUnreachableError, OutcomeUnknownError
from shebao.bureau.transport import Transport
from shebao.contract.certificates import SigningKey
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import PART_BYTES
from shebao.contract.wages import WageFilingRequest
from shebao.domain.errors import CancelledError
from shebao.domain.fate import Fate
from shebao.domain.login_name import LoginName
from shebao.ledger import Ledger, State
from shebao.ledger.send import Parcel, Post, send
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from tests.gateway import Answer, Gateway, Lie, foreign, gateway, refusal
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.running import Desk, daily, running, wage_items

KIND = SubmissionKind.WAGE_FILING
PLACE = "PUT /v1/uploads/"


@dataclass
class Clerk:
    """Submits through ledger, client and a gateway that can cut."""

    desk: Desk
    bureau: Bureau
    between: Gateway
    post: Post

    @property
    def body(self) -> WageFilingRequest:
        return daily(wage_items(self.desk.employees(), 812_345))

    def part(self, number: int) -> str:
        """The end of this part's address."""
        return f"{hashlib.sha256(self.body.model_dump_json().encode()).hexdigest()}/{number}"

    def send(self) -> str:
        receipt, _ = send(self.post, Parcel(KIND, "account", "wages", self.body, {}))
        return receipt.receipt_no

    def sent_parts(self) -> list[int]:
        """The parts that left since this was last asked."""
        parts = [int(call.rpartition("/")[2]) for call in self.between.seen if PLACE in call]
        self.between.seen.clear()
        return parts


@pytest.fixture
def clerk(tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clerk]:
    """Six people's wages in six parts or so."""
    monkeypatch.setattr(client, "PART_BYTES", 200)
    monkeypatch.setattr(client, "WHOLE_BYTES", 200)
    with (
        running(Settings(data_url(tmp_path))) as sandbox,
        gateway(sandbox.url) as between,
    ):
        desk = sandbox.admit()

        def password(_: LoginName) -> str:
            return desk.seeded.first_password

        transport = Transport(between.url, PATIENCE_SECONDS)
        bureau = Bureau(transport, LoginName(desk.seeded.tax_id), password, password)
        key = desk.read(SigningKey, "/v1/signing-key")
        yield Clerk(desk, bureau, between, Post(ledger, bureau, key))
        transport.close()


def test_body_goes_in_parts_and_is_submitted_once(clerk: Clerk) -> None:
    told: list[tuple[int, int]] = []
    clerk.bureau.uploading = lambda done, total: told.append((done, total))

    number = clerk.send()

    parts = clerk.sent_parts()
    assert parts == list(range(len(parts)))
    assert told == [(done, len(parts)) for done in range(len(parts) + 1)]
    assert clerk.desk.received(KIND) == 1
    assert clerk.post.ledger.last(KIND).receipt_no == number


def test_after_a_cut_only_missing_parts_go(clerk: Clerk) -> None:
    """The third part breaks off; the clerk comes back later and clicks again."""
    clerk.between.leaves_after = clerk.part(2)
    with pytest.raises(BureauUnreachableError) as caught:
        clerk.send()

    assert caught.value.fate is Fate.NOT_RECORDED
    assert "没有被记录" in caught.value.message
    assert "只补传其余部分" in caught.value.message
    assert clerk.post.ledger.last(KIND).state is State.REFUSED
    assert clerk.desk.received(KIND) == 0
    assert clerk.sent_parts() == [0, 1, 2]

    with gateway(clerk.between.bureau_url) as again:
        clerk.between = again
        clerk.bureau._transport._client.base_url = again.url
        clerk.send()

    assert clerk.sent_parts()[0] == 3
    assert clerk.desk.received(KIND) == 1


def test_part_that_was_cut_goes_again_by_itself(clerk: Clerk) -> None:
    """A short cut is not worth a click: the part may have arrived, and twice is once."""
    clerk.between.does(lambda pass_on: (pass_on(), None)[1], at=clerk.part(1))

    clerk.send()

    parts = clerk.sent_parts()
    assert parts[:4] == [0, 1, 1, 2]
    assert clerk.desk.received(KIND) == 1


def test_cancelled_upload_has_submitted_nothing(clerk: Clerk) -> None:
    """取消 between two parts comes before the submission, so its word is true."""

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise CancelledError("上传申报数据", done, total)

    clerk.bureau.uploading = stop
    with pytest.raises(CancelledError) as caught:
        clerk.send()

    assert caught.value.fate is Fate.NOT_RECORDED
    assert clerk.post.ledger.last(KIND).state is State.REFUSED
    assert clerk.desk.received(KIND) == 0
    clerk.sent_parts()
    clerk.bureau.uploading = lambda _done, _total: None
    clerk.send()
    assert clerk.sent_parts()[0] == 2
    assert clerk.desk.received(KIND) == 1


def test_lost_answer_after_an_upload_is_unknown_and_recovered(clerk: Clerk) -> None:
    """The upload changes nothing of it: what was submitted is asked about by its key."""
    clerk.between.does(lambda pass_on: (pass_on(), None)[1])

    with pytest.raises(OutcomeUnknownError):
        clerk.send()

    assert clerk.post.ledger.last(KIND).state is State.UNKNOWN
    assert clerk.desk.received(KIND) == 1


@pytest.mark.parametrize(
    "lie",
    [
        refusal(404, "NOT_FOUND", "没有这个接口。"),
        refusal(405, "BAD_REQUEST", "没有这个接口。"),
        foreign(404, b"<html>not found</html>"),
        foreign(501),
    ],
)
def test_bureau_without_uploads_gets_one_body(clerk: Clerk, lie: Lie) -> None:
    clerk.between.does(lambda _: lie(Answer(200)), at="/v1/uploads/")

    clerk.send()

    assert clerk.sent_parts() == []
    assert clerk.desk.received(KIND) == 1


def test_parts_cut_by_another_client_are_sent_again(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held under the same numbers, they are other bytes: no part is taken for granted."""
    content = clerk.body.model_dump_json().encode()
    monkeypatch.setattr(client, "PART_BYTES", 150)
    clerk.bureau.hand_over(content)
    clerk.sent_parts()
    monkeypatch.setattr(client, "PART_BYTES", 200)

    clerk.send()

    assert clerk.sent_parts()[0] == 0
    assert clerk.desk.received(KIND) == 1


def test_large_body_is_packed_where_the_bureau_takes_it(clerk: Clerk) -> None:
    transport = clerk.bureau._transport
    clerk.bureau.session()

    for length, is_packed in ((100, False), (20_000, True)):
        body, told = transport._packed_if_taken(b"x" * length, {})
        assert (told.get("Content-Encoding") == "gzip") is is_packed
        assert (gzip.decompress(body) if is_packed else body) == b"x" * length
    other = Transport(clerk.between.url, PATIENCE_SECONDS)  # to whom nobody said so
    assert other._packed_if_taken(b"x" * 20_000, {})[0] == b"x" * 20_000
    other.close()


def test_only_large_bodies_go_in_parts() -> None:
    """A hundred people's wages are one packet or ten: asking first would be a call more."""
    assert client.WHOLE_BYTES == PART_BYTES == 1024 * 1024
