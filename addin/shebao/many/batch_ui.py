"""What stands for a person at a desk while a batch runs: the answers, and a session in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shebao.domain.errors import NotConfirmedError, ParameterError
from shebao.domain.moments import beijing_day
from shebao.domain.money import yuan


class AboveCapError(NotConfirmedError):
    """The amount is above what the list allows; nothing was paid."""

    def __init__(self, amount_fen: int, cap_fen: int | None, paid_fen: int = 0) -> None:
        super().__init__(f"缴费 {yuan(amount_fen)} 元")
        limit = "没有填写" if cap_fen is None else f"是 {yuan(cap_fen)} 元"
        paid = f"本月已缴（含缴费中） {yuan(paid_fen)} 元，" if paid_fen else ""
        self.amount_fen = amount_fen
        self.what = f"{paid}应缴 {yuan(amount_fen)} 元，单位清单中的“可缴上限”{limit}，没有缴费。"
        self.next_step = (
            f"请核对金额，把“可缴上限”改为不小于 {yuan(paid_fen + amount_fen)} 元，"
            "再执行 shebao batch resume。"
        )


class BatchUi:
    """The person who started the batch agreed to what the list says, and to nothing above it."""

    def __init__(self, cap_fen: int | None, paid_fen: int = 0) -> None:
        """``paid_fen``: what the month's earlier runs paid of the cap."""
        self._cap_fen = cap_fen
        self._paid_fen = paid_fen

    def confirm(self, question: str) -> None:
        """Return: who started the batch confirmed its steps."""

    def confirm_amount(self, question: str, amount_fen: int) -> None:  # noqa: ARG002 - the amount decides
        """Return when the list allows this amount; raise AboveCapError otherwise."""
        if self._cap_fen is None or self._paid_fen + amount_fen > self._cap_fen:
            raise AboveCapError(amount_fen, self._cap_fen, self._paid_fen)

    def password(self, prompt: str) -> str:  # noqa: ARG002 - nobody reads it
        """Return nothing: the password comes from the vault."""
        return ""

    def choose(
        self, prompt: str, choices: Sequence[str], *, cell: str = "", option: str = ""
    ) -> int:
        """Refuse: which of several is for a person to say."""
        answer = f"填写工作簿{cell or f'中的“{option}”'}"
        raise ParameterError(
            f"{prompt}：有 {len(choices)} 个可选，批量办理不能代为选择，没有执行。"
            f"请打开该单位的工作簿，{answer}后重试。可选：{'、'.join(choices)}。",
            log="a choice in a batch",
        )

    def agrees(self, question: str) -> bool:  # noqa: ARG002 - one answer to every offer
        """Take up no offer: it would leave somebody out of a list, or keep a password."""
        return False

    def open_workbook(self, path: Path) -> None:
        """Do nothing: nobody looks."""

    def open_page(self, url: str) -> None:
        """Do nothing: nobody looks."""

    def progress(self, label: str, done: int, total: int) -> None:
        """Do nothing: the batch shows its own progress."""


@dataclass(slots=True)
class StageSession:
    """An employer's session for the commands of one stage: in memory, and written nowhere.

    They are one process's and go by one password.
    """

    now: Callable[[], datetime]
    _kept: tuple[str, str, datetime] | None = field(default=None, repr=False)

    def take(self) -> str | None:
        """Return the session that the stage opened; None where there is none, or it is over."""
        if self._kept is None:
            return None
        session, day, ends_at = self._kept
        now = self.now()
        return session if now < ends_at and str(beijing_day(now)) == day else None

    def keep(self, session: str, _password: str, day: str, ends_at: datetime) -> None:
        """Keep the session for the commands that follow."""
        self._kept = session, day, ends_at

    def forget(self) -> None:
        """Leave nothing of it."""
        self._kept = None
