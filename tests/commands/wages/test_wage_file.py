"""The official client's own workbook: written in its layout, read back without one guess."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS, WAGES_BY_INSURANCE, WAGES_BY_PERSON
from tests.desk import Desk, Ran, open_desk
from tests.libreoffice import convert

pytestmark = pytest.mark.feature("W-FILE")

NAME = "参保职工列表（导出）.xlsx"
CELL = {"参保职工文件": NAME}
E3 = "该人员无效，或无有效险种"


def ready(desk: Desk) -> Path:
    """Log in, download, open the wage sheet and take the client's file."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("update_roster")
    desk.done("new_wage_sheet")
    desk.done("export_wage_file", CELL)
    return desk.folder / NAME


def change(path: Path, edit: Callable[[Worksheet], object]) -> None:
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)


def fill(path: Path, first: float = 6000.0) -> dict[str, float]:
    """Give everyone another wage; return them by id."""
    wages = {}

    def typed(sheet: Worksheet) -> None:
        for at in range(4, sheet.max_row + 1):
            sheet.cell(at, 5).value = first + at
            wages[str(sheet.cell(at, 3).value)] = first + at

    change(path, typed)
    return wages


def wages_of(desk: Desk) -> dict[str, object]:
    return {str(r["id_number"]): r["wage"] for r in desk.rows(WAGES_BY_PERSON)}


def refused(desk: Desk, parameters: dict[str, str] | None = None) -> Ran:
    """Run the import; insist that it stopped and that the workbook is as it was."""
    before = desk.rows(WAGES_BY_PERSON)
    ran = desk.run("import_wage_file", parameters or CELL)
    assert ran.status == 1
    assert desk.rows(WAGES_BY_PERSON) == before
    assert "文件未作任何改动" in ran.message
    return ran


@pytest.fixture
def public_body(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    with open_desk(tmp_path, capsys, monkeypatch, kind="public_body", people=12) as opened:
        yield opened


def test_the_layout_is_the_clients_by_person(desk: Desk) -> None:
    """The client's import takes exactly this layout and no other."""
    book = openpyxl.load_workbook(ready(desk))
    data = book.worksheets[0]

    assert book.sheetnames == ["缴费工资申报数据", "填表说明"]
    assert {str(r) for r in data.merged_cells.ranges} == {"A1:D1", "B2:D2"}
    assert data["A1"].value == "单位社保费缴费工资年度申报"
    assert [data["A2"].value, data["B2"].value] == [
        "*缴费人识别号：", desk.bureau.seeded.tax_id,
    ]  # fmt: skip
    assert [c.value for c in data[3]] == [
        "*姓名", "*身份证件类型代码", "*身份证件号码", "分组", "缴费工资",
    ]  # fmt: skip
    assert data.column_dimensions["A"].width == pytest.approx(20, abs=1)
    people = {r["id_number"]: r for r in desk.rows(WAGES_BY_PERSON)}
    for row in data.iter_rows(min_row=4):
        name, id_type, id_number, *_ = row
        assert name.value == people.pop(str(id_number.value))["name"]
        assert (id_type.value, id_type.data_type) == ("201", "s")
        assert (id_number.data_type, id_number.number_format) == ("s", "@")
    assert not people


def test_a_public_bodys_file_has_a_head_for_each_insurance(public_body: Desk) -> None:
    """Public bodies file by insurance; a cell of an insurance not insured must stay blank."""
    desk = public_body
    desk.until_filled()
    desk.done("export_wage_file", CELL)
    data = openpyxl.load_workbook(desk.folder / NAME).worksheets[0]

    heads = [c.value for c in data[2][4:]]
    assert heads == desk.truth["insurances"]
    assert [c.value for c in data[3][4:]] == ["缴费工资"] * len(heads)
    rows = {r["id_number"]: r for r in desk.rows(WAGES_BY_INSURANCE)}
    for cells in data.iter_rows(min_row=4, values_only=True):
        row = rows[str(cells[2])]
        assert [cells[4 + i] for i in range(len(heads))] == [row[str(head)] for head in heads]


@pytest.mark.parametrize("command_id", ["fill_from_payroll", "import_wage_file"])
def test_a_sheet_without_its_insurances_is_named(public_body: Desk, command_id: str) -> None:
    """Somebody deleted the columns; there is no place for a wage then."""
    desk = public_body
    fill(ready(desk))

    def cut(book: openpyxl.Workbook) -> None:
        sheet = book[WAGES_BY_INSURANCE.title]
        for cell in sheet[WAGES_BY_INSURANCE.header_row]:
            if "|" in str(cell.value):
                cell.value = None

    desk.change(cut)

    ran = desk.run(
        command_id, CELL if command_id == "import_wage_file" else {"工资表文件": str(desk.payroll)}
    )

    assert (ran.status, "没有险种列" in ran.message) == (1, True), ran.message


def test_wages_typed_by_insurance_come_back(public_body: Desk) -> None:
    desk = public_body
    path = ready(desk)
    typed: dict[str, dict[str, object]] = {}

    def edit(sheet: Worksheet) -> None:
        for at in range(4, sheet.max_row + 1):
            sheet.cell(at, 5).value = 5000.25 + at
            typed[str(sheet.cell(at, 3).value)] = {str(sheet["E2"].value): 5000.25 + at}

    change(path, edit)
    ran = desk.done("import_wage_file", CELL)

    rows = desk.rows(WAGES_BY_INSURANCE)
    insured = [r for r in rows if ";120;" in str(r["insured"])]
    assert ran.answer["counts"]["filled"] == len(insured) > 0
    for row in insured:
        head, wage = next(iter(typed[str(row["id_number"])].items()))
        assert (row[head], row["tick"]) == (wage, TICK)
    refusals = [str(d["sentence"]) for d in desk.rows(PAYROLL_DOUBTS)]
    assert len(refusals) == len(rows) - len(insured)
    assert all(E3 in said and "未参加“120|" in said for said in refusals)


def test_what_was_typed_in_the_file_comes_back_and_is_ticked(desk: Desk) -> None:
    path = ready(desk)
    wages = fill(path)
    before = path.read_bytes()

    ran = desk.done("import_wage_file", CELL)

    assert wages_of(desk) == wages
    assert ran.answer["counts"] == {"filled": len(wages), "blank": 0, "doubts": 0}
    assert {r["tick"] for r in desk.rows(WAGES_BY_PERSON)} == {TICK}
    assert path.read_bytes() == before


def test_wages_of_the_sheet_go_into_the_file_and_back(desk: Desk) -> None:
    """The way to the official client: fill and check here, import there."""
    desk.until_filled()
    wages = wages_of(desk)
    desk.done("export_wage_file", CELL)
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["wage"] = None
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    ran = desk.done("import_wage_file", CELL)

    assert wages_of(desk) == wages
    assert ran.answer["counts"]["blank"] == sum(wage is None for wage in wages.values()) > 0


def test_an_empty_wage_sheet_gets_everyone_first(desk: Desk) -> None:
    """In the client 外部文件导入 stands under 添加: it needs no list beforehand."""
    path = ready(desk)
    wages = fill(path)
    desk.new_book()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    desk.done("import_wage_file", CELL)

    assert wages_of(desk) == wages


def test_an_older_file_is_overwritten_only_when_agreed(desk: Desk) -> None:
    """It may hold wages that HR spent a day on."""
    path = ready(desk)
    fill(path)
    before = path.read_bytes()

    ran = desk.ask("export_wage_file", CELL)

    assert ran.status == 1
    assert f"文件“{NAME}”已存在，将被覆盖" in ran.message
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "typed", "kind", "words"),
    [
        (1, "李四", "不一致", [E3, "姓名应为“", "现为“李四”"]),
        (2, "208", "不一致", [E3, "身份证件类型代码应为“201”，现为“208”"]),
        (3, "11010519491231002X", "人员无效", [E3, "没有证件号码 11010519491231002X"]),
        (3, 522301197003235971, "无法识别", ["数字格式", "末几位已丢失"]),
        (3, "5.22301E+17", "无法识别", ["“5.22301E+17”是科学计数法"]),
        (3, 12345678, "无法识别", ["“12345678”是数字，不是证件号码文本"]),
        (3, None, "无法识别", ["证件号码空白"]),
        (5, "六千", "无法识别", ["缴费工资“六千”不是金额"]),
        (5, -1, "无法识别", ["是负数"]),
        (5, 6000.125, "无法识别", ["超过两位小数"]),
    ],
)
def test_a_row_that_was_changed_is_named_and_gives_nothing(
    desk: Desk, column: int, typed: Any, kind: str, words: list[str]
) -> None:
    """Seed G 2.4.1.3: the client's own words, on the row, with what stands there."""
    path = ready(desk)
    wages = fill(path)
    victim = openpyxl.load_workbook(path).worksheets[0]["C6"].value
    change(path, lambda sheet: setattr(sheet.cell(6, column), "value", typed))

    ran = desk.run("import_wage_file", CELL)

    assert ran.status == 0
    assert f"{kind} 1 人" in ran.message
    del wages[str(victim)]
    assert {i: wage for i, wage in wages_of(desk).items() if wage is not None} == wages
    (doubt,) = desk.rows(PAYROLL_DOUBTS)
    assert (doubt["kind"], doubt["row"], doubt["sheet"]) == (kind, 6, "缴费工资申报数据")
    assert str(doubt["sentence"]).startswith("工作表“缴费工资申报数据”第 6 行：")
    for word in words:
        assert word in str(doubt["sentence"])


def test_ids_sorted_apart_from_their_names_take_over_nothing(desk: Desk) -> None:
    """Sorting one column alone gives everyone somebody else's wage."""
    path = ready(desk)
    fill(path)

    def rotate(sheet: Worksheet) -> None:
        ids = [sheet.cell(at, 3).value for at in range(4, sheet.max_row + 1)]
        for at, id_number in enumerate([*ids[1:], ids[0]], start=4):
            sheet.cell(at, 3).value = id_number

    change(path, rotate)
    ran = desk.run("import_wage_file", CELL)

    assert ran.answer["counts"]["filled"] == 0
    assert set(wages_of(desk).values()) == {None}
    doubts = desk.rows(PAYROLL_DOUBTS)
    assert len(doubts) == ran.answer["counts"]["doubts"] > 1
    assert all(E3 in str(d["sentence"]) for d in doubts)


def test_a_person_on_two_rows_gets_neither_wage(desk: Desk) -> None:
    path = ready(desk)
    fill(path)

    def again(sheet: Worksheet) -> None:
        sheet.append([*[cell.value for cell in sheet[4]][:4], 1.0])

    change(path, again)
    twice = str(openpyxl.load_workbook(path).worksheets[0]["C4"].value)
    desk.run("import_wage_file", CELL)

    assert wages_of(desk)[twice] is None
    assert [d["kind"] for d in desk.rows(PAYROLL_DOUBTS)] == ["重复"]


def test_rows_that_are_not_in_the_file_stay_as_they_are(desk: Desk) -> None:
    path = ready(desk)
    fill(path)
    rows = desk.rows(WAGES_BY_PERSON)
    left = rows[0]
    left["wage"] = 123_456
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    def drop(sheet: Worksheet) -> None:
        at = next(n for n in range(4, 60) if sheet.cell(n, 3).value == left["id_number"])
        sheet.delete_rows(at)

    change(path, drop)
    ran = desk.done("import_wage_file", CELL)

    assert wages_of(desk)[str(left["id_number"])] == 1234.56
    assert ran.answer["counts"]["filled"] == len(rows) - 1


def test_a_row_whose_key_is_anothers_is_not_filled(desk: Desk) -> None:
    """A sort of our sheet that left the hidden key behind: which of the two is it?"""
    path = ready(desk)
    fill(path)
    rows = desk.rows(WAGES_BY_PERSON)
    first, second = rows[:2]
    first["key"] = second["key"]
    desk.edit(WAGES_BY_PERSON, rows, "key")

    desk.run("import_wage_file", CELL)

    assert wages_of(desk)[str(first["id_number"])] is None
    (doubt,) = desk.rows(PAYROLL_DOUBTS)
    assert (doubt["kind"], doubt["id_number"]) == ("申报表中没有", first["id_number"])


def test_a_file_made_elsewhere_goes_into_the_sheet_by_insurance(desk: Desk) -> None:
    """The roster's file is another generator's; this employer's wages differ by insurance."""
    ready(desk)
    roster = desk.folder / "参保职工列表.xlsx"
    sheet = openpyxl.load_workbook(roster).worksheets[0]
    heads = [str(cell.value) for cell in sheet[2][4:]]

    ran = desk.done("import_wage_file", {"参保职工文件": ""})

    assert ran.answer["counts"]["doubts"] == 0
    rows = {r["id_number"]: r for r in desk.rows(WAGES_BY_INSURANCE)}
    for cells in sheet.iter_rows(min_row=4, values_only=True):
        assert [rows[str(cells[2])][head] for head in heads] == list(cells[4:])


@pytest.mark.parametrize(
    ("cell", "typed", "words"),
    [
        ("B2", "91520102AY4CL12THK", "B2 的纳税人识别号是“91520102AY4CL12THK”，本单位是“"),
        ("B2", 915201000000000123, "B2 的纳税人识别号是数字格式，Excel 只保留 15 位"),
        ("C3", "身份证号", "C3 应为“*身份证件号码”，现为“身份证号”"),
        ("A1", "工资表", "A1 应为“单位社保费缴费工资年度申报”，现为“工资表”"),
        ("E3", "应发工资", "E3 应为“缴费工资”，现为“应发工资”"),
        ("F3", "备注", "F3 应为空，现为“备注”"),
        ("E2", "110|养老", "E2 的险种“110|养老”不是本地区规则文件中的险种"),
    ],
)
def test_a_changed_head_is_named_by_its_cell(desk: Desk, cell: str, typed: Any, words: str) -> None:
    path = ready(desk)
    fill(path)
    change(path, lambda sheet: setattr(sheet[cell], "value", typed))

    assert words in refused(desk).message


def test_an_insurance_that_stands_twice_is_named(public_body: Desk) -> None:
    """Two columns of one insurance are two wages."""
    path = ready(public_body)
    change(path, lambda sheet: setattr(sheet["F2"], "value", sheet["E2"].value))

    assert "F2 的险种“120|机关事业单位养老保险”重复" in refused(public_body).message


def _old_layout(path: Path) -> None:
    change(path, lambda sheet: sheet.delete_rows(1))


def _without_sheet(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["缴费工资申报数据"]
    book.save(path)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_old_layout, "与模板不一致：A1 应为"),
        (_without_sheet, "没有工作表“缴费工资申报数据”"),
        (lambda path: path.write_text("姓名,工资\n甲,1", encoding="gb18030"), "不是 Excel 工作簿"),
        (lambda path: path.write_bytes(b""), "是空文件"),
        (lambda path: path.unlink(), "不存在"),
        (
            lambda path: path.write_bytes(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + b"\0" * 600
                + "EncryptedPackage".encode("utf-16-le")
            ),
            "设有打开密码",
        ),
    ],
    ids=["older layout", "missing sheet", "csv", "empty", "missing", "encrypted"],
)
def test_a_file_that_is_not_the_template_changes_nothing(
    desk: Desk, damage: Callable[[Path], object], words: str
) -> None:
    damage(ready(desk))

    assert words in refused(desk).message


def test_a_file_by_person_is_refused_for_a_public_body(public_body: Desk) -> None:
    """The bureau takes a public body's wages by insurance only."""
    path = ready(public_body)

    def by_person(sheet: Worksheet) -> None:
        sheet.delete_cols(6, 20)
        sheet["E2"] = None

    change(path, by_person)
    ran = public_body.run("import_wage_file", CELL)

    assert ran.status == 1
    assert "机关事业单位按险种申报" in ran.message


def test_a_wage_that_is_no_amount_keeps_the_file_from_being_written(desk: Desk) -> None:
    """A blank in the file would look like a person whose wage is still to be filled."""
    ready(desk)
    (desk.folder / NAME).unlink()
    rows = desk.rows(WAGES_BY_PERSON)
    rows[3]["wage"] = "六千"
    desk.edit(WAGES_BY_PERSON, rows, "wage")

    ran = desk.run("export_wage_file", CELL)

    assert ran.status == 1
    assert f"第 {rows[3]['_row']} 行" in ran.message
    assert not (desk.folder / NAME).exists()


def test_the_file_is_never_the_workbook_itself(desk: Desk) -> None:
    ready(desk)

    assert "就是当前工作簿" in desk.run("export_wage_file", {"参保职工文件": "社保费.xlsx"}).message
    ran = desk.run("export_wage_file", {"参保职工文件": "职工.xls"})
    assert "必须以 .xlsx 结尾" in ran.message
    ran = desk.run("export_wage_file", {"参保职工文件": "没有/职工.xlsx"})
    assert "无法写入" in ran.message


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_file_saved_by_libreoffice_is_imported_the_same(desk: Desk, suffix: str) -> None:
    """HR offices without Excel fill it there; ids and types must not turn into numbers."""
    path = ready(desk)
    wages = fill(path)
    out = desk.folder / "libreoffice"
    convert(suffix, out, path)

    saved = out / f"{path.stem}.{suffix}"
    ran = desk.done("import_wage_file", {"参保职工文件": str(saved)})

    assert wages_of(desk) == wages
    assert ran.answer["counts"]["doubts"] == 0


def test_only_the_people_of_the_sheet_go_into_the_file(desk: Desk) -> None:
    """Of 按单位编号添加 alone; the others' wages are somebody else's to file."""
    ready(desk)
    desk.write(WAGES_BY_PERSON, desk.rows(WAGES_BY_PERSON)[:4])

    made = desk.done("export_wage_rows", {"参保职工文件": "临聘.xlsx"})

    book = openpyxl.load_workbook(desk.folder / "临聘.xlsx")
    sheet = book.worksheets[0]
    ids = {str(sheet.cell(at, 3).value) for at in range(4, sheet.max_row + 1)}
    assert ids == {str(row["id_number"]) for row in desk.rows(WAGES_BY_PERSON)}
    assert made.answer["counts"]["employees"] == 4
    wages = fill(desk.folder / "临聘.xlsx")
    desk.done("import_wage_file", {"参保职工文件": "临聘.xlsx"})
    assert wages_of(desk) == wages
    desk.write(WAGES_BY_PERSON, [])
    assert "没有职工" in desk.run("export_wage_rows", CELL).said


def test_who_left_an_open_month_without_a_wage_is_in_the_file(desk: Desk) -> None:
    """Their month cannot be filed before there is a wage (E5)."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_billed()
    id_number = desk.join("试样离职", "110", "410")
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("people/leave", tax_id=tax_id, id_number=id_number, last_period="2026-11")
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    desk.done("update_roster")
    desk.done("export_wage_file", CELL)
    path = desk.folder / NAME
    book = openpyxl.load_workbook(path)
    ids = [str(row[2].value) for row in book.worksheets[0].iter_rows(min_row=4)]
    assert id_number in ids

    wages = fill(path)
    desk.write(WAGES_BY_PERSON, [])  # opened anew, it holds only who lacks a wage
    desk.run("import_wage_file", CELL)

    assert id_number not in {row["id_number"] for row in desk.rows(PAYROLL_DOUBTS)}
    assert wages_of(desk) == {id_number: wages[id_number]}


def test_what_could_not_be_imported_is_a_workbook(desk: Desk) -> None:
    """The seed has 失败原因表格: it is passed on to whoever knows the person."""
    path = ready(desk)
    change(path, lambda sheet: sheet.cell(4, 1, "另一个人"))
    desk.run("import_wage_file", CELL)

    made = desk.done("export_table", {"操作表": PAYROLL_DOUBTS.title})

    sheet = openpyxl.load_workbook(desk.folder / "工资表疑问_导出.xlsx").worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any(E3 in cell for cell in cells)
    assert made.answer["counts"]["rows"] == 1
