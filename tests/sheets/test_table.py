"""Rows of a declared sheet, wherever the user moved them."""

import dataclasses
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import xlwings as xw

from shebao.domain.errors import SheetError
from shebao.sheets.cells import grid
from shebao.sheets.declared.application_sheets import ACCOUNTS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao.templates import new_workbook
from tests.com_stand_in import com_book
from tests.packages import rename_tab
from tests.sheet_cells import Row, SheetTable
from workbook_file import open_book

PENSION, INJURY = "110|企业职工基本养老保险", "410|工伤保险"
MEDICAL = "310|职工基本医疗保险"


ENGINES = ("headless", "excel")


@contextmanager
def opened(engine: str, path: Path) -> Iterator[xw.Book]:
    """A workbook in our own engine, which refuses what Excel would convert, or in Excel's."""
    if engine == "headless":
        with closing(open_book(path, strict=True)) as own:
            yield own
    else:
        with com_book(path) as excel:
            yield excel.book


@pytest.fixture(params=ENGINES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[xw.Book]:
    """The template in either engine."""
    with opened(request.param, new_workbook(tmp_path / "book.xlsx")) as made:
        yield made


def person(number: int) -> Row:
    id_number = f"5201021990010100{number:02d}"
    return {
        "name": f"赵{number}",
        "id_type": "201",
        "id_number": id_number,
        "wage": 800_000 + number,
        "key": id_number,
    }


def test_what_is_written_is_read_back(book: xw.Book) -> None:
    """18-digit numbers keep their digits and fen stay whole."""
    table = SheetTable(book, WAGES_BY_PERSON)

    table.replace([person(1), person(2)])

    rows = table.rows()
    assert [r["id_number"] for r in rows] == ["520102199001010001", "520102199001010002"]
    assert [r["wage"] for r in rows] == [8000.01, 8000.02]
    assert [r["_row"] for r in rows] == [
        WAGES_BY_PERSON.header_row + 1,
        WAGES_BY_PERSON.header_row + 2,
    ]


def test_fewer_rows_leave_none_of_the_old_ones(book: xw.Book) -> None:
    """Yesterday's leaver must not be filed today."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(n) for n in range(1, 6)])

    table.replace([person(9)])

    assert [r["name"] for r in table.rows()] == ["赵9"]


def test_text_from_outside_is_never_a_formula(book: xw.Book) -> None:
    """A name such as =HYPERLINK(…) would run in the clerk's Excel."""
    table = SheetTable(book, WAGES_BY_PERSON)
    hostile = '=HYPERLINK("http://127.0.0.1","x")'

    table.replace([{**person(1), "name": hostile}, {**person(2), "name": "+1", "group": "00123"}])

    rows = table.rows()
    assert [r["name"] for r in rows] == [hostile, "+1"]
    assert rows[1]["group"] == "00123"
    at = WAGES_BY_PERSON.header_row + 1
    assert book.sheets[WAGES_BY_PERSON.title].range((at, 2)).raw_value == hostile


def test_update_touches_only_the_given_rows_and_columns(book: xw.Book) -> None:
    """Answers for two people must not move anybody else's cells."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(n) for n in range(1, 5)])
    rows = table.rows()
    for row in (rows[0], rows[3]):
        row["state"] = "申报成功"

    table.update([rows[3], rows[0]], ["state"])

    assert [r["state"] for r in table.rows()] == ["申报成功", "", "", "申报成功"]
    assert [r["wage"] for r in table.rows()] == [8000.01, 8000.02, 8000.03, 8000.04]


@pytest.mark.parametrize("engine", ENGINES)
def test_moved_columns_and_a_renamed_tab_are_found(engine: str, tmp_path: Path) -> None:
    """Users arrange sheets as they like; the header says what a column is."""
    path = new_workbook(tmp_path / "book.xlsx")
    rename_tab(path, WAGES_BY_PERSON.title, "五月工资")
    header = WAGES_BY_PERSON.header_row
    with opened(engine, path) as book:
        sheet = book.sheets["五月工资"]
        sheet.range((header, 2)).raw_value = "证件号码"
        sheet.range((header, 3)).raw_value = "姓名"
        table = SheetTable(book, WAGES_BY_PERSON)

        table.replace([person(1)])

        assert table.title == "五月工资"
        assert sheet.range((header + 1, 2)).raw_value == "520102199001010001"
        assert table.rows()[0]["name"] == "赵1"


def test_insurance_columns_follow_what_is_insured(book: xw.Book) -> None:
    """An employer that gains an insurance gains a column; the old ones leave nothing behind."""
    table = SheetTable(book, WAGES_BY_INSURANCE)
    table.replace([{**person(1), PENSION: 800_000, INJURY: 800_000}], [PENSION, INJURY])
    assert table.rows()[0][INJURY] == 8000.0

    table.replace([{**person(1), INJURY: 900_000}], [INJURY])

    assert table.insurance_headers() == [INJURY]
    assert table.rows()[0][INJURY] == 9000.0


@pytest.mark.parametrize("spec", [ROSTER, WAGES_BY_INSURANCE], ids=lambda spec: spec.name)
def test_insurances_stand_beside_the_table(book: xw.Book, spec: AnySheet) -> None:
    """Labelled cells reach further right; behind them the insurances were off a laptop's screen."""
    table = SheetTable(book, spec)
    table.replace([person(1)], [PENSION, INJURY])

    beside = len(spec.columns) + 1
    assert table._place().insurances == {PENSION: beside, INJURY: beside + 1}
    book.sheets[spec.title].range((spec.header_row, beside + 2)).raw_value = "备注"
    table.replace([person(1)], [PENSION, INJURY, MEDICAL])
    assert table._place().insurances[MEDICAL] == beside + 3  # the user's own column stays


@pytest.mark.parametrize("spec", [ROSTER, WAGES_BY_INSURANCE], ids=lambda spec: spec.name)
def test_a_code_that_nobody_knows_heads_the_users_own_column(book: xw.Book, spec: AnySheet) -> None:
    """A copy of last year's wages under 999|备份 was emptied, and read as wages before."""
    table, sheet = SheetTable(book, spec), book.sheets[spec.title]
    table.replace([person(1), person(2)], [PENSION])
    at = len(spec.columns) + 4
    own = [("999|备份",), ("甲",), ("乙",), ("丙",)]
    cells = sheet.range((spec.header_row, at), (spec.header_row + 3, at))
    cells.raw_value = own
    image = table.image()

    table.replace([person(3)], [PENSION, INJURY])
    assert grid(cells.raw_value, 4) == own
    assert table.insurance_headers() == [PENSION, INJURY]
    assert table.row_count() == len(table.rows()) == 1
    table.append([person(4)], [INJURY])
    table.empty(table.rows())
    table.clear()
    assert grid(cells.raw_value, 4) == own
    table.restore(image)
    assert grid(cells.raw_value, 4) == own
    assert (len(table.rows()), table.row_count()) == (2, 2)


@pytest.mark.parametrize("spec", [ROSTER, WAGES_BY_INSURANCE], ids=lambda spec: spec.name)
def test_a_known_code_under_the_users_own_name_heads_the_users_own_column(
    book: xw.Book, spec: AnySheet
) -> None:
    """510|我的 was emptied with its header: 新建申报表 took it for the maternity column."""
    table, sheet = SheetTable(book, spec), book.sheets[spec.title]
    table.replace([person(1)], [PENSION])
    at = len(spec.columns) + 4
    own = [("510|我的",), ("甲",), ("乙",)]
    cells = sheet.range((spec.header_row, at), (spec.header_row + 2, at))
    cells.raw_value = own

    table.replace([person(2)], [PENSION, INJURY])
    table.append([person(3)], [PENSION, INJURY])

    assert grid(cells.raw_value, 3) == own
    assert table.insurance_headers() == [PENSION, INJURY]
    for change in (table.replace, table.append):
        with pytest.raises(SheetError, match=r"“510\|我的”与要添加的.*“510\|生育保险”代码相同"):
            change([person(4)], [PENSION, "510|生育保险"])
    assert len(table.rows()) == 2
    assert grid(cells.raw_value, 3) == own


def test_a_column_that_an_older_version_emptied_comes_back(book: xw.Book) -> None:
    """Its step is kept with the column; 撤销上一步 is the only way to it."""
    table = SheetTable(book, WAGES_BY_INSURANCE)
    table.replace([person(1)], [PENSION])
    image = table.image()
    older = dataclasses.replace(image, columns={**image.columns, "999|备份": ["甲"]})
    table.replace([], [])

    table.restore(older)

    at = WAGES_BY_INSURANCE.header_row
    beside = len(WAGES_BY_INSURANCE.columns) + 2
    cells = book.sheets[WAGES_BY_INSURANCE.title].range((at, beside), (at + 1, beside))
    assert grid(cells.raw_value, 2) == [("999|备份",), ("甲",)]


@pytest.mark.parametrize("head", ["证件号码", INJURY])
def test_a_column_that_stands_twice_is_named(book: xw.Book, head: str) -> None:
    """Which of the two is meant is nobody's guess to make, an insurance's no more than ours."""
    table = SheetTable(book, WAGES_BY_INSURANCE)
    table.replace([{**person(1), PENSION: 800_000, INJURY: 800_000}], [PENSION, INJURY])
    book.sheets[WAGES_BY_INSURANCE.title].range((WAGES_BY_INSURANCE.header_row, 40)).value = head

    with pytest.raises(SheetError, match="有两个“" + head.replace("|", r"\|")):
        table.rows()


def test_an_insurance_under_two_names_is_nobodys_guess(book: xw.Book) -> None:
    """The right one of the two was filed without a word."""
    table = SheetTable(book, WAGES_BY_INSURANCE)
    table.replace([{**person(1), PENSION: 800_000, INJURY: 800_000}], [PENSION, INJURY])
    other = f"{PENSION[:3]}|备份"
    book.sheets[WAGES_BY_INSURANCE.title].range((WAGES_BY_INSURANCE.header_row, 40)).value = other

    with pytest.raises(SheetError, match=f"“{PENSION}”和“{other}”是同一险种".replace("|", r"\|")):
        table.rows()


def test_an_insurance_that_was_renamed_gets_no_second_column(book: xw.Book) -> None:
    """New rules call it otherwise; people added under them made every later click refuse."""
    table = SheetTable(book, WAGES_BY_INSURANCE)
    table.replace([{**person(1), PENSION: 800_000}], [PENSION])

    table.append([person(2)], [f"{PENSION[:3]}|养老保险", INJURY])

    assert table.insurance_headers() == [PENSION, INJURY]
    assert [row[PENSION] for row in table.rows()] == [8000.0, None]


def test_put_first_replaces_the_older_row_of_the_same_identity(book: xw.Book) -> None:
    """One line for one filing, the newest on top."""
    table = SheetTable(book, BILLS)
    table.put_first({"bill_no": "1", "state": "初始"}, "bill_no")
    table.put_first({"bill_no": "2", "state": "初始"}, "bill_no")

    table.put_first({"bill_no": "1", "state": "申报成功"}, "bill_no")

    assert [(r["bill_no"], r["state"]) for r in table.rows()] == [("1", "申报成功"), ("2", "初始")]


def test_parameter_outside_its_choices_is_named(book: xw.Book) -> None:
    """Pasting over a drop-down is easy."""
    table = SheetTable(book, ROSTER)
    table.set_parameter("update_mode", "随便")

    with pytest.raises(SheetError, match=r"更新方式.*随便"):
        table.parameters()


def test_empty_sheet_has_no_rows(book: xw.Book) -> None:
    """And is no error: the command says what to do first."""
    assert SheetTable(book, BILLS).rows() == []


def test_appended_rows_leave_the_present_ones_alone(book: xw.Book) -> None:
    """Not even a formula above them is written again."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(1), person(2)])
    at = WAGES_BY_PERSON.header_row + 1
    sheet = book.sheets[WAGES_BY_PERSON.title]
    wage = [column.field for column in WAGES_BY_PERSON.columns].index("wage") + 1
    sheet.range((at, wage)).formula = "=4000*2"

    table.append([person(3)])

    assert [row["name"] for row in table.rows()] == ["赵1", "赵2", "赵3"]
    assert sheet.range((at, wage)).formula == "=4000*2"


def test_emptied_rows_leave_the_users_own_cells(book: xw.Book) -> None:
    """A remark belongs to its row; undo could not bring it back."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(1), person(2), person(3)])
    at = WAGES_BY_PERSON.header_row + 1
    sheet = book.sheets[WAGES_BY_PERSON.title]
    sheet.range((at + 1, 40)).raw_value = "已核对"
    sheet.range((at + 2, 40)).raw_value = "待核对"

    table.empty([table.rows()[1]])

    assert [(row["name"], row["_row"]) for row in table.rows()] == [("赵1", at), ("赵3", at + 2)]
    assert sheet.range((at + 1, 40)).raw_value == "已核对"
    assert sheet.range((at + 2, 40)).raw_value == "待核对"


def test_some_columns_are_read_and_some_rows_rewritten(book: xw.Book) -> None:
    """A few changed people of 100,000: no other row, no tick and no column of the user's moves."""
    table = SheetTable(book, ROSTER)
    heads = ["110|养老", "210|失业"]
    table.replace(
        [
            {"tick": TICK, "name": f"人{n}", "person_no": str(n), "revision": n, heads[0]: TICK}
            for n in range(1, 6)
        ],
        heads,
    )

    read = table.fields(("person_no", "revision"))
    changed = [
        {"_row": read[n]["_row"], "name": "新", "person_no": str(n), "revision": 9, heads[1]: TICK}
        for n in (0, 2, 3)
    ]
    table.rewrite(changed)

    first = ROSTER.header_row + 1
    assert read[0] == {"person_no": "1", "revision": 1, "_row": first}
    rows = table.rows()
    assert [row["name"] for row in rows] == ["新", "人2", "新", "新", "人5"]
    assert {row["tick"] for row in rows} == {TICK}
    assert [row[heads[0]] for row in rows] == [None, TICK, None, None, TICK]
    assert [row[heads[1]] for row in rows] == [TICK, None, TICK, TICK, None]


def test_nothing_is_read_from_an_empty_sheet(book: xw.Book) -> None:
    """No row stands between the headers and the end of the sheet."""
    table = SheetTable(book, ROSTER)
    assert table.fields(("person_no",)) == []
    table.rewrite([])


@pytest.mark.feature("B-ACCOUNTS")
def test_a_long_number_that_is_a_number_is_never_read_as_a_text(book: xw.Book) -> None:
    """The account 6217000011112222555, pasted as a number, was filed as …2720."""
    table = SheetTable(book, ACCOUNTS)
    account_no, unit_no = (
        next(i for i, c in enumerate(ACCOUNTS.columns, start=1) if c.field == field)
        for field in ("account_no", "unit_no")
    )
    top = ACCOUNTS.header_row + 1
    sheet = book.sheets[table.title]
    cells = sheet.range((top, account_no)), sheet.range((top + 1, unit_no))
    for cell, typed in zip(cells, ("6217000011112222555", 999_999_999_999_999), strict=True):
        cell.number_format = "@" if isinstance(typed, str) else "0"
        cell.value = typed
    assert [r["account_no"] for r in table.rows()] == ["6217000011112222555", ""]
    assert table.rows()[1]["unit_no"] == "999999999999999"

    for cell in cells:
        cell.number_format = "0"
        cell.value = 6217000011112222555.0

    for read in (table.rows, lambda: table.fields(("account_no", "unit_no"))):
        with pytest.raises(SheetError) as refused:
            read()
        for words in (
            f"第 {top} 行“银行账号”（6.21700E+18）",
            f"第 {top + 1} 行“单位编号”（6.21700E+18）",
            "只保留 15 位，末几位已丢失",
            "设为文本格式",
        ):
            assert words in refused.value.message


def test_a_labelled_cell_with_a_rounded_number_is_refused(book: xw.Book) -> None:
    """The tax id of the home sheet chooses the employer for whom everything is filed."""
    table = SheetTable(book, HOME)
    cell = book.names[f"sb_{HOME.name}_tax_id"].refers_to_range
    for typed in (915201000000000000.0, "9.15201E+17"):
        cell.number_format = "0" if isinstance(typed, float) else "@"
        cell.value = typed
        with pytest.raises(SheetError, match=r"“纳税人识别号”（9\.15201E\+17）是数字格式"):
            table.parameters()


def test_rows_may_come_one_by_one(book: xw.Book) -> None:
    """Half a million of them need not all be there at once."""
    table = SheetTable(book, WAGES_BY_PERSON)

    table.replace(person(number) for number in range(1, 4))

    assert [row["name"] for row in table.rows()] == ["赵1", "赵2", "赵3"]
