"""A workbook that another program spelled in its own way is the same workbook."""

from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.templates import new_workbook
from tests.packages import TYPES, VARIANTS, packed, parts_of
from workbook_file import Reason, WorkbookError, open_book

pytestmark = pytest.mark.feature("X-HEADLESS")

ROW = WAGES_BY_PERSON.header_row + 1


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our template with a person on the wage sheet, saved by our own engine."""
    path = new_workbook(tmp_path_factory.mktemp("sound") / "社保费.xlsx")
    book = open_book(path)
    book.sheets["缴费工资申报"].range((ROW, 1), (ROW, 4)).value = ["✔", "甲'乙=\"", "201", "5201"]
    book.save()
    book.close()
    return path


@pytest.mark.parametrize("big_sheet", [1, 400_000])
@pytest.mark.parametrize("variant", VARIANTS)
def test_it_is_read_written_and_read_again(
    sound: Path, tmp_path: Path, variant: str, big_sheet: int
) -> None:
    """e01 to e13 of the public report: sound packages were called damaged, or lost their heads."""
    path = tmp_path / "社保费.xlsx"
    path.write_bytes(packed(VARIANTS[variant](parts_of(sound))))
    original = open_book(sound)
    book = open_book(path, big_sheet=big_sheet)
    sheets = {sheet.name: sheet.used_range.raw_value for sheet in original.sheets}
    for name, values in sheets.items():
        read = book.sheets[name].used_range.raw_value
        assert read == values or variant == "empty value", name
    assert book.sheets["缴费工资申报"].range((ROW, 2)).value == "甲'乙=\""

    book.sheets["缴费工资申报"].range((ROW, 2)).value = "丙丁"
    book.save()
    book.close()

    again = open_book(path)
    assert again.sheets["缴费工资申报"].range((ROW, 1), (ROW, 4)).value == [
        "✔",
        "丙丁",
        "201",
        "5201",
    ]
    again.close()
    original.close()
    if variant not in ("other case", "all capitals", "no styles"):  # openpyxl's own limits
        assert openpyxl.load_workbook(path)["缴费工资申报"].cell(ROW, 2).value == "丙丁"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        (
            lambda parts: {
                **parts,
                TYPES: parts[TYPES].replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"ms-excel.sheet.binary.macroEnabled.main",
                ),
            },
            "xlsb",
        ),
        (
            lambda parts: {
                **parts,
                TYPES: parts[TYPES].replace(b"spreadsheetml.sheet.main", b"wordprocessingml.x"),
            },
            "docx",
        ),
    ],
)
def test_another_kind_of_package_is_named(
    sound: Path, tmp_path: Path, change: object, reason: str
) -> None:
    path = tmp_path / "别的.xlsx"
    path.write_bytes(packed(change(parts_of(sound))))  # type: ignore[operator]
    wanted = {
        "ods": Reason.OPEN_DOCUMENT,
        "xlsb": Reason.BINARY,
        "docx": Reason.NOT_A_WORKBOOK,
    }

    with pytest.raises(WorkbookError) as refused:
        open_book(path)

    assert refused.value.reason is wanted[reason]
