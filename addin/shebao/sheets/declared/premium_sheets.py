"""The sheets of premiums: bills, what is wrong with them, and their filings."""

from typing import Annotated

from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Chart, Column, Parameter
from shebao.sheets.declared.row import Count, Fen, Ppm, Sheet, SheetRow

UNIT_FORM, EMPLOYEE_FORM = PRINT_FORMS = ("适用单位缴费人", "适用职工个人")


class BillRow(SheetRow):
    """A bill that the bureau generated."""

    tick: Annotated[str, parts.TICK_COLUMN]
    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("应缴费额", width=15)]
    unit: Annotated[Fen, Column("单位应缴", width=14)]
    person: Annotated[Fen, Column("个人应缴", width=14)]
    state: Annotated[str, Column("状态", width=15)]
    reason: Annotated[str, Column("说明", width=40)]
    people: Annotated[Count, Column("缴费人数", width=9)]
    base: Annotated[Fen, Column("缴费基数", width=15)]
    levy_kind: Annotated[str, parts.LEVY_KIND]
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    bill_no: Annotated[str, Column("账单编号", width=4, is_hidden=True)]
    revision: Annotated[Count, Column("账单版本", width=4, is_hidden=True)]


BILLS = Sheet(
    "bills",
    "待申报信息",
    "税务系统按缴费工资生成的应缴费额；核对无误后勾选并提交",
    row=BillRow,
    parameters=(Parameter("费款所属期", "period", "如 2026-11；留空为全部未申报"), parts.SCOPE),
    sums=parts.BILL_SUMS,
    identity="bill_no",
    at_start=True,
)


class BillLineRow(SheetRow):
    """One person of one bill, beside our own amount."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    due: Annotated[Fen, Column("应补(退)费额")]
    own: Annotated[Fen, Column("本机测算", width=13)]
    difference: Annotated[Fen, Column("差额", width=11)]
    unit: Annotated[Fen, Column("单位应缴", width=13)]
    person: Annotated[Fen, Column("个人应缴", width=13)]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    base: Annotated[Fen, Column("缴费基数", width=13)]
    unit_rate: Annotated[Ppm, parts.UNIT_RATE]
    person_rate: Annotated[Ppm, parts.PERSON_RATE]
    reduction: Annotated[Fen, Column("减免费额", width=11)]
    period: Annotated[str, parts.PERIOD]
    grade: Annotated[str, parts.GRADE]
    unit_no: Annotated[str, parts.UNIT_NO]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


BILL_LINES = Sheet(
    "bill_lines",
    "职工缴费明细",
    "每个险种每位职工的应缴费额，与本机按规则文件测算的结果对照",
    row=BillLineRow,
    parameters=(
        Parameter("页码", "page", default="1"),
        Parameter("每页行数", "page_size", default="1000"),
        Parameter("导出文件", "export_file", "与工作簿同目录", "职工缴费明细_导出.xlsx"),
    ),
    sums=("due", "own", "difference", "unit", "person"),
)


class ReconciledRow(SheetRow):
    """One person of one bill, and why the amount is as it is."""

    name: Annotated[str, parts.NAME] = ""
    id_number: Annotated[str, parts.ID_NUMBER] = ""
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("账单金额", width=13)]
    own: Annotated[Fen, Column("自行计算", width=13)] = None
    difference: Annotated[Fen, Column("差额", width=12)] = None
    cause: Annotated[str, Column("差异原因", width=18)]
    sentence: Annotated[str, Column("说明", width=70)]
    own_wage: Annotated[Fen, Column("本机缴费工资", width=13)] = None
    wage: Annotated[Fen, Column("税务缴费工资", width=13)] = None
    base: Annotated[Fen, Column("缴费基数", width=13)] = None
    period: Annotated[str, parts.PERIOD]
    unit_no: Annotated[str, parts.UNIT_NO]
    grade: Annotated[str, parts.GRADE] = ""
    person_no: Annotated[str, parts.PERSON_NO] = ""
    id_type: Annotated[str, parts.ID_TYPE] = ""


RECONCILIATION = Sheet(
    "reconciliation",
    "账单核对",
    "按缴费工资乘费率自行计算的金额与账单逐人逐险种核对，有差异的在前，每条写明原因",
    row=ReconciledRow,
    parameters=(
        Parameter("尾差上限（分）", "tolerance", "每人每险种；留空为规则文件舍入单位的 2 倍"),
    ),
    sums=("amount", "own", "difference"),
)


class TopUpRow(SheetRow):
    """What one person of a filed month lacks."""

    period: Annotated[str, parts.PERIOD]
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("补缴合计")]
    unit: Annotated[Fen, Column("单位补缴", width=13)]
    person: Annotated[Fen, Column("个人补缴", width=13)]
    over: Annotated[Fen, Column("多缴", width=12)]
    cause: Annotated[str, Column("原因", width=18)]
    old_amount: Annotated[Fen, Column("已申报金额", width=13)]
    new_amount: Annotated[Fen, Column("应缴金额", width=13)]
    old_wage: Annotated[Fen, Column("原缴费工资", width=13)]
    wage: Annotated[Fen, Column("现缴费工资", width=13)]
    old_base: Annotated[Fen, Column("原缴费基数", width=13)]
    new_base: Annotated[Fen, Column("新缴费基数", width=13)]
    unit_no: Annotated[str, parts.UNIT_NO]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    grade: Annotated[str, parts.GRADE]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


TOP_UPS = Sheet(
    "top_ups",
    "补差",
    "已申报的属期因新增人员、缴费工资调高或规则变动应补缴的差额，逐人逐月；合计等于税务生成的差额补缴账单",
    row=TopUpRow,
    parameters=(
        *parts.PERIODS,
        Parameter("规则文件", "rule_file", ".json；留空按正在使用的规则（含本地规则）"),
    ),
    sums=("amount", "unit", "person", "over"),
)


class CauseRow(SheetRow):
    """How often a cause makes a bill differ."""

    cause: Annotated[str, Column("差异原因", width=20)]
    people: Annotated[Count, Column("人次", width=10)]
    difference: Annotated[Fen, Column("差额", width=18)]


MOST_CAUSES = 11  # that there are

BILL_CAUSES = Sheet(
    "bill_causes",
    "差异原因",
    "账单与自行计算相差的原因汇总，差额合计等于账单减自行计算",
    row=CauseRow,
    sums=("people", "difference"),
    chart=Chart("账单差异原因（人次）", "bar", "cause", "people", MOST_CAUSES),
    charted_rows=MOST_CAUSES,
)


class FilingRow(SheetRow):
    """A filing of premiums, of any channel."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    state: Annotated[str, Column("状态", width=15)]
    payment: Annotated[str, Column("缴费状态", width=11)] = ""
    amount: Annotated[Fen, Column("申报金额", width=15)]
    reason: Annotated[str, Column("说明", width=50)]
    submitted_at: Annotated[str, Column("提交时间", width=18)]
    kind: Annotated[str, Column("申报类型", width=12)]
    bills: Annotated[Count, Column("账单数", width=8)]
    accepted_on: Annotated[str, Column("受理日期", width=12)]
    channel: Annotated[str, Column("申报渠道", width=16)]
    arrival: Annotated[str, Column("到账状态", width=10, since="0.2.0")] = ""


PREMIUM_FILINGS = Sheet(
    "premium_filings",
    "社保费申报记录",
    "每次社保费申报及其结果；可按申报日期查询所有渠道的记录，勾选后查看、导出、打印申报表或作废",
    row=FilingRow,
    parameters=(
        *parts.PAID_DAYS,
        Parameter(
            "申报表",
            "print_form",
            "特殊缴费自动识别",
            parts.EVERYTHING,
            (parts.EVERYTHING, *PRINT_FORMS),
        ),
        Parameter("保存文件夹", "print_folder", "申报表保存位置；留空与工作簿同目录"),
    ),
    identity="filing_no",
)


class FiledLine(SheetRow):
    """One person of a filing, as it was filed."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER] = ""
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    due: Annotated[Fen, Column("应补(退)费额")]
    unit: Annotated[Fen, Column("单位应缴", width=13)]
    person: Annotated[Fen, Column("个人应缴", width=13)]
    wage: Annotated[Fen, Column("缴费工资", width=13)] = None
    base: Annotated[Fen, Column("缴费基数", width=13)]
    unit_rate: Annotated[Ppm, parts.UNIT_RATE] = None
    person_rate: Annotated[Ppm, parts.PERSON_RATE] = None
    reduction: Annotated[Fen, Column("减免费额", width=11)] = None
    period: Annotated[str, parts.PERIOD]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    remark: Annotated[str, Column("备注", width=30)]
    unit_no: Annotated[str, parts.UNIT_NO]
    id_type: Annotated[str, parts.ID_TYPE] = ""


FILED_LINES = Sheet(
    "filed_lines",
    "社保费申报明细",
    "所查看的社保费申报在申报时的职工明细",
    row=FiledLine,
    parameters=(Parameter("导出文件", "export_file", ".xlsx；留空与工作簿同目录"),),
    sums=("due", "unit", "person"),
)


class SpecialBillRow(SheetRow):
    """A bill that 人社 or 医保 pushed."""

    tick: Annotated[str, parts.TICK_COLUMN]
    collect_by: Annotated[str, Column("征集有效期", width=12)]
    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("应缴费额", width=15)]
    unit: Annotated[Fen, Column("单位应缴", width=14)]
    person: Annotated[Fen, Column("个人应缴", width=14)]
    state: Annotated[str, Column("状态", width=15)]
    reason: Annotated[str, Column("说明", width=40)]
    remark: Annotated[str, Column("备注", width=30, is_input=True)]
    kind: Annotated[str, Column("特殊缴费类型", width=16)]
    notice_no: Annotated[str, Column("征集通知流水号", width=22)]
    people: Annotated[Count, Column("缴费人数", width=9)]
    base: Annotated[Fen, Column("缴费基数", width=15)]
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    bill_no: Annotated[str, Column("账单编号", width=4, is_hidden=True)]
    revision: Annotated[Count, Column("账单版本", width=4, is_hidden=True)]


SPECIAL_BILLS = Sheet(
    "special_bills",
    "特殊缴费申报",
    "人社（医保）部门推送的特殊缴费；同一单位编号和征集通知流水号的各行一起申报",
    row=SpecialBillRow,
    parameters=(
        parts.SCOPE,
        Parameter("导出文件", "export_file", "与工作簿同目录", "特殊缴费_导出.xlsx"),
    ),
    sums=parts.BILL_SUMS,
    identity="bill_no",
)


class ChainRow(SheetRow):
    """One step of the way back."""

    step: Annotated[Count, Column("步骤", width=6)]
    kind: Annotated[str, Column("办理事项", width=20)]
    state: Annotated[str, Column("办理状态", width=14)]
    words: Annotated[str, Column("说明", width=60)]
    subject: Annotated[str, Column("内容", width=50)]
    number: Annotated[str, Column("对象编号", width=24)]
    filings: Annotated[str, Column("申报流水号", width=4, is_hidden=True)]


CHAIN = Sheet(
    "chain",
    "撤回路径",
    "已申报的属期唯一允许的更正步骤：作废凭证、作废申报、更正、重新申报；逐步执行，可随时继续",
    row=ChainRow,
    parameters=(
        Parameter("费款所属期", "period", "如 2026-11；留空为当前属期"),
        Parameter("申报流水号", "filing_no", "留空为该属期的日常申报；特殊缴费请填写"),
    ),
)
