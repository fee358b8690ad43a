"""What is printed of a sheet ends with the rows that a command wrote."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employee_sheets import GROUPS, ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.premium_sheets import BILL_CAUSES
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.print_area import is_printed_as_written
from shebao.templates import new_workbook, template_path
from tests.sheet_cells import SheetTable
from tests.sheets.test_table import person
from workbook_file import open_book

BLANK = {spec.title: spec.header_row + 1 for spec in SHEETS if is_printed_as_written(spec)}


def areas(path: Path) -> dict[str, str]:
    """The area of each sheet that has one."""
    sheets = openpyxl.load_workbook(path).worksheets
    return {s.title: s.print_area.split("!")[-1].replace("$", "") for s in sheets if s.print_area}


def test_a_new_workbook_prints_heads_and_no_blank_page() -> None:
    found = areas(template_path("shebao"))

    assert {title: area.split(":")[0] for title, area in found.items()} == dict.fromkeys(
        BLANK, "A1"
    )
    ends = {t: int("".join(filter(str.isdigit, a.split(":")[1]))) for t, a in found.items()}
    assert ends == BLANK


@pytest.mark.parametrize("spec", [HOME, BILL_CAUSES, GROUPS], ids=lambda spec: spec.name)
def test_pictures_and_rows_typed_by_hand_are_never_left_out(spec: AnySheet) -> None:
    assert not is_printed_as_written(spec)


def test_sheets_without_an_area_are_those_a_clerk_fills() -> None:
    typed = {
        spec.name
        for spec in SHEETS
        if not spec.identity
        and any(column.is_input and column.kind is not Kind.TICK for column in spec.columns)
    }
    drawn = {HOME.name, BILL_CAUSES.name}
    assert {spec.name for spec in SHEETS if not is_printed_as_written(spec)} == typed | drawn


def test_the_area_follows_the_rows(tmp_path: Path) -> None:
    """More rows are printed whole, fewer leave no blank page; the user's own column comes along."""
    path = new_workbook(tmp_path / "book.xlsx")
    book = open_book(path)
    table = SheetTable(book, WAGES_BY_PERSON)
    first, last = WAGES_BY_PERSON.header_row + 1, len(WAGES_BY_PERSON.columns)
    seen = []

    def printed() -> str:
        book.save()
        return areas(path)[WAGES_BY_PERSON.title]

    table.replace([person(n) for n in range(30)])
    seen.append(printed())
    image = table.image()
    table.replace([person(1)])
    seen.append(printed())
    table.append([person(2), person(3)])
    seen.append(printed())
    table.restore(image)
    seen.append(printed())
    book.sheets[WAGES_BY_PERSON.title].range((first - 1, last + 1)).raw_value = "我的列"
    table.replace([person(1)])
    seen.append(printed())
    table.clear()
    seen.append(printed())
    book.close()

    at = get_column_letter(last)
    own = get_column_letter(last + 1)
    ends = [f"{at}{first + 29}", f"{at}{first}", f"{at}{first + 2}", f"{at}{first + 29}"]
    assert seen == [f"A1:{end}" for end in [*ends, f"{own}{first}", f"{own}{first}"]]


def test_insurances_are_printed_beside_their_people(tmp_path: Path) -> None:
    path = new_workbook(tmp_path / "book.xlsx")
    book = open_book(path)
    heads = ["110|企业职工基本养老保险", "210|失业保险"]
    SheetTable(book, ROSTER).replace([person(1)], heads)
    book.save()
    book.close()

    last = get_column_letter(len(ROSTER.columns) + len(heads))
    assert areas(path)[ROSTER.title] == f"A1:{last}{ROSTER.header_row + 1}"
