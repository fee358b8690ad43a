"""The sheets of what proves payment: arrivals, certificates and records."""

from typing import Annotated

from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.row import Count, Fen, Sheet, SheetRow

CERTIFICATE_KIND = "税收完税证明（非印刷）"


class ArrivalRow(SheetRow):
    """What arrived in the treasury."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    period: Annotated[str, parts.PERIOD]
    levy_item: Annotated[str, Column("征收项目", width=24)]
    levy_subitem: Annotated[str, Column("征收品目", width=32)]
    amount: Annotated[Fen, Column("实缴金额", width=15)]
    refunded: Annotated[Fen, Column("退费金额", since="0.2.0")]
    certificate_no: Annotated[str, Column("证明号码", width=22)]
    arrived_on: Annotated[str, Column("入库日期", width=12)]
    ticket_no: Annotated[str, Column("电子税票号码", width=22)]
    arrival_no: Annotated[str, Column("入库编号", width=4, is_hidden=True)]


ARRIVALS = Sheet(
    "arrivals",
    "完税证明开具",
    "已入库的费款；勾选后开具税收完税证明",
    row=ArrivalRow,
    parameters=(
        *parts.PERIODS,
        Parameter("样式", "style", default="合并", choices=("合并", "分开")),
        Parameter("证明文件", "certificate_file", "PDF 保存位置；留空与工作簿同目录"),
        parts.SCOPE,
    ),
    sums=("amount", "refunded"),
    identity="arrival_no",
    at_start=True,
)


class CertificateRow(SheetRow):
    """A certificate that was issued."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    certificate_no: Annotated[str, Column("票证号码", width=22)]
    state: Annotated[str, Column("票证状态", width=12)]
    amount: Annotated[Fen, Column("金额合计", width=15)]
    issued_on: Annotated[str, Column("填发日期", width=12)]
    lines: Annotated[Count, Column("明细数", width=8)]
    style: Annotated[str, Column("样式", width=8)] = ""
    check_no: Annotated[str, Column("校验码", width=28)] = ""
    reissues: Annotated[Count, Column("补开次数", width=9)] = None


CERTIFICATES = Sheet(
    "certificates",
    "完税证明补开",
    "已开具的税收完税证明；勾选后补开，不重新计数入库",
    row=CertificateRow,
    parameters=(
        Parameter("费款所属期起", "first_period", "如 2026-01；留空不限"),
        parts.LAST_PERIOD,
        Parameter("保存文件夹", "print_folder", "证明保存位置；留空与工作簿同目录"),
        parts.SCOPE,
    ),
    sums=("amount",),
    identity="certificate_no",
)


class EmployeeRecordRow(SheetRow):
    """What arrived for one employee."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("合计", width=13)]
    unit: Annotated[Fen, Column("单位缴纳", width=13)]
    person: Annotated[Fen, Column("个人缴纳", width=13)]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    base: Annotated[Fen, Column("缴费基数", width=13)]
    arrived_on: Annotated[str, Column("入库日期", width=12)]
    unit_no: Annotated[str, parts.UNIT_NO]
    insurance: Annotated[str, parts.INSURANCE_CODE]


EMPLOYEE_RECORD = Sheet(
    "employee_record",
    "职工缴费记录",
    "一名职工已入库的社保费；特殊缴费不在其中。勾选后打印或导出",
    row=EmployeeRecordRow,
    parameters=(
        Parameter("姓名", "person_name", "必填"),
        Parameter("证件类型", "person_id_type", "名称或代码，如 201", "居民身份证"),
        Parameter("证件号码", "person_id_number", "必填"),
        *parts.PERIODS,
        Parameter("保存文件", "record_file", "PDF 或 .xlsx；留空与工作簿同目录"),
        parts.SCOPE,
    ),
    sums=("amount", "unit", "person"),
)


class UnitRecordRow(SheetRow):
    """What arrived for the unit."""

    period: Annotated[str, parts.PERIOD]
    levy_item: Annotated[str, Column("征收项目", width=26)]
    levy_subitem: Annotated[str, Column("征收品目", width=36)]
    amount: Annotated[Fen, Column("实缴金额", width=15)]
    arrived_on: Annotated[str, Column("入库日期", width=12)]
    ticket_no: Annotated[str, Column("电子税票号码", width=22)]


UNIT_RECORD = Sheet(
    "unit_record",
    "单位缴费记录",
    "本单位已入库的社保费，按费款所属期、征收项目、征收品目",
    row=UnitRecordRow,
    parameters=(*parts.PERIODS, Parameter("保存文件", "record_file", "PDF；留空与工作簿同目录")),
    sums=("amount",),
)


class VerifiedLine(SheetRow):
    """A line of the certificate that was asked about."""

    certificate_no: Annotated[str, Column("票证号码", width=22)]
    state: Annotated[str, Column("票证状态", width=12)]
    amount: Annotated[Fen, Column("实缴(退)金额", width=15)]
    levy_item: Annotated[str, Column("税种", width=26)]
    levy_subitem: Annotated[str, Column("品目名称", width=36)]
    periods: Annotated[str, Column("税款所属时期", width=26)]
    arrived_on: Annotated[str, Column("入(退)库日期", width=13)]
    ticket_no: Annotated[str, Column("原凭证号", width=22)]


VERIFICATION = Sheet(
    "verification",
    "完税证明查验",
    "按票面信息查验税收完税证明；带 * 的必填。仅供预览，不能打印",
    row=VerifiedLine,
    parameters=(
        Parameter("*纳税人识别号", "tax_id", "必填"),
        Parameter("纳税人名称", "name"),
        Parameter("*税收票证种类", "kind", default=CERTIFICATE_KIND, choices=(CERTIFICATE_KIND,)),
        Parameter("*电子税票号码", "ticket_no", "必填；票面上任一行的原凭证号"),
        Parameter("行政区划", "region", "6 位代码"),
        Parameter("*金额合计", "total", "必填，如 1234.56"),
        Parameter("主管税务机关", "tax_office"),
        Parameter("票证字轨", "series"),
        Parameter("*票证号码", "certificate_no", "必填"),
        Parameter("证明文件", "certificate_file", "离线查验的 PDF"),
    ),
    sums=("amount",),
    of_machine=True,
)
