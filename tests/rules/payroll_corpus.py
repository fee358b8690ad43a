"""Random payroll files of which the truth is known, in the ways HR offices lay them out."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from shebao.sandbox.people.people import Person, make_people

PEOPLE, STRANGERS = 14, 2
FATES = ("absent", "unreadable", "duplicate", "conflict")
ID_HEADS = (
    "身份证号",
    "证件号码",
    "公民身份号码",
    "身 份 证 号 码",
    "*身份证件号码",
    "身份证号/护照号",
)
NAME_HEADS = ("姓名", "姓 名", "职工姓名", "员工姓名", "姓\n名")
WAGE_HEADS = (
    "应发合计",
    "应发工资",
    "应发工资(元)",
    "工资总额",
    "税前工资",
    "缴费工资",
    "月平均工资",
)
MONTH_HEADS = ("{}月", "{}月应发", "2025年{}月应发工资", "应发工资（{}月）")
OTHERS = (
    "部门", "实发工资", "代扣社保", "个税", "公积金", "基本工资", "岗位津贴", "加班费", "银行卡号",
    "手机", "备注", "扣款合计", "上月应发工资", "工号",
)  # fmt: skip
TEXTS = ("部门", "备注", "工号", "银行卡号", "手机")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
FORMATS = ("xlsx", "xlsx", "xlsx", "utf-8", "utf-8-sig", "gb18030")


@dataclass
class Case:
    """One file; ``wages_fen`` is everyone who must be filled, ``doubts`` everyone who must not."""

    path: Path
    roster: dict[str, str]
    wages_fen: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def make_case(folder: Path, seed: int) -> Case:
    """Write one random file."""
    chance = random.Random(seed)
    everyone = make_people(PEOPLE + STRANGERS, seed + 1)
    case = Case(folder, {p.id_number: p.name for p in everyone[:PEOPLE]})
    is_year = chance.random() < 0.3
    if is_year:
        pattern = chance.choice(MONTH_HEADS)
        wage_heads = [pattern.format(month) for month in range(1, 13)]
    else:
        wage_heads = [chance.choice(WAGE_HEADS)]
    others = chance.sample(OTHERS, chance.randint(0, 6))
    columns = [chance.choice(ID_HEADS), chance.choice(NAME_HEADS), *wage_heads, *others]
    order = list(columns)
    chance.shuffle(order)
    body = _body(case, everyone, columns, len(wage_heads), chance)
    at = [columns.index(head) for head in order]
    table = _above(len(order), chance, is_year=is_year)
    table += _header(order, chance)
    table += [[row[i] for i in at] for row in body]
    style = chance.choice(FORMATS)
    title = "2025年工资" if is_year else chance.choice(("工资表", "5月", "Sheet1"))
    case.path = folder / f"{seed}.{'xlsx' if style == 'xlsx' else 'csv'}"
    if style == "xlsx":
        _write_xlsx(case.path, title, table, list(case.roster.items()), chance)
    else:
        case.path = folder / f"工资{seed}.csv"  # a CSV's sheet is named by its file
        with case.path.open("w", encoding=style, newline="") as file:
            csv.writer(file).writerows([["" if c is None else c for c in row] for row in table])
    return case


def _body(
    case: Case, everyone: Sequence[Person], columns: Sequence[str], months: int, chance: Any
) -> list[list[object]]:
    rows = []
    fates = dict(zip(chance.sample(range(PEOPLE), len(FATES)), FATES, strict=True))
    for number, person in enumerate(everyone):
        fens = [chance.randint(200_000, 3_000_000) for _ in range(months)]
        joined = chance.randint(1, 11) if months > 1 and chance.random() < 0.2 else 0
        paid = fens[joined:]
        average = (2 * sum(paid) + len(paid)) // (2 * len(paid))
        fate = "unknown" if number >= PEOPLE else fates.get(number)
        if fate:
            case.doubts[person.id_number] = fate
        else:
            case.wages_fen[person.id_number] = average
        cells: list[object] = [*[None] * joined, *[_typed(fen, chance) for fen in paid]]
        if fate == "unreadable":
            cells[-1] = chance.choice(("待定", -1.0, "3千", 1.234))
        name = f"{person.name}生" if fate == "conflict" else person.name
        line = [_id_typed(person.id_number, chance), name, *cells]
        line += [_other(head, fens[-1], chance) for head in columns[len(line) :]]
        rows += [line] * {"absent": 0, "duplicate": 2}.get(fate or "", 1)
    chance.shuffle(rows)
    result: list[list[object]] = []
    for number, row in enumerate(rows, start=1):
        result.append(row)
        if number % 6 == 0:
            result.append(_sum("小计", columns, months, chance))
        if chance.random() < 0.1:
            result.append([None] * len(columns))
    return [*result, _sum("合 计", columns, months, chance)]


def _sum(word: str, columns: Sequence[str], months: int, chance: Any) -> list[object]:
    where = chance.randint(0, 1)
    row: list[object] = [None] * len(columns)
    row[where] = word
    row[2 : 2 + months] = [99_999.0] * months
    return row


def _typed(fen: int, chance: Any) -> object:
    text = f"{fen / 100:,.2f}"
    plain = text.replace(",", "")
    forms = (
        fen / 100,
        fen / 100,
        fen / 100,
        text,
        f"￥{plain}",
        text.translate(WIDE),
        f" {plain} 元",
    )
    return chance.choice(forms)


def _id_typed(id_number: str, chance: Any) -> str:
    spaced = f"{id_number[:6]} {id_number[6:14]} {id_number[14:]}"
    forms = (id_number, id_number, id_number.lower(), spaced, id_number.translate(WIDE))
    return str(chance.choice((*forms, f"'{id_number}", f"{id_number}\u00a0")))


def _other(head: str, fen: int, chance: Any) -> object:
    if head in TEXTS:
        return {"部门": "行政部", "备注": None}.get(head, f"{chance.randint(10**10, 10**11)}")
    return chance.randint(1, fen) / 100


def _above(width: int, chance: Any, *, is_year: bool) -> list[list[object]]:
    count = chance.choice((0, 1, 2, 5, 17))
    rows: list[list[object]] = [[None] * width for _ in range(count)]
    if rows:
        rows[0][0] = "某某公司 2025 年工资表" if is_year else "某某公司 2025 年 5 月工资表"
    if count > 2:
        rows[1][0], rows[1][-1] = "制表：人力资源部", "单位：元"
    return rows


def _header(order: Sequence[str], chance: Any) -> list[list[object]]:
    """One row, or two with person columns merged downwards and a group above some amounts."""
    if chance.random() < 0.6:
        return [list(order)]
    persons = {*ID_HEADS, *NAME_HEADS}
    top: list[object] = [None] * len(order)
    low: list[object] = list(order)
    for at, head in enumerate(order):
        if head in persons:
            top[at], low[at] = head, None
    return [top, low]


def _write_xlsx(
    path: Path,
    title: str,
    table: Sequence[Sequence[object]],
    roster: Sequence[tuple[str, str]],
    chance: Any,
) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheets = [(title, table)]
        if chance.random() < 0.4:
            sheets.append(("说明", [["填表须知"], ["金额单位为元"]]))
        if chance.random() < 0.4:
            register = [["姓名", "身份证号", "部门"], *[[n, i, "行政部"] for i, n in roster]]
            sheets.append(("花名册", register))
        chance.shuffle(sheets)
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, column, cell)
