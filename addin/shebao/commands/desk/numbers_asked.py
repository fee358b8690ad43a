"""What the bureau has under numbers that a sheet shows, beside the list that was asked for."""

from collections.abc import Callable, Collection
from typing import TypeVar

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.context import Context
from shebao.contract.refusals import RefusalCode

T = TypeVar("T")


def ask_each(
    ctx: Context, label: str, numbers: Collection[str], ask: Callable[[str], T], title: str
) -> tuple[list[T], str]:
    """Return what the bureau has under each number, and words for those that it does not have.

    A cell may hold what is no number of its kind any longer: that must not keep a list from being
    shown, which alone takes the cell away. ``title`` is the record sheet to look into. Raises
    CancelledError, and BureauError for any other failure.
    """
    found, missing = [], []
    for number in ctx.one_by_one(label, numbers):
        try:
            found.append(ask(number))
        except BureauRefusedError as error:
            if error.refusal_code != RefusalCode.NOT_FOUND:
                raise
            missing.append(number[:64])
    if not missing:
        return found, ""
    words = (
        f"表中的编号“{'”“'.join(missing)}”在税务系统中查不到，可能已被改动，其结果不明："
        f"请在“{title}”中核对，不要据此重新办理。"
    )
    return found, words
