"""Which employees the labelled cell 分组 of a sheet means."""

from collections.abc import Callable

from shebao.commands.desk.context import Context
from shebao.rules.group_paths import UNGROUPED, clean_path, is_within
from shebao.sheets.head import SheetHead


def group_test(ctx: Context, table: SheetHead) -> Callable[[str], bool]:
    """Return whether a person number is wanted; a blank cell wants everyone.

    Raises SheetError for a group that does not exist.
    """
    path = clean_path(table.parameters()["group"])
    if not path:
        return lambda _: True
    members = ctx.store.groups.members(ctx.account)
    if path == UNGROUPED:
        return lambda person_no: person_no not in members
    if path not in ctx.store.groups.paths(ctx.account):
        raise table.error(
            f"的“分组”是“{path}”，没有这个分组", "请点击“分组管理”查看现有分组，改正后重试。"
        )
    return lambda person_no: is_within(members.get(person_no, ""), path)
