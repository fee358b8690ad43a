"""Plays the official client: writes the files that it exports, by arithmetic of its own.

It shares no code with what reads them: the law comes straight from the rule book's JSON, amounts
are decimals, and every layout is laid down here.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlsxwriter

CENT = Decimal("0.01")
MILLION = Decimal(1_000_000)
NAMES = {
    "110": ("企业职工基本养老保险", "职工基本养老保险"),
    "210": ("失业保险", "失业保险"),
    "310": ("职工基本医疗保险", "职工基本医疗保险"),
    "410": ("工伤保险", "工伤保险"),
}
INJURY_PPM = 4_000  # this unit's own rate, as its registration says


@dataclass(frozen=True, slots=True)
class Staff:
    """One insured person; the wage is in yuan."""

    name: str
    id_number: str
    wage: Decimal
    insurances: tuple[str, ...] = ("110", "210", "310", "410")


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of one person for one insurance, in yuan."""

    staff: Staff
    insurance: str
    base: Decimal
    unit_rate: Decimal
    person_rate: Decimal
    unit: Decimal
    person: Decimal


@dataclass(frozen=True, slots=True)
class Player:
    """One unit in the client: who it is, where, for which month, and its people."""

    tax_id: str
    name: str
    unit_no: str
    region: str
    period: str
    staff: tuple[Staff, ...]
    law: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, tax_id: str, region: str, period: str, staff: Sequence[Staff], name: str = "练习单位"
    ) -> "Player":
        """Return a player under the law of its city, read from the book as it stands."""
        return cls(tax_id, name, "5100000012", region, period, tuple(staff), _law(region, period))

    def with_wages(self, wages: Mapping[str, Decimal]) -> "Player":
        """Return the same unit after its wages were filed, by id number."""
        staff = (replace(s, wage=wages.get(s.id_number, s.wage)) for s in self.staff)
        return replace(self, staff=tuple(staff))

    def dues(self) -> Iterator[Due]:
        """Yield what is due, person by person, half a fen upwards."""
        for person in self.staff:
            for code in person.insurances:
                if code not in self.law:
                    continue
                rule = self.law[code]
                base = max(person.wage, rule["floor"])
                base = base if rule["cap"] is None else min(base, rule["cap"])
                unit, own = (rule[side] / MILLION for side in ("unit", "person"))
                yield Due(person, code, base, unit, own, _cent(base * unit), _cent(base * own))

    @property
    def total(self) -> Decimal:
        """All that is due."""
        return sum((due.unit + due.person for due in self.dues()), Decimal())

    def roster(self, path: Path, layout: int) -> Path:
        """Write the roster in one of four layouts: by insurance, by person, ticks, long."""
        wages = [f"{c}|{NAMES[c][0]}" for c in NAMES]
        if layout == 0:
            head: list[list[Any]] = [
                ["单位社保费缴费工资年度申报"],
                ["*缴费人识别号：", self.tax_id, None, None, *wages],
                ["*姓名", "*身份证件类型代码", "*身份证件号码", "分组", *["缴费工资"] * len(wages)],
            ]
            rows: list[list[Any]] = [
                [s.name, "201", s.id_number, None, *(self._wage_in(s, c) for c in NAMES)]
                for s in self.staff
            ]
            return _xlsx(path, "缴费工资申报数据", head, rows, merged=["A1:D1", "B2:D2"])
        if layout == 1:
            head = [
                ["单位社保费缴费工资年度申报"],
                ["*缴费人识别号：", self.tax_id],
                ["*姓名", "*身份证件类型代码", "*身份证件号码", "分组", "缴费工资"],
            ]
            rows = [[s.name, "201", s.id_number, "", f"{s.wage:,.2f}"] for s in self.staff]
            return _xlsx(path, "缴费工资申报数据", head, rows, merged=["A1:D1", "B2:D2"])
        if layout == 2:
            head = [
                ["单位编号", "姓名", "证件类型", "证件号码", "人员编号", "缴费状态"]
                + [NAMES[c][0] for c in NAMES]
            ]
            rows = [
                [
                    self.unit_no,
                    s.name,
                    "201|居民身份证",
                    f"'{s.id_number}",
                    f"90{n:08d}",
                    "正常缴费",
                ]
                + ["√" if c in s.insurances else "" for c in NAMES]
                for n, s in enumerate(self.staff, 1)
            ]
            return _csv(path, head + rows, "gb18030")
        head = [
            ["参保职工列表"],
            [f"单位名称：{self.name}", None, None, f"纳税人识别号：{self.tax_id}"],
            [
                "序号",
                "单位编号",
                "姓名",
                "身份证号码",
                "险种",
                "参保日期",
                "月缴费工资(元)",
                "参保状态",
            ],
        ]
        rows = [
            [n, self.unit_no, s.name, s.id_number, NAMES[c][0], "2020-03-01", s.wage, "参保缴费"]
            for n, (s, c) in enumerate(((s, c) for s in self.staff for c in s.insurances), 1)
        ]
        return _xlsx(path, "参保职工", head, [*rows, ["合计", None, None, None, None, None, None]])

    def _wage_in(self, person: Staff, code: str) -> Decimal | None:
        return person.wage if code in person.insurances else None


def _law(region: str, period: str) -> dict[str, dict[str, Any]]:
    """Return floor, cap (yuan) and rates (ppm) of the enterprise's four insurances in a month."""
    text = files("shebao.rule_book").joinpath("data", f"{region[:2]}.json").read_text("utf-8")
    book = json.loads(text)
    parts = (book["shared"], book["cities"][region])
    found: dict[str, dict[str, Any]] = {}
    for code in NAMES:
        limits = _newest([r for p in parts for r in p.get("limits", ())], code, period)
        rates = _newest([r for p in parts for r in p.get("rates", ())], code, period)
        if limits is None or rates is None:
            continue
        cap = limits["cap_fen"]
        injury = rates.get("unit_rate_from_registration")
        found[code] = {
            "floor": Decimal(limits["floor_fen"] or 0) / 100,
            "cap": None if cap is None else Decimal(cap) / 100,
            "unit": Decimal(INJURY_PPM if injury else rates.get("unit_ppm", 0)),
            "person": Decimal(rates.get("person_ppm", 0)),
        }
    return found


def _newest(rows: Sequence[dict[str, Any]], code: str, period: str) -> dict[str, Any] | None:
    begun = [
        r
        for r in rows
        if r["insurance"] == code
        and r["effective_from"] <= period
        and not r.get("tier")
        and "enterprise" in r.get("kinds", ["enterprise"])
    ]
    return max(begun, key=lambda r: r["effective_from"], default=None)


def _cent(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _xlsx(
    path: Path,
    sheet: str,
    head: Sequence[Sequence[Any]],
    rows: Sequence[Sequence[Any]],
    merged: Sequence[str] = (),
) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        text = book.add_format({"num_format": "@"})
        for number, row in enumerate([*head, *rows]):
            for at, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    page.write_number(number, at, float(cell))
                elif isinstance(cell, str) and cell:
                    page.write_string(number, at, cell, text)
                elif cell is not None and cell != "":
                    page.write(number, at, cell)
        for area in merged:
            first = area.split(":")[0]
            at, number = ord(first[0]) - ord("A"), int(first[1:]) - 1
            row = [*head, *rows][number]
            page.merge_range(area, row[at] if at < len(row) else "", text)
    return path


def _csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path
