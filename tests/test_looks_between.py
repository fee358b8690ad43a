"""No loop of a command asks the bureau, submits or saves a print without a look at 取消."""

import ast
from collections.abc import Iterator
from pathlib import Path

import shebao

COMMANDS = Path(shebao.__file__).parent / "commands"
Loop = ast.For | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
LOOKS = frozenset({"one_by_one", "progress", "going"})
# Functions beside the bureau's own that take as long for each of their things.
SLOW = frozenset(
    {
        *("submit", "save_pdf", "save_form", "save_voucher"),
        *(
            "fetch_voucher",
            "record_filing",
            "show_filing",
            "_show_payment",
            "_show_one",
            "_allowed",
        ),
        *("_send", "change", "bill_lines", "filed_lines"),
    }
)
# Where nothing is asked for twice, or where others look.
LOOKED_AT_ELSEWHERE = frozenset(
    {
        # At most one certificate is not voided, and the first such one ends it.
        "certificates/certificate.py:_of_ledger",
        # One certificate under its next key: once it is asked for, what came of it must be told.
        "certificates/certificate.py:issue_certificate",
    }
)


def named(call: ast.Call) -> str:
    """What is called: the last part of its name."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_slow(call: ast.Call) -> bool:
    """Whether a call asks the bureau, submits or saves a print."""
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    return named(call) in SLOW or (isinstance(of, ast.Attribute) and of.attr == "bureau")


def repeated(loop: Loop) -> Iterator[ast.AST]:
    """What a loop does for each thing: its first iterable is worked out once."""
    if isinstance(loop, ast.For):
        yield from loop.body
        return
    for field, value in ast.iter_fields(loop):
        if field != "generators":
            yield value
    for at, generator in enumerate(loop.generators):
        yield from generator.ifs
        if at:
            yield generator.iter


def calls(nodes: Iterator[ast.AST]) -> list[ast.Call]:
    return [one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Call)]


def deaf_loops(path: Path) -> Iterator[str]:
    """Yield function and line of each loop that is slow for each thing and looks nowhere."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for loop in ast.walk(function):
            if not isinstance(loop, Loop) or not any(map(is_slow, calls(repeated(loop)))):
                continue
            if not (looks(loop) or any(looks(value) for value in iterated(loop, function))):
                yield f"{path.relative_to(COMMANDS).as_posix()}:{function.name}"


def looks(node: ast.AST) -> bool:
    return bool(LOOKS & {named(call) for call in calls(iter([node]))})


def iterated(loop: Loop, function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield what the names that a loop goes through were given before."""
    through = loop.iter if isinstance(loop, ast.For) else loop.generators[0].iter
    given = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
    for node in given:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if isinstance(through, ast.Name) and through.id in names:
            yield node.value


def test_every_slow_loop_looks_at_cancel_between_two_things() -> None:
    """Forty ticked certificates were asked for, counted and saved whatever was pressed."""
    found = {one for path in sorted(COMMANDS.rglob("*.py")) for one in deaf_loops(path)}

    assert found == LOOKED_AT_ELSEWHERE


def test_the_search_knows_a_deaf_loop(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing."""
    source = COMMANDS / "wages" / "wage_records.py"
    deaf = source.read_text(encoding="utf-8").replace("ctx.one_by_one", "tuple")
    tree = ast.parse(deaf)
    loops = [node for node in ast.walk(tree) if isinstance(node, Loop)]

    assert any(map(is_slow, calls(one for loop in loops for one in repeated(loop))))
    assert not LOOKS & {named(call) for call in calls(iter([tree]))}
