"""The sheets of premiums: bills, what is wrong with them, and their filings."""

from shebao.sheets.declared.parts import (
    BILL_BASE,
    BILL_DUE,
    BILL_SUMS,
    EVERYTHING,
    GRADE,
    ID_TYPE,
    INSURANCE_CODE,
    INSURANCE_NAME,
    LEVY_KIND,
    PAID_DAYS,
    PERIOD,
    PERSON,
    PERSON_DUE,
    PERSON_NO,
    SCOPE,
    TICK_COLUMN,
    UNIT,
    UNIT_NO,
)
from shebao.sheets.declared.spec import Chart, Column, Kind, Parameter, SheetSpec

UNIT_FORM, EMPLOYEE_FORM = PRINT_FORMS = ("适用单位缴费人", "适用职工个人")
_BILL_STATE = (
    Column("状态", "state", width=15),
    Column("说明", "reason", width=40),
)
_BILL_NUMBERS = (
    *UNIT,
    INSURANCE_CODE,
    Column("申报流水号", "filing_no", width=22),
    Column("账单编号", "bill_no", width=4, is_hidden=True),
    Column("账单版本", "revision", Kind.COUNT, 4, is_hidden=True),
)

BILLS = SheetSpec(
    "bills",
    "待申报信息",
    "税务系统按缴费工资生成的应缴费额；核对无误后勾选并提交",
    (
        TICK_COLUMN,
        PERIOD,
        INSURANCE_NAME,
        *BILL_DUE,
        *_BILL_STATE,
        *BILL_BASE,
        LEVY_KIND,
        *_BILL_NUMBERS,
    ),
    (Parameter("费款所属期", "period", "", (), "如 2026-11；留空为全部未申报"), SCOPE),
    sums=BILL_SUMS,
    identity="bill_no",
    at_start=True,
)
BILL_LINES = SheetSpec(
    "bill_lines",
    "职工缴费明细",
    "每个险种每位职工的应缴费额，与本机按规则文件测算的结果对照",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("应补(退)费额", "due", Kind.MONEY, 14),
        Column("本机测算", "own", Kind.MONEY, 13),
        Column("差额", "difference", Kind.MONEY, 11),
        *PERSON_DUE,
        Column("减免费额", "reduction", Kind.MONEY, 11),
        PERIOD,
        GRADE,
        UNIT_NO,
        PERSON_NO,
        ID_TYPE,
    ),
    (
        Parameter("页码", "page", "1"),
        Parameter("每页行数", "page_size", "1000"),
        Parameter("导出文件", "export_file", "职工缴费明细_导出.xlsx", (), "与工作簿同目录"),
    ),
    sums=("due", "own", "difference", "unit", "person"),
)
RECONCILIATION = SheetSpec(
    "reconciliation",
    "账单核对",
    "按缴费工资乘费率自行计算的金额与账单逐人逐险种核对，有差异的在前，每条写明原因",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("账单金额", "amount", Kind.MONEY, 13),
        Column("自行计算", "own", Kind.MONEY, 13),
        Column("差额", "difference", Kind.MONEY, 12),
        Column("差异原因", "cause", width=18),
        Column("说明", "sentence", width=64),
        Column("本机缴费工资", "own_wage", Kind.MONEY, 13),
        Column("税务缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        PERIOD,
        UNIT_NO,
        GRADE,
        PERSON_NO,
        ID_TYPE,
    ),
    (
        Parameter(
            "尾差上限（分）", "tolerance", "", (), "每人每险种；留空为规则文件舍入单位的 2 倍"
        ),
    ),
    sums=("amount", "own", "difference"),
)
TOP_UPS = SheetSpec(
    "top_ups",
    "补差",
    "已申报的属期因新增人员、缴费工资调高或规则变动应补缴的差额，逐人逐月；合计等于税务生成的差额补缴账单",
    (
        PERIOD,
        *PERSON,
        INSURANCE_NAME,
        Column("补缴合计", "amount", Kind.MONEY, 14),
        Column("单位补缴", "unit", Kind.MONEY, 13),
        Column("个人补缴", "person", Kind.MONEY, 13),
        Column("多缴", "over", Kind.MONEY, 12),
        Column("原因", "cause", width=18),
        Column("已申报金额", "old_amount", Kind.MONEY, 13),
        Column("应缴金额", "new_amount", Kind.MONEY, 13),
        Column("原缴费工资", "old_wage", Kind.MONEY, 13),
        Column("现缴费工资", "wage", Kind.MONEY, 13),
        Column("原缴费基数", "old_base", Kind.MONEY, 13),
        Column("新缴费基数", "new_base", Kind.MONEY, 13),
        UNIT_NO,
        INSURANCE_CODE,
        GRADE,
        PERSON_NO,
        ID_TYPE,
    ),
    (
        Parameter(
            "费款所属期起", "first_period", "", (), "如 2026-01；留空为本年，含本年缴纳的以前年度"
        ),
        Parameter("费款所属期止", "last_period", "", (), "留空为当前属期"),
        Parameter("规则文件", "rule_file", "", (), ".json；留空按正在使用的规则（含本地规则）"),
    ),
    sums=("amount", "unit", "person", "over"),
)
BILL_CAUSES = SheetSpec(
    "bill_causes",
    "差异原因",
    "账单与自行计算相差的原因汇总，差额合计等于账单减自行计算",
    (
        Column("差异原因", "cause", width=20),
        Column("人次", "people", Kind.COUNT, 10),
        Column("差额", "difference", Kind.MONEY, 18),
    ),
    sums=("people", "difference"),
    chart=Chart("账单差异原因（人次）", "bar", "cause", "people", 10),
)
PREMIUM_FILINGS = SheetSpec(
    "premium_filings",
    "社保费申报记录",
    "每次社保费申报及其结果；可按申报日期查询所有渠道的记录，勾选后查看、导出、打印申报表或作废",
    (
        TICK_COLUMN,
        Column("申报流水号", "filing_no", width=22),
        Column("状态", "state", width=15),
        Column("缴费状态", "payment", width=11),
        Column("申报金额", "amount", Kind.MONEY, 15),
        Column("说明", "reason", width=50),
        Column("提交时间", "submitted_at", width=18),
        Column("申报类型", "kind", width=12),
        Column("账单数", "bills", Kind.COUNT, 8),
        Column("受理日期", "accepted_on", width=12),
        Column("申报渠道", "channel", width=16),
        Column("到账状态", "arrival", width=10, since="0.2.0"),
    ),
    (
        *PAID_DAYS,
        Parameter(
            "申报表", "print_form", EVERYTHING, (EVERYTHING, *PRINT_FORMS), "特殊缴费自动识别"
        ),
        Parameter("保存文件夹", "print_folder", "", (), "申报表保存位置；留空与工作簿同目录"),
    ),
    identity="filing_no",
)
FILED_LINES = SheetSpec(
    "filed_lines",
    "社保费申报明细",
    "所查看的社保费申报在申报时的职工明细",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("应补(退)费额", "due", Kind.MONEY, 14),
        *PERSON_DUE,
        Column("减免费额", "reduction", Kind.MONEY, 11),
        PERIOD,
        Column("申报流水号", "filing_no", width=22),
        Column("备注", "remark", width=30),
        UNIT_NO,
        ID_TYPE,
    ),
    (Parameter("导出文件", "export_file", "", (), ".xlsx；留空与工作簿同目录"),),
    sums=("due", "unit", "person"),
)
SPECIAL_BILLS = SheetSpec(
    "special_bills",
    "特殊缴费申报",
    "人社（医保）部门推送的特殊缴费；同一单位编号和征集通知流水号的各行一起申报",
    (
        TICK_COLUMN,
        Column("征集有效期", "collect_by", width=12),
        PERIOD,
        INSURANCE_NAME,
        *BILL_DUE,
        *_BILL_STATE,
        Column("备注", "remark", width=30, is_input=True),
        Column("特殊缴费类型", "kind", width=16),
        Column("征集通知流水号", "notice_no", width=22),
        *BILL_BASE,
        *_BILL_NUMBERS,
    ),
    (
        SCOPE,
        Parameter("导出文件", "export_file", "特殊缴费_导出.xlsx", (), "与工作簿同目录"),
    ),
    sums=BILL_SUMS,
    identity="bill_no",
)
CHAIN = SheetSpec(
    "chain",
    "撤回路径",
    "已申报的属期唯一允许的更正步骤：作废凭证、作废申报、更正、重新申报；逐步执行，可随时继续",
    (
        Column("步骤", "step", Kind.COUNT, 6),
        Column("办理事项", "kind", width=20),
        Column("办理状态", "state", width=14),
        Column("说明", "words", width=60),
        Column("内容", "subject", width=50),
        Column("对象编号", "number", width=24),
        Column("申报流水号", "filings", width=4, is_hidden=True),
    ),
    (
        Parameter("费款所属期", "period", "", (), "如 2026-11；留空为当前属期"),
        Parameter("申报流水号", "filing_no", "", (), "留空为该属期的日常申报；特殊缴费请填写"),
    ),
)
