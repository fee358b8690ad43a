"""The sheets of what proves payment: arrivals, certificates and records."""

from shebao.sheets.declared.parts import (
    INSURANCE_CODE,
    INSURANCE_NAME,
    LAST_PERIOD,
    PERIOD,
    PERIODS,
    SCOPE,
    TICK_COLUMN,
    UNIT_NO,
)
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

CERTIFICATE_KIND = "税收完税证明（非印刷）"

ARRIVALS = SheetSpec(
    "arrivals",
    "完税证明开具",
    "已入库的费款；勾选后开具税收完税证明",
    (
        TICK_COLUMN,
        PERIOD,
        Column("征收项目", "levy_item", width=24),
        Column("征收品目", "levy_subitem", width=32),
        Column("实缴金额", "amount", Kind.MONEY, 15),
        Column("退费金额", "refunded", Kind.MONEY, 14, since="0.2.0"),
        Column("证明号码", "certificate_no", width=22),
        Column("入库日期", "arrived_on", width=12),
        Column("电子税票号码", "ticket_no", width=22),
        Column("入库编号", "arrival_no", width=4, is_hidden=True),
    ),
    (
        *PERIODS,
        Parameter("样式", "style", "合并", ("合并", "分开")),
        Parameter("证明文件", "certificate_file", "", (), "PDF 保存位置；留空与工作簿同目录"),
        SCOPE,
    ),
    sums=("amount", "refunded"),
    identity="arrival_no",
    at_start=True,
)
CERTIFICATES = SheetSpec(
    "certificates",
    "完税证明补开",
    "已开具的税收完税证明；勾选后补开，不重新计数入库",
    (
        TICK_COLUMN,
        Column("票证号码", "certificate_no", width=22),
        Column("票证状态", "state", width=12),
        Column("金额合计", "amount", Kind.MONEY, 15),
        Column("填发日期", "issued_on", width=12),
        Column("明细数", "lines", Kind.COUNT, 8),
        Column("样式", "style", width=8),
        Column("校验码", "check_no", width=28),
        Column("补开次数", "reissues", Kind.COUNT, 9),
    ),
    (
        Parameter("费款所属期起", "first_period", "", (), "如 2026-01；留空不限"),
        LAST_PERIOD,
        Parameter("保存文件夹", "print_folder", "", (), "证明保存位置；留空与工作簿同目录"),
        SCOPE,
    ),
    sums=("amount",),
    identity="certificate_no",
)
EMPLOYEE_RECORD = SheetSpec(
    "employee_record",
    "职工缴费记录",
    "一名职工已入库的社保费；特殊缴费不在其中。勾选后打印或导出",
    (
        TICK_COLUMN,
        PERIOD,
        INSURANCE_NAME,
        Column("合计", "amount", Kind.MONEY, 13),
        Column("单位缴纳", "unit", Kind.MONEY, 13),
        Column("个人缴纳", "person", Kind.MONEY, 13),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("入库日期", "arrived_on", width=12),
        UNIT_NO,
        INSURANCE_CODE,
    ),
    (
        Parameter("姓名", "person_name", "", (), "必填"),
        Parameter("证件类型", "person_id_type", "居民身份证", (), "名称或代码，如 201"),
        Parameter("证件号码", "person_id_number", "", (), "必填"),
        *PERIODS,
        Parameter("保存文件", "record_file", "", (), "PDF 或 .xlsx；留空与工作簿同目录"),
        SCOPE,
    ),
    sums=("amount", "unit", "person"),
)
UNIT_RECORD = SheetSpec(
    "unit_record",
    "单位缴费记录",
    "本单位已入库的社保费，按费款所属期、征收项目、征收品目",
    (
        PERIOD,
        Column("征收项目", "levy_item", width=26),
        Column("征收品目", "levy_subitem", width=36),
        Column("实缴金额", "amount", Kind.MONEY, 15),
        Column("入库日期", "arrived_on", width=12),
        Column("电子税票号码", "ticket_no", width=22),
    ),
    (*PERIODS, Parameter("保存文件", "record_file", "", (), "PDF；留空与工作簿同目录")),
    sums=("amount",),
)
VERIFICATION = SheetSpec(
    "verification",
    "完税证明查验",
    "按票面信息查验税收完税证明；带 * 的必填。仅供预览，不能打印",
    (
        Column("票证号码", "certificate_no", width=22),
        Column("票证状态", "state", width=12),
        Column("实缴(退)金额", "amount", Kind.MONEY, 15),
        Column("税种", "levy_item", width=26),
        Column("品目名称", "levy_subitem", width=36),
        Column("税款所属时期", "periods", width=26),
        Column("入(退)库日期", "arrived_on", width=13),
        Column("原凭证号", "ticket_no", width=22),
    ),
    (
        Parameter("*纳税人识别号", "tax_id", "", (), "必填"),
        Parameter("纳税人名称", "name", ""),
        Parameter("*税收票证种类", "kind", CERTIFICATE_KIND, (CERTIFICATE_KIND,)),
        Parameter("*电子税票号码", "ticket_no", "", (), "必填；票面上任一行的原凭证号"),
        Parameter("行政区划", "region", "", (), "6 位代码"),
        Parameter("*金额合计", "total", "", (), "必填，如 1234.56"),
        Parameter("主管税务机关", "tax_office", ""),
        Parameter("票证字轨", "series", ""),
        Parameter("*票证号码", "certificate_no", "", (), "必填"),
        Parameter("证明文件", "certificate_file", "", (), "离线查验的 PDF"),
    ),
    sums=("amount",),
    of_machine=True,
)
