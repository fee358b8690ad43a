"""A workbook of 0.1.0, made by the code of that version with a month's wages in it."""

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from shebao import ribbon
from shebao.domain.unit_mark import UnitMark
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.head import HAND_ROW
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.migration import FORMAT_VERSION, bring_up_to_date, is_older
from shebao.templates import new_workbook, template_path
from shebao.workbooks import open_workbook
from tests.com_stand_in import com_book
from tests.desk import Desk
from tests.packages import rename_tab
from tests.sheet_cells import SheetTable

OLD = Path(__file__).parents[1] / "data" / "workbooks" / "社保费_0.1.0.xlsx"


def _wages(path: Path) -> list[tuple[object, object]]:
    book = open_workbook(path)
    try:
        rows = SheetTable(book, WAGES_BY_PERSON).rows()
    finally:
        book.close()
    return [(row["id_number"], row["wage"]) for row in rows]


def _seal(path: Path) -> str:
    mark = UnitMark.in_title(str(openpyxl.load_workbook(path)["首页"]["A1"].value))
    assert mark is not None
    return mark.seal


def _with_own_things(path: Path, account: str) -> Path:
    """What users add: a sheet, a column, a renamed tab. ``account`` stands for the old bureau's."""
    former = _seal(OLD)
    shutil.copy(OLD, path)
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook:
        if isinstance(sheet["A1"].value, str):
            sheet["A1"] = sheet["A1"].value.replace(former, account)
    workbook.create_sheet("部门对照")["B2"] = "财务部"
    workbook["职工参保信息"]["Z30"] = "备注"
    workbook.save(path)
    rename_tab(path, "缴费工资申报", "十一月工资")
    return path


@pytest.mark.feature("X-MIGRATE")
def test_workbook_of_0_1_0_is_migrated_and_files(desk: Desk) -> None:
    """Its data stay, a copy is kept, and the month goes on in it."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    _with_own_things(desk.book, _seal(desk.book))
    before = desk.book.read_bytes()
    wages = _wages(desk.book)

    desk.done("login")

    assert (desk.folder / "社保费（升级前）.xlsx").read_bytes() == before
    assert _wages(desk.book) == wages
    workbook = openpyxl.load_workbook(desk.book)
    assert workbook["部门对照"]["B2"].value == "财务部"
    assert workbook["职工参保信息"]["Z30"].value == "备注"
    assert {spec.anchor for spec in SHEETS} <= set(workbook.defined_names)
    desk.done("update_roster")
    desk.done("submit_wages")
    filed = desk.done("fetch_wage_result")
    assert "成功" in filed.message
    stated = {row["id_number"] for row in desk.rows(WAGES_BY_PERSON) if row["state"] == "申报成功"}
    assert stated == {id_number for id_number, wage in wages if wage is not None}
    assert not list(desk.folder.glob("*升级前 2*"))


@pytest.mark.feature("X-MIGRATE")
def test_wages_typed_in_an_old_workbook_move_into_a_new_one(desk: Desk) -> None:
    """As the manual says: only a new workbook has the heads that fold, and nobody types twice."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    _with_own_things(desk.book, _seal(desk.book))
    desk.done("update_roster")  # what migrates it
    typed = [(who, wage) for who, wage in _wages(desk.book) if wage is not None]
    assert typed
    file = {"参保职工文件": "参保职工列表-旧.xlsx"}
    desk.done("export_wage_rows", file)

    desk.new_book()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("update_roster")
    desk.done("new_wage_sheet")
    desk.done("import_wage_file", file)

    moved = [(who, wage) for who, wage in _wages(desk.book) if wage is not None]
    assert sorted(moved) == sorted(typed)
    workbook = openpyxl.load_workbook(desk.book)
    assert workbook["缴费工资申报"].auto_filter.ref


def _head_of(book: xw.Book, spec: AnySheet) -> list[tuple[object, object]]:
    """Formula and number format of every cell that is read or summed above the headers."""
    sheet = book.names[spec.anchor].refers_to_range.sheet
    cells = [book.names[spec.parameter_anchor(p)].refers_to_range for p in spec.parameters]
    fields = [column.field for column in spec.columns]
    cells += [sheet.range((HAND_ROW, fields.index(field) + 1)) for field in spec.sums]
    return [(cell.formula, cell.number_format) for cell in cells]


@pytest.mark.feature("X-MIGRATE")
def test_it_is_migrated_in_excel_by_a_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sheets made over COM are found, headed and named as the template's are."""
    path = Path(shutil.copy(OLD, tmp_path / "旧.xlsx"))
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    with com_book(path) as excel:
        monkeypatch.setattr("xlwings.Book.caller", lambda: excel.book)
        outcome = ribbon.run("show_about")

        assert outcome is not None
        assert not is_older(excel.book)
        for spec in SHEETS:
            table = SheetTable(excel.book, spec)
            assert table.parameters().keys() == {p.field for p in spec.parameters}
            assert table.column_references().keys() >= {c.field for c in spec.columns}
    assert (tmp_path / "旧（升级前）.xlsx").exists()


def test_every_sheet_can_be_made_in_a_workbook_that_has_none_of_them(tmp_path: Path) -> None:
    """What a later version brings is any of them; the made one reads as the template's does."""
    path = new_workbook(tmp_path / "空.xlsx")
    workbook = openpyxl.load_workbook(path)
    for spec in SHEETS[1:]:
        del workbook[spec.title]
    for name in [n for n in workbook.defined_names if n.startswith("sb_")]:
        if not name.startswith(("sb_home", "sb_version")):
            del workbook.defined_names[name]
    workbook["_shebao"]["A1"] = "1"
    workbook.save(path)
    book, model = (
        open_workbook(path),
        open_workbook(Path(shutil.copy(template_path("shebao"), tmp_path / "样.xlsx"))),
    )

    made = bring_up_to_date(book)

    assert made == [spec.title for spec in SHEETS[1:]]
    assert [s.name for s in book.sheets][: len(SHEETS)] == [spec.title for spec in SHEETS]
    for spec in SHEETS:
        new, old = SheetTable(book, spec), SheetTable(model, spec)
        assert new.parameters() == old.parameters()
        assert new.column_references() == old.column_references()
        assert new.is_put_away() == old.is_put_away()
        for parameter in spec.parameters:
            place = spec.parameter_anchor(parameter)
            assert book.names[place].refers_to == model.names[place].refers_to
        assert _head_of(book, spec) == _head_of(model, spec)
    book.save()
    book.close()
    printed = openpyxl.load_workbook(path)
    headers = {spec.title: f"${spec.header_row}:${spec.header_row}" for spec in SHEETS}
    assert {title: printed[title].print_title_rows for title in headers} == headers
    model.close()


def test_nothing_is_done_to_a_workbook_of_this_version_or_of_nobody(tmp_path: Path) -> None:
    fresh = open_workbook(new_workbook(tmp_path / "新.xlsx"))
    assert not is_older(fresh)
    assert fresh.names["sb_version"].refers_to_range.value == FORMAT_VERSION
    fresh.close()
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "别的.xlsx")
    other = open_workbook(tmp_path / "别的.xlsx")
    assert not is_older(other)
    other.close()


def test_sheet_that_the_user_deleted_is_not_made_again(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD, tmp_path / "旧.xlsx"))
    workbook = openpyxl.load_workbook(path)
    del workbook["网络设置"]  # its names now lead nowhere
    workbook.save(path)
    book = open_workbook(path)

    bring_up_to_date(book)

    assert "网络设置" not in [sheet.name for sheet in book.sheets]
    book.close()


def test_no_copy_no_migration(desk: Desk) -> None:
    """The folder takes no copy: one sentence, nothing changed."""
    shutil.copy(OLD, desk.book)
    before = desk.book.read_bytes()
    (desk.folder / "社保费（升级前）.xlsx").mkdir()

    ran = desk.run("show_about")

    assert ran.status == 1
    assert "由旧版本建立，升级前要在旁边保留一份副本" in ran.said
    assert desk.book.read_bytes() == before


def test_command_that_is_refused_after_the_migration_tells_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk finds a copy beside the workbook and must know why."""
    path = Path(shutil.copy(OLD, tmp_path / "旧.xlsx"))
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    shown: list[str] = []
    monkeypatch.setattr("shebao.excel_ui.ExcelUi.show_failure", lambda _, said: shown.append(said))
    with com_book(path) as excel:
        monkeypatch.setattr("xlwings.Book.caller", lambda: excel.book)
        SheetTable(excel.book, HOME).activate()

        assert ribbon.run("tick_rows") is None

    assert "没有“选择”列" in shown[0]
    assert "已升级（补上 " in shown[0]
