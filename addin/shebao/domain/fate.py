"""What the bureau holds of what a run sent: one value of three, and the only words about it."""

from collections.abc import Sequence
from enum import StrEnum


class Fate(StrEnum):
    """What became of a submission; values are what ``--json`` tells."""

    NOT_RECORDED = "not_recorded"  # proved: nothing left, or the bureau closed the key
    RECORDED = "recorded"  # proved: by a receipt
    UNKNOWN = "unknown"  # anything else


def fate_of_run(fate: Fate | None, receipts: Sequence[str], changes: Sequence[str] = ()) -> Fate:
    """Return what the bureau holds of a whole run that stopped with a last step of this fate."""
    if fate is Fate.UNKNOWN:
        return Fate.UNKNOWN
    return Fate.RECORDED if receipts or changes else Fate.NOT_RECORDED


def fate_in_words(fate: Fate | None, receipts: Sequence[str], changes: Sequence[str] = ()) -> str:
    """Say what became of the last step, and of what the bureau received and changed before it.

    Whoever stops a run says what happened and what to do; this alone says what the bureau holds,
    so that no message can deny what another part of it confirms. ``None`` is a step that sent
    nothing to be recorded.
    """
    match fate:
        case Fate.UNKNOWN:
            words = "无法确定是否已经受理；本次提交已记入本机台账，状态为“未知”。"
        case Fate.NOT_RECORDED if not (receipts or changes):
            words = "本次操作没有被记录，税务系统没有任何变化。"
        case Fate.NOT_RECORDED:
            words = "这一步没有被记录。"
        case _:
            words = ""
    if receipts:
        words += (
            f"注意：在这之前的提交税务系统已经受理（流水号 {'、'.join(receipts)}），"
            "请勿重复办理，稍后查询其结果。"
        )
    if changes:
        words += f"注意：在这之前税务系统已经办妥：{'；'.join(changes)}。"
    return words
