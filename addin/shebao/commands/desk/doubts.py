"""The people of a file for whom nothing was filled, listed in their sheet."""

from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS, PayrollDoubtRow


def list_doubts(
    ctx: Context, doubts: Sequence[Doubt], kinds: Mapping[DoubtKind, str], note: str
) -> None:
    """Put these doubts in place of the earlier ones, under the note of the command."""
    table = ctx.table(PAYROLL_DOUBTS)
    table.replace(
        PayrollDoubtRow.of(doubt, kind=kinds[doubt.kind], raw=doubt.value) for doubt in doubts
    )
    table.note(note)


def doubts_in_words(
    doubts: Sequence[Doubt],
    kinds: Mapping[DoubtKind, str],
    what: str = "未填写",
    whose: str = "人",
) -> str:
    """Return how many are in doubt of each kind, and where they are listed; empty for none.

    ``what`` was not done with them, ``whose`` is what they are counted in.
    """
    counts = {kind: sum(doubt.kind is kind for doubt in doubts) for kind in DoubtKind}
    said = "，".join(f"{kinds[kind]} {count} {whose}" for kind, count in counts.items() if count)
    return f"{what}：{said}，见工作表“{PAYROLL_DOUBTS.title}”。" if said else ""
