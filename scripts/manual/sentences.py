"""Every sentence that the code can say to a user, found in the code itself.

A sentence is a text with Chinese in it that reaches the user through one of five doors: an error,
an outcome, a question, a finding of a check, a line of ``shebao doctor``. What a sentence fills in
when it is said stands as ⟨…⟩ with the name that the code has for it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from scripts.manual.error_words import ErrorClass, error_classes, error_words
from scripts.manual.texts import Texts, has_chinese, texts_of

PACKAGE = Path(__file__).parents[2] / "addin" / "shebao"
# Not a clerk's: the practice bureau, its demo and the check of a gateway speak to developers.
OTHERS = frozenset({"sandbox", "conform", "demo"})


class Kind(StrEnum):
    """Through which door a sentence reaches the user."""

    REFUSAL = "没有做成"
    OUTCOME = "做完以后"
    QUESTION = "询问"
    FINDING = "校验结果"
    DOCTOR = "shebao doctor"


DOORS = {
    "Outcome": Kind.OUTCOME,
    "report": Kind.OUTCOME,  # noted on the sheet as well
    "confirm": Kind.QUESTION,
    "agrees": Kind.QUESTION,
    "choose": Kind.QUESTION,
    "password": Kind.QUESTION,
    "confirm_amount": Kind.QUESTION,
    "_question": Kind.REFUSAL,  # of a payroll that cannot be read as it is
    "Finding": Kind.FINDING,
    "_make": Kind.FINDING,  # of a person in a payroll who is in doubt
    "Check": Kind.DOCTOR,
}
# ``table.error(why, next_step)`` makes the error of its own sheet.
SHEETS_OWN, SHEETS_KIND = "error", "SheetError"
# How argparse is told of a wrong word on a command line: wrong usage, exit status 2.
USAGE = "ArgumentTypeError"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its door, its words, the module below the package, the line and the class."""

    kind: Kind
    words: str
    module: str
    line: int
    name: str


def sentences() -> list[Sentence]:
    """Every sentence of the package, module by module."""
    return [one for path in modules() for one in sentences_of(path)]


@cache
def modules() -> tuple[Path, ...]:
    """Every module that speaks to a user."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple(path for path in paths if path.relative_to(PACKAGE).parts[0] not in OTHERS)


@cache
def classes() -> dict[str, ErrorClass]:
    """Every class of errors, with how it makes its sentence."""
    return error_classes([ast.parse(path.read_text(encoding="utf-8")) for path in modules()])


@cache
def constants() -> dict[str, str]:
    """The texts of all modules by the names in capitals that others import them under."""
    found: dict[str, str] = {}
    for path in modules():
        texts = texts_of(ast.parse(path.read_text(encoding="utf-8")).body, {})
        found |= {name: text for name, text in texts.of_names.items() if name.isupper()}
    return found


@cache
def sentences_of(path: Path) -> tuple[Sentence, ...]:
    """The sentences of one module, in its order, each once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    found: dict[tuple[Kind, str], Sentence] = {}
    for call, texts in _calls(tree):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        if name == SHEETS_OWN and len(call.args) == 2:
            name, call = SHEETS_KIND, _of_sheet(call)
        if name in classes():
            kind, words = Kind.REFUSAL, error_words(classes(), name, call, texts)
        elif name in DOORS:
            kind, words = DOORS[name], _said(call, texts)
        else:
            continue
        # An error without a word is kept: whoever reads what refusals say must see it.
        if has_chinese(words) or (kind is Kind.REFUSAL and not words):
            found.setdefault((kind, words), Sentence(kind, words, module, call.lineno, name))
    return tuple(sorted(found.values(), key=lambda one: one.line))


def _of_sheet(call: ast.Call) -> ast.Call:
    """The call of the class that a sheet makes of a call to itself."""
    sheet = ast.Name("title", lineno=call.lineno)
    return ast.Call(call.func, [sheet, *call.args], [], lineno=call.lineno)


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, Texts]]:
    """Every call outside of an error's own making, with the texts that its function knows.

    A class that is raised without being called makes its error all the same.
    """
    of_module = texts_of(tree.body, constants())

    def walk(node: ast.AST, texts: Texts) -> Iterator[tuple[ast.Call, Texts]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef) and child.name.endswith("Error"):
                continue
            if isinstance(child, ast.FunctionDef) and child.name == SHEETS_OWN:
                continue
            inner = texts
            if isinstance(child, ast.FunctionDef):
                inner = texts_of(list(ast.walk(child)), texts)
            if isinstance(child, ast.Call):
                yield child, inner
            if isinstance(child, ast.Raise) and isinstance(child.exc, ast.Name):
                yield ast.Call(child.exc, [], [], lineno=child.lineno), inner
            yield from walk(child, inner)

    yield from walk(tree, of_module)


def _said(call: ast.Call, texts: Texts) -> str:
    """The words of a call's arguments that hold Chinese, joined; empty when none does."""
    given = [*call.args, *(word.value for word in call.keywords if word.arg == "message")]
    said = (texts.of(one) for one in given)
    return re.sub(r"\s*\n\s*", " ", "".join(text for text in said if has_chinese(text)))
