"""Writes again what is derived from the code: templates, contract, states, pictures, manual.

Run it after a change of the registry, the catalogue, a wire model, a state table or a route.
"""

import re
import shutil
from pathlib import Path

from scripts.architecture import architecture_svg
from scripts.manual.pages import write_pages
from shebao.commands.registry import COMMANDS
from shebao.contract.state_diagrams import states_document
from shebao.contract.submission_table import SUBMISSIONS, Submission
from shebao.sandbox.openapi import openapi_text
from shebao.setup.assembly.build_sources import read_text
from shebao.setup.assembly.ribbon_layout import read_layout
from shebao.setup.assembly.ribbon_picture import ribbon_svg
from shebao.sheets.declared.catalogue import SHEETS_OF
from shebao.sheets.template import write_template

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
# What docs/features.md is a copy of, where it lies beside the checkout.
LIST_OF_FEATURES = ROOT.parent / "shared" / "features.md"


def main() -> None:
    """Write every derived file in place."""
    for kind, of_kind in SHEETS_OF.items():
        write_template(ROOT / "workbook_templates" / f"{kind}.xlsx", of_kind)
    (DOCS / "bureau-openapi.json").write_text(openapi_text(), encoding="utf-8")
    (DOCS / "states.md").write_text(states_document(), encoding="utf-8")
    (DOCS / "pictures" / "ribbon.svg").write_text(
        ribbon_svg(read_layout(read_text("ribbon.toml"), COMMANDS)), encoding="utf-8"
    )
    (DOCS / "architecture.svg").write_text(architecture_svg(), encoding="utf-8")
    write_pages()
    contract = (DOCS / "contract.md").read_text(encoding="utf-8")
    contract = _with_table(contract, "| kind |", [_submission(one) for one in SUBMISSIONS.values()])
    (DOCS / "contract.md").write_text(contract, encoding="utf-8")
    if LIST_OF_FEATURES.is_file():
        shutil.copyfile(LIST_OF_FEATURES, DOCS / "features.md")


def _submission(one: Submission) -> str:
    needs = f"{one.right.value}{'，再输密码' if one.proof else ''}"
    result = f"`{one.result}`" if one.result else "the receipt"
    return f"| `{one.kind.value}` | {one.title} | `{one.operation}` | {needs} | {result} |"


def _with_table(text: str, head: str, lines: list[str]) -> str:
    """Put lines in place of the body of the one table that begins with ``head``."""
    pattern = re.compile(rf"({re.escape(head)}[^\n]*\n\|[-| ]+\|\n)(?:\|[^\n]*\n)*")
    fresh, count = pattern.subn(lambda m: m[1] + "".join(f"{line}\n" for line in lines), text)
    if count != 1:
        raise SystemExit(f"{count} tables begin with {head!r}")
    return fresh


if __name__ == "__main__":
    main()
