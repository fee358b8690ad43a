"""Where each command of the registry stands on the ribbon."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field

from shebao.commands.command import Command
from shebao.contract.rights import Right
from shebao.setup.assembly.build_errors import AddinBuildError

MOST_SMALL_BUTTONS = 3  # one column of the ribbon
OPEN = "open"


MORE = "更多"  # the menu of those that name none


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands under one large button that does nothing itself."""

    id: str
    label: str
    commands: tuple[Command, ...]


@dataclass(slots=True)
class Group:
    """One group: its commands in order, each with those that its arrow opens, then its menus."""

    id: str
    name: str
    buttons: list[tuple[Command, tuple[Command, ...]]] = field(default_factory=list)
    menus: list[Menu] = field(default_factory=list)

    def commands(self) -> list[Command]:
        """Return every command of the group."""
        shown = [command for head, rest in self.buttons for command in (head, *rest)]
        return [*shown, *(command for menu in self.menus for command in menu.commands)]


@dataclass(frozen=True, slots=True)
class Layout:
    """The groups in order, and what the registry does not say of a button."""

    groups: tuple[Group, ...]

    def needs(self, *commands: Command) -> str:
        """Return the tag VBA judges by: the least that any of these commands needs."""
        if any(not command.needs_login for command in commands):
            return OPEN
        rights = {command.right for command in commands}
        return (Right.PAYMENT if Right.PAYMENT in rights else Right.ALL).name


def read_layout(toml: str, commands: Sequence[Command]) -> Layout:
    """Return the layout of these commands.

    Raises AddinBuildError when the file names a command that the registry has not.
    """
    data = tomllib.loads(toml)
    splits: dict[str, list[str]] = data["splits"]
    by_id = {command.id: command for command in commands}
    month: dict[str, list[str]] = data["month"]
    of_month = month["commands"]
    named = [*of_month, *splits, *(one for rest in splits.values() for one in rest)]
    faults = [f"ribbon.toml 中的“{name}”不是命令" for name in named if name not in by_id]
    if faults:
        raise AddinBuildError(faults)
    groups = {entry["name"]: Group(entry["id"], entry["name"]) for entry in data["groups"]}
    for command in commands:
        groups.setdefault(command.group, Group(f"group_{command.id}", command.group))
    for group in groups.values():
        others = [c for c in commands if c.group == group.name and c.id not in of_month]
        _place(group, others, splits, by_id)
    round_ = groups[str(month["group"])]
    round_.buttons = [
        (by_id[one], tuple(by_id[each] for each in splits.get(one, ()))) for one in of_month
    ]
    return Layout(tuple(group for group in groups.values() if group.commands()))


def _place(
    group: Group, commands: list[Command], splits: dict[str, list[str]], by_id: dict[str, Command]
) -> None:
    under_an_arrow = {one for rest in splits.values() for one in rest}
    free = [command for command in commands if command.id not in under_an_arrow]
    named: dict[str, list[Command]] = {}
    for command in free:
        if command.menu:
            named.setdefault(command.menu, []).append(command)
    small = [c for c in free if not (c.is_large or c.menu or c.id in splits)]
    more = small if len(small) > MOST_SMALL_BUTTONS else []
    shown = [command for command in free if not command.menu and command not in more]
    shown.sort(key=lambda command: command in small)  # the main round first, in its order
    group.buttons = [(c, tuple(by_id[one] for one in splits.get(c.id, ()))) for c in shown]
    group.menus = [
        Menu(f"menu_{commands[0].id}", label, tuple(commands)) for label, commands in named.items()
    ]
    if more:
        group.menus.append(Menu(f"more_{group.id}", MORE, tuple(more)))
