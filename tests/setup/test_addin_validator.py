"""Microsoft's own validator accepts what we hand to Excel."""

import zipfile
from pathlib import Path

import pytest

from shebao.setup.assembly.build_addin import build_addin
from shebao.setup.assembly.build_functions import function_modules
from tests.setup.building import built_addin
from tests.setup.office_validator import faults

TEMPLATES = sorted((Path(__file__).parents[2] / "workbook_templates").glob("*.xlsx"))


def test_addin_is_valid(tmp_path: Path) -> None:
    path = build_addin(tmp_path / "shebao.xlam", function_modules=function_modules())
    assert faults(path) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_template_is_valid(template: Path) -> None:
    assert faults(template) == []


def test_every_template_is_among_them() -> None:
    """A folder that moved would leave nothing to validate, and no test to fail."""
    assert "shebao" in {template.stem for template in TEMPLATES}


def test_template_with_a_misspelt_element_is_found(tmp_path: Path) -> None:
    """Excel would offer to repair it, and drop what it does not know."""
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(TEMPLATES[0]) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData", b"<sheetDate", 1)
                content = content.replace(b"</sheetData", b"</sheetDate", 1)
            target.writestr(name, content)

    assert any("sheetDate" in fault for fault in faults(bad))


def test_misspelt_ribbon_attribute_is_found(tmp_path: Path) -> None:
    """Excel would drop the whole tab without a word."""
    good = built_addin(tmp_path)
    bad = tmp_path / "bad.xlam"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("customUI/"):
                content = content.replace(b' onAction="', b' onClick="', 1)
            target.writestr(name, content)

    assert any("onClick" in fault for fault in faults(bad))
