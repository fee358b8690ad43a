"""Every sheet of the workbook."""

from shebao.sheets.application_sheets import APPLICATION_SHEETS
from shebao.sheets.query_sheets import QUERY_SHEETS
from shebao.sheets.spec import Chart, Column, Kind, Parameter, SheetSpec, Total
from shebao.sheets.statistics_sheet import STATISTICS
from shebao.sheets.system_sheets import SYSTEM_SHEETS

TICK = "✔"
CERTIFICATE_KIND = "税收完税证明（非印刷）"
# In the hidden column of faulty cells, before the header of each.
ERROR_SIGN, WARNING_SIGN = "!", "~"
SELECTED, EVERYTHING, UNFINISHED = "已勾选", "全部", "未完成"
YES, NO = "是", "否"
AUTOMATIC = "自动"
UNIT_FORM, EMPLOYEE_FORM = PRINT_FORMS = ("适用单位缴费人", "适用职工个人")
INCREMENTAL, FULL = "增量更新", "全量更新"
BLANK_PAYER, REGISTERED_PAYER, TYPED_PAYER = "不填写", "已备案账户", "人工录入"

_TICK_COLUMN = Column("选择", "tick", Kind.TICK, 6, is_input=True)
_PERSON = (
    Column("姓名", "name", width=12),
    Column("证件类型", "id_type", width=9),
    Column("证件号码", "id_number", width=21),
)
_KEY = Column("校验键", "key", width=4, is_hidden=True)
_SCOPE = Parameter("提交范围", "scope", SELECTED, (SELECTED, EVERYTHING), "“已勾选”只处理打✔的行")
_GROUP_FILTER = Parameter("分组", "group", "", (), "只含该分组及其下级；留空为全部，可填“未分组”")
_PAYROLL_PARAMETERS = (
    Parameter("工资表文件", "payroll_file", "", (), "工资表的路径"),
    Parameter("工作表", "payroll_sheet", "", (), "工资表文件中的工作表；留空自动识别"),
    Parameter("工资列", "payroll_column", "", (), "工资表中的列名；留空自动识别"),
)
_ADDING_AND_FILLING = (
    _GROUP_FILTER,
    Parameter("添加职工", "add_person", "", (), "单个录入：姓名、证件号码或人员编号"),
    Parameter("单位编号", "add_unit_no", "", (), "按单位编号添加缴费职工时使用"),
    *_PAYROLL_PARAMETERS,
    Parameter(
        "参保职工文件",
        "client_file",
        "",
        (),
        "下载参保职工、外部文件导入使用；留空为同目录的“参保职工列表.xlsx”",
    ),
    _SCOPE,
)
_YEARLY_PARAMETERS = (
    Parameter(
        "申报类型",
        "filing_kind",
        AUTOMATIC,
        (AUTOMATIC, "年度申报", "年度调整"),
        "自动：在年度申报期内为年度申报，期外为年度调整",
    ),
    Parameter("生效年度", "effective_year", "", (), "如 2026；年度调整必须填写"),
    *_ADDING_AND_FILLING,
)
_WAGE_STATUS = (
    Column("校验结果", "check", width=44),
    Column("申报状态", "state", width=16),
    Column("失败原因", "reason", width=36),
    Column("申报流水号", "filing_no", width=24),
    Column("问题列", "faulty", width=4, is_hidden=True),
    Column("参保险种", "insured", width=4, is_hidden=True),
    _KEY,
)

HOME = SheetSpec(
    "home",
    "首页",
    "本单位信息与登录状态；待办事项、异常提醒和通知公告，点击“打开”到所在的工作表",
    (
        Column("项目", "item", width=18),
        Column("内容", "content", width=48),
        Column("工作表", "target", width=18),
        Column("办理", "link", Kind.WORD, 8),
    ),
    (
        Parameter("纳税人识别号", "tax_id", "", (), "18 位统一社会信用代码"),
        Parameter("登记序号", "registration_no", "", (), "有多条税务登记时由“登录”“添加单位”填写"),
        Parameter("用户名", "user_name", "", (), "用户登录时填写；留空用单位申报密码登录"),
        Parameter("登录时初始化", "start_up", YES, (YES, NO), "登录时下载办理业务所需的八项数据"),
    ),
)
_ITEMS = (Column("项目", "item", width=18), Column("内容", "content", width=60))
UNITS = SheetSpec(
    "units",
    "单位管理",
    "本机已添加的单位；“备注”可以修改，点击“单位列表”保存。勾选一个单位后点击“切换单位”",
    (
        _TICK_COLUMN,
        Column("纳税人识别号", "tax_id", width=22),
        Column("单位名称", "name", width=30),
        Column("主管税务机关", "tax_office", width=32),
        Column("课征主体登记类型", "registration_type", width=20),
        Column("单位类型", "unit_type", width=10),
        Column("登记序号", "registration_no", width=24),
        Column("最近登录", "last_login", width=18),
        Column("备注", "remark", width=30, is_input=True),
        _KEY,
    ),
    (
        Parameter(
            "单位类型",
            "unit_type",
            "用人单位",
            ("用人单位", "承建单位"),
            "添加单位时使用；缴纳建筑业工伤保险费的选承建单位",
        ),
    ),
    identity="key",
)
UNIT_INFO = SheetSpec("unit_info", "单位信息", "从税务系统下载的单位基本信息，只能查看", _ITEMS)
RULE_FILES = SheetSpec(
    "rule_files",
    "规则文件",
    "从税务系统下载的规则文件；每次登录自动更新，也可点击“规则文件更新”。内容由税务系统设置",
    (
        Column("地区代码", "region", width=10),
        Column("地区", "region_name", width=26),
        Column("使用版本", "version", width=14),
        Column("发布日期", "issued_on", width=12),
        Column("险种数", "insurances", Kind.COUNT, 8),
        Column("上下限条数", "limits", Kind.COUNT, 10),
        Column("费率条数", "rates", Kind.COUNT, 10),
        Column("取得时间", "fetched_at", width=18),
        Column("最新版本", "offered", width=14),
        Column("状态", "state", width=18),
        Column("未采用原因", "fault", width=60),
    ),
    (
        Parameter(
            "税务机关公钥指纹",
            "key_fingerprint",
            hint="仅在税务机关更换公钥时填写，须先向税务机关核实",
        ),
    ),
)
START_UP = SheetSpec(
    "start_up",
    "初始化数据更新",
    "登录时下载的八项数据；失败的可以单独重新下载，第八项未获取不影响继续使用",
    (
        _TICK_COLUMN,
        Column("序号", "number", Kind.COUNT, 6),
        Column("项目", "item", width=20),
        Column("状态", "state", width=10),
        Column("更新时间", "at", width=18),
        Column("说明", "remark", width=80),
    ),
    (
        Parameter(
            "更新范围",
            "scope",
            UNFINISHED,
            (UNFINISHED, SELECTED, EVERYTHING),
            "未完成：只下载失败和未下载的项目，都已完成时下载全部",
        ),
    ),
)
UNIT_LINKS = SheetSpec(
    "unit_links",
    "单位参保缴费信息",
    "本单位的单位编号；勾选待关联的“确认关联”，勾选已关联的“解除关联”",
    (
        _TICK_COLUMN,
        Column("关联状态", "state", width=10),
        Column("单位编号", "unit_no", width=20),
        Column("社保经办机构", "agency", width=28),
        Column("险种", "insurances", width=60),
        Column("关联日期", "linked_on", width=12),
    ),
    identity="unit_no",
)
USERS = SheetSpec(
    "users",
    "用户管理",
    "本单位的用户；改“功能权限”“备注”并勾选后点击“修改用户”，用户名不能修改",
    (
        _TICK_COLUMN,
        Column("用户名", "user_name", width=20),
        Column("功能权限", "right", width=12, is_input=True),
        Column("备注", "remark", width=30, is_input=True),
        Column("状态", "state", width=8),
        Column("密码", "password", width=10),
        Column("最近登录", "last_login", width=18),
        _KEY,
    ),
    (
        Parameter("用户名", "user_name", "", (), "新增用户：2 至 20 个汉字、字母、数字或下划线"),
        Parameter("功能权限", "right", "全部功能", ("全部功能", "缴费功能")),
        Parameter("备注", "remark"),
    ),
    identity="key",
)
ROSTER = SheetSpec(
    "roster",
    "职工参保信息",
    "从税务系统下载的参保职工；每个单位编号一行，✔ 表示参加该险种",
    (
        _TICK_COLUMN,
        *_PERSON,
        Column("单位编号", "unit_no", width=16),
        Column("缴费状态", "state", width=10),
        Column("分组", "group", width=18),
        Column("人员编号", "person_no", width=18),
        Column("数据版本", "revision", Kind.COUNT, 4, is_hidden=True),
        _KEY,
    ),
    (
        Parameter("更新方式", "update_mode", INCREMENTAL, (INCREMENTAL, FULL)),
        _GROUP_FILTER,
        Parameter("设为分组", "new_group", "", (), "“设置分组”把勾选的职工放入此分组"),
        Parameter("导出范围", "export_scope", SELECTED, (SELECTED, EVERYTHING)),
        Parameter("导出文件", "export_file", "职工参保信息_导出.xlsx", (), "与工作簿同目录"),
    ),
    columns_by_insurance=Kind.TICK,
    identity="key",
)
MONTH_CHANGES = SheetSpec(
    "month_changes",
    "本月更新人员明细",
    "一个月内增员、减员和登记信息变更的职工，由历次下载比较得出",
    (
        Column("变动类型", "kind", width=12),
        *_PERSON,
        Column("缴费状态", "state", width=10),
        Column("变动内容", "words", width=70),
        Column("取得时间", "seen_at", width=17),
        Column("人员编号", "person_no", width=18),
    ),
    (
        Parameter("月份", "month", "", (), "如 2026-11；留空为本月"),
        Parameter("导出文件", "export_file", "本月更新人员明细_导出.xlsx", (), "与工作簿同目录"),
    ),
)
STOPPED = SheetSpec(
    "stopped",
    "停止缴费职工清单",
    "已停止缴费的职工，每个单位编号一行",
    (
        *_PERSON,
        Column("单位编号", "unit_no", width=16),
        Column("停保前险种", "insurances", width=50),
        Column("最后缴费月", "last_month", width=12),
        Column("分组", "group", width=18),
        Column("人员编号", "person_no", width=18),
    ),
)
EMPLOYEE_DETAIL = SheetSpec(
    "employee_detail",
    "职工详情",
    "一名职工的基本信息、参保信息和参保险种信息",
    (
        Column("类别", "part", width=14),
        Column("项目", "item", width=28),
        Column("内容", "content", width=34),
        Column("单位编号", "unit_no", width=16),
        Column("参保起始", "enrolled_from", width=11),
        Column("缴至", "enrolled_to", width=11),
        Column("缴费工资", "wage", Kind.MONEY, 13),
    ),
    (Parameter("证件号码", "id_number", "", (), "留空为“职工参保信息”中勾选的那一名职工"),),
)
GROUPS = SheetSpec(
    "groups",
    "职工分组",
    "本机自定义的职工分组，最多三级，如“生产部/一车间/甲班”；税务系统不知道分组",
    (
        _TICK_COLUMN,
        Column("分组路径", "path", width=44, is_input=True),
        Column("层级", "level", Kind.COUNT, 8),
        Column("职工人数", "people", Kind.COUNT, 10),
        Column("含下级人数", "people_below", Kind.COUNT, 12),
    ),
    (
        Parameter("分组文件", "group_file", "分组导入模板.xlsx", (), "“导入分组”读取的文件"),
        Parameter(
            "职工分组文件",
            "member_file",
            "批量编辑职工分组模板.xlsx",
            (),
            "“导入职工分组”读取的文件",
        ),
    ),
)
GROUP_FAULTS = SheetSpec(
    "group_faults",
    "分组导入问题",
    "导入分组或职工分组时没有导入的行及原因",
    (
        Column("行号", "row", Kind.COUNT, 8),
        Column("姓名", "name", width=12),
        Column("证件号码", "id_number", width=21),
        Column("分组路径", "path", width=44),
        Column("原因", "reason", width=60),
    ),
)
LEAVERS = SheetSpec(
    "leavers",
    "应减未减",
    "仍在参保而工资表中没有的职工，以及不办减员时本期要为其缴纳的金额",
    (
        *_PERSON,
        Column("单位编号", "unit_no", width=16),
        Column("分组", "group", width=18),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("单位应缴", "unit", Kind.MONEY, 13),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("合计", "total", Kind.MONEY, 13),
        Column("说明", "reason", width=44),
        Column("人员编号", "person_no", width=18),
    ),
    _PAYROLL_PARAMETERS,
    columns_by_insurance=Kind.MONEY,
)
JOINERS = SheetSpec(
    "joiners",
    "应增未增",
    "工资表中有而没有参保的人员，以及证件号码与姓名对不上、须先核对的人员",
    (
        Column("类别", "kind", width=12),
        Column("姓名", "name", width=12),
        Column("证件号码", "id_number", width=21),
        Column("工作表", "sheet", width=14),
        Column("行号", "row", Kind.COUNT, 8),
        Column("说明", "sentence", width=70),
    ),
)
MONTH_COMPARISON = SheetSpec(
    "month_comparison",
    "两月对比",
    "两个月的参保职工、缴费工资和本机测算的应缴费额对比",
    (
        Column("变化", "difference", width=10),
        *_PERSON,
        Column("前期缴费工资", "old_wage", Kind.MONEY, 14),
        Column("本期缴费工资", "wage", Kind.MONEY, 14),
        Column("前期应缴", "old_amount", Kind.MONEY, 14),
        Column("本期应缴", "amount", Kind.MONEY, 14),
        Column("差额", "delta", Kind.MONEY, 13),
        Column("说明", "words", width=70),
        Column("人员编号", "person_no", width=18),
    ),
    (
        Parameter("本期", "period", "", (), "如 2026-11；留空为本月"),
        Parameter("前期", "base", "", (), "留空为本期的上一个月"),
    ),
)
_WAGE_COLUMNS = (
    _TICK_COLUMN,
    *_PERSON,
    Column("分组", "group", width=10),
    Column("原缴费工资", "old_wage", Kind.MONEY, 13),
    Column("新缴费工资", "wage", Kind.MONEY, 13, is_input=True),
    *_WAGE_STATUS,
)
WAGES_BY_PERSON = SheetSpec(
    "wages",
    "缴费工资申报",
    "按人员申报：每人一个缴费工资，适用于所有险种",
    _WAGE_COLUMNS,
    _YEARLY_PARAMETERS,
    identity="key",
)
WAGES_BY_INSURANCE = SheetSpec(
    "wages_ins",
    "缴费工资申报（按险种）",
    "按险种申报：每个险种一个缴费工资；灰色格表示未参保，不能填写",
    (_TICK_COLUMN, *_PERSON, Column("分组", "group", width=10), *_WAGE_STATUS),
    _YEARLY_PARAMETERS,
    columns_by_insurance=Kind.MONEY,
    identity="key",
)
PREVIEW = SheetSpec(
    "preview",
    "保底限高预览",
    "按申报表中的新缴费工资实时计算；改动工资，这里随之变化。筛选险种可看该险种合计",
    (
        *_PERSON,
        Column("单位编号", "unit_no", width=16),
        Column("险种代码", "insurance", width=9),
        Column("险种", "insurance_name", width=22),
        Column("新缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费下限", "floor", Kind.MONEY, 12),
        Column("缴费上限", "cap", Kind.MONEY, 12),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("保底限高", "clamp", Kind.WORD, 9),
        Column("单位费率", "unit_rate", Kind.PERCENT, 9),
        Column("个人费率", "person_rate", Kind.PERCENT, 9),
        Column("单位定额", "unit_fixed", Kind.MONEY, 9),
        Column("个人定额", "person_fixed", Kind.MONEY, 9),
        Column("单位应缴", "unit", Kind.MONEY, 13),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("应缴合计", "total", Kind.MONEY, 14),
    ),
    totals=(
        Total("单位应缴合计", "unit"),
        Total("个人应缴合计", "person"),
        Total("应缴合计", "total"),
    ),
)
WAGES_DAILY = SheetSpec(
    "wages_daily",
    "日常缴费工资申报",
    "日常缴费工资申报：每人一个新缴费工资，自生效月份起适用于所有险种",
    _WAGE_COLUMNS,
    (
        Parameter("生效月份", "effective_month", "", (), "如 2026-11；留空为当前月份"),
        *_ADDING_AND_FILLING,
    ),
    identity="key",
)
WAGE_SHEETS = (WAGES_BY_PERSON, WAGES_BY_INSURANCE, WAGES_DAILY)
PAYROLL_DOUBTS = SheetSpec(
    "payroll_doubts",
    "工资表疑问",
    "工资表或导入文件中不能确定的人员：逐条列出，未填写任何工资",
    (
        Column("类别", "kind", width=12),
        Column("证件号码", "id_number", width=21),
        Column("姓名", "name", width=12),
        Column("工作表", "sheet", width=14),
        Column("行号", "row", Kind.COUNT, 8),
        Column("原内容", "raw", width=18),
        Column("说明", "sentence", width=70),
    ),
)
WAGE_FILINGS = SheetSpec(
    "wage_filings",
    "缴费工资申报记录",
    "每次缴费工资申报及其结果；可按申报日期查询，勾选后查看或导出明细",
    (
        _TICK_COLUMN,
        Column("申报流水号", "filing_no", width=26),
        Column("申报类型", "kind", width=12),
        Column("申报方式", "mode", width=10),
        Column("生效年月", "effective_from", width=10),
        Column("状态", "state", width=16),
        Column("提交时间", "submitted_at", width=18),
        Column("人数", "people", Kind.COUNT, 8),
        Column("成功", "accepted", Kind.COUNT, 8),
        Column("失败", "refused", Kind.COUNT, 8),
    ),
    (
        Parameter("申报日期起", "first_day", "", (), "如 2026-11-01；留空为本年 1 月 1 日"),
        Parameter("申报日期止", "last_day", "", (), "留空为今天"),
        Parameter("导出文件", "export_file", "", (), ".xlsx；留空与工作簿同目录"),
    ),
)
WAGE_FILING_ITEMS = SheetSpec(
    "wage_filing_items",
    "缴费工资申报明细",
    "所查看的缴费工资申报中每位职工的缴费工资与结果",
    (
        Column("申报流水号", "filing_no", width=26),
        *_PERSON,
        Column("险种", "insurance_name", width=24),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("状态", "state", width=12),
        Column("失败原因", "reason", width=48),
    ),
)
BILLS = SheetSpec(
    "bills",
    "待申报信息",
    "税务系统按缴费工资生成的应缴费额；核对无误后勾选并提交",
    (
        _TICK_COLUMN,
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("社保经办机构", "agency", width=24),
        Column("险种代码", "insurance", width=9),
        Column("险种", "insurance_name", width=24),
        Column("缴费人数", "people", Kind.COUNT, 9),
        Column("缴费基数", "base", Kind.MONEY, 15),
        Column("单位应缴", "unit", Kind.MONEY, 14),
        Column("个人应缴", "person", Kind.MONEY, 14),
        Column("应缴费额", "amount", Kind.MONEY, 15),
        Column("状态", "state", width=16),
        Column("说明", "reason", width=40),
        Column("申报流水号", "filing_no", width=24),
        Column("账单编号", "bill_no", width=4, is_hidden=True),
        Column("账单版本", "revision", Kind.COUNT, 4, is_hidden=True),
    ),
    (Parameter("费款所属期", "period", "", (), "如 2026-11；留空为全部未申报"), _SCOPE),
    identity="bill_no",
)
BILL_LINES = SheetSpec(
    "bill_lines",
    "职工缴费明细",
    "每个险种每位职工的应缴费额，与本机按规则文件测算的结果对照",
    (
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("险种", "insurance_name", width=22),
        *_PERSON,
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("单位费率", "unit_rate", Kind.PERCENT, 9),
        Column("个人费率", "person_rate", Kind.PERCENT, 9),
        Column("单位应缴", "unit", Kind.MONEY, 13),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("减免费额", "reduction", Kind.MONEY, 11),
        Column("应补(退)费额", "due", Kind.MONEY, 14),
        Column("本机测算", "own", Kind.MONEY, 13),
        Column("差额", "difference", Kind.MONEY, 11),
        Column("人员编号", "person_no", width=18),
    ),
    (
        Parameter("页码", "page", "1"),
        Parameter("每页行数", "page_size", "1000"),
        Parameter("导出文件", "export_file", "职工缴费明细_导出.xlsx", (), "与工作簿同目录"),
    ),
)
RECONCILIATION = SheetSpec(
    "reconciliation",
    "账单核对",
    "按缴费工资乘费率自行计算的金额与账单逐人逐险种核对，有差异的在前，每条写明原因",
    (
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("险种", "insurance_name", width=22),
        *_PERSON,
        Column("本机缴费工资", "own_wage", Kind.MONEY, 13),
        Column("税务缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("自行计算", "own", Kind.MONEY, 13),
        Column("账单金额", "amount", Kind.MONEY, 13),
        Column("差额", "difference", Kind.MONEY, 12),
        Column("差异原因", "cause", width=18),
        Column("说明", "sentence", width=90),
        Column("人员编号", "person_no", width=18),
    ),
    (
        Parameter(
            "尾差上限（分）", "tolerance", "", (), "每人每险种；留空为规则文件舍入单位的 2 倍"
        ),
    ),
    totals=(
        Total("自行计算合计", "own"),
        Total("账单金额合计", "amount"),
        Total("差额合计", "difference"),
    ),
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
    totals=(Total("差额合计", "difference"),),
    chart=Chart("账单差异原因（人次）", "bar", "cause", "people", 10),
)
PREMIUM_FILINGS = SheetSpec(
    "premium_filings",
    "社保费申报记录",
    "每次社保费申报及其结果；可按申报日期查询所有渠道的记录，勾选后查看、导出、打印申报表或作废",
    (
        _TICK_COLUMN,
        Column("申报流水号", "filing_no", width=26),
        Column("申报类型", "kind", width=11),
        Column("状态", "state", width=12),
        Column("缴费状态", "payment", width=10),
        Column("提交时间", "submitted_at", width=18),
        Column("账单数", "bills", Kind.COUNT, 8),
        Column("申报金额", "amount", Kind.MONEY, 15),
        Column("说明", "reason", width=60),
        Column("受理日期", "accepted_on", width=12),
        Column("申报渠道", "channel", width=14),
    ),
    (
        Parameter("申报日期起", "first_day", "", (), "如 2026-11-01；留空为本年 1 月 1 日"),
        Parameter("申报日期止", "last_day", "", (), "留空为今天"),
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
        Column("申报流水号", "filing_no", width=26),
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("险种", "insurance_name", width=22),
        *_PERSON,
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("单位费率", "unit_rate", Kind.PERCENT, 9),
        Column("个人费率", "person_rate", Kind.PERCENT, 9),
        Column("单位应缴", "unit", Kind.MONEY, 13),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("减免费额", "reduction", Kind.MONEY, 11),
        Column("应补(退)费额", "due", Kind.MONEY, 14),
        Column("备注", "remark", width=30),
    ),
    (Parameter("导出文件", "export_file", "", (), ".xlsx；留空与工作簿同目录"),),
)
SPECIAL_BILLS = SheetSpec(
    "special_bills",
    "特殊缴费申报",
    "人社（医保）部门推送的特殊缴费；同一单位编号和征集通知流水号的各行一起申报",
    (
        _TICK_COLUMN,
        Column("征集通知流水号", "notice_no", width=22),
        Column("特殊缴费类型", "kind", width=14),
        Column("征集有效期", "collect_by", width=12),
        Column("备注", "remark", width=30, is_input=True),
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("社保经办机构", "agency", width=24),
        Column("险种代码", "insurance", width=9),
        Column("险种", "insurance_name", width=24),
        Column("缴费人数", "people", Kind.COUNT, 9),
        Column("缴费基数", "base", Kind.MONEY, 15),
        Column("单位应缴", "unit", Kind.MONEY, 14),
        Column("个人应缴", "person", Kind.MONEY, 14),
        Column("应缴费额", "amount", Kind.MONEY, 15),
        Column("状态", "state", width=16),
        Column("说明", "reason", width=40),
        Column("申报流水号", "filing_no", width=24),
        Column("账单编号", "bill_no", width=4, is_hidden=True),
        Column("账单版本", "revision", Kind.COUNT, 4, is_hidden=True),
    ),
    (
        _SCOPE,
        Parameter("导出文件", "export_file", "特殊缴费_导出.xlsx", (), "与工作簿同目录"),
    ),
    identity="bill_no",
)
CHAIN = SheetSpec(
    "chain",
    "撤回路径",
    "已申报的属期唯一允许的更正步骤：作废凭证、作废申报、更正、重新申报；逐步执行，可随时继续",
    (
        Column("步骤", "step", Kind.COUNT, 6),
        Column("办理事项", "kind", width=20),
        Column("对象编号", "number", width=26),
        Column("办理状态", "state", width=12),
        Column("内容", "subject", width=60),
        Column("说明", "words", width=70),
        Column("申报流水号", "filings", width=4, is_hidden=True),
    ),
    (
        Parameter("费款所属期", "period", "", (), "如 2026-11；留空为当前属期"),
        Parameter("申报流水号", "filing_no", "", (), "留空为该属期的日常申报；特殊缴费请填写"),
    ),
)
DEBTS = SheetSpec(
    "debts",
    "费款缴纳",
    "已申报未缴费的欠费；勾选后缴费",
    (
        _TICK_COLUMN,
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("险种", "insurance_name", width=24),
        Column("应缴费额", "amount", Kind.MONEY, 15),
        Column("滞纳金", "late_fee", Kind.MONEY, 12),
        Column("逾期天数", "days_late", Kind.COUNT, 9),
        Column("滞纳金日费率", "late_rate", Kind.PERCENT, 12),
        Column("缴款期限", "due_on", width=12),
        Column("状态", "state", width=16),
        Column("缴费流水号", "payment_no", width=24),
        Column("凭证序号", "voucher_no", width=24),
        Column("申报流水号", "filing_no", width=24),
        Column("欠费编号", "debt_no", width=4, is_hidden=True),
    ),
    (
        Parameter("单位编号", "unit_no", "", (), "“查询欠费”只取此单位编号；留空为全部"),
        Parameter("三方协议", "agreement_no", "", (), "协议编号；留空使用唯一验证通过的协议"),
        Parameter(
            "凭证付款账户",
            "payer",
            BLANK_PAYER,
            (BLANK_PAYER, REGISTERED_PAYER, TYPED_PAYER),
            "不填写的，此后重新打印也为空；已备案账户即“三方协议”的账户",
        ),
        Parameter("账户名称", "payer_name", "", (), "人工录入时填写，须与银行账户完全一致"),
        Parameter("开户银行", "payer_bank", "", (), "人工录入时填写"),
        Parameter("账号", "payer_account", "", (), "人工录入时填写，8 至 32 位数字"),
        Parameter("凭证文件", "voucher_file", "", (), "PDF 保存位置；留空与工作簿同目录"),
        _SCOPE,
    ),
    identity="debt_no",
)
VOUCHERS = SheetSpec(
    "vouchers",
    "缴费凭证打印记录",
    "开具过的银行端查询缴税凭证；勾选后查看、重新打印或作废",
    (
        _TICK_COLUMN,
        Column("凭证序号", "voucher_no", width=24),
        Column("状态", "state", width=10),
        Column("开具日期", "issued_on", width=12),
        Column("费款所属期起", "period_from", width=12),
        Column("费款所属期止", "period_to", width=12),
        Column("金额合计", "total", Kind.MONEY, 15),
        Column("税款限缴日期", "pay_by", width=12),
        Column("缴款日期", "paid_on", width=12),
        Column("付款人名称", "payer_name", width=24),
        Column("付款人账号", "payer_account", width=22),
        Column("打印渠道", "channel", width=12),
        Column("本机保存", "is_printed", width=9),
        Column("说明", "reason", width=50),
        Column("取得时间", "fetched_at", width=17),
    ),
    (
        Parameter("开具日期起", "first_day", "", (), "如 2026-11-01；留空不限"),
        Parameter("开具日期止", "last_day", "", (), "留空不限"),
        Parameter("费款所属期起", "first_period", "", (), "如 2026-01；同步时留空为本年 1 月"),
        Parameter("费款所属期止", "last_period", "", (), "同步时留空为当前属期"),
        Parameter("凭证文件", "voucher_file", "", (), "PDF 保存位置；留空与工作簿同目录"),
    ),
    identity="voucher_no",
)
VOUCHER_LINES = SheetSpec(
    "voucher_lines",
    "银行端缴费凭证明细",
    "所查看的银行端查询缴税凭证的缴费明细",
    (
        Column("凭证序号", "voucher_no", width=24),
        Column("状态", "state", width=10),
        Column("征收项目", "levy_item", width=30),
        Column("应缴税额", "amount", Kind.MONEY, 15),
        Column("费款所属期起", "period_from", width=12),
        Column("费款所属期止", "period_to", width=12),
        Column("税款限缴日期", "pay_by", width=12),
        Column("付款人开户银行", "payer_bank", width=30),
    ),
)
PAYMENTS = SheetSpec(
    "payments",
    "缴费记录",
    "每次三方协议缴费及其结果；勾选后查看明细或解锁",
    (
        _TICK_COLUMN,
        Column("缴费流水号", "payment_no", width=26),
        Column("状态", "state", width=12),
        Column("提交时间", "submitted_at", width=18),
        Column("缴费金额", "amount", Kind.MONEY, 15),
        Column("银行", "bank", width=24),
        Column("账号", "account", width=22),
        Column("说明", "reason", width=40),
        Column("解锁结果", "unlocked", width=12),
        Column("缴费渠道", "channel", width=12),
    ),
    (
        Parameter("费款所属期起", "first_period", "", (), "如 2026-01；留空为本年 1 月"),
        Parameter("费款所属期止", "last_period", "", (), "留空为当前属期"),
    ),
    identity="payment_no",
)
PAYMENT_LINES = SheetSpec(
    "payment_lines",
    "缴费明细",
    "所查看的缴费记录缴纳的费款",
    (
        Column("缴费流水号", "payment_no", width=26),
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("征收项目", "levy_item", width=26),
        Column("征收品目", "levy_subitem", width=34),
        Column("金额", "amount", Kind.MONEY, 15),
        Column("状态", "state", width=12),
    ),
)
ARRIVALS = SheetSpec(
    "arrivals",
    "完税证明开具",
    "已入库的费款；勾选后开具税收完税证明",
    (
        _TICK_COLUMN,
        Column("电子税票号码", "ticket_no", width=22),
        Column("征收项目", "levy_item", width=24),
        Column("征收品目", "levy_subitem", width=34),
        Column("费款所属期", "period", width=11),
        Column("入库日期", "arrived_on", width=12),
        Column("实缴金额", "amount", Kind.MONEY, 15),
        Column("证明号码", "certificate_no", width=22),
        Column("入库编号", "arrival_no", width=4, is_hidden=True),
    ),
    (
        Parameter("费款所属期起", "first_period", "", (), "留空为本年 1 月"),
        Parameter("费款所属期止", "last_period", "", (), "留空为当前属期"),
        Parameter("样式", "style", "合并", ("合并", "分开")),
        Parameter("证明文件", "certificate_file", "", (), "PDF 保存位置；留空与工作簿同目录"),
        _SCOPE,
    ),
    identity="arrival_no",
)
_SPAN = (
    Parameter("费款所属期起", "first_period", "", (), "如 2026-01；留空为本年 1 月"),
    Parameter("费款所属期止", "last_period", "", (), "留空为当前属期"),
)
CERTIFICATES = SheetSpec(
    "certificates",
    "完税证明补开",
    "已开具的税收完税证明；勾选后补开，不重新计数入库",
    (
        _TICK_COLUMN,
        Column("票证号码", "certificate_no", width=22),
        Column("票证状态", "state", width=10),
        Column("样式", "style", width=8),
        Column("填发日期", "issued_on", width=12),
        Column("明细数", "lines", Kind.COUNT, 8),
        Column("金额合计", "amount", Kind.MONEY, 15),
        Column("校验码", "check_no", width=28),
        Column("补开次数", "reissues", Kind.COUNT, 9),
    ),
    (
        *_SPAN,
        Parameter("保存文件夹", "print_folder", "", (), "证明保存位置；留空与工作簿同目录"),
        _SCOPE,
    ),
    identity="certificate_no",
)
EMPLOYEE_RECORD = SheetSpec(
    "employee_record",
    "职工缴费记录",
    "一名职工已入库的社保费；特殊缴费不在其中。勾选后打印或导出",
    (
        _TICK_COLUMN,
        Column("费款所属期", "period", width=11),
        Column("单位编号", "unit_no", width=16),
        Column("险种代码", "insurance", width=9),
        Column("险种", "insurance_name", width=24),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("单位缴纳", "unit", Kind.MONEY, 13),
        Column("个人缴纳", "person", Kind.MONEY, 13),
        Column("合计", "amount", Kind.MONEY, 13),
        Column("入库日期", "arrived_on", width=12),
    ),
    (
        Parameter("姓名", "person_name", "", (), "必填"),
        Parameter("证件类型", "person_id_type", "居民身份证", (), "名称或代码，如 201"),
        Parameter("证件号码", "person_id_number", "", (), "必填"),
        *_SPAN,
        Parameter("保存文件", "record_file", "", (), "PDF 或 .xlsx；留空与工作簿同目录"),
        _SCOPE,
    ),
)
UNIT_RECORD = SheetSpec(
    "unit_record",
    "单位缴费记录",
    "本单位已入库的社保费，按费款所属期、征收项目、征收品目",
    (
        Column("费款所属期", "period", width=11),
        Column("征收项目", "levy_item", width=26),
        Column("征收品目", "levy_subitem", width=36),
        Column("电子税票号码", "ticket_no", width=22),
        Column("入库日期", "arrived_on", width=12),
        Column("实缴金额", "amount", Kind.MONEY, 15),
    ),
    (*_SPAN, Parameter("保存文件", "record_file", "", (), "PDF；留空与工作簿同目录")),
)
VERIFICATION = SheetSpec(
    "verification",
    "完税证明查验",
    "按票面信息查验税收完税证明；带 * 的必填。仅供预览，不能打印",
    (
        Column("票证号码", "certificate_no", width=22),
        Column("票证状态", "state", width=10),
        Column("原凭证号", "ticket_no", width=22),
        Column("税种", "levy_item", width=26),
        Column("品目名称", "levy_subitem", width=36),
        Column("税款所属时期", "periods", width=26),
        Column("入(退)库日期", "arrived_on", width=13),
        Column("实缴(退)金额", "amount", Kind.MONEY, 15),
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
)
REHEARSAL = SheetSpec(
    "rehearsal",
    "新规则测算",
    "新规则文件生效后，每名职工每个险种的基数和每月应缴费额怎样变化",
    (
        *_PERSON,
        Column("单位编号", "unit_no", width=16),
        Column("险种代码", "insurance", width=9),
        Column("险种", "insurance_name", width=22),
        Column("自费款所属期", "from_period", width=13),
        Column("原因", "cause", width=18),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("原基数", "old_base", Kind.MONEY, 13),
        Column("新基数", "new_base", Kind.MONEY, 13),
        Column("原每月应缴", "old_amount", Kind.MONEY, 14),
        Column("新每月应缴", "new_amount", Kind.MONEY, 14),
        Column("单位每月增减", "unit_change", Kind.MONEY, 14),
        Column("个人每月增减", "person_change", Kind.MONEY, 14),
        Column("每月增减", "change", Kind.MONEY, 13),
    ),
    (Parameter("新规则文件", "rule_file", "", (), ".json；留空比较最近两次下载的规则文件"),),
)

SHEETS: tuple[SheetSpec, ...] = (
    HOME,
    UNITS,
    UNIT_INFO,
    RULE_FILES,
    START_UP,
    UNIT_LINKS,
    USERS,
    ROSTER,
    MONTH_CHANGES,
    STOPPED,
    EMPLOYEE_DETAIL,
    GROUPS,
    GROUP_FAULTS,
    LEAVERS,
    JOINERS,
    MONTH_COMPARISON,
    WAGES_BY_PERSON,
    WAGES_BY_INSURANCE,
    WAGES_DAILY,
    PREVIEW,
    PAYROLL_DOUBTS,
    WAGE_FILINGS,
    WAGE_FILING_ITEMS,
    BILLS,
    BILL_LINES,
    RECONCILIATION,
    BILL_CAUSES,
    SPECIAL_BILLS,
    PREMIUM_FILINGS,
    FILED_LINES,
    CHAIN,
    DEBTS,
    VOUCHERS,
    VOUCHER_LINES,
    PAYMENTS,
    PAYMENT_LINES,
    ARRIVALS,
    CERTIFICATES,
    EMPLOYEE_RECORD,
    UNIT_RECORD,
    VERIFICATION,
    REHEARSAL,
    *APPLICATION_SHEETS,
    STATISTICS,
    *QUERY_SHEETS,
    *SYSTEM_SHEETS,
)
