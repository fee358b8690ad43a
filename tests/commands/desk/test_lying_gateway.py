"""A gateway that passes a submission on and says no: filed once, and never called unfiled."""

import itertools
import json
from pathlib import Path

import pytest

from shebao.contract.submission_table import SubmissionKind
from shebao.ledger import Entry, Ledger, State
from shebao.sheets.declared.employer_sheets import UNIT_LINKS
from shebao.store import open_store
from shebao.wiring import now
from tests.commands.submitting import CLICKS
from tests.desk import Desk, Ran, open_desk
from tests.forms import tick_where
from tests.gateway import LIES, Answer, Gateway, gateway

DENIALS = ("没有任何变化", "没有被记录", "没有记录")
CLICKS_AT_MOST = 3


def through(desk: Desk, monkeypatch: pytest.MonkeyPatch, between: Gateway) -> None:
    monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)


def click_until_told(
    desk: Desk, command: str, parameters: dict[str, str], kind: SubmissionKind, before: int
) -> list[Ran]:
    """Click as a clerk does until it ends well; whatever is said must be true."""
    ran = []
    for _ in range(CLICKS_AT_MOST):
        ran.append(desk.run(command, parameters))
        is_held = desk.bureau.received()[kind.value] > before
        for words in DENIALS:
            assert not (is_held and words in ran[-1].message), ran[-1].message
        if ran[-1].status == 0:
            return ran
    return ran


def _cases(config: pytest.Config) -> list[tuple[SubmissionKind, str]]:
    if config.getoption("--campaign"):
        return list(itertools.product(SubmissionKind, LIES))
    turns = itertools.cycle(LIES)
    cases = [(kind, next(turns)) for kind in SubmissionKind]
    important = (SubmissionKind.WAGE_FILING,)
    return cases + [pair for pair in itertools.product(important, LIES) if pair not in cases]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"kind", "lie"} <= set(metafunc.fixturenames):
        metafunc.parametrize(("kind", "lie"), _cases(metafunc.config))


@pytest.mark.feature("X-LEDGER")
def test_submission_that_was_passed_on_is_filed_once(
    small: Desk, monkeypatch: pytest.MonkeyPatch, kind: SubmissionKind, lie: str
) -> None:
    """Told that nothing was recorded, the clerk clicks again or goes to the counter."""
    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        command, parameters = CLICKS[kind](small)
        before = small.bureau.received().get(kind.value, 0)
        between.says(LIES[lie])

        ran = click_until_told(small, command, parameters, kind, before)

        assert between.told == 1
        assert ran[-1].status == 0, ran[-1].message
        assert small.bureau.received()[kind.value] == before + 1


def newest_entry(desk: Desk) -> Entry:
    """What the clerk's ledger says of its last submission."""
    key = bytes.fromhex((desk.folder / "store.key").read_text().strip())
    with open_store(desk.folder / "home" / "shebao.db", key) as store:
        return Ledger(store, now).last()


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize("changed", ["key", "digest", "kind", "signature", "receipt_no"])
def test_receipt_that_names_another_submission_is_not_taken(
    small: Desk, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """A duplicated answer on a kept connection handed one account's receipt to the next."""
    others = {
        "key": "payment-0",
        "digest": "0" * 64,
        "kind": "payment",
        "signature": "A" * 86 + "==",
        "receipt_no": "SQ0",
    }

    def mix_up(truth: Answer) -> Answer:
        said = json.loads(truth.body) | {changed: others[changed]}
        return Answer(truth.status, json.dumps(said).encode(), truth.headers)

    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        command, parameters = CLICKS[SubmissionKind.PREMIUM_FILING](small)
        between.says(mix_up)

        first = small.run(command, parameters)
        entry = newest_entry(small)
        found = small.done(command, parameters)

        assert (first.status, first.answer["code"]) == (1, "BUR-02"), first.message
        assert first.answer["outcome"] == "unknown"
        assert entry.state is State.UNKNOWN
        assert changed == "kind" or "foreign answer" in entry.message
        assert "没有重复提交" in found.message
        assert small.bureau.received()["premium_filing"] == 1


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize("lie", ["503 UNAVAILABLE", "502 bare", "404 refusal"])
def test_submission_passed_on_under_another_key_is_found_by_its_content(
    small: Desk, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    """Asked by key alone, the bureau closes a key that it never saw, and the next click doubles."""
    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        kind = SubmissionKind.PREMIUM_FILING
        command, parameters = CLICKS[kind](small)
        between.renames_keys = True
        between.says(LIES[lie])

        ran = click_until_told(small, command, parameters, kind, 0)

        assert ran[-1].status == 0, ran[-1].message
        assert small.bureau.received()["premium_filing"] == 1


def _forged(truth: Answer) -> Answer:
    said = {"state": "closed", "kind": "payment", "key": "x", "same": [], "anchor": ""}
    said |= {k: v for k, v in json.loads(truth.body).items() if k in ("kind", "key", "signature")}
    return Answer(200, json.dumps(said).encode(), {"Content-Type": "application/json"})


@pytest.mark.feature("X-LEDGER")
def test_closed_is_believed_of_the_bureau_alone(
    small: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who says "closed" of what was received makes the next click pay once more."""
    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        command, parameters = CLICKS[SubmissionKind.PAYMENT](small)
        small.bureau.control("faults", kind="drop", count=1)
        assert small.run(command, parameters).status == 1
        between.says(_forged, at="/settle")

        ran = small.run(command, parameters)

        assert between.told == 1
        assert (ran.status, ran.answer["code"], ran.answer["outcome"]) == (1, "LED-04", "unknown")
        assert "与税务机关的签名不符" in ran.message
        assert "没有重复" in small.done(command, parameters).message
        assert small.bureau.received()["payment"] == 1


@pytest.mark.feature("X-LEDGER", "U-UNLINK")
def test_refusal_of_the_bureau_itself_costs_one_question_more(
    small: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk reads the reason and that nothing was recorded: the key is closed."""
    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        small.until_owed()
        small.done("update_unit_links")
        tick_where(small, UNIT_LINKS, "unit_no", small.bureau.seeded.unit_no)
        before = len(between.seen)

        ran = small.run("unlink_units")

        assert (ran.status, ran.answer["code"]) == (1, "BUR-03"), ran.message
        assert "没有被记录，税务系统没有任何变化" in ran.message
        assert ran.answer["outcome"] == "not_recorded"
        asked = [line for line in between.seen[before:] if line.startswith("POST /v1/submissions/")]
        assert len(asked) == 1
        assert newest_entry(small).state is State.REFUSED
        assert small.bureau.received()["unit_unlink"] == 0


@pytest.mark.feature("X-LEDGER")
def test_refusal_because_of_an_unseen_receipt_does_not_deny_it(small: Desk) -> None:
    """Killed between receipt and saving, the clerk clicks again and is refused because of it."""
    command, parameters = CLICKS[SubmissionKind.REFUND](small)
    before = small.book.read_bytes()
    receipt_no = small.done(command, parameters).answer["refund_no"]
    small.book.write_bytes(before)

    ran = small.run(command, parameters)

    assert (ran.status, ran.answer["code"]) == (1, "BUR-03"), ran.message
    assert f"在这之前的提交税务系统已经受理（流水号 {receipt_no}）" in ran.message
    assert not any(words in ran.message for words in DENIALS[:1])
    assert small.bureau.received()["refund"] == 1


@pytest.mark.feature("X-LEDGER", "S-LOGIN")
def test_session_of_another_employer_is_not_taken(
    small: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Swapped answers would let the rows of one employer be filed under another's session."""

    def swap(truth: Answer) -> Answer:
        said = json.loads(truth.body)
        said["employer"] |= {"tax_id": "91520115MA0000000X", "account_id": "another"}
        return Answer(truth.status, json.dumps(said).encode(), truth.headers)

    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        between.says(swap, at="/v1/session")

        ran = small.run("login", {"纳税人识别号": small.bureau.seeded.tax_id})

        assert between.told == 1
        assert (ran.status, ran.answer["code"]) == (1, "BUR-06"), ran.message
        assert "91520115MA0000000X 的答复" in ran.message
        assert small.run("login", {"纳税人识别号": small.bureau.seeded.tax_id}).status == 0


@pytest.mark.feature("X-LEDGER")
def test_number_that_no_database_holds_is_garbled(
    small: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cursor of 31 digits ended as a defect."""

    def longer(truth: Answer) -> Answer:
        said = json.loads(truth.body) | {"cursor": 10**30}
        return Answer(truth.status, json.dumps(said).encode(), truth.headers)

    with gateway(small.bureau.url) as between:
        through(small, monkeypatch, between)
        small.done("login", {"纳税人识别号": small.bureau.seeded.tax_id})
        between.says(longer, at="/v1/employees")

        ran = small.run("update_roster")

        assert between.told == 1
        assert ran.answer["code"] == "BUR-06", ran.message


@pytest.mark.feature("X-LEDGER")
def test_bureau_that_ignores_keys_shows_that_these_tests_can_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing that a client does can help where keys mean nothing."""
    with (
        open_desk(tmp_path, capsys, monkeypatch, people=6, ignore_keys=True) as desk,
        gateway(desk.bureau.url) as between,
    ):
        through(desk, monkeypatch, between)
        command, parameters = CLICKS[SubmissionKind.WAGE_FILING](desk)
        between.says(LIES["503 UNAVAILABLE"])

        desk.run(command, parameters)
        desk.run(command, parameters)

        assert desk.bureau.received()["wage_filing"] == 2
