"""Whether the ledger still is what it was: the part that was added since the last look."""

from typing import TYPE_CHECKING

from shebao.ledger.chain import GENESIS, broken_entries

if TYPE_CHECKING:  # SQLAlchemy is slow to import, and these are handed in
    from shebao.store.ledger_rows import LedgerRows
    from shebao.store.settings import Settings

VERIFIED = "ledger_verified"  # number and hash of the last event that was found to hold
NEXT = "数据可能损坏或被改动，请运行“shebao audit”核对，并联系管理员；在此之前请保留现有备份。"


def new_faults(rows: "LedgerRows", settings: "Settings") -> list[str]:
    """Return in words what does not hold since the last look, and remember how far all holds.

    It costs no more than what was added. A fault is told at each look until it is gone.
    """
    seq, _, known = (settings.get(VERIFIED) or f"0:{GENESIS}").partition(":")
    after = int(seq)
    if after:
        held = rows.event_at(after)
        if held is None or held.row_hash != known:
            return [f"提交台账已核对过的第 {after} 条记录不见了或已被改动：{NEXT}"]
    with rows.history(after) as (entries, events):
        added = list(events)
        broken = broken_entries(entries, added, after=after, previous=known)
    if broken:
        first = next(event for event in added if event.entry_id == broken[0])
        return [f"提交台账第 {first.seq} 条记录起有 {len(broken)} 笔与校验值不符：{NEXT}"]
    if added:
        settings.put(VERIFIED, f"{added[-1].seq}:{added[-1].row_hash}")
    return []


def rolled_back(seq: int) -> str:
    """Say that the bureau remembers an event that this ledger does not hold."""
    return (
        f"税务系统留存的本机台账第 {seq} 条记录，在本机台账中没有或内容不同："
        "本机数据可能恢复过较早的备份，或被改动过。请运行“shebao audit”核对；"
        "此前在本机提交、现已看不到的申报，请查询税务记录，不要重复办理。"
    )
