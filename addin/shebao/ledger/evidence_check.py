"""Checking an evidence pack, without the bureau and without the ledger that it came from."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from shebao.contract.certificates import SigningKey
from shebao.ledger.answers import (
    Answer,
    KeysOf,
    address_of,
    anchors_in,
    answer_fault,
    read_answer,
    unsigned_words,
)
from shebao.ledger.chain import GENESIS, canonical_json, content_hash, digest, hash_over
from shebao.ledger.evidence import ANCHORS, CHAIN, PACK, Filing, Link, Pack, write_pack
from shebao.ledger.moves import Event
from shebao.store.ledger_values import EntryRow, EventRow

Part = TypeVar("Part")
MOST_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a pack proves; nothing at all when there are faults."""

    faults: tuple[str, ...]
    filings: tuple[Filing, ...] = ()


class _PackError(Exception):
    """A part cannot be read; the words name it."""


def check_pack(content: bytes, keys_of: KeysOf) -> Checked:
    """Return what a pack proves under the given keys; its own digests are never trusted."""
    try:
        members = _members(content)
        pack = _read(members)
    except _PackError as error:
        return Checked((str(error),))
    try:
        faults = list(_faults(pack, keys_of))
        if not faults:
            faults += _differences(content, write_pack(pack))
    except (AttributeError, TypeError, ValueError, RecursionError):
        # A value of another kind than ours, or half a character: no pack of ours has one.
        return Checked(("有的内容不是证据包应有的，无法识别",))
    return Checked(tuple(faults), () if faults else pack.filings)


def _members(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > min(len(content), MOST_BYTES):
                raise _PackError("不是证据包：内容比文件本身还大")
            for info in infos:
                try:
                    found[info.filename] = archive.read(info)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
                    raise _PackError(f"{info.filename} 被改动：内容与校验值不符") from error
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise _PackError("文件的结构被改动，或不是证据包") from error
    return found


def _read(members: dict[str, bytes]) -> Pack:
    """Return the pack that the members are; whether it is true is for others to say."""
    listed = _part(members, PACK, lambda said: dict(said["sha256"]))
    for name, content in sorted(members.items()):
        if name != PACK and listed.get(name) != digest(content.decode("utf-8", "replace")):
            raise _PackError(f"{name} 被改动：与 {PACK} 所列的校验值不符")
    folders = sorted({name.split("/")[0] for name in members if "/" in name})
    return Pack(
        ledger=_part(members, PACK, lambda said: str(said["ledger"])),
        filings=tuple(_filing(members, folder) for folder in folders),
        chain=_part(members, CHAIN, lambda said: tuple(_link(one) for one in said)),
        witnesses=_part(members, ANCHORS, lambda said: tuple(map(canonical_json, said))),
    )


def _part(members: dict[str, bytes], name: str, build: Callable[[Any], Part]) -> Part:
    try:
        return build(json.loads(members[name]))
    except KeyError as error:
        raise _PackError(f"缺少 {name}，或其中缺少内容") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _PackError(f"{name} 的内容无法识别") from error


def _filing(members: dict[str, bytes], folder: str) -> Filing:
    def part(name: str, build: Callable[[Any], Part]) -> Part:
        return _part(members, f"{folder}/{name}", build)

    said = part("entry.json", dict)
    opened = said.pop("opened", None)
    circumstances = said.pop("circumstances", None)
    payload = part("request.json", lambda request: canonical_json(request["body"]))
    cells = part("cells.json", canonical_json)
    answer = part("answer.json", canonical_json) if f"{folder}/answer.json" in members else None
    try:
        said["created_at"] = datetime.fromisoformat(said["created_at"])
        entry = EntryRow(
            **said,
            payload=payload,
            cells=cells,
            circumstances=canonical_json(circumstances) if circumstances else None,
        )
        return Filing(entry, int(opened), answer)
    except (TypeError, ValueError, KeyError) as error:
        raise _PackError(f"{folder}/entry.json 的内容无法识别") from error


def _link(said: dict[str, Any]) -> Link:
    fields = {**said, "at": datetime.fromisoformat(said["at"])}
    answer_digest = fields.pop("answer_digest")
    return Link(EventRow(**fields), answer_digest)


def _faults(pack: Pack, keys_of: KeysOf) -> Iterator[str]:
    """Yield everything that is not as the bureau signed it, by name."""
    if not pack.filings:
        yield "证据包中没有任何申报"
    yield from _chain_faults(pack.chain, pack.ledger)
    addresses = {address_of(filing.entry) for filing in pack.filings} - {""}
    keys = [key for address in sorted(addresses or {""}) for key in keys_of(address)]
    answers: list[Answer] = []
    for filing in pack.filings:
        folder = f"{filing.opened:06}-{filing.entry.kind}"
        yield from (f"{folder}：{fault}" for fault in _filing_faults(filing, pack.chain))
        if filing.answer is None:
            continue
        try:
            answer = read_answer(filing.answer)
        except ValueError:
            yield f"{folder}/answer.json 的内容无法识别"
            continue
        own_keys = keys_of(address_of(filing.entry))
        if fault := answer_fault(answer, filing.entry, own_keys):
            yield f"{folder}/answer.json {fault}"
        else:
            answers.append(answer)
    for text in pack.witnesses:
        fault = _witness_fault(text, keys, {filing.entry.key for filing in pack.filings})
        if fault:
            yield f"{ANCHORS} {fault}"
        else:
            answers.append(read_answer(text))
    yield from _anchor_faults(pack, answers)


def _witness_fault(text: str, keys: Sequence[SigningKey], own: set[str]) -> str:
    try:
        answer = read_answer(text)
    except ValueError:
        return "的内容无法识别"
    if answer.key in own:
        return "中有本包申报的回执，应在该申报之下"
    return unsigned_words(answer, keys)


def _chain_faults(chain: Sequence[Link], ledger: str) -> Iterator[str]:
    before: EventRow | None = None
    for link in chain:
        event = link.event
        if event.row_hash != hash_over(event, link.answer_digest):
            yield f"{CHAIN} 第 {event.seq} 条被改动：与其校验值不符"
        if before is not None and event.seq <= before.seq:
            yield f"{CHAIN} 第 {event.seq} 条的顺序不对"
        if event.seq == 1 and (event.previous_hash, event.row_hash[:16]) != (GENESIS, ledger):
            yield f"{CHAIN} 第 1 条不是本台账的开头"
        is_next = before is not None and event.seq == before.seq + 1
        if is_next and before is not None and event.previous_hash != before.row_hash:
            yield f"{CHAIN} 第 {event.seq} 条接不上前一条"
        before = event


def _filing_faults(filing: Filing, chain: Sequence[Link]) -> Iterator[str]:
    entry = filing.entry
    if digest(entry.payload) != entry.digest:
        yield "request.json 被改动：与台账记录的摘要不符"
    mine = [link for link in chain if link.event.entry_id == entry.entry_id]
    opened = next((link.event for link in mine if link.event.seq == filing.opened), None)
    if opened is None or opened.event != Event.OPENED:
        yield f"{CHAIN} 中没有写下这笔申报的第 {filing.opened} 条"
        return
    if any(link.event.content_hash != content_hash(entry) for link in mine):
        yield "cells.json、request.json 或 entry.json 被改动：与台账记录的校验值不符"
    answered = [link.answer_digest for link in mine if link.answer_digest is not None]
    if answered and (filing.answer is None or digest(filing.answer) != answered[-1]):
        yield "answer.json 被改动或移走：与台账记录的校验值不符"


def _anchor_faults(pack: Pack, answers: Sequence[Answer]) -> Iterator[str]:
    """Every unbroken run of events must end at one that the bureau signed as it stands."""
    signed = {
        (anchor.seq, anchor.row_hash)
        for answer in answers
        for anchor in anchors_in(answer)
        if anchor.ledger == pack.ledger
    }
    numbers = {link.event.seq for link in pack.chain}
    for link in pack.chain:
        event = link.event
        if event.seq + 1 not in numbers and (event.seq, event.row_hash) not in signed:
            yield f"{CHAIN} 第 {event.seq} 条与税务系统签名锚定的不符，至此的内容没有得到证明"


def _differences(content: bytes, wanted: bytes) -> list[str]:
    """Return where a file is not byte for byte the one pack of its content."""
    if content == wanted:
        return []
    pairs = zip(content, wanted, strict=False)
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(content), len(wanted)))
    with zipfile.ZipFile(io.BytesIO(wanted)) as archive:
        before = [info.filename for info in archive.infolist() if info.header_offset <= place]
    return [
        f"第 {place + 1} 字节被改动（{before[-1] if before else PACK} 处）：不是证据包应有的内容"
    ]
