"""What an expression of the code says, with ⟨name⟩ for what is only known when it is said."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_CHINESE = re.compile("[\u4e00-\u9fff]")


def has_chinese(text: str) -> bool:
    """Whether a user reads anything in it."""
    return bool(_CHINESE.search(text))


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that names stand for at some place."""

    of_names: Mapping[str, str]

    def of(self, node: ast.expr) -> str:
        """What the expression says; a value that is no text stands as ⟨its name⟩."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ""
        if isinstance(node, ast.JoinedStr):
            return "".join(self._piece(one) for one in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.of(node.left) + self.of(node.right)
        if isinstance(node, ast.IfExp):
            return self.of(node.body) or self.of(node.orelse)
        if isinstance(node, ast.Name) and node.id in self.of_names:
            return self.of_names[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "format":
                return re.sub(r"\{(\w*)\}", r"⟨\1⟩", self.of(node.func.value))
            if node.func.attr == "join" and isinstance(node.func.value, ast.Constant):
                return f"⟨{name_of(node)}⟩"
        return f"⟨{name_of(node)}⟩"

    def _piece(self, node: ast.expr) -> str:
        if isinstance(node, ast.FormattedValue):
            inside = self.of(node.value)
            return inside if has_chinese(inside) else f"⟨{name_of(node.value)}⟩"
        return self.of(node)


def name_of(node: ast.expr) -> str:
    """The last name in an expression, which says best what stands there."""
    names = re.findall(r"[A-Za-z_]\w*", ast.unparse(node))
    return names[-1] if names else "…"


def texts_of(nodes: Sequence[ast.AST], known: Mapping[str, str] | Texts) -> Texts:
    """What the texts are that these statements give names to, beside those known before."""
    before = known.of_names if isinstance(known, Texts) else known
    found = dict(before)
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, plus = node.targets[0], False
        elif isinstance(node, ast.AugAssign):
            target, plus = node.target, True
        else:
            continue
        text = Texts(found).of(node.value)
        if isinstance(target, ast.Name) and has_chinese(text):
            found[target.id] = found.get(target.id, "") + text if plus else text
    return Texts(found)
