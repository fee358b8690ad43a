"""How a class of errors makes its sentence out of what its constructor is given."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.manual.texts import Texts, has_chinese, texts_of

# What ``ShebaoError`` itself puts together, in this order.
PARTS = ("what", "untouched", "fate", "next_step")
ROOT = "ShebaoError"


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """One class: its base, its constructor's names, and what it tells its base's constructor."""

    base: str
    parameters: tuple[str, ...] | None  # None: its base's constructor is its own
    defaults: Mapping[str, str]
    told: Sequence[str]
    named: Mapping[str, str]


def error_classes(trees: Sequence[ast.Module]) -> dict[str, ErrorClass]:
    """Every class whose family is the root's."""
    found = {ROOT: ErrorClass("", PARTS[:1], {}, (), {})}
    pending = [
        (node, tree)
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.bases and node.name != ROOT
    ]
    grown = True
    while grown:
        grown = False
        for node, tree in pending:
            base = ast.unparse(node.bases[0])
            if base in found and node.name not in found:
                found[node.name] = _class(node, base, tree)
                grown = True
    return found


def error_words(classes: Mapping[str, ErrorClass], name: str, call: ast.Call, texts: Texts) -> str:
    """The whole sentence of a call that makes an error."""
    given = [texts.of(one) for one in call.args]
    named = {word.arg: texts.of(word.value) for word in call.keywords if word.arg}
    return _words(classes, name, given, named)


def _words(
    classes: Mapping[str, ErrorClass], name: str, given: Sequence[str], named: Mapping[str, str]
) -> str:
    one = classes[name]
    if not one.base:
        parts = {"what": given[0] if given else named.get("what", ""), **named}
        return "".join(parts.get(part, "") for part in PARTS)
    if one.parameters is None:
        return _words(classes, one.base, given, named)
    values = {**one.defaults, **dict(zip(one.parameters, given, strict=False)), **named}
    told = [_filled(text, values) for text in one.told]
    return _words(classes, one.base, told, {k: _filled(v, values) for k, v in one.named.items()})


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        given = values.get(match[1], "")
        return given if has_chinese(given) or given.startswith("⟨") else match[0]

    return re.sub(r"⟨(\w+)⟩", value, text)


def _class(node: ast.ClassDef, base: str, tree: ast.Module) -> ErrorClass:
    maker = next(
        (one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"),
        None,
    )
    if maker is None:
        known = texts_of(tree.body, {})
        own = {
            ast.unparse(one.targets[0]): known.of(one.value)
            for one in node.body
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) in PARTS
        }
        return ErrorClass(base, () if own else None, {}, (), own)
    known = texts_of(list(ast.walk(maker)), texts_of(tree.body, {}))
    call = next(
        one
        for one in ast.walk(maker)
        if isinstance(one, ast.Call) and ast.unparse(one.func) == "super().__init__"
    )
    names = [one.arg for one in (*maker.args.args[1:], *maker.args.kwonlyargs)]
    with_default = [*maker.args.args][len(maker.args.args) - len(maker.args.defaults) :]
    defaults = {
        one.arg: known.of(value)
        for one, value in zip(with_default, maker.args.defaults, strict=True)
    }
    return ErrorClass(
        base,
        tuple(names),
        defaults,
        [known.of(one) for one in call.args],
        {
            word.arg: known.of(word.value)
            for word in call.keywords
            if word.arg in PARTS and not isinstance(word.value, ast.Attribute)
        },
    )
