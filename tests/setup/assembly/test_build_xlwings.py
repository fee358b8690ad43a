"""What is cut out of xlwings' module, and that a cut that no longer fits stops the build."""

import pytest

from shebao.setup.assembly.build_sources import AddinBuildError
from shebao.setup.assembly.build_xlwings import CHANGES, Change, _installed, xlwings_module

DANGERS = {
    "ActiveWorkbook.FullName": "a received workbook's name would enter the command line unquoted",
    "ThisWorkbook.FullName": "a name in the import path",
    "GetConfigFromSheet": "a sheet of a received workbook would choose our interpreter",
    "GetDirectoryConfigFilePath": "so would a file beside it",
    '".py"': "code in sheets",
    "xlwings.pro": "another licence",
    "LICENSE_KEY')": "another licence",
    "New Dictionary": "a class that is not shipped",
    "myaddin": "another project's settings",
    '"python")': "whatever Python is on the path",
    'GetConfig("INTERPRETER", "pythonw")': "whatever Python is on the path, or in Excel's folder",
    '"cmd.exe /C': "whatever cmd.exe is in Excel's folder",
    " -B -c ": "imports from Excel's folder",
}


@pytest.mark.parametrize("danger", DANGERS)
def test_danger_is_gone(danger: str) -> None:
    assert danger not in xlwings_module()
    assert danger in _installed() or danger == "LICENSE_KEY')"


def test_licence_of_the_module_stays() -> None:
    """BSD asks for it."""
    assert "Redistribution and use in source and binary forms" in xlwings_module()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.why)
def test_change_that_fits_twice_stops_the_build(change: Change) -> None:
    with pytest.raises(AddinBuildError, match="应为 1 次"):
        xlwings_module(_installed() + change.first)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.why)
def test_change_that_fits_nowhere_stops_the_build(change: Change) -> None:
    with pytest.raises(AddinBuildError, match="应为 1 次"):
        xlwings_module(_installed().replace(change.first, "' moved elsewhere\n"))


def test_change_without_its_end_stops_the_build() -> None:
    source = _installed()
    with pytest.raises(AddinBuildError, match="User Config"):
        xlwings_module(source.replace("    ' User Config\n", ""))
