"""Which rows of a sheet a command acts on."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from shebao.sheets.declared.parts import EVERYTHING, TICK
from shebao.sheets.declared.row import SheetRow
from shebao.sheets.head import SheetHead


class Ticked(Protocol):
    """A row that can be ticked."""

    @property
    def at(self) -> int:
        """The worksheet row."""

    @property
    def tick(self) -> str:
        """What stands in its column 选择."""


AnyRow = TypeVar("AnyRow", bound=Ticked)

NAMED_ROWS = 5  # how many rows a message names before it only counts
TICKS = ("", TICK, "√", "✓")  # what people type for a tick; FALSE or 0 is no tick, nor its absence


def selected(
    table: SheetHead, rows: list[AnyRow], scope: str = "", scope_field: str = "scope"
) -> list[AnyRow]:
    """Return the ticked rows, or all when the sheet's scope says so.

    ``scope`` is what stands in that labelled cell; empty where ticked rows alone are taken.

    Raises SheetError when there is nothing to act on, or the answer could not be written there.
    """
    table.check_writable()
    if not rows:
        raise table.error("没有数据", "请先取回数据后重试。")
    for row in rows:
        if row.tick not in TICKS:
            raise table.error(
                f"第 {row.at} 行的“选择”列是“{row.tick}”，不知道是否选中",
                "选中请填 ✔，不选请清空，然后重试。",
            )
    chosen = rows if scope == EVERYTHING else [row for row in rows if row.tick]
    if not chosen:
        label = scope and table.spec.label_of(scope_field)
        or_all = f"（或把“{label}”改为“{EVERYTHING}”）" if label else ""
        raise table.error("没有勾选任何行", f"请在“选择”列打 ✔{or_all}后重试。")
    return chosen


def the_selected(table: SheetHead, rows: list[AnyRow], what: str) -> AnyRow:
    """Return the one ticked row.

    Raises SheetError when none or several are ticked; ``what`` names what is done one by one.
    """
    chosen = selected(table, rows)
    if len(chosen) > 1:
        raise table.error(
            f"勾选了 {len(chosen)} 行，一次只能{what}一行，没有执行", "请只勾选一行后重试。"
        )
    return chosen[0]


def named_rows(rows: Sequence[SheetRow]) -> str:
    """Name the worksheet rows; of many only the first."""
    first = "、".join(str(row.at) for row in rows[:NAMED_ROWS])
    return f"第 {first} 行" + (f" 等 {len(rows)} 条" if len(rows) > NAMED_ROWS else "")


def left_out(rows: Sequence[SheetRow], what: str) -> str:
    """Name rows that could be chosen too and were not; empty for none."""
    return f"另有 {len(rows)} 条{what}没有勾选，不在其中：{named_rows(rows)}。" if rows else ""
