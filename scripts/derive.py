"""Writes again what is derived from the code: templates, contract, states, pictures, manual.

Run it after a change of the registry, the catalogue, a wire model, a state table or a route.
"""

import shutil
from pathlib import Path

from scripts.architecture import architecture_svg
from scripts.contract_page import contract_page, with_count
from scripts.manual.pages import write_pages
from scripts.openapi import openapi_text
from scripts.ribbon_picture import ribbon_svg
from scripts.state_diagrams import states_document
from scripts.template.workbook import write_template
from shebao.commands.registry import COMMANDS
from shebao.setup.assembly.build_sources import read_text
from shebao.setup.assembly.ribbon_xml import read_layout
from shebao.sheets.declared.catalogue import SHEETS_OF

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
    for name, derived in (("contract.md", contract_page), ("security.md", with_count)):
        page = (DOCS / name).read_text(encoding="utf-8")
        (DOCS / name).write_text(derived(page), encoding="utf-8")
    if LIST_OF_FEATURES.is_file():
        shutil.copyfile(LIST_OF_FEATURES, DOCS / "features.md")


if __name__ == "__main__":
    main()
