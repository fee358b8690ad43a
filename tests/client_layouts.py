"""The played client in every layout of roster and detail that its exports were seen in."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from shebao.demo import client_player
from shebao.demo.client_player import NAMES, Due, Staff, heads
from shebao.demo.client_writing import write_csv, write_xlsx


class Player(client_player.Player):
    """The demo's player, who knows one layout of each, and the others."""

    __slots__ = ()

    def roster(self, path: Path, layout: int = 3) -> Path:
        """Write the roster in one of four layouts: by insurance, by person, ticks, long."""
        title = ["单位社保费缴费工资年度申报"]
        fixed = ["*姓名", "*身份证件类型代码", "*身份证件号码", "分组"]
        if layout == 0:
            insurances = [f"{c}|{NAMES[c][0]}" for c in NAMES]
            head: list[list[Any]] = [
                title,
                ["*缴费人识别号：", self.tax_id, None, None, *insurances],
                [*fixed, *["缴费工资"] * len(NAMES)],
            ]
            rows: list[list[Any]] = [
                [s.name, "201", s.id_number, None, *(wage_in(s, c) for c in NAMES)]
                for s in self.staff
            ]
            return merged(write_xlsx(path, "缴费工资申报数据", head, rows))
        if layout == 1:
            head = [title, ["*缴费人识别号：", self.tax_id], [*fixed, "缴费工资"]]
            rows = [[s.name, "201", s.id_number, "", f"{s.wage:,.2f}"] for s in self.staff]
            return merged(write_xlsx(path, "缴费工资申报数据", head, rows))
        if layout == 2:
            known = heads("单位编号 姓名 证件类型 证件号码 人员编号 缴费状态")
            head = [known + [NAMES[c][0] for c in NAMES]]
            rows = []
            for n, s in enumerate(self.staff, 1):
                who = [self.unit_no, s.name, "201|居民身份证", f"'{s.id_number}", f"90{n:08d}"]
                rows.append([*who, "正常缴费", *("√" if c in s.insurances else "" for c in NAMES)])
            return write_csv(path, head + rows, "gb18030")
        return super().roster(path)

    def detail(self, path: Path, layout: int = 1, *, with_tax_id: bool = True) -> Path:
        """Write the month's detail: a row a share, a row an insurance, wide, or wide in groups."""
        if layout == 0:
            return self._shares(path)
        if layout == 1:
            return super().detail(path)
        return self._wide(path, self.tax_id if with_tax_id else "", in_groups=layout == 3)

    def _shares(self, path: Path) -> Path:
        titles = "纳税人识别号 姓名 身份证件号码 参保费种 征收品目 费款所属日期起 缴费基数 费率"
        rows: list[list[Any]] = [[*heads(titles), "本期应缴费额", "业务类型"]]
        for due in self.dues():
            name, item = NAMES[due.insurance]
            alone = due.insurance == "410"
            shares = [("单位", due.unit, due.unit_rate)]
            shares += [] if alone else [("个人", due.person, due.person_rate)]
            for side, amount, rate in shares:
                subitem = item if alone else f"{item}({side}缴纳)"
                person = [due.staff.name, f"\t{due.staff.id_number}"]
                tail = [f"{self.period}-01", f"{due.base:,.2f}", str(rate.normalize())]
                what = [f"{name}费", subitem, *tail, f"{amount:,.2f}", "正常缴费"]
                rows.append([self.tax_id, *person, *what])
        return write_csv(path, rows, "gb18030")

    def _wide(self, path: Path, tax_id: str, *, in_groups: bool) -> Path:
        codes = [code for code in NAMES if code in self.law]
        month = f"{self.period[:4]}年{self.period[5:]}月"
        top: list[Any] = ["序号", "姓名", "证件号码", "费款所属期起", "费款所属期止"]
        below: list[Any] = [None] * 5
        for code in codes:
            top += [NAMES[code][0], None, *([None] if in_groups else [])]
            below += ["缴费基数"] if in_groups else []
            below += ["单位应缴", "个人应缴"]
        title = [f"单位社保费职工全险种申报明细（{month}）"]
        label = ["纳税人识别号", tax_id] if tax_id else ["制表", "人力资源部"]
        head = [title, label, [*top, "合计"], below]
        rows: list[list[Any]] = [["在职人员"]] if in_groups else []
        sums: dict[int, Decimal] = {}
        by_person: dict[str, dict[str, Due]] = {}
        for due in self.dues():
            by_person.setdefault(due.staff.id_number, {})[due.insurance] = due
        for number, person in enumerate(self.staff, 1):
            mine = by_person.get(person.id_number, {})
            cells: list[Any] = []
            for code in codes:
                one = mine.get(code)
                cells += [one.base if one else None] if in_groups else []
                cells += [one.unit, one.person] if one else [None, None]
            whole = sum((d.unit + d.person for d in mine.values()), Decimal())
            row = [number, person.name, person.id_number, self.period, self.period, *cells, whole]
            rows.append(row)
            for at, cell in enumerate(row[5:], 5):
                sums[at] = sums.get(at, Decimal()) + (cell or 0)
        total = [sums[at] for at in sorted(sums)]
        rows += [["小计", *[None] * 4, *total], ["退休人员"]] if in_groups else []
        rows.append(["合计", *[None] * 4, *total])
        return write_xlsx(path, "申报明细", head, rows)


def wage_in(person: Staff, code: str) -> Decimal | None:
    return person.wage if code in person.insurances else None


def merged(path: Path) -> Path:
    """Merge the title and the tax id over several columns, as the client's template does."""
    book = openpyxl.load_workbook(path)
    for area in ("A1:D1", "B2:D2"):
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path
