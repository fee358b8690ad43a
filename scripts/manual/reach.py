"""Which sentences a command can say: those of the functions that it reaches within its noun."""

import ast
from functools import cache
from pathlib import Path

from scripts.manual.sentences import PACKAGE, Sentence, sentences_of

COMMANDS = PACKAGE / "commands"
Place = tuple[Path, str]


def sentences_in_reach(module: str, function: str) -> list[Sentence]:
    """The sentences of a command's function and of those of its noun that it calls."""
    start = (COMMANDS / Path(*module.split(".")).with_suffix(".py"), function)
    noun = start[0].parent
    reached, waiting = {start}, [start]
    while waiting:
        for place in _called(*waiting.pop()):
            if place not in reached and place[0].parent == noun:
                reached.add(place)
                waiting.append(place)
    found = [
        one
        for path in dict.fromkeys(path for path, _ in reached)
        for one in sentences_of(path)
        if any((path, name) in reached for name in _around(path, one.line))
    ]
    return sorted(found, key=lambda one: (one.kind, one.module, one.line))


def _around(path: Path, line: int) -> list[str]:
    """The function of a module that a line stands in."""
    return [
        name
        for name, node in _functions(path).items()
        if node.lineno <= line <= (node.end_lineno or node.lineno)
    ]


def _called(path: Path, name: str) -> list[Place]:
    node = _functions(path).get(name)
    if node is None:
        return []
    used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    used |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    own = [(path, other) for other in used if other in _functions(path)]
    imported = _imported(path)
    return own + [imported[other] for other in used if other in imported]


@cache
def _functions(path: Path) -> dict[str, ast.FunctionDef]:
    """Every function and method by its name."""
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@cache
def _imported(path: Path) -> dict[str, Place]:
    """What a module takes from other commands' modules, and where it lies."""
    found: dict[str, Place] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shebao.commands."):
            parts = (node.module or "").split(".")[2:]
            where = COMMANDS.joinpath(*parts).with_suffix(".py")
            found |= {one.asname or one.name: (where, one.name) for one in node.names}
    return found
