"""The sheets of wages: filled, checked, filed and answered."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated

from shebao.domain.money import cell_of
from shebao.domain.wage_row import BY_PERSON, WageCell
from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Column, Kind, Parameter
from shebao.sheets.declared.row import (
    Count,
    Fen,
    Formula,
    InsuranceRow,
    Odd,
    Ppm,
    Sheet,
    SheetRow,
    with_cells,
)

# In the hidden column of faulty cells, before the header of each.
ERROR_SIGN, WARNING_SIGN = "!", "~"
AUTOMATIC = "自动"
READY = "待申报"  # the 申报状态 of a wage that was ticked once and never filed
FAR_PERCENT = "50%"
_ADDING_AND_FILLING = (
    parts.GROUP_FILTER,
    Parameter("添加职工", "add_person", "单个录入：姓名、证件号码或人员编号"),
    Parameter("单位编号", "add_unit_no", "按单位编号添加缴费职工时使用"),
    *parts.PAYROLL_PARAMETERS,
    *parts.AMOUNT_PARAMETERS,
    Parameter(
        "参保职工文件",
        "client_file",
        "下载参保职工、外部文件导入使用；留空为同目录的“参保职工列表.xlsx”",
    ),
    parts.SCOPE,
    Parameter(
        "工资变动提醒",
        "far",
        f"与原缴费工资相差超过此比例时校验提醒，不影响申报；留空为 {FAR_PERCENT}",
        FAR_PERCENT,
        since="0.2.0",
    ),
)
_YEARLY_PARAMETERS = (
    Parameter(
        "申报类型",
        "filing_kind",
        "自动：在年度申报期内为年度申报，期外为年度调整",
        AUTOMATIC,
        (AUTOMATIC, "年度申报", "年度调整"),
    ),
    Parameter("生效年度", "effective_year", "如 2026；年度调整必须填写"),
    *_ADDING_AND_FILLING,
)


class WageSheetRow(InsuranceRow):
    """One employee of a wage sheet as the user left it; the checks read it as it is.

    The wage is ``wage``, or by insurance on the sheet that files so.
    """

    __slots__ = ("_cells",)

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    wage: Annotated[Fen, Column("新缴费工资", width=13, is_input=True)] = None
    old_wage: Annotated[Fen, Column("原缴费工资", width=13)] = None
    check: Annotated[str, Column("校验结果", width=52)] = ""
    state: Annotated[str, Column("申报状态", width=15)] = ""
    reason: Annotated[str, Column("失败原因", width=36)] = ""
    group: Annotated[str, Column("分组", width=12)] = ""
    filing_no: Annotated[str, Column("申报流水号", width=20)] = ""
    id_type: Annotated[str, parts.ID_TYPE]
    faulty: Annotated[str, Column("问题列", width=4, is_hidden=True)] = ""
    insured: Annotated[str, Column("参保险种", width=4, is_hidden=True)] = ""
    key: Annotated[str, parts.KEY]

    @property
    def number(self) -> int:
        """The worksheet row."""
        return self.at

    @property
    def cells(self) -> tuple[WageCell, ...]:
        """The wage cells from left to right; some dozen checks look at each."""
        made: tuple[WageCell, ...] | None = getattr(self, "_cells", None)
        if made is None:
            if self.by_insurance is None:
                made = (_wage_cell(BY_PERSON, _WAGE_HEAD, self.wage),)
            else:
                held = self.by_insurance.items()
                made = tuple(_wage_cell(head[:3], head, cell) for head, cell in held)
            object.__setattr__(self, "_cells", made)
        return made

    def with_wages(self, wages: Mapping[str, int], **cells: str) -> "WageSheetRow":
        """Return the row with other wages, by header, or the one for all under BY_PERSON."""
        if self.by_insurance is None:
            return with_cells(self, wage=wages[BY_PERSON], **cells)
        return with_cells(self, by_insurance={**self.by_insurance, **wages}, **cells)

    def wages_fen(self) -> dict[str, int]:
        """Return the readable wages by insurance code, or the one under BY_PERSON."""
        return {c.insurance: c.wage_fen for c in self.cells if c.wage_fen is not None}


_BY_FIELD = {column.field: column for column in WageSheetRow.columns}
_INEXACT_FEN = 10**17  # more than the 15 digits that a cell keeps
_WAGE_HEAD = _BY_FIELD["wage"].header


def _wage_cell(insurance: str, header: str, cell: int | Odd | None) -> WageCell:
    if isinstance(cell, Odd):
        return WageCell(insurance, header, cell.value, None)
    if cell is not None and abs(cell) >= _INEXACT_FEN:
        return WageCell(insurance, header, cell_of(cell), None)
    return WageCell(insurance, header, cell, cell)


def _columns_by_insurance() -> Iterator[Column]:
    """Yield the columns of the sheet by insurance: its wages follow those that are in sight."""
    for field in ("tick", "name", "id_number", "state"):
        yield _BY_FIELD[field]
    yield dataclasses.replace(_BY_FIELD["check"], width=36)
    for field in ("reason", "group", "filing_no", "id_type"):
        yield dataclasses.replace(_BY_FIELD[field], is_folded=True)
    for field in ("faulty", "insured", "key"):
        yield _BY_FIELD[field]


WAGES_BY_PERSON = Sheet(
    "wages",
    "缴费工资申报",
    "按人员申报：每人一个缴费工资，适用于所有险种",
    parameters=_YEARLY_PARAMETERS,
    identity="key",
    at_start=True,
    row=WageSheetRow,
)
WAGES_BY_INSURANCE = Sheet(
    "wages_ins",
    "缴费工资申报（按险种）",
    "按险种申报：每个险种一个缴费工资；灰色格表示未参保，不能填写",
    tuple(_columns_by_insurance()),
    _YEARLY_PARAMETERS,
    columns_by_insurance=Kind.MONEY,
    identity="key",
    row=WageSheetRow,
)


Computed = Annotated[int | Odd | Formula | None, Kind.MONEY]


class PreviewRow(SheetRow):
    """What one person owes in one insurance, worked out by formulas."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    total: Annotated[Computed, Column("应缴合计", width=14)] = None
    unit: Annotated[Computed, Column("单位应缴", width=13)] = None
    person: Annotated[Computed, Column("个人应缴", width=13)] = None
    wage: Annotated[Computed, Column("新缴费工资", width=13)] = None
    base: Annotated[Computed, Column("缴费基数", width=13)] = None
    clamp: Annotated[str | Formula, Column("保底限高", kind=Kind.WORD, width=9)] = ""
    floor: Annotated[Fen, Column("缴费下限", width=12)] = None
    cap: Annotated[Fen, Column("缴费上限", width=12)] = None
    unit_rate: Annotated[Ppm, parts.UNIT_RATE] = None
    person_rate: Annotated[Ppm, parts.PERSON_RATE] = None
    unit_fixed: Annotated[Fen, Column("单位定额", width=10)] = None
    person_fixed: Annotated[Fen, Column("个人定额", width=10)] = None
    grade: Annotated[str, parts.GRADE] = ""
    unit_no: Annotated[str, parts.UNIT_NO]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    id_type: Annotated[str, parts.ID_TYPE]


PREVIEW = Sheet(
    "preview",
    "保底限高预览",
    "按申报表中的新缴费工资实时计算；改动工资，这里随之变化。筛选险种可看该险种合计",
    sums=("total", "unit", "person"),
    row=PreviewRow,
)
WAGES_DAILY = Sheet(
    "wages_daily",
    "日常缴费工资申报",
    "日常缴费工资申报：每人一个新缴费工资，自生效月份起适用于所有险种",
    parameters=(
        Parameter("生效月份", "effective_month", "如 2026-11；留空为当前月份"),
        *_ADDING_AND_FILLING,
    ),
    identity="key",
    row=WageSheetRow,
)
WAGE_SHEETS = (WAGES_BY_PERSON, WAGES_BY_INSURANCE, WAGES_DAILY)


class PayrollDoubtRow(SheetRow):
    """One doubt about somebody of a file."""

    kind: Annotated[str, Column("类别", width=14)]
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    sentence: Annotated[str, Column("说明", width=90)]
    sheet: Annotated[str, Column("工作表", width=14)]
    row: Annotated[Count, Column("行号", width=8)]
    raw: Annotated[str, Column("原内容", width=24)]


class WageFilingRow(SheetRow):
    """One wage filing and what became of it."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    state: Annotated[str, Column("状态", width=18)]
    people: Annotated[Count, Column("人数", width=8)]
    accepted: Annotated[Count, Column("成功", width=8)]
    refused: Annotated[Count, Column("失败", width=8)]
    submitted_at: Annotated[str, Column("提交时间", width=18)]
    kind: Annotated[str, Column("申报类型", width=14)]
    mode: Annotated[str, Column("申报方式", width=10)]
    effective_from: Annotated[str, Column("生效年月", width=10)]


class WageFilingItemRow(SheetRow):
    """One wage of a filing and its result."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    state: Annotated[str, Column("状态", width=15)]
    reason: Annotated[str, Column("失败原因", width=56)]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    id_type: Annotated[str, parts.ID_TYPE]


PAYROLL_DOUBTS = Sheet(
    "payroll_doubts",
    "工资表疑问",
    "工资表或导入文件中不能确定的人员：逐条列出，未填写任何工资",
    row=PayrollDoubtRow,
)
WAGE_FILINGS = Sheet(
    "wage_filings",
    "缴费工资申报记录",
    "每次缴费工资申报及其结果；可按申报日期查询，勾选后查看或导出明细",
    parameters=(
        *parts.DAYS,
        Parameter("导出文件", "export_file", ".xlsx；留空与工作簿同目录"),
    ),
    row=WageFilingRow,
)
WAGE_FILING_ITEMS = Sheet(
    "wage_filing_items",
    "缴费工资申报明细",
    "所查看的缴费工资申报中每位职工的缴费工资与结果",
    row=WageFilingItemRow,
)


class RehearsalRow(SheetRow):
    """What changes for one person in one insurance."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    change: Annotated[Fen, Column("每月增减", width=13)]
    cause: Annotated[str, Column("原因", width=18)]
    unit_change: Annotated[Fen, Column("单位每月增减", width=14)]
    person_change: Annotated[Fen, Column("个人每月增减", width=14)]
    old_amount: Annotated[Fen, Column("原每月应缴", width=14)]
    new_amount: Annotated[Fen, Column("新每月应缴", width=14)]
    old_base: Annotated[Fen, Column("原基数", width=13)]
    new_base: Annotated[Fen, Column("新基数", width=13)]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    from_period: Annotated[str, Column("自费款所属期", width=13)]
    grade: Annotated[str, parts.GRADE]
    unit_no: Annotated[str, parts.UNIT_NO]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    id_type: Annotated[str, parts.ID_TYPE]


REHEARSAL = Sheet(
    "rehearsal",
    "新规则测算",
    "两个规则文件或两个月份之间，每名职工每个险种的基数和每月应缴费额怎样变化",
    parameters=(
        Parameter(
            "新规则文件",
            "rule_file",
            ".json；留空为正在使用的规则，属期也留空时比较最近两次下载的规则文件",
        ),
        Parameter("原规则文件", "old_rule_file", ".json；留空为正在使用的规则", since="0.2.0"),
        Parameter(
            "原属期",
            "old_period",
            "如 2025-12；填写任一属期即比较两个月份，另一个留空为当前属期",
            since="0.2.0",
        ),
        Parameter("新属期", "new_period", "如 2026-01；留空为当前属期", since="0.2.0"),
    ),
    sums=("change", "unit_change", "person_change", "old_amount", "new_amount"),
    row=RehearsalRow,
)
