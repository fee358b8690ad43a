"""The ledger audited, and evidence packs of what it proves: from the ribbon and the terminal."""

import json
import os
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.commands.desk.bureau_key import all_keys, keys_of
from shebao.commands.desk.context import Context
from shebao.commands.desk.time_cells import month_of
from shebao.contract.certificates import SigningKey
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.domain.moments import BEIJING, beijing_day, local_time
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.ledger.answers import KeysOf, address_of, read_answer, receipt_in
from shebao.ledger.audit import audit
from shebao.ledger.errors import FaultyLedgerError, NotProvedError
from shebao.ledger.evidence import Filing, Pack, collect, write_pack
from shebao.ledger.evidence_check import check_pack
from shebao.ledger.ledger import BASIS
from shebao.rules.signature import fingerprint
from shebao.sheets.declared.system_sheets import EVIDENCE, EvidenceRow
from shebao.store.ledger_values import EntryRow, EventRow

if TYPE_CHECKING:
    from shebao.store import Store

Wanted = Callable[[EntryRow, EventRow], bool]
SIGNED, ANCHORED = "回执有税务机关签名", "内容由之后的回执锚定，本身没有签名的回执"


def export_evidence(ctx: Context) -> Outcome:
    """Write the evidence pack of this employer's submissions, as the labelled cells narrow them."""
    table = ctx.table(EVIDENCE)
    given = table.parameters()
    if given["entry"] and given["period"]:
        raise ParameterError(
            "工作表“证据包”的“流水号”和“月份”只能填写一个，没有导出。请清空其中一个后重试。",
            log="two ways to narrow",
        )
    narrower = is_of_entry(given["entry"]) if given["entry"] else None
    if given["period"]:
        current = Period.parse(ctx.session.current_period)
        narrower = is_of_period(str(month_of(table, "period", current)))
    account = ctx.account

    def wanted(entry: EntryRow, last: EventRow) -> bool:
        return entry.account == account and (narrower is None or narrower(entry, last))

    path = ctx.beside_book(
        given["file"] or f"证据包_{ctx.now().astimezone(BEIJING):%Y%m%d_%H%M%S}.zip"
    )
    if path.exists():
        ctx.ui.confirm(f"文件“{path}”已存在，将被替换")
    pack, unproved = _collected(ctx.store, wanted)
    message = _written(path, pack, unproved)
    table.replace([_line(filing) for filing in pack.filings])
    return table.report(message, counts=_counts(pack, unproved), files=(str(path),))


def audit_ledger(store: "Store") -> Outcome:
    """Say how the whole ledger stands.

    Raises FaultyLedgerError for one that is not what it was.
    """
    found = audit(store.ledger_rows, trusted_here(store))
    if found.faults:
        raise FaultyLedgerError(found.faults)
    message = (
        f"提交台账核对无误：{found.entries} 笔提交，{found.events} 条记录首尾相接；"
        f"{found.signed} 笔有税务机关签名的答复，{found.unsigned} 笔早于签名回执，"
        f"{found.unsettled} 笔尚无最终结果。"
    )
    return Outcome(
        message,
        counts={
            "entries": found.entries,
            "events": found.events,
            "signed": found.signed,
            "unsigned": found.unsigned,
            "unsettled": found.unsettled,
        },
    )


def write_evidence(store: "Store", path: Path, wanted: Wanted | None) -> Outcome:
    """Write the evidence pack of what is wanted, of the whole ledger when nothing narrows it.

    Raises NotProvedError when nothing of it is proved yet, FileRefusedError.
    """
    pack, unproved = _collected(store, wanted)
    return Outcome(
        _written(path, pack, unproved), counts=_counts(pack, unproved), files=(str(path),)
    )


def check_evidence(path: Path, keys_of: KeysOf) -> Outcome:
    """Say what an evidence pack proves, by keys that do not come from it.

    Raises NotProvedError with every fault, FileRefusedError.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileRefusedError(path, "无法读取", "请检查文件是否存在、是否有权限。") from error
    checked = check_pack(content, keys_of)
    if checked.faults:
        raise NotProvedError(
            f"证据包“{path.name}”不能证明任何内容",
            checked.faults,
            "台账和文件都没有改动。"
            "请向提供者索取原始文件；公钥有变更的，请用 --key 指定签发时的公钥文件。",
        )
    addresses = {address_of(filing.entry) for filing in checked.filings} or {""}
    prints = {fingerprint(key) for address in addresses for key in keys_of(address)[:1]}
    signed = sum(filing.answer is not None for filing in checked.filings)
    message = (
        f"证据包“{path.name}”核对无误：{len(checked.filings)} 笔提交的单元格、请求、答复和规则版本"
        f"自提交起没有改动，其中 {signed} 笔有税务机关签名的答复"
        f"（公钥指纹 {'、'.join(sorted(prints))}）。"
    )
    return Outcome(message, counts={"filings": len(checked.filings), "signed": signed})


def trusted_here(store: "Store") -> KeysOf:
    """Return the keys trusted on this machine, by bureau; all of them for what names none."""

    def found(address: str) -> Sequence[SigningKey]:
        return keys_of(store.settings, address) if address else all_keys(store.settings)

    return found


def is_of_entry(number: str) -> Wanted:
    """Choose the submission with this receipt, or this id in the ledger."""
    return lambda entry, last: number in (last.receipt_no, entry.entry_id)


def is_of_period(month: str) -> Wanted:
    """Choose what was submitted in a month, or is about it."""

    def chosen(entry: EntryRow, _last: EventRow) -> bool:
        day = json.loads(entry.circumstances or "{}").get("business_date", "")
        return month in entry.subject or (day or str(beijing_day(entry.created_at))).startswith(
            month
        )

    return chosen


def _collected(store: "Store", wanted: Wanted | None) -> tuple[Pack, int]:
    pack, unproved = collect(store.ledger_rows, wanted, trusted_here(store))
    if not pack.filings:
        why = f"{unproved} 笔提交都还没有税务机关签名的答复" if unproved else "没有符合条件的提交"
        raise NotProvedError(
            "没有可以写入证据包的提交，没有写文件",
            [why],
            "请核对流水号或月份；早于签名回执的提交，在下一笔提交之后即可证明。",
        )
    return pack, unproved


def _written(path: Path, pack: Pack, unproved: int) -> str:
    """Write the pack whole or not at all; return what to tell."""
    if path.suffix.lower() != ".zip":
        raise FileRefusedError(path, "不是 .zip 文件名", "请把文件名改为以 .zip 结尾后重试。")
    draft = path.with_name(f".saving-{uuid.uuid4().hex}.zip")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(write_pack(pack))
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise FileRefusedError(
            path, "无法写入", "请检查文件夹是否存在、是否有权限、磁盘是否已满。"
        ) from error
    more = f"另有 {unproved} 笔还没有税务机关签名的答复，没有写入。" if unproved else ""
    return (
        f"已把 {len(pack.filings)} 笔提交写入证据包“{path.name}”。{more}"
        "内含职工姓名和证件号码，请妥善保管；可用“shebao audit verify”离线核对。"
    )


def _counts(pack: Pack, unproved: int) -> dict[str, int]:
    return {"filings": len(pack.filings), "unproved": unproved}


def _line(filing: Filing) -> EvidenceRow:
    entry = filing.entry
    receipt = receipt_in(read_answer(filing.answer)) if filing.answer else None
    return EvidenceRow(
        submitted_at=local_time(entry.created_at),
        kind=SUBMISSIONS[SubmissionKind(entry.kind)].title,
        subject=entry.subject.partition(BASIS)[0],  # behind it a digest, of use to nobody here
        receipt_no=receipt.receipt_no if receipt else "",
        rule_version=json.loads(entry.circumstances or "{}").get("rule_version", ""),
        proof=SIGNED if filing.answer else ANCHORED,
        digest=entry.digest,
    )
