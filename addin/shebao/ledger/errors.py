"""The ledger's errors.

LedgerError             LED-00  the ledger forbids the step; nothing was changed or sent
├── IllegalMoveError    LED-01  the entry is in a state that this step cannot follow
├── UnsettledError      LED-02  the same thing was submitted before and has no final word yet
├── NoEntryError        LED-03  there is no such entry
├── StillUnknownError   LED-04  the bureau could not be asked about an earlier submission
├── OvertakenError      LED-05  another window submitted the same thing since this one looked
├── ForeignAnswerError  LED-06  an answer is about another submission, or not the bureau's
├── FaultyLedgerError   LED-07  the ledger is not what it was; nothing was changed
├── NotProvedError      LED-08  an evidence pack proves nothing, or there is nothing to prove
├── HeldError           LED-09  another desk or batch works on this employer; nothing was sent
└── OtherTeamError      LED-10  another team of the shared database has it; nothing was sent
"""

from collections.abc import Sequence
from datetime import datetime

from shebao.domain.errors import ShebaoError
from shebao.domain.fate import Fate
from shebao.domain.moments import local_time
from shebao.ledger.moves import WORDS, Event, State


class LedgerError(ShebaoError):
    """The ledger forbids the step; nothing was changed or sent."""

    code = "LED-00"


class HeldError(LedgerError):
    """Another desk or batch works on this employer; nothing was sent."""

    code = "LED-09"
    retryable = True

    def __init__(self, holder: str, since: datetime) -> None:
        super().__init__(
            f"该单位正由“{holder}”办理（自 {local_time(since)}），没有提交任何数据。",
            next_step="请等对方办完后重试；谁在办理见 shebao batch status。",
            log="employer held by another",
        )


class OtherTeamError(LedgerError):
    """Another team of the shared database files for this employer; nothing was sent."""

    code = "LED-10"
    what = "该单位由共享数据库的另一个团队办理，没有提交任何数据。"
    next_step = "确需改由本团队办理的，请数据库管理员转移该单位。"
    log = "employer of another team"


class IllegalMoveError(LedgerError):
    """The entry is in a state that this step cannot follow; it keeps that state."""

    code = "LED-01"

    def __init__(self, entry_id: str, state: State, event: Event) -> None:
        self.entry_id = entry_id
        self.state = state
        super().__init__(
            f"这笔提交在提交台账中的状态是“{WORDS[state]}”，不能再执行这一步。台账未作任何改动。"
            "可能另一个窗口刚刚处理过这笔提交，请刷新后查看最新结果。",
            log=f"ledger entry {entry_id} is {state.value}, event {event.value} is illegal",
        )


class UnsettledError(LedgerError):
    """The same thing was submitted before and has no final word yet; nothing was sent."""

    code = "LED-02"

    def __init__(self, entry_id: str, state: State) -> None:
        self.entry_id = entry_id
        self.state = state
        super().__init__(
            f"同一事项的上一笔提交还没有最终结果（状态“{WORDS[state]}”），税务机关可能已经受理。"
            "这一笔没有发送。",
            untouched="数据未作任何改动。",
            next_step="请先查询上一笔的结果，不要重复提交。",
            log=f"ledger entry {entry_id} of the same subject is {state.value}",
        )


class NoEntryError(LedgerError):
    """There is no such entry; nothing was changed."""

    code = "LED-03"

    def __init__(self, wanted: str) -> None:
        super().__init__(
            "提交台账中没有这笔记录。台账未作任何改动。请确认是否打开了正确的数据文件夹，"
            "或刚刚恢复过备份。",
            log=f"no ledger entry: {wanted}",
        )


class StillUnknownError(LedgerError):
    """The bureau could not be asked about an earlier submission; nothing new was sent."""

    code = "LED-04"
    retryable = True

    def __init__(self, entry_id: str, why: str) -> None:
        super().__init__(
            "上次提交没有收到反馈，是否受理仍未确认，本次查询也未成功，没有发送新的数据"
            f"（{why.rstrip('。')}）。",
            next_step="请稍后重新执行同一操作，不要在别处重复办理。",
            fate=Fate.UNKNOWN,
            log=f"ledger entry {entry_id} still unknown",
        )


class OvertakenError(LedgerError):
    """Another window submitted the same thing since this one looked; nothing was sent."""

    code = "LED-05"
    retryable = True

    def __init__(self, entry_id: str) -> None:
        super().__init__(
            "另一个窗口刚刚提交了同一事项，这一笔没有发送。",
            untouched="数据未作任何改动。",
            next_step="请重新执行同一操作：系统会先显示那一次的结果，不会重复提交。",
            log=f"overtaken by ledger entry {entry_id}",
        )


class ForeignAnswerError(LedgerError):
    """An answer is about another submission, or not signed by the bureau; it was not taken."""

    code = "LED-06"

    def __init__(self, fault: str, what: str) -> None:
        self.fault = fault
        super().__init__(
            f"收到的答复{fault}，没有采用。",
            next_step="请稍后重新执行同一操作；仍不成功请联系税务机关。",
            log=f"foreign answer ({what}): {fault}",
        )


MOST_TOLD = 8


class FaultyLedgerError(LedgerError):
    """The ledger is not what it was; it was only read."""

    code = "LED-07"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = faults
        super().__init__(
            f"提交台账核对不符 {len(faults)} 处：{_listed(faults)}。台账没有作任何改动。",
            next_step="请保留现有数据文件夹和全部备份，联系管理员；以税务系统的记录为准，不要重复办理。",
            log=f"{len(faults)} faults in the ledger",
        )


class NotProvedError(LedgerError):
    """An evidence pack proves nothing, or there is nothing to be proved."""

    code = "LED-08"

    def __init__(self, what: str, faults: Sequence[str], next_step: str) -> None:
        self.faults = faults
        super().__init__(
            f"{what}：{_listed(faults)}。", next_step=next_step, log=f"{len(faults)} faults"
        )


def _listed(faults: Sequence[str]) -> str:
    more = f"；另有 {len(faults) - MOST_TOLD} 处" if len(faults) > MOST_TOLD else ""
    return "；".join(faults[:MOST_TOLD]) + more
