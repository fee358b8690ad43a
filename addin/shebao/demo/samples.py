"""A made-up employer's roster with a payroll that fits it, and what a careful reader gets.

The roster has the layout of the official client's template (参保职工列表); the payroll has one of
the layouts that HR offices keep, with people planted who must not be filled.
"""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, TypedDict

import xlsxwriter

from shebao.sandbox.people.people import Person, make_people, make_tax_id, tax_id_check

Kind = Literal["enterprise", "public_body"]

INSURANCES: dict[Kind, tuple[str, ...]] = {
    "enterprise": (
        "110|企业职工基本养老保险", "210|失业保险", "310|职工基本医疗保险", "410|工伤保险",
    ),
    "public_body": (
        "120|机关事业单位养老保险", "180|职业年金", "210|失业保险", "310|职工基本医疗保险",
        "330|大额医疗费用补助", "410|工伤保险", "510|生育保险",
    ),
}  # fmt: skip
_GUIYANG = ("520102", "520103", "520111")
_DEPARTMENTS = ("行政部", "生产一部", "生产二部", "销售部")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_ROSTER_NOTES = (
    "1、简要说明",
    "编辑好工资后导入系统即可申报。",
    "身份证件类型默认居民身份证代码 201。",
)
_UNREADABLE = (None, "待定", -1.0, "8,000.125", "3千", "#N/A")
_ROWS = {"absent": 0, "duplicates": 2}
_FATES = ("absent", "unreadable", "duplicates", "conflicts")
_FEWEST_TO_PLANT = 8


class Truth(TypedDict):
    """What reading the payroll must give; each roster person is in exactly one of the lists."""

    tax_id: str
    kind: str
    insurances: list[str]
    wages_fen: dict[str, int]
    unknown: list[str]  # on the payroll, not on the roster
    unreadable: list[str]
    duplicates: list[str]
    conflicts: list[str]  # the id of one, the name of another
    absent: list[str]
    wage_column: str


@dataclass(frozen=True, slots=True)
class SamplePair:
    """The two files, and the truth about them."""

    roster_path: Path
    payroll_path: Path
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the payroll as HR typed it, with the gross wage in fen that it was made from."""

    name: str
    id_typed: str
    gross_fen: int
    gross_typed: str | float | None
    department: str


@dataclass(frozen=True, slots=True)
class _Layout:
    file_name: str
    wage_column: str
    write: Callable[[Path, Sequence[_Line]], None]


def write_pair(folder: Path, *, kind: Kind, layout: int, people: int, seed: int) -> SamplePair:
    """Write a roster of so many people with its payroll into a folder; equal input, equal files.

    Any ``layout`` is one of ``LAYOUTS``, counted round. Below eight people only a stranger is
    planted.
    """
    chosen = LAYOUTS[layout % len(LAYOUTS)]
    chance = random.Random(f"{seed}/{kind}/{layout % len(LAYOUTS)}")  # noqa: S311 - made-up data
    few = max(1, people // 30)
    everyone = make_people(people + few, seed)
    roster, strangers = everyone[:people], everyone[people:]
    tax_id = _tax_id(kind, chance.choice(_GUIYANG), seed)
    wages_fen, planted, lines = _lines(roster, few, chance)
    lines += [_line(person, chance) for person in strangers]
    chance.shuffle(lines)
    truth: Truth = {
        "tax_id": tax_id,
        "kind": kind,
        "insurances": list(INSURANCES[kind]),
        "wages_fen": wages_fen,
        "unknown": sorted(person.id_number for person in strangers),
        "unreadable": sorted(planted["unreadable"]),
        "duplicates": sorted(planted["duplicates"]),
        "conflicts": sorted(planted["conflicts"]),
        "absent": sorted(planted["absent"]),
        "wage_column": chosen.wage_column,
    }
    pair = SamplePair(folder / "参保职工列表.xlsx", folder / chosen.file_name, truth)
    _write_roster(pair.roster_path, tax_id, INSURANCES[kind], roster, chance)
    chosen.write(pair.payroll_path, lines)
    return pair


def _tax_id(kind: Kind, region: str, seed: int) -> str:
    enterprise = make_tax_id(region, seed)
    if kind == "enterprise":
        return enterprise
    first17 = "12" + enterprise[2:17]  # 12 is a public institution
    return first17 + tax_id_check(first17)


def _lines(
    roster: Sequence[Person], few: int, chance: random.Random
) -> tuple[dict[str, int], dict[str, list[str]], list[_Line]]:
    """Return the wages to be read, the ids planted by fate, and the roster's rows."""
    fates: list[str] = []
    if len(roster) >= _FEWEST_TO_PLANT:
        fates = ["absent", "unreadable"] * few + ["duplicates", "conflicts"] * max(1, few // 2)
    wages_fen: dict[str, int] = {}
    planted: dict[str, list[str]] = {fate: [] for fate in _FATES}
    lines: list[_Line] = []
    for person, fate in zip_longest(chance.sample(roster, len(roster)), fates):
        line = _line(person, chance)
        if fate is None:
            wages_fen[person.id_number] = line.gross_fen
        else:
            planted[fate].append(person.id_number)
        if fate == "unreadable":
            line = replace(line, gross_typed=chance.choice(_UNREADABLE))
        elif fate == "conflicts":
            line = replace(line, name=f"{person.name}生")
        lines += [line] * _ROWS.get(fate, 1)
    return wages_fen, planted, lines


def _line(person: Person, chance: random.Random) -> _Line:
    gross_fen = person.wage_fen * chance.randint(900, 1300) // 1000
    yuan, text = gross_fen / 100, f"{gross_fen / 100:,.2f}"
    plain = text.replace(",", "")
    typed = (text, f"￥{plain}", f" {plain} 元", text.translate(_WIDE), f"{plain}\u00a0")
    id_number = person.id_number
    spaced = f"{id_number[:6]} {id_number[6:14]} {id_number[14:]}"
    ids = (f" {id_number}\u00a0", spaced, id_number.translate(_WIDE), f"'{id_number}")
    name = "　".join(person.name) if len(person.name) == len("甲乙") else person.name
    return _Line(
        name=name if chance.random() < 0.3 else person.name,
        id_typed=chance.choice(ids)
        if chance.random() < 0.15
        else chance.choice((id_number, id_number.lower())),
        gross_fen=gross_fen,
        gross_typed=chance.choice(typed) if chance.random() < 0.25 else yuan,
        department=chance.choice(_DEPARTMENTS),
    )


def _parts(fen: int) -> list[float]:
    """Split a gross wage into basic, allowance and overtime pay that add up to it."""
    basic, allowance = fen * 7 // 10, fen * 2 // 10
    return [basic / 100, allowance / 100, (fen - basic - allowance) / 100]


def _workbook(path: Path) -> Any:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": datetime(2024, 1, 1)})  # noqa: DTZ001 - a stamp, no time
    return book


def _write_roster(
    path: Path,
    tax_id: str,
    insurances: Sequence[str],
    roster: Sequence[Person],
    chance: random.Random,
) -> None:
    """Write the client's template: data from row 4, ids as text, one wage per insurance."""
    book = _workbook(path)
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("缴费工资申报数据")
    sheet.set_column(0, 3 + len(insurances), 20)
    sheet.merge_range("A1:D1", "单位社保费缴费工资年度申报")
    sheet.write_string("A2", "*缴费人识别号：")
    sheet.merge_range("B2:D2", tax_id)
    sheet.write_row("E2", insurances)
    heads = ["*姓名", "*身份证件类型代码", "*身份证件号码", "分组"] + ["缴费工资"] * len(insurances)
    sheet.write_row("A3", heads)
    for row, person in enumerate(roster, start=3):
        sheet.write_string(row, 0, person.name)
        sheet.write_string(row, 1, person.id_type)
        sheet.write_string(row, 2, person.id_number, text)
        for column in range(4, 4 + len(insurances)):
            if column == 4 or chance.random() < 0.9:
                sheet.write_number(row, column, person.wage_fen / 100)
    book.add_worksheet("填表说明").write_column("A1", _ROSTER_NOTES)
    book.close()


def _write_one_sheet(path: Path, lines: Sequence[_Line]) -> None:
    """Write one sheet with one header row, subtotals, a total and a line for signatures."""
    book = _workbook(path)
    sheet = book.add_worksheet("5月工资")
    sheet.merge_range("A1:J1", "某某公司 2024 年 5 月工资发放表")
    sheet.write_row("A2", ["制表：人力资源部", "", "", "", "", "", "", "", "单位：元"])
    heads = "序号,部门,姓 名,身份证号,基本工资,岗位津贴,加班费,应发合计,代扣社保,实发工资"
    sheet.write_row("A3", heads.split(","))
    row = 3
    for number, line in enumerate(lines, start=1):
        fen = line.gross_fen
        net = [fen * 105 // 1000 / 100, (fen - fen * 105 // 1000) / 100]
        head = [number, line.department, line.name, line.id_typed]
        sheet.write_row(row, 0, [*head, *_parts(fen), line.gross_typed, *net])
        row += 1
        if number % 15 == 0:
            sheet.write(row, 1, "小计")
            sheet.write_formula(row, 7, f"=SUM(H{row - 14}:H{row})")
            row += 1
    sheet.write_row(row, 0, ["合计", "", "", "", "", "", "", _total(lines)])
    sheet.write(row + 2, 0, "审核：        批准：")
    book.close()


def _write_grouped(path: Path, lines: Sequence[_Line]) -> None:
    """Write several sheets with merged headers in two rows, which printed pages repeat."""
    book = _workbook(path)
    book.add_worksheet("填表须知").write_column(0, 0, ["本表每月 10 日前报送。", "金额单位为元。"])
    _write_month(book, "2024年3月", lines[: (len(lines) - 1) // 2])
    _write_month(book, "2024年4月", lines)
    people = book.add_worksheet("人员信息")
    people.write_row(0, 0, ["姓名", "公民身份号码", "部门", "开户行账号"])
    for row, line in enumerate(lines, start=1):
        people.write_row(row, 0, [line.name, line.id_typed, line.department, f"6222{row:015d}"])
    book.close()


def _write_month(book: Any, title: str, lines: Sequence[_Line]) -> None:
    sheet = book.add_worksheet(title)
    sheet.merge_range("A1:M1", f"{title}份工资表（事业编制及聘用人员）")
    sheet.write_row(2, 0, ["填报单位（章）", "", "", "", "", "", "发放日期：25日"])
    row = _write_grouped_header(sheet, 3)
    for number, line in enumerate(lines, start=1):
        fen = line.gross_fen
        off = [fen * 8 // 100 / 100, fen * 2 // 100 / 100, (fen * 8 // 100 + fen * 2 // 100) / 100]
        cells = [line.id_typed, f"{number:04d}", line.name, line.gross_typed, *_parts(fen), *off]
        sheet.write_row(row, 0, [*cells, fen / 100 - off[-1], "", line.department])
        row += 1
        if number % 25 == 0:
            sheet.write_row(row, 1, ["", "本页小计", _total(lines)])
            row = _write_grouped_header(sheet, row + 2)
    sheet.write_row(row, 0, [f"{len(lines)}人", "", "合  计", _total(lines)])
    sheet.write_row(row + 1, 2, ["财务负责人：", "", "", "单位负责人："])


def _write_grouped_header(sheet: Any, row: int) -> int:
    tall = {0: "公民身份号码", 1: "编号", 2: "职工\n姓名", 10: "实发数", 11: "签名", 12: "部 门"}
    for column, head in tall.items():
        sheet.merge_range(row, column, row + 1, column, head)
    sheet.merge_range(row, 3, row, 6, "应发部分")
    sheet.merge_range(row, 7, row, 9, "代扣部分")
    sheet.write_row(row + 1, 3, ["合计", "岗位工资", "津贴补贴", "绩效工资"])
    sheet.write_row(row + 1, 7, ["养老保险", "职业年金", "合计"])
    return row + 2


def _write_csv(path: Path, lines: Sequence[_Line]) -> None:
    """Write an export in GB18030, where the wage to be filed stands beside the gross wage."""
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(["工号", "居民身份证号码", "应发工资(元)", "缴费工资(元)", "职工姓名"])
        for number, line in enumerate(lines, start=1):
            gross = f"{line.gross_fen * 12 // 1000 / 10:.1f}"
            typed = line.gross_typed
            wage = f"{typed:.2f}" if isinstance(typed, float) else typed
            out.writerow([f"G{number:05d}", line.id_typed, gross, wage, line.name])
        out.writerow(["合计", "", _total(lines), _total(lines), ""])


def _total(lines: Sequence[_Line]) -> float:
    return sum(line.gross_fen for line in lines) / 100


LAYOUTS = (
    _Layout("工资表.xlsx", "应发合计", _write_one_sheet),
    _Layout("工资表.xlsx", "应发部分/合计", _write_grouped),
    _Layout("工资表.csv", "缴费工资(元)", _write_csv),
)
