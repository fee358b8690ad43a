"""The evidence pack: filings with their proof, in a zip whose every byte follows from its content.

A filing is proved when the bureau signed an anchor behind the event that wrote it down: the hash
there covers its cells, its request and its circumstances. Nothing that is not proved is packed, and
nothing in the pack is free to be anything else: whoever checks it builds it again and compares.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import signed_words
from shebao.ledger.answers import (
    KeysOf,
    address_of,
    anchors_in,
    answer_fault,
    name_of,
    read_answer,
    receipt_in,
    standing,
)
from shebao.ledger.chain import canonical_json, digest, row_hash
from shebao.store.ledger_values import EntryRow, EventRow

if TYPE_CHECKING:
    from shebao.store.ledger_rows import LedgerRows

FORMAT = "shebao-evidence-1"
PACK, CHAIN, ANCHORS = "pack.json", "chain.json", "anchors.json"
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100600 << 16
Members = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Link:
    """One event of the chain; the bureau's answer in it is known by its digest."""

    event: EventRow  # without its answer
    answer_digest: str | None


@dataclass(frozen=True, slots=True)
class Filing:
    """One submission: what was written down, and the bureau's signed answer if it is kept."""

    entry: EntryRow
    opened: int  # the number of the event that wrote it down
    answer: str | None


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything in an evidence pack.

    ``witnesses`` are signed answers to other filings, which anchor events of this pack.
    """

    ledger: str
    filings: tuple[Filing, ...]
    chain: tuple[Link, ...]
    witnesses: tuple[str, ...]


def collect(
    rows: "LedgerRows", wanted: Callable[[EntryRow, EventRow], bool] | None, keys_of: KeysOf
) -> tuple[Pack, int]:
    """Return the filings that are wanted and proved, and how many are wanted and not proved.

    ``wanted`` is given an entry with its last event; without it the whole ledger is taken, with
    the whole chain as far as it is anchored.
    """
    with rows.history() as (entries, events):
        by_id = {entry.entry_id: entry for entry in entries}
        chain = list(events)
    opened: dict[str, int] = {}
    for event in chain:
        opened.setdefault(event.entry_id, event.seq)
    last = {event.entry_id: event for event in chain}
    anchored = _anchored(by_id, chain, keys_of)
    filings, spans, unproved = [], [], 0
    for entry_id, seq in opened.items():
        if wanted is not None and not wanted(by_id[entry_id], last[entry_id]):
            continue
        place = min((place for place in anchored if place >= seq), default=None)
        if place is None:
            unproved += 1
            continue
        filings.append(Filing(by_id[entry_id], seq, last[entry_id].answer))
        spans.append((seq, place))
    if wanted is None and anchored:
        spans.append((1, max(anchored)))
    own = {filing.answer for filing in filings}
    witnesses = {anchored[place]: None for _, place in spans}
    return Pack(
        ledger=name_of(chain),
        filings=tuple(filings),
        chain=tuple(_links(chain, spans)),
        witnesses=tuple(answer for answer in witnesses if answer not in own),
    ), unproved


def _anchored(
    by_id: Mapping[str, EntryRow], chain: Sequence[EventRow], keys_of: KeysOf
) -> dict[int, str]:
    """Return by number each event that a signed answer names as it stands, with that answer."""
    ledger, hashes = name_of(chain), {event.seq: row_hash(event) for event in chain}
    found: dict[int, str] = {}
    for event in chain:
        if event.answer is None:
            continue
        entry = by_id[event.entry_id]
        answer = read_answer(event.answer)
        if answer_fault(answer, entry, keys_of(address_of(entry))):
            continue
        for anchor in anchors_in(answer):
            if anchor.ledger == ledger and standing(anchor, hashes):
                found.setdefault(anchor.seq, event.answer)
    return found


def _links(chain: Sequence[EventRow], spans: Iterable[tuple[int, int]]) -> list[Link]:
    kept = {seq for first, last in spans for seq in range(first, last + 1)}
    return [
        Link(
            EventRow(**{**asdict(event), "answer": None}),
            None if event.answer is None else digest(event.answer),
        )
        for event in chain
        if event.seq in kept
    ]


def write_pack(pack: Pack) -> bytes:
    """Return the zip file of a pack: the same bytes for the same content, everywhere."""
    members: Members = {}
    for filing in pack.filings:
        folder = f"{filing.opened:06}-{filing.entry.kind}"
        for name, value in filing_members(filing).items():
            members[f"{folder}/{name}"] = _text(value)
    members[CHAIN] = _text([_link_json(link) for link in pack.chain])
    members[ANCHORS] = _text([json.loads(answer) for answer in pack.witnesses])
    listed = {name: digest(content.decode()) for name, content in members.items()}
    members[PACK] = _text({"format": FORMAT, "ledger": pack.ledger, "sha256": listed})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, members[name])
    return buffer.getvalue()


def filing_members(filing: Filing) -> dict[str, Any]:
    """Return what a pack says of one filing, by file."""
    entry = filing.entry
    said: dict[str, Any] = {
        "entry.json": {**entry_json(entry), "opened": filing.opened},
        "cells.json": json.loads(entry.cells),
        "request.json": {
            "method": "POST",
            "path": SUBMISSIONS[SubmissionKind(entry.kind)].path,
            "idempotency_key": entry.key,
            "body": json.loads(entry.payload),
        },
    }
    if filing.answer is not None:
        answer = read_answer(filing.answer)
        receipt = receipt_in(answer)
        said["answer.json"] = json.loads(filing.answer)
        said["signature.json"] = {
            "algorithm": "Ed25519",
            "signature": answer.signature,
            "signed_sha256": digest(signed_words(answer).decode()),
        }
        if receipt is not None:
            said["receipt.json"] = receipt.model_dump(mode="json")
    return said


def entry_json(entry: EntryRow) -> dict[str, Any]:
    """Return an entry without its texts; its rule version stands in the circumstances."""
    said = asdict(entry)
    del said["payload"], said["cells"]
    circumstances = entry.circumstances
    return said | {"circumstances": json.loads(circumstances) if circumstances else None}


def _link_json(link: Link) -> dict[str, Any]:
    said = asdict(link.event)
    del said["answer"]
    return said | {"answer_digest": link.answer_digest}


def _text(value: object) -> bytes:
    return json.dumps(
        json.loads(canonical_json(value)), ensure_ascii=False, sort_keys=True, indent=1
    ).encode()
