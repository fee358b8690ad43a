"""Paths of the client's own groups: up to three names from the top, joined by a slash.

Source: 用户手册 2.8 六, 分组层级最多为3级、分组名称不能为空、相同层级的分组名称不可重复.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

LEVELS = 3
SEPARATOR = "/"
UNGROUPED = "未分组"  # what the user types for no group, so no group can be called so

BLANK = "分组名称不能为空"
TOO_DEEP = f"分组层级最多为{LEVELS}级"
REPEATED = "相同层级的分组名称不可重复"
RESERVED = f"“{UNGROUPED}”表示不属于任何分组，不能作为分组名称"


def clean_path(text: str) -> str:
    """Return a typed path without spaces around its names."""
    return SEPARATOR.join(name.strip() for name in text.split(SEPARATOR))


def path_problem(path: str) -> str:
    """Return why a clean path cannot be a group, or an empty text."""
    names = path.split(SEPARATOR)
    if "" in names:
        return BLANK
    if len(names) > LEVELS:
        return TOO_DEEP
    return RESERVED if UNGROUPED in names else ""


def path_problems(paths: Sequence[str]) -> list[str]:
    """Return each path's problem in the same order, counting one that stands there twice."""
    times = Counter(paths)
    return [path_problem(path) or (REPEATED if times[path] > 1 else "") for path in paths]


def with_parents(paths: Iterable[str]) -> list[str]:
    """Return the paths and all above them, once each, parents first."""
    found: dict[str, None] = {}
    for path in paths:
        names = path.split(SEPARATOR)
        found.update((SEPARATOR.join(names[: n + 1]), None) for n in range(len(names)))
    return sorted(found, key=lambda path: path.split(SEPARATOR))


def is_within(path: str, group: str) -> bool:
    """Whether a path is the group or lies below it."""
    return path == group or path.startswith(group + SEPARATOR)
