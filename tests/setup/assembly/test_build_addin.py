"""The add-in file: the same bytes every time, whole or not at all, and what lies in it."""

import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from pyopenvba import ExcelFile, check_file
from pyopenvba.cfb import CFB

from shebao.domain.errors import FileRefusedError
from shebao.setup.assembly.build_addin import build_addin, vba_modules
from shebao.setup.assembly.build_package import PROJECT_PART, RIBBON_PART, package, workbook_parts
from shebao.setup.assembly.build_sources import AddinBuildError
from tests.setup.building import built_addin

BUILD = "import sys, pathlib; from shebao.setup.assembly.build_addin import build_addin; " + (
    "build_addin(pathlib.Path(sys.argv[1]))"
)


def read_by_oletools(path: Path) -> dict[str, str]:
    with warnings.catch_warnings():
        # oletools speaks to pyparsing by names that pyparsing has since changed.
        warnings.simplefilter("ignore", DeprecationWarning)
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        modules = {
            name.removesuffix(".bas"): source.replace("\r\n", "\n")
            for _, _, name, source in parser.extract_macros()
            if name.endswith(".bas")
        }
        parser.close()
    return modules


def build_elsewhere(folder: Path, **environment: str) -> bytes:
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", BUILD, "made.xlam"],
        cwd=folder,
        env={**os.environ, **environment},
        check=True,
    )
    return (folder / "made.xlam").read_bytes()


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Whoever doubts the file can build it again and compare."""
    one = build_elsewhere(tmp_path / "a", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    two = build_elsewhere(tmp_path / "b", PYTHONHASHSEED="77", TZ="Asia/Shanghai", LC_ALL="C.UTF-8")

    assert one == two
    assert one == built_addin(tmp_path).read_bytes()


def test_every_module_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """oletools, an independent reader, sees in the file what the sources say."""
    assert read_by_oletools(built_addin(tmp_path)) == vba_modules({})


def test_module_that_differs_is_noticed(tmp_path: Path) -> None:
    """Chinese written past the lint is lost in code page 1252, and this check sees it."""
    modules = {**vba_modules({}), "extra": 'Attribute VB_Name = "extra"\n\' 中文\n'}
    path = tmp_path / "a.xlam"
    path.write_bytes(package(workbook_parts(modules), b"<customUI/>", version="0"))

    read = read_by_oletools(path)

    assert read["extra"] != modules["extra"]
    assert read["shebao_state"] == modules["shebao_state"]


def test_file_is_sound_and_keeps_no_compiled_code(tmp_path: Path) -> None:
    """Compiled code that differs from the source is what attackers hide."""
    path = built_addin(tmp_path)
    report = check_file(path)
    assert (list(report.errors), list(report.warnings)) == ([], [])
    assert compiled_code(path) == ("cc61ffff000000", {0})


def test_compiled_code_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "fresh.xlam"
    ExcelFile.create_new(path).close()
    cache, offsets = compiled_code(path)
    assert len(cache) > len("cc61ffff000000")
    assert offsets != {0}


def compiled_code(path: Path) -> tuple[str, set[int]]:
    """Return the project's cache and how many bytes of compiled code stand before each source."""
    with zipfile.ZipFile(path) as opened:
        container = CFB.from_bytes(opened.read(PROJECT_PART))
    assert not [name for name in container.list_streams() if name.startswith("__SRP")]
    with ExcelFile(path) as book:
        project = book.vba_project()
        assert project.code_page == 1252
        offsets = {module.text_offset for module in project.modules}
    return container.get_stream_in_storage("VBA", "_VBA_PROJECT").hex(), offsets


def test_ribbon_and_title_are_in_place(tmp_path: Path) -> None:
    with zipfile.ZipFile(built_addin(tmp_path)) as opened:
        assert opened.namelist()[0] == "[Content_Types].xml"
        assert f'Target="{RIBBON_PART}"' in opened.read("_rels/.rels").decode()
        assert "社保费" in opened.read(RIBBON_PART).decode()
        core = opened.read("docProps/core.xml").decode()
    assert "<dc:title>社保费</dc:title>" in core
    assert "William" not in core


def test_function_wrappers_are_taken_in(tmp_path: Path) -> None:
    wrapper = 'Attribute VB_Name = "xlwings_udfs"\nFunction F()\nEnd Function\n'

    path = build_addin(tmp_path / "a.xlam", function_modules={"xlwings_udfs": wrapper})

    with ExcelFile(path) as book:
        assert "Function F()" in book.get_module("xlwings_udfs")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('Attribute VB_Name = "bad"\n\' 中文\n', "ASCII"),
        ('Attribute VB_Name = "good"\n', "第一行"),
        ('Attribute VB_Name = "bad"\n\' ' + "x" * 1100, "1023"),
        ('Attribute VB_Name = "bad"\nRunPython "import xlwings.pro"\n', "许可证"),
    ],
)
def test_faulty_module_stops_the_build(tmp_path: Path, source: str, reason: str) -> None:
    """Chinese in VBA becomes question marks and no checker notices."""
    out = tmp_path / "a.xlam"
    out.write_bytes(b"old")

    with pytest.raises(AddinBuildError, match=reason):
        build_addin(out, function_modules={"bad": source})

    assert out.read_bytes() == b"old"


def test_unwritable_place_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"\.xlam"):
        build_addin(tmp_path / "a.xlsx")
    with pytest.raises(FileRefusedError, match="无法写入"):
        build_addin(tmp_path / "missing" / "a.xlam")
    assert list(tmp_path.iterdir()) == []
