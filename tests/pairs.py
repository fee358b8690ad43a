"""Made-up pairs of roster and payroll in every layout, each with what reading it must give."""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict

from shebao.demo import samples
from shebao.demo.samples import Line, make_sample, new_book, parts, total, write_roster
from shebao.sandbox.people.people import tax_id_check

Kind = Literal["enterprise", "public_body"]
INSURANCES: dict[Kind, tuple[str, ...]] = {
    "enterprise": samples.INSURANCES,
    "public_body": (
        "120|机关事业单位养老保险", "180|职业年金", "210|失业保险", "310|职工基本医疗保险",
        "330|大额医疗费用补助", "410|工伤保险", "510|生育保险",
    ),
}  # fmt: skip


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
class Layout:
    """One way in which HR keeps a payroll."""

    file_name: str
    wage_column: str
    write: Callable[[Path, Sequence[Line]], None]


def write_pair(folder: Path, *, kind: Kind, layout: int, people: int, seed: int) -> SamplePair:
    """Write a roster of so many people with its payroll into a folder; equal input, equal files.

    An enterprise's in the first layout is the pair that the demo writes.
    """
    chosen = LAYOUTS[layout]
    chance = random.Random(f"{seed}/{kind}/{layout}")
    sample = make_sample(people, seed, chance)
    tax_id = sample.tax_id
    if kind == "public_body":
        first17 = "12" + tax_id[2:17]
        tax_id = first17 + tax_id_check(first17)
    planted = {fate: sorted(ids) for fate, ids in sample.planted.items()}
    truth: Truth = {
        "tax_id": tax_id,
        "kind": kind,
        "insurances": list(INSURANCES[kind]),
        "wages_fen": sample.wages_fen,
        "unknown": planted["unknown"],
        "unreadable": planted["unreadable"],
        "duplicates": planted["duplicates"],
        "conflicts": planted["conflicts"],
        "absent": planted["absent"],
        "wage_column": chosen.wage_column,
    }
    pair = SamplePair(folder / samples.ROSTER, folder / chosen.file_name, truth)
    write_roster(pair.roster_path, tax_id, INSURANCES[kind], sample.roster, chance)
    chosen.write(pair.payroll_path, sample.lines)
    return pair


def _write_grouped(path: Path, lines: Sequence[Line]) -> None:
    """Write several sheets with merged headers in two rows, which printed pages repeat."""
    book = new_book(path)
    book.add_worksheet("填表须知").write_column(0, 0, ["本表每月 10 日前报送。", "金额单位为元。"])
    _write_month(book, "2024年3月", lines[: (len(lines) - 1) // 2])
    _write_month(book, "2024年4月", lines)
    people = book.add_worksheet("人员信息")
    people.write_row(0, 0, ["姓名", "公民身份号码", "部门", "开户行账号"])
    for row, line in enumerate(lines, start=1):
        people.write_row(row, 0, [line.name, line.id_typed, line.department, f"6222{row:015d}"])
    book.close()


def _write_month(book: Any, title: str, lines: Sequence[Line]) -> None:
    sheet = book.add_worksheet(title)
    sheet.merge_range("A1:M1", f"{title}份工资表（事业编制及聘用人员）")
    sheet.write_row(2, 0, ["填报单位（章）", "", "", "", "", "", "发放日期：25日"])
    row = _write_grouped_header(sheet, 3)
    for number, line in enumerate(lines, start=1):
        fen = line.gross_fen
        off = [fen * 8 // 100 / 100, fen * 2 // 100 / 100, (fen * 8 // 100 + fen * 2 // 100) / 100]
        cells = [line.id_typed, f"{number:04d}", line.name, line.gross_typed, *parts(fen), *off]
        sheet.write_row(row, 0, [*cells, fen / 100 - off[-1], "", line.department])
        row += 1
        if number % 25 == 0:
            sheet.write_row(row, 1, ["", "本页小计", total(lines)])
            row = _write_grouped_header(sheet, row + 2)
    sheet.write_row(row, 0, [f"{len(lines)}人", "", "合  计", total(lines)])
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


def _write_csv(path: Path, lines: Sequence[Line]) -> None:
    """Write an export in GB18030, where the wage to be filed stands beside the gross wage."""
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(["工号", "居民身份证号码", "应发工资(元)", "缴费工资(元)", "职工姓名"])
        for number, line in enumerate(lines, start=1):
            gross = f"{line.gross_fen * 12 // 1000 / 10:.1f}"
            typed = line.gross_typed
            wage = f"{typed:.2f}" if isinstance(typed, float) else typed
            out.writerow([f"G{number:05d}", line.id_typed, gross, wage, line.name])
        out.writerow(["合计", "", total(lines), total(lines), ""])


LAYOUTS = (
    Layout("工资表.xlsx", "应发合计", samples.write_payroll),
    Layout("工资表.xlsx", "应发部分/合计", _write_grouped),
    Layout("工资表.csv", "缴费工资(元)", _write_csv),
)
