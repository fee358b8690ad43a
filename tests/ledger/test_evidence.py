"""An evidence pack proves what the bureau signed, names what was touched, trusts no digest."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from shebao.contract.certificates import SigningKey
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt, signed_words
from shebao.ledger import Ledger, State
from shebao.ledger.audit import audit
from shebao.ledger.chain import canonical_json, content_hash, digest, hash_over
from shebao.ledger.evidence import PACK, Link, Pack, collect, write_pack
from shebao.ledger.evidence_check import _members, _read, check_pack
from shebao.sandbox.signing import published, sign
from shebao.store import Store
from tests.ledger.conftest import Clock
from tests.ledger.signed import Clerk, clerk_at, stranger
from tests.ledger.test_chain import change


@pytest.fixture
def clerk(tmp_path: Path, store: Store) -> Iterator[Clerk]:
    with clerk_at(tmp_path, store) as opened:
        yield opened


@pytest.fixture
def pack(clerk: Clerk) -> bytes:
    clerk.file()
    clerk.pay()
    found, unproved = collect(clerk.store.ledger_rows, None, clerk.keys_of)
    assert (len(found.filings), unproved) == (2, 0)
    return write_pack(found)


def read(content: bytes) -> Pack:
    return _read(_members(content))


@pytest.mark.feature("X-EVIDENCE")
def test_a_pack_holds_and_holds_for_nobody_elses_key(clerk: Clerk, pack: bytes) -> None:
    """The control of everything below."""
    assert check_pack(pack, clerk.keys_of).faults == ()
    assert len(check_pack(pack, clerk.keys_of).filings) == 2
    assert "没有该税务系统的公钥" in check_pack(pack, stranger).faults[0]
    other = published(Ed25519PrivateKey.generate())
    assert "与税务机关的签名不符" in check_pack(pack, lambda _: [other]).faults[0]
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        names = {name.split("/")[-1] for name in archive.namelist()}
        for name in archive.namelist():
            json.loads(archive.read(name).decode("utf-8"))
    wanted = {"cells", "request", "answer", "receipt", "signature", "entry", "chain"}
    assert {f"{name}.json" for name in wanted} <= names
    entry = check_pack(pack, clerk.keys_of).filings[0].entry
    assert json.loads(entry.circumstances or "")["rule_version"] == "1"


@pytest.mark.feature("X-EVIDENCE")
def test_any_flipped_byte_is_named(clerk: Clerk, pack: bytes) -> None:
    """Also in the zip's own headers, in times, names and padding: no byte is free."""
    step = max(1, len(pack) // 700)
    for place in range(0, len(pack), step):
        flipped = bytearray(pack)
        flipped[place] ^= 1 << (place % 8)
        found = check_pack(bytes(flipped), clerk.keys_of)
        assert found.faults, f"byte {place} of {len(pack)} is free"
        assert found.filings == ()
    assert check_pack(pack + b"\0", clerk.keys_of).faults
    assert check_pack(pack[:-1], clerk.keys_of).faults


ODD: tuple[object, ...] = (None, "x", "\ud800", -1, 10**25, "9" * 5_000, [], {"a": 1})


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value of JSON; of a list the first two."""
    yield at
    inner: Any = value.items() if isinstance(value, dict) else ()
    for name, one in enumerate(value[:2]) if isinstance(value, list) else inner:
        yield from places(one, (*at, name))


def replaced(value: Any, at: tuple[Any, ...], new: object) -> Any:
    if not at:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[at[0]] = replaced(value[at[0]], at[1:], new)
    return copied


@pytest.mark.feature("X-EVIDENCE")
def test_value_of_another_kind_is_named_and_no_defect(clerk: Clerk, pack: bytes) -> None:
    """Under fresh digests: half a character and numbers that are texts ended as a defect."""
    members = _members(pack)
    turn = 0
    for name, content in members.items():
        said = json.loads(content)
        for at in places(said):
            for odd in (ODD[turn % len(ODD)], ODD[2]):
                changed = members | {name: json.dumps(replaced(said, at, odd)).encode()}
                if name != PACK:
                    listed = json.loads(changed[PACK])
                    listed["sha256"][name] = digest(changed[name].decode())
                    changed[PACK] = json.dumps(listed).encode()
                file = io.BytesIO()
                with zipfile.ZipFile(file, "w") as archive:
                    for member, text in changed.items():
                        archive.writestr(member, text)
                assert check_pack(file.getvalue(), clerk.keys_of).faults, (name, at, odd)
            turn += 1
    assert turn > 100


def rehashed(pack: Pack) -> Pack:
    """The pack with every digest and every hash of the chain made anew, as a forger would."""
    contents = {filing.entry.entry_id: content_hash(filing.entry) for filing in pack.filings}
    links: list[Link] = []
    for link in pack.chain:
        before = links[-1].event if links else None
        event = dataclasses.replace(
            link.event,
            content_hash=contents.get(link.event.entry_id, link.event.content_hash),
            previous_hash=before.row_hash if before else link.event.previous_hash,
        )
        event = dataclasses.replace(event, row_hash=hash_over(event, link.answer_digest))
        links.append(Link(event, link.answer_digest))
    ledger = links[0].event.row_hash[:16] if links[0].event.seq == 1 else pack.ledger
    return dataclasses.replace(pack, chain=tuple(links), ledger=ledger)


def with_entry(pack: Pack, **changes: Any) -> Pack:
    first = pack.filings[0]
    entry = dataclasses.replace(first.entry, **changes)
    filing = dataclasses.replace(first, entry=entry)
    return dataclasses.replace(pack, filings=(filing, *pack.filings[1:]))


def with_receipt(pack: Pack, key: Ed25519PrivateKey, **changes: Any) -> Pack:
    """The first filing with another receipt, signed by a key of the forger's own."""
    first = pack.filings[0]
    said = json.loads(first.answer or "") | changes
    receipt = Receipt.model_validate(said)
    said["signature"] = sign(key, signed_words(receipt))
    filing = dataclasses.replace(first, answer=canonical_json(said))
    return dataclasses.replace(pack, filings=(filing, *pack.filings[1:]))


def _other_payload(pack: Pack) -> Pack:
    body = json.loads(pack.filings[0].entry.payload)
    body["bills"][0]["amount_fen"] += 1
    payload = canonical_json(body)
    return with_entry(pack, payload=payload, digest=digest(payload))


def _without_answer(pack: Pack) -> Pack:
    filing = dataclasses.replace(pack.filings[0], answer=None)
    return dataclasses.replace(pack, filings=(filing, *pack.filings[1:]))


def _answer_moved(pack: Pack) -> Pack:
    answer = pack.filings[0].answer or ""
    return dataclasses.replace(_without_answer(pack), witnesses=(answer,))


def _row_added(pack: Pack) -> Pack:
    last = pack.chain[-1]
    event = dataclasses.replace(
        last.event, seq=last.event.seq + 1, previous_hash=last.event.row_hash, message="补记"
    )
    event = dataclasses.replace(event, row_hash=hash_over(event, None))
    return dataclasses.replace(pack, chain=(*pack.chain, Link(event, None)))


def _row_dropped(pack: Pack) -> Pack:
    return dataclasses.replace(pack, chain=(*pack.chain[:2], *pack.chain[3:]))


FORGER = Ed25519PrivateKey.generate()
FORGERIES: dict[str, Callable[[Pack], Pack]] = {
    "cells": lambda pack: with_entry(pack, cells='{"sheet":"待申报"}'),
    "request": _other_payload,
    "rule version": lambda pack: with_entry(
        pack, circumstances=(pack.filings[0].entry.circumstances or "").replace('"1"', '"2"')
    ),
    "subject": lambda pack: with_entry(pack, subject="2026-10"),
    "key": lambda pack: with_entry(pack, key="premium_filing-0"),
    "receipt number": lambda pack: with_receipt(pack, FORGER, receipt_no="SB0"),
    "receipt time": lambda pack: with_receipt(pack, FORGER, received_at="2026-11-01T00:00:00Z"),
    "answer left out": _without_answer,
    "answer moved": _answer_moved,
    "row added": _row_added,
    "row dropped": _row_dropped,
}


@pytest.mark.feature("X-EVIDENCE")
@pytest.mark.parametrize("what", FORGERIES)
def test_a_pack_rewritten_with_fresh_digests_fails(clerk: Clerk, pack: bytes, what: str) -> None:
    """A digest in the pack proves nothing: whoever changes the one changes the other."""
    forged = write_pack(rehashed(FORGERIES[what](read(pack))))
    assert forged != pack

    found = check_pack(forged, clerk.keys_of)

    assert found.faults, what
    assert found.filings == ()


@pytest.mark.feature("X-EVIDENCE")
def test_a_forgers_own_key_helps_only_who_trusts_it(clerk: Clerk, pack: bytes) -> None:
    """Shows that the forgeries above are well made: under the forger's key such a pack holds."""

    def forger(_address: str) -> Sequence[SigningKey]:
        return [published(FORGER)]

    taken = read(pack)
    # The second filing's anchor covers the answer to the first, which is signed anew here.
    first = dataclasses.replace(taken, filings=taken.filings[:1], chain=taken.chain[:2])
    forged = write_pack(with_receipt(first, FORGER, receipt_no="SB0"))

    assert check_pack(forged, forger).faults == ()
    assert check_pack(forged, clerk.keys_of).faults


@pytest.mark.feature("X-EVIDENCE")
def test_one_filing_is_packed_with_its_own_rows_alone(clerk: Clerk) -> None:
    """What goes to one auditor holds nothing of another filing."""
    clerk.file()
    number = clerk.pay().receipt_no
    clerk.ledger.open(clerk.ledger.last().kind, "A2", "2026-11", {"debt_nos": []}, [])

    found, unproved = collect(
        clerk.store.ledger_rows, lambda _, last: last.receipt_no == number, clerk.keys_of
    )

    assert [filing.entry.kind for filing in found.filings] == ["payment"]
    assert {link.event.entry_id for link in found.chain} == {found.filings[0].entry.entry_id}
    assert (unproved, check_pack(write_pack(found), clerk.keys_of).faults) == (0, ())


@pytest.mark.feature("X-EVIDENCE")
def test_what_no_receipt_anchors_is_not_packed(clerk: Clerk) -> None:
    clerk.file()
    clerk.ledger.open(clerk.ledger.last().kind, "A1", "2026-12", {"bills": []}, [])

    found, unproved = collect(clerk.store.ledger_rows, None, clerk.keys_of)

    assert (len(found.filings), unproved) == (1, 1)
    assert check_pack(write_pack(found), clerk.keys_of).faults == ()


@pytest.mark.feature("X-EVIDENCE", "X-LEDGER")
def test_rows_from_before_receipts_were_signed_are_anchored_by_the_next_one(clerk: Clerk) -> None:
    """An old store goes on working, and its past is proved from its next submission on."""
    old = clerk.ledger.open(clerk.file().kind, "A1", "2025-11", {"bills": ["旧"]}, ["甲"])
    clerk.ledger.mark_recorded(clerk.ledger.mark_sent(old), "SB2025")
    _, before = collect(clerk.store.ledger_rows, lambda e, _: e.subject == "2025-11", clerk.keys_of)
    clerk.pay()

    found, unproved = collect(
        clerk.store.ledger_rows, lambda e, _: e.subject == "2025-11", clerk.keys_of
    )

    assert (before, unproved) == (1, 0)
    assert [filing.answer for filing in found.filings] == [None]
    content = write_pack(found)
    assert check_pack(content, clerk.keys_of).faults == ()
    assert audit(clerk.store.ledger_rows, clerk.keys_of).faults == []
    forged = with_entry(read(content), cells='["乙"]')
    assert check_pack(write_pack(rehashed(forged)), clerk.keys_of).faults


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE ledger_entry SET cells = '[]' WHERE kind = 'premium_filing'", "premium_filing"),
        ("UPDATE ledger_event SET answer = NULL WHERE seq = 3", "premium_filing"),
        ("UPDATE ledger_event SET message = 'x' WHERE seq = 2", "premium_filing"),
        ("DELETE FROM ledger_event WHERE seq = 2", "不见了"),
    ],
)
def test_a_ledger_that_was_touched_is_named(clerk: Clerk, statement: str, words: str) -> None:
    clerk.file()
    clerk.pay()
    assert audit(clerk.store.ledger_rows, clerk.keys_of).faults == []

    change(clerk.store, statement)

    assert words in " ".join(audit(clerk.store.ledger_rows, clerk.keys_of).faults)


@pytest.mark.feature("X-LEDGER")
def test_a_ledger_rewritten_with_fresh_hashes_is_named(clerk: Clerk) -> None:
    """Its chain holds again; the bureau's signature remembers the one before."""
    clerk.file()
    clerk.pay()
    rows = clerk.store.ledger_rows
    change(clerk.store, "UPDATE ledger_entry SET cells = '[]' WHERE kind = 'premium_filing'")
    with rows.history() as (entries, events):
        contents = {entry.entry_id: content_hash(entry) for entry in entries}
        chain = list(events)
    previous = chain[0].previous_hash
    for event in chain:
        fresh = dataclasses.replace(
            event, content_hash=contents[event.entry_id], previous_hash=previous
        )
        answer = None if fresh.answer is None else digest(fresh.answer)
        previous = hash_over(fresh, answer)
        with clerk.store._database.writing() as connection:
            connection.execute(
                text(
                    "UPDATE ledger_event SET content_hash = :c, previous_hash = :p, row_hash = :r"
                    " WHERE seq = :s"
                ),
                {
                    "c": fresh.content_hash,
                    "p": fresh.previous_hash,
                    "r": previous,
                    "s": event.seq,
                },
            )
    assert clerk.ledger.verify() == []  # the chain alone shows nothing

    faults = audit(rows, clerk.keys_of).faults

    assert any("台账被改写过" in fault for fault in faults), faults


@pytest.mark.feature("X-LEDGER")
def test_what_is_new_is_verified_at_each_start(clerk: Clerk) -> None:
    """Told at every start until it is mended, at the cost of the new rows alone."""
    clerk.file()
    ledger = clerk.ledger
    ledger.check_new()
    assert list(ledger.warnings) == []
    clerk.pay()
    change(clerk.store, "UPDATE ledger_entry SET cells = '[]' WHERE kind = 'payment'")
    for _ in range(2):
        ledger = clerk.ledger
        ledger.check_new()
        assert "有 1 笔与校验值不符" in next(iter(ledger.warnings))
    change(clerk.store, "DELETE FROM ledger_event WHERE seq >= 3")
    ledger = clerk.ledger
    ledger.check_new()
    assert "已核对过的第 3 条记录不见了" in next(iter(ledger.warnings))


@pytest.mark.feature("X-LEDGER")
def test_a_rolled_back_ledger_is_named_by_the_next_receipt(clerk: Clerk) -> None:
    """A store restored from before a payment must not look as if nothing was paid."""
    clerk.file()
    clerk.pay()
    change(
        clerk.store,
        "DELETE FROM ledger_event WHERE seq > 3",
        "DELETE FROM ledger_entry WHERE kind = 'payment'",
    )
    ledger = clerk.ledger
    ledger.check_new()
    assert list(ledger.warnings) == []  # nothing on this machine shows it

    clerk.link(ledger)

    assert "税务系统留存的本机台账第 5 条记录" in next(iter(ledger.warnings))
    assert any(
        "被还原过" in fault for fault in audit(clerk.store.ledger_rows, clerk.keys_of).faults
    )


@pytest.mark.feature("X-LEDGER")
def test_a_store_of_the_version_before_is_brought_forward_and_settled(
    tmp_path: Path, reopen: Callable[[], Store]
) -> None:
    """Its hashes hold, and what was unknown then is asked about now."""
    with reopen() as store:
        ledger = Ledger(store, Clock())
        done = ledger.open(SubmissionKind.PAYMENT, "A1", "2026-10", {"n": 1}, ["甲"])
        ledger.mark_recorded(ledger.mark_sent(done), "R1")
        ledger.mark_sent(ledger.open(SubmissionKind.PAYMENT, "A1", "2026-11", {"n": 2}, ["甲"]))
        change_tables(
            store,
            *(f"DROP TABLE {table}" for table in ("batch_job", "batch", "employer_hold")),
            *(f"DROP TABLE {table}" for table in ("bureau_pace", "client_document")),
            "ALTER TABLE ledger_entry DROP COLUMN circumstances",
            "ALTER TABLE ledger_event DROP COLUMN answer",
            "UPDATE alembic_version SET version_num = '0006'",
        )
    with reopen() as store, clerk_at(tmp_path, store) as clerk:
        assert clerk.ledger.verify() == []
        assert clerk.settle(SubmissionKind.PAYMENT) == []
        assert [entry.state for entry in clerk.ledger.list("A1")] == [State.RECORDED, State.CLOSED]
        clerk.file()
        assert audit(store.ledger_rows, clerk.keys_of).faults == []
        found, unproved = collect(store.ledger_rows, None, clerk.keys_of)
        assert (len(found.filings), unproved) == (3, 0)
        assert check_pack(write_pack(found), clerk.keys_of).faults == ()


def change_tables(store: Store, *statements: str) -> None:
    with store._database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))
