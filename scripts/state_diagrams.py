"""docs/states.md from the tables."""

from collections.abc import Iterator
from typing import Any

from shebao.contract.machine import Machine
from shebao.contract.state_tables import MACHINES

HEAD = """# 状态

由 `contract/state_tables.py` 生成：`python -m scripts.derive`。
"""


def states_document() -> str:
    """Return every machine as a diagram and a table, in the order in which things come to be."""
    return "\n".join([HEAD, *(line for machine in MACHINES for line in _section(machine))])


def _section(machine: Machine[Any, Any]) -> Iterator[str]:
    yield f"## {machine.title}（{machine.name}）\n"
    yield "```mermaid\nstateDiagram-v2"
    for state in machine.states:
        yield f'    state "{state}" as {state.name}'
    yield f"    [*] --> {machine.start.name}"
    rows = list(machine.rows())
    for row in rows:
        if row.next is not None:
            yield f"    {row.state.name} --> {row.next.name}: {row.event}"
    yield "```\n\n| 状态 | 事件 | 结果 | 代码 |\n|---|---|---|---|"
    for row in rows:
        result = row.words(machine.title) if row.next is None else f"→ {row.next}"
        yield f"| {row.state} | {row.event} | {result} | {row.code or ''} |"
    yield ""
