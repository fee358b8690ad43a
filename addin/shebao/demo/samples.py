"""A made-up employer's roster with a payroll that fits it, and what a careful reader gets.

The roster has the layout of the official client's template (参保职工列表); the payroll has one of
the layouts that HR offices keep, with people planted who must not be filled. The tests write other
layouts, and know the truth about each.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import xlsxwriter

from shebao.sandbox.people.people import Person, make_people, make_tax_id

INSURANCES = ("110|企业职工基本养老保险", "210|失业保险", "310|职工基本医疗保险", "410|工伤保险")
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
ROSTER = "参保职工列表.xlsx"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the payroll as HR typed it, with the gross wage in fen that it was made from."""

    name: str
    id_typed: str
    gross_fen: int
    gross_typed: str | float | None
    department: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Who is insured and what the payroll says, with what reading it must give.

    ``planted`` are the id numbers that give no wage: of strangers, and by fate of the insured.
    """

    tax_id: str
    roster: Sequence[Person]
    lines: Sequence[Line]
    wages_fen: dict[str, int]
    planted: dict[str, list[str]]


def write_pair(folder: Path, people: int, seed: int) -> tuple[Path, Path]:
    """Write a roster of so many people and its payroll into a folder; equal input, equal files."""
    chance = random.Random(f"{seed}/enterprise/0")  # noqa: S311 - made-up data
    sample = make_sample(people, seed, chance)
    roster, payroll = folder / ROSTER, folder / "工资表.xlsx"
    write_roster(roster, sample.tax_id, INSURANCES, sample.roster, chance)
    write_payroll(payroll, sample.lines)
    return roster, payroll


def make_sample(people: int, seed: int, chance: random.Random) -> Sample:
    """Return so many insured people and their payroll; below eight only a stranger is planted."""
    few = max(1, people // 30)
    everyone = make_people(people + few, seed)
    roster, strangers = everyone[:people], everyone[people:]
    tax_id = make_tax_id(chance.choice(_GUIYANG), seed)
    wages_fen, planted, lines = _lines(roster, few, chance)
    planted["unknown"] = [person.id_number for person in strangers]
    lines += [_line(person, chance) for person in strangers]
    chance.shuffle(lines)
    return Sample(tax_id, roster, lines, wages_fen, planted)


def _lines(
    roster: Sequence[Person], few: int, chance: random.Random
) -> tuple[dict[str, int], dict[str, list[str]], list[Line]]:
    """Return the wages to be read, the ids planted by fate, and the roster's rows."""
    fates: list[str] = []
    if len(roster) >= _FEWEST_TO_PLANT:
        fates = ["absent", "unreadable"] * few + ["duplicates", "conflicts"] * max(1, few // 2)
    wages_fen: dict[str, int] = {}
    planted: dict[str, list[str]] = {fate: [] for fate in _FATES}
    lines: list[Line] = []
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


def _line(person: Person, chance: random.Random) -> Line:
    gross_fen = person.wage_fen * chance.randint(900, 1300) // 1000
    yuan, text = gross_fen / 100, f"{gross_fen / 100:,.2f}"
    plain = text.replace(",", "")
    typed = (text, f"￥{plain}", f" {plain} 元", text.translate(_WIDE), f"{plain}\u00a0")
    id_number = person.id_number
    spaced = f"{id_number[:6]} {id_number[6:14]} {id_number[14:]}"
    ids = (f" {id_number}\u00a0", spaced, id_number.translate(_WIDE), f"'{id_number}")
    name = "　".join(person.name) if len(person.name) == len("甲乙") else person.name
    return Line(
        name=name if chance.random() < 0.3 else person.name,
        id_typed=chance.choice(ids)
        if chance.random() < 0.15
        else chance.choice((id_number, id_number.lower())),
        gross_fen=gross_fen,
        gross_typed=chance.choice(typed) if chance.random() < 0.25 else yuan,
        department=chance.choice(_DEPARTMENTS),
    )


def parts(fen: int) -> list[float]:
    """Split a gross wage into basic, allowance and overtime pay that add up to it."""
    basic, allowance = fen * 7 // 10, fen * 2 // 10
    return [basic / 100, allowance / 100, (fen - basic - allowance) / 100]


def new_book(path: Path) -> Any:
    """Return a workbook whose bytes depend on nothing but its cells."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": datetime(2024, 1, 1)})  # noqa: DTZ001 - a stamp, no time
    return book


def write_roster(
    path: Path,
    tax_id: str,
    insurances: Sequence[str],
    roster: Sequence[Person],
    chance: random.Random,
) -> None:
    """Write the client's template: data from row 4, ids as text, one wage per insurance."""
    book = new_book(path)
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


def write_payroll(path: Path, lines: Sequence[Line]) -> None:
    """Write one sheet with one header row, subtotals, a total and a line for signatures."""
    book = new_book(path)
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
        sheet.write_row(row, 0, [*head, *parts(fen), line.gross_typed, *net])
        row += 1
        if number % 15 == 0:
            sheet.write(row, 1, "小计")
            sheet.write_formula(row, 7, f"=SUM(H{row - 14}:H{row})")
            row += 1
    sheet.write_row(row, 0, ["合计", "", "", "", "", "", "", total(lines)])
    sheet.write(row + 2, 0, "审核：        批准：")
    book.close()


def total(lines: Sequence[Line]) -> float:
    """Return all gross wages together, in yuan."""
    return sum(line.gross_fen for line in lines) / 100
