"""The month's detail, long and wide, becomes bills that the reconciliation explains to the fen."""

from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from shebao.domain.period import Period
from shebao.sheets.declared.employee_sheets import MONTH_COMPARISON
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, RECONCILIATION
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS
from tests.client_layouts import Player
from tests.file_desk import (
    CHENGDU,
    FUZHOU,
    GUIYANG,
    FileDesk,
    file_desk,
    make_player,
    this_month,
)

__all__ = ["file_desk"]
SUFFIXES = ("csv", "xlsx", "xlsx", "xlsx")


def detail_of(file_desk: FileDesk, player: Player, layout: int = 1, name: str = "明细") -> str:
    file = f"{name}.{SUFFIXES[layout]}"
    player.detail(file_desk.folder / file, layout)
    return file


@pytest.mark.feature("F-DETAIL")
@pytest.mark.parametrize(
    ("layout", "region"), [(0, CHENGDU), (1, GUIYANG), (2, CHENGDU), (3, FUZHOU)]
)
def test_each_layout_adds_up_and_is_explained(
    file_desk: FileDesk, layout: int, region: str
) -> None:
    """What independent arithmetic made of the city's law is read back to the fen."""
    player = make_player(region)
    file_desk.rostered(player, 3)

    answer = file_desk.done("import_detail_file", 明细文件=detail_of(file_desk, player, layout))
    counts = file_desk.done("reconcile_bills")["counts"]

    due = list(player.dues())
    assert answer["counts"]["bill_total_fen"] == int(player.total * 100)
    assert answer["counts"]["lines"] == len(due)
    assert sum(Decimal(str(row["amount"])) for row in file_desk.rows(BILLS)) == player.total
    assert counts["lines"] == len(due)
    causes = {str(row["cause"]) for row in file_desk.rows(RECONCILIATION)}
    assert causes <= {"一致", "保底", "限高"}
    assert counts["unexplained"] == 0
    assert counts["billed_fen"] == int(player.total * 100)
    assert len(file_desk.rows(BILL_LINES)) == len(due)


def test_wrong_amounts_are_found(file_desk: FileDesk) -> None:
    """One line charges a base that the law does not know, another a stranger."""
    player = make_player()
    file_desk.rostered(player)
    stranger = make_player(people=13).staff[-1]
    other = replace(player, staff=(*player.staff, stranger))
    file = detail_of(file_desk, other)
    _change(file_desk, file, {"M4": 9999.99, "N4": None}, drop_total=True)

    answer = file_desk.done("import_detail_file", 明细文件=file)
    counts = file_desk.done("reconcile_bills")["counts"]

    assert answer["counts"]["unknown"] == 1
    assert counts["unexplained"] == 1
    causes = {str(row["cause"]) for row in file_desk.rows(RECONCILIATION)}
    assert any("未参保" in cause for cause in causes)


def _change(
    file_desk: FileDesk,
    file: str,
    cells: dict[str, str | float | None],
    *,
    drop_total: bool = False,
) -> None:
    book = openpyxl.load_workbook(file_desk.folder / file)
    page = book.active
    assert page is not None
    for cell, value in cells.items():
        page[cell] = value
    if drop_total:
        page.delete_rows(page.max_row)
    book.save(file_desk.folder / file)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("employer", "本单位是"),
        ("unit", "单位编号"),
        ("people", "其他单位"),
        ("period", "是 2026-01 的明细"),
        ("future", "当前属期"),
        ("total", "文件不完整"),
        ("head", "列对应"),
        ("password", "密码"),
    ],
)
def test_wrong_file_changes_nothing(file_desk: FileDesk, fault: str, said: str) -> None:
    """One sentence; neither the workbook nor what is kept changes."""
    player = make_player()
    file_desk.rostered(player)
    given = {}
    if fault == "employer":
        player = replace(player, tax_id="91510104MABBNUNRLX")
    elif fault == "unit":
        player = replace(player, unit_no="5100009999")
    elif fault == "people":
        player = replace(player, staff=make_player(seed=99).staff)
    elif fault == "period":
        player, given = replace(player, period="2026-01"), {"费款所属期": this_month()}
    elif fault == "future":
        player = replace(player, period=str(Period.parse(this_month()).plus(1)))
    file = detail_of(file_desk, player)
    if fault == "total":
        book = openpyxl.load_workbook(file_desk.folder / file)
        page = book.active
        assert page is not None
        page.delete_rows(6)
        book.save(file_desk.folder / file)
    elif fault == "head":
        _change(file_desk, file, {"E3": "Nr."})
    elif fault == "password":
        content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        (file_desk.folder / file).write_bytes(content)

    assert said in file_desk.refused("import_detail_file", 明细文件=file, **given)


def test_detail_that_names_nobody_is_asked_about(file_desk: FileDesk) -> None:
    """Confirmed it is taken; without a yes nothing happens."""
    player = make_player()
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 2, with_tax_id=False)

    asked = file_desk.ask("import_detail_file", 明细文件="明细.xlsx")
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")

    assert asked.status == 1
    assert file_desk.ask("import_detail_file").status == 1


def test_two_files_of_one_month_that_differ_are_asked_about(file_desk: FileDesk) -> None:
    """The second one counts once it is confirmed; the same again needs no yes."""
    player = make_player()
    file_desk.rostered(player)
    file_desk.done("import_detail_file", 明细文件=detail_of(file_desk, player))
    first = player.staff[0]
    other = player.with_wages({first.id_number: first.wage + 100})
    file = detail_of(file_desk, other, name="又一份")

    asked = file_desk.ask("import_detail_file", 明细文件=file)
    again = file_desk.ask("import_detail_file", 明细文件="明细.xlsx")

    assert "有 1 人的金额不一致" in asked.said
    assert again.status == 0, again.said
    answer = file_desk.done("import_detail_file", 明细文件=file)
    assert answer["counts"]["bill_total_fen"] == int(other.total * 100)


def test_two_months_are_compared_by_their_details(file_desk: FileDesk) -> None:
    """Who came, who left and whose wage rose between two details."""
    player = make_player()
    earlier = str(Period.parse(this_month()).plus(-1))
    first, second, *rest = player.staff
    before = Player.of(player.tax_id, player.region, earlier, (first, *rest))
    file_desk.rostered(player)
    file_desk.done("import_detail_file", 明细文件=detail_of(file_desk, before, name="上月"))
    dearer = player.with_wages({first.id_number: first.wage + Decimal("1000.50")})
    file_desk.done("import_detail_file", 明细文件=detail_of(file_desk, dearer))

    file_desk.done("compare_months")

    rows = {row["id_number"]: row for row in file_desk.rows(MONTH_COMPARISON)}
    assert rows.keys() == {first.id_number, second.id_number}
    assert rows[first.id_number]["wage"] != rows[first.id_number]["old_wage"]
    assert rows[second.id_number]["old_wage"] in ("", None)


def test_file_of_one_share_is_told_by_its_name(file_desk: FileDesk) -> None:
    """The insurance and the month stand in the name alone; 合计 stands where ids stand."""
    player = make_player(people=2)
    file_desk.rostered(player)
    dues = [due for due in player.dues() if due.insurance == "410"]
    name = f"{player.period}——工伤保险（单位缴纳部分）职工明细.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["姓名", "证件号码", "缴费基数", "费率", "应缴费额(元)"])
    for due in dues:
        page.append([due.staff.name, due.staff.id_number, due.base, due.unit_rate, due.unit])
    page.append([None, "合计", None, None, sum(due.unit for due in dues)])
    book.save(file_desk.folder / name)

    counts = file_desk.done("import_detail_file", 明细文件=name)["counts"]

    assert (counts["lines"], counts["bills"], counts["doubts"]) == (2, 1, 0)
    assert file_desk.done("reconcile_bills")["counts"]["unexplained"] == 0


def one_share(
    file_desk: FileDesk,
    player: Player,
    code: str,
    share: str,
    reduction: float = 0,
    staff: int = 99,
) -> str:
    """Write one insurance's share, or 全部 of it, told by the file's name; return the name."""
    name = f"{player.period}——职工基本医疗保险（{share}）职工明细.xlsx"
    heads = {"单位": ["应缴费额(元)"], "个人": ["应缴费额(元)"]}.get(
        share, ["单位应缴费额", "个人应缴费额"]
    )
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["姓名", "证件号码", "缴费基数", "减免费额", *heads])
    for due in [due for due in player.dues() if due.insurance == code][:staff]:
        amounts = {"单位": [due.unit], "个人": [due.person]}.get(share, [due.unit, due.person])
        page.append([due.staff.name, due.staff.id_number, due.base, reduction, *amounts])
    book.save(file_desk.folder / name)
    return name


def _lines(file_desk: FileDesk) -> list[tuple[float, float, float]]:
    rows = file_desk.rows(BILL_LINES)
    fields = ("unit", "person", "reduction")
    return [tuple(float(str(r[f] or 0)) for f in fields) for r in rows]  # type: ignore[misc]


def test_same_share_again_is_the_same(file_desk: FileDesk) -> None:
    """The reductions of both shares stay what the files say, however often they are imported."""
    player = make_player(people=2)
    file_desk.rostered(player)
    unit = one_share(file_desk, player, "310", "单位", 1.5)
    person = one_share(file_desk, player, "310", "个人", 0.25)
    file_desk.done("import_detail_file", 明细文件=unit)
    file_desk.done("import_detail_file", 明细文件=person)
    before = _lines(file_desk)

    file_desk.done("import_detail_file", 明细文件=unit)
    file_desk.done("import_detail_file", 明细文件=person)

    assert [line[2] for line in before] == [1.75, 1.75]
    assert _lines(file_desk) == before


@pytest.mark.parametrize("share", ["单位", "全部"])
def test_who_is_gone_from_a_corrected_file_is_gone(file_desk: FileDesk, share: str) -> None:
    """The one insurance, or that share of it, is replaced; the other insurances stay."""
    player = make_player(people=3)
    file_desk.rostered(player)
    whole = file_desk.done("import_detail_file", 明细文件=detail_of(file_desk, player))["counts"]
    gone = [due for due in player.dues() if due.insurance == "310"][2]
    file = one_share(file_desk, player, "310", share, staff=2)

    asked = file_desk.ask("import_detail_file", 明细文件=file)
    counts = file_desk.done("import_detail_file", 明细文件=file)["counts"]

    lost = gone.unit if share == "单位" else gone.unit + gone.person
    assert asked.status == 1
    assert whole["bill_total_fen"] - counts["bill_total_fen"] == int(lost * 100)
    assert counts["lines"] == whole["lines"] - (share == "全部")


def test_file_without_the_other_insurances_is_asked_about(file_desk: FileDesk) -> None:
    """A file that does not say that it is of one insurance takes the place of the whole month."""
    player = make_player(people=2)
    file_desk.rostered(player)
    file_desk.done("import_detail_file", 明细文件=detail_of(file_desk, player))
    staff = tuple(replace(s, insurances=("310",)) for s in player.staff)
    file = detail_of(file_desk, replace(player, staff=staff), name="又一份")

    assert "有 2 人的金额不一致" in file_desk.ask("import_detail_file", 明细文件=file).said


def wide(file_desk: FileDesk, player: Player, heads: list[str], rows: list[list[object]]) -> str:
    """Write a detail of columns by insurance; return its name."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["纳税人识别号", player.tax_id])
    page.append(["姓名", "证件号码", "费款所属期", *heads])
    for staff, row in zip(player.staff, rows, strict=False):
        page.append([staff.name, staff.id_number, player.period, *row])
    book.save(file_desk.folder / "宽.xlsx")
    return "宽.xlsx"


@pytest.mark.parametrize("heads", [["应缴费额"], [""], ["单位应缴费额", "应缴费额"]])
def test_wide_amount_of_no_share_is_a_doubt(file_desk: FileDesk, heads: list[str]) -> None:
    """The person's insurance did not come in; without a word the month would be too cheap."""
    player = make_player(people=2)
    file_desk.rostered(player)
    titles = ["养老保险单位应缴费额", "养老保险个人应缴费额", *(f"医疗保险{h}" for h in heads)]
    rows: list[list[object]] = [[160, 80, *([60] if len(heads) > 1 else []), 80], [160, 80]]
    file = wide(file_desk, player, titles, rows)

    answer = file_desk.done("import_detail_file", 明细文件=file)

    assert (answer["counts"]["lines"], answer["counts"]["doubts"]) == (1, 1)
    (doubt,) = file_desk.rows(PAYROLL_DOUBTS)
    said = "没有写明是单位还是个人缴纳" if len(heads) == 1 else "80.00 元只写明了单位部分 60.00 元"
    assert said in str(doubt["sentence"])


def long(
    file_desk: FileDesk, player: Player, name: str, title: list[str], cells: dict[str, list[str]]
) -> str:
    """Write a detail of the unit's share, 160 yuan each, with these columns; return its name."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["纳税人识别号", player.tax_id])
    page.append(title)
    page.append(["姓名", "证件号码", *cells, "应缴费额"])
    for number, staff in enumerate(player.staff):
        told = [column[number] for column in cells.values()]
        page.append([staff.name, staff.id_number, *told, 160])
    book.save(file_desk.folder / name)
    return name


def test_unknown_insurance_is_not_the_files(file_desk: FileDesk) -> None:
    """Only a blank cell, or one of the share alone, falls back on what the file's name says."""
    player = make_player(people=4)
    file_desk.rostered(player)
    cells = {
        "险种": ["长期护理保险", "", "医疗保险", ""],
        "征收品目": ["", "单位缴纳", "长期护理保险", "(单位部分)"],
    }
    name = f"{this_month()}医疗保险（单位缴纳部分）明细.xlsx"

    counts = file_desk.done(
        "import_detail_file", 明细文件=long(file_desk, player, name, ["明细"], cells)
    )["counts"]

    assert (counts["lines"], counts["doubts"], counts["bill_total_fen"]) == (2, 2, 32_000)
    said = {str(row["sentence"]) for row in file_desk.rows(PAYROLL_DOUBTS)}
    assert all("险种“长期护理保险”不能识别" in each for each in said)


@pytest.mark.parametrize(
    "unit", ["某某医疗中心", "某某医疗研究所", "某某医疗器械厂", "某某医保大药店"]
)
def test_a_units_name_names_no_insurance(file_desk: FileDesk, unit: str) -> None:
    player = make_player(people=2)
    file_desk.rostered(player)
    name = f"{this_month()}{unit}（单位缴纳部分）明细.xlsx"

    said = file_desk.refused(
        "import_detail_file", 明细文件=long(file_desk, player, name, ["明细"], {"险种": ["", ""]})
    )

    assert "没有写明险种" in said


def test_labelled_month_stands_above_the_names(file_desk: FileDesk) -> None:
    """The file was named on another day; 费款所属期 says what it is of."""
    player = make_player(people=2)
    file_desk.rostered(player)
    earlier = Period.parse(this_month()).plus(-1)
    name = f"{earlier}医疗保险（单位缴纳部分）.xlsx"
    title = ["费款所属期：", this_month(), "制表日期：", "2026-01-05"]
    file = long(file_desk, player, name, title, {"险种": ["", ""]})

    assert file_desk.done("import_detail_file", 明细文件=file)["period"] == this_month()


def test_names_of_two_months_are_asked_about(file_desk: FileDesk) -> None:
    """Neither is guessed; the month that the user types decides."""
    player = make_player(people=2)
    file_desk.rostered(player)
    earlier = str(Period.parse(this_month()).plus(-1))
    title = [f"{earlier[:4]}年{earlier[5:]}月明细"]
    name = f"{this_month()}医疗保险（单位缴纳部分）.xlsx"
    file = long(file_desk, player, name, title, {"险种": ["", ""]})

    assert "请填写“费款所属期”" in file_desk.refused("import_detail_file", 明细文件=file)
    answer = file_desk.done("import_detail_file", 明细文件=file, 费款所属期=earlier)
    assert answer["period"] == earlier


def test_foreign_unit_number_beside_ours_is_refused(file_desk: FileDesk) -> None:
    """It is named, and never becomes one of our numbers."""
    player = make_player(people=3)
    file_desk.rostered(player)
    file = detail_of(file_desk, player)
    _change(file_desk, file, {"B5": "5100009999", "B6": "5100009999"})

    for _ in range(2):
        said = file_desk.refused("import_detail_file", 明细文件=file)
        assert "有 2 行是单位编号 5100009999 的，本单位是 5100000012" in said


def test_tax_id_in_a_column_names_the_unit(file_desk: FileDesk) -> None:
    """Columns are confirmed once; then the file of a known unit asks no more."""
    player = make_player(people=3)
    file_desk.rostered(player)
    file = detail_of(file_desk, player, 0)
    file_desk.done("import_detail_file", 明细文件=file)

    again = file_desk.ask("import_detail_file", 明细文件=file)

    assert again.status == 0, again.said


@pytest.mark.parametrize("command", ["roster", "result", "records"])
def test_every_file_without_a_tax_id_is_asked_about(file_desk: FileDesk, command: str) -> None:
    player = make_player(people=3)
    file_desk.rostered(player)
    labels = {"roster": "参保职工文件", "result": "结果文件", "records": "记录文件"}
    rows = {
        "roster": [["姓名", "证件号码", "险种"], ["某人", "11010519491231002X", "养老保险"]],
        "result": [["姓名", "证件号码", "失败原因"], ["某人", "11010519491231002X", "无效"]],
        "records": [["申报流水号", "申报日期", "申报金额"], ["SB1", "2026-11-02", "1.00"]],
    }[command]
    text = "\n".join(",".join(row) for row in rows)
    (file_desk.folder / "文件.csv").write_text(text, encoding="utf-8")
    given = {labels[command]: "文件.csv"}
    file_desk.run(f"import_{command}_file", **given)  # its columns are confirmed

    assert "没有写明纳税人识别号" in file_desk.ask(f"import_{command}_file", **given).said


@pytest.mark.parametrize("heads", [["费款所属期起", "费款所属期止"], ["费款所属期"]])
def test_row_of_several_months_is_a_doubt(file_desk: FileDesk, heads: list[str]) -> None:
    """A quarter's premium was the first month's, as nothing but that month was read."""
    player = make_player(people=2)
    file_desk.rostered(player)
    last = Period.parse(this_month())
    first = last.plus(-2)
    span = [f"{first}-01", f"{last}-28"] if len(heads) > 1 else [f"{first}至{last}"]
    cells = {"险种": ["工伤保险", "工伤保险"]}
    cells |= {head: [told, str(last)] for head, told in zip(heads, span, strict=True)}
    if len(heads) > 1:
        cells[heads[0]][1] = str(last)

    answer = file_desk.done(
        "import_detail_file", 明细文件=long(file_desk, player, "明细.xlsx", ["明细"], cells)
    )

    assert (answer["counts"]["lines"], answer["counts"]["doubts"]) == (1, 1)
    (doubt,) = file_desk.rows(PAYROLL_DOUBTS)
    assert f"费款所属期是 {first} 至 {last}，不是一个月" in str(doubt["sentence"])


def test_two_columns_of_a_share_are_asked_about(file_desk: FileDesk) -> None:
    """Which of two amounts is due stands nowhere; the first was taken."""
    player = make_player(people=2)
    file_desk.rostered(player)
    cells = {"险种": ["工伤保险", "工伤保险"], "单位缴费金额": ["10", "10"]}
    cells |= {"单位应缴费额": ["11", "11"], "费款所属期": [this_month()] * 2}
    name = long(file_desk, player, "明细.xlsx", ["明细"], cells)

    said = file_desk.refused("import_detail_file", 明细文件=name)

    assert "有 2 列都像“单位应缴”（D 列“单位缴费金额”、E 列“单位应缴费额”），内容不同" in said
