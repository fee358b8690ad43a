"""The whole ledger looked at: its chain, its signed answers, and what they say of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shebao.ledger.answers import (
    KeysOf,
    address_of,
    anchors_in,
    answer_fault,
    name_of,
    read_answer,
    standing,
)
from shebao.ledger.chain import broken_entries, row_hash
from shebao.ledger.moves import UNSETTLED, State
from shebao.store.ledger_values import EntryRow, EventRow

if TYPE_CHECKING:
    from shebao.store.ledger_rows import LedgerRows


@dataclass(slots=True)
class Audit:
    """What was found; ``faults`` are sentences, each of one entry or event."""

    entries: int = 0
    events: int = 0
    signed: int = 0  # entries with a final word that the bureau signed
    unsigned: int = 0  # received before answers were kept
    unsettled: int = 0
    faults: list[str] = field(default_factory=list)


def audit(rows: "LedgerRows", keys_of: KeysOf) -> Audit:
    """Return how the whole ledger stands; it is only read."""
    with rows.history() as (entries, events):
        by_id = {entry.entry_id: entry for entry in entries}
        chain = list(events)
    found = Audit(entries=len(by_id), events=len(chain))
    last = {event.entry_id: event for event in chain}
    found.faults = [
        f"{told(by_id.get(entry_id), last.get(entry_id))}：记录不见了、被改动或顺序不对"
        for entry_id in broken_entries(by_id.values(), chain)
    ]
    for entry_id, event in last.items():
        state = State(event.state)
        if state in UNSETTLED:
            found.unsettled += 1
        elif event.answer is not None:
            found.signed += 1
        elif state is State.RECORDED:
            found.unsigned += 1
            if by_id[entry_id].circumstances is not None:
                found.faults.append(f"{told(by_id[entry_id], event)}：缺少税务系统签名的回执")
    found.faults += _answer_faults(by_id, chain, keys_of)
    return found


def _answer_faults(
    by_id: dict[str, EntryRow], chain: list[EventRow], keys_of: KeysOf
) -> Iterator[str]:
    """Yield what is wrong with the signed answers, and with the ledger that they remember."""
    ledger, hashes = name_of(chain), {event.seq: row_hash(event) for event in chain}
    for event in chain:
        if event.answer is None or event.entry_id not in by_id:
            continue
        entry = by_id[event.entry_id]
        where = told(entry, event)
        try:
            answer = read_answer(event.answer)
        except ValueError:
            yield f"{where}：所存的税务答复无法识别"
            continue
        if fault := answer_fault(answer, entry, keys_of(address_of(entry))):
            yield f"{where}：所存的税务答复{fault}"
            continue
        anchors = [anchor for anchor in anchors_in(answer) if anchor.ledger == ledger]
        if not anchors:
            yield f"{where}：税务系统签名的答复锚定的不是本台账，台账被改写过或换过"
        for anchor in anchors:
            if not standing(anchor, hashes):
                yield (
                    f"{where}：税务系统签名的答复记得本台账第 {anchor.seq} 条记录，"
                    "本台账中没有或内容不同，台账被还原过或被改写过"
                )


def told(entry: EntryRow | None, event: EventRow | None) -> str:
    """Name an entry for people."""
    if entry is None or event is None:
        return f"台账记录 {event.seq if event else (entry.entry_id if entry else '')}"
    number = f"（流水号 {event.receipt_no}）" if event.receipt_no else ""
    return f"第 {event.seq} 条 {entry.kind} {entry.subject}{number}"
