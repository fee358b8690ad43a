"""The workbook becomes another unit's: what the former one left is emptied, after a question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shebao.commands.desk.workbook_unit import former_unit, mark_of
from shebao.domain.errors import SheetError
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.table import SheetTable

if TYPE_CHECKING:
    from shebao.commands.desk.context import Context
    from shebao.contract.session import Employer


@dataclass(slots=True)
class UnitChange:
    """``left`` are the sheets with rows that the new unit must not get, by how many there are.

    ``blank`` are those without rows. Any other sheet stays as it is: its rows are the new unit's,
    or an older workbook's that nobody is known to have left, asked about when they are submitted.
    """

    employer: Employer
    former: str = ""
    left: list[tuple[SheetTable[Any], int]] = field(default_factory=list)
    blank: list[SheetTable[Any]] = field(default_factory=list)

    def ask(self, ctx: Context) -> None:
        """Return when nothing is lost by the change, or the user agrees to lose it.

        Raises NotConfirmedError; the workbook is what it was.
        """
        if self.left:
            sheets = "、".join(f"“{table.title}”{count} 行" for table, count in self.left)
            ctx.ui.confirm(
                f"本工作簿中有{self.former or '其他单位'} 的数据：{sheets}。登录到"
                f" {mark_of(self.employer).words} 将清空这些表，其中没有提交的填写会丢失，不能撤销"
                "（税务系统和本机已保存的数据不变）"
            )

    def carry_out(self, ctx: Context) -> int:
        """Empty what is left, let every title name the new unit; return how many were emptied."""
        mark = ctx.unit.mark_of(self.employer)
        for table, _ in self.left:
            table.clear()
            table.mark(mark)
        for table in self.blank:
            with suppress(SheetError):  # a protected sheet without rows takes none
                if self.former:
                    table.reset_head()  # it names files and people of the former unit
                table.mark(mark)
        ctx.table(HOME).mark(mark)
        if self.left or self.former:
            ctx.store.kept_tables.forget(ctx.book_name)  # it would bring the former unit back
        return len(self.left)


def change_to(ctx: Context, employer: Employer, *, keeps_rows: bool = True) -> UnitChange:
    """Return what becomes of the sheets when the workbook is this employer's from now on.

    Nothing for the unit whose it is already; without ``keeps_rows`` its rows too are left behind.

    Raises SheetError when a sheet with rows to empty is protected.
    """
    home, change = ctx.table(HOME), UnitChange(employer)
    mark, present = mark_of(employer), home.unit()
    if keeps_rows and present is not None and present.is_same_unit(mark):
        return change
    change.former = former_unit(home, employer)
    for table in _present_sheets(ctx):
        if not (count := table.row_count()):
            change.blank.append(table)
            continue
        unit = table.unit()
        if unit is None:
            is_ours = not change.former
        else:
            is_ours = unit.is_same_unit(mark) or unit.is_other_channel_of(mark)
        if not (is_ours and keeps_rows):
            table.check_writable()
            change.left.append((table, count))
    return change


def _present_sheets(ctx: Context) -> Iterator[SheetTable[Any]]:
    """Yield every sheet of a unit's rows but those that an older workbook lacks, or that are gone.

    Nothing of them is kept for 撤销: it would bring the former unit back.
    """
    for spec in SHEETS:
        if not spec.of_machine:
            with suppress(SheetError):
                yield SheetTable(ctx.book, spec, knows_head=ctx.knows_head)
