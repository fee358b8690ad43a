"""Plays the official client: writes the files that it exports, by arithmetic of its own.

It shares no code with what reads them: the law comes straight from the rule book's JSON, amounts
are decimals, and one layout of each file is laid down here; the tests write the others.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from shebao.demo.client_writing import write_csv, write_xlsx

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
    law: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, tax_id: str, region: str, period: str, staff: Sequence[Staff]) -> Self:
        """Return a player under the law of its city, read from the book as it stands."""
        name, unit_no = "练习单位", "5100000012"
        return cls(tax_id, name, unit_no, region, period, tuple(staff), _law(region, period))

    def with_wages(self, wages: Mapping[str, Decimal]) -> Self:
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

    def roster(self, path: Path) -> Path:
        """Write the roster, a row an insurance of each person."""
        head: list[list[Any]] = [
            ["参保职工列表"],
            [f"单位名称：{self.name}", None, None, f"纳税人识别号：{self.tax_id}"],
            heads("序号 单位编号 姓名 身份证号码 险种 参保日期 月缴费工资(元) 参保状态"),
        ]
        rows: list[list[Any]] = [
            [n, self.unit_no, s.name, s.id_number, NAMES[c][0], "2020-03-01", s.wage, "参保缴费"]
            for n, (s, c) in enumerate(((s, c) for s in self.staff for c in s.insurances), 1)
        ]
        totals = ["合计", None, None, None, None, None, None]
        return write_xlsx(path, "参保职工", head, [*rows, totals])

    def detail(self, path: Path) -> Path:
        """Write the month's detail, a row an insurance of each person."""
        head: list[list[Any]] = [
            ["职工缴费明细"],
            [f"单位名称：{self.name}", None, None, f"缴费人识别号：{self.tax_id}"],
            heads("序号 单位编号 姓名 证件类型 证件号码 险种 费款所属期 缴费工资 缴费基数")
            + heads("单位费率 个人费率 单位应缴费额(元) 个人应缴费额(元) 应缴费额(元)"),
        ]
        rows: list[list[Any]] = []
        for number, due in enumerate(self.dues(), 1):
            who = [number, self.unit_no, due.staff.name, "201", due.staff.id_number]
            rates = [f"{100 * due.unit_rate:f}%", f"{100 * due.person_rate:f}%"]
            amounts = [due.unit, due.person, due.unit + due.person]
            what = [NAMES[due.insurance][0], self.period.replace("-", ""), due.staff.wage, due.base]
            rows.append([*who, *what, *rates, *amounts])
        dues = list(self.dues())
        sums = [sum(d.unit for d in dues), sum(d.person for d in dues), self.total]
        return write_xlsx(path, "明细", head, [*rows, ["合计", *[None] * 10, *sums]])

    def result(self, path: Path, failures: Mapping[str, str], *, whole: bool) -> Path:
        """Write the answers to a wage filing: everybody's, or the failures alone (a CSV)."""
        if whole:
            head: list[list[Any]] = [
                ["缴费工资申报记录"],
                [f"缴费人识别号：{self.tax_id}"],
                ["姓名", "身份证件号码", "缴费工资", "申报状态", "失败原因"],
            ]
            rows = []
            for s in self.staff:
                why = failures.get(s.id_number, "")
                state = "申报失败" if why else "申报成功"
                rows.append([s.name, s.id_number, f"{s.wage:,.2f}", state, why])
            return write_xlsx(path, "申报记录", head, rows)
        failed = [s for s in self.staff if s.id_number in failures]
        told = [[s.name, s.id_number, s.wage, failures[s.id_number]] for s in failed]
        return write_csv(path, [["姓名", "证件号码", "缴费工资", "失败原因"], *told], "utf-8-sig")

    def filings(self, path: Path) -> Path:
        """Write the month's premium filing, one row an insurance, with a total."""
        head: list[list[Any]] = [
            ["社保费申报记录"],
            [f"缴费人识别号：{self.tax_id}"],
            ["序号", "申报流水号", "申报日期", "险种", "费款所属期起", "申报金额", "申报状态"],
        ]
        sums: dict[str, Decimal] = {}
        for due in self.dues():
            sums[due.insurance] = sums.get(due.insurance, Decimal()) + due.unit + due.person
        day = f"{self.period}-10 09:30:00"
        rows = [
            [n, "SB0001", day, NAMES[code][0], self.period, amount, "申报成功"]
            for n, (code, amount) in enumerate(sums.items(), 1)
        ]
        return write_xlsx(path, "申报记录", head, [*rows, ["合计", *[None] * 4, self.total]])

    def payments(self, path: Path) -> Path:
        """Write the month's payment, amounts as text."""
        day = f"{self.period.replace('-', '')}11"
        titles = (
            "纳税人识别号 缴款流水号 电子税票号码 缴款日期 费款所属期 实缴金额 缴费状态 银行名称"
        )
        ticket = "451016260400001234"
        paid = [f"{self.total:,.2f}", "缴费成功", "练习银行"]
        row = [self.tax_id, "JK0001", ticket, day, self.period, *paid]
        return write_csv(path, [heads(titles), row], "gb18030")

    def certificates(self, path: Path) -> Path:
        """Write the list of certificates, with one of another unit in it."""
        head: list[list[Any]] = [["纳税人识别号", "票证号码", "填发日期", "金额合计", "票证状态"]]
        rows = [
            [self.tax_id, "451015260400000001", f"{self.period}-12", self.total, "有效"],
            ["91510104MABBNUNRLX", "451015260400000002", f"{self.period}-12", 1.0, "有效"],
        ]
        return write_xlsx(path, "完税证明", head, rows)

    def payroll(self, path: Path) -> Path:
        """Write what HR pays this month."""
        head: list[list[Any]] = [["序号", "姓名", "身份证号", "应发合计"]]
        rows = [[n, s.name, s.id_number, s.wage] for n, s in enumerate(self.staff, 1)]
        return write_xlsx(path, "工资", head, rows)

    def bank(self, path: Path) -> Path:
        """Write the bank's lines of the month's payment and of two others, newest first."""
        day = f"{self.period}-11"
        rows = [
            ["交易日期", "摘要", "借方金额", "贷方金额", "余额"],
            [f"{self.period}-12", "货款", "", "60,000.00", "812,345.67"],
            [day, "社保费", f"{self.total:,.2f}", "", "752,345.67"],
            [f"{self.period}-02", "房租", "8,000.00", "", "949,268.37"],
        ]
        return write_csv(path, rows, "gb18030")


def heads(words: str) -> list[Any]:
    """Return a row of heads from its words."""
    return list(words.split())


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
