"""The sheets of the employer: home, units, unit numbers, users, rule files."""

from shebao.sheets.declared.parts import EVERYTHING, KEY, NO, SELECTED, TICK_COLUMN, UNFINISHED, YES
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

UNIT_NAME_ITEM, UNIT_NO_ITEM = "单位名称", "单位编号"  # what a login shows of the unit
RIGHTS = ("全部功能", "缴费功能")
BY_INTERFACE, BY_FILES = CHANNELS = ("税务接口", "官方客户端（文件）")
# What a workbook says before anybody has logged in.
FIRST_STEPS = (
    (
        "开始 1",
        "填写上方的“纳税人识别号”（18 位）。没有税务接口的，“办理方式”选“官方客户端（文件）”",
    ),
    ("开始 2", "在功能区“社保费”点击“登录”，输入申报密码；首次登录按提示设置新密码"),
    ("开始 3", "点击“更新职工”下载参保职工；以后每个月按这里的步骤从上到下办理"),
)


def month_field(number: int) -> str:
    """Return the field of a month of the year."""
    return f"month_{number}"


HOME = SheetSpec(
    "home",
    "首页",
    "本月从上到下办理：✔ 已完成，● 下一步，✘ 有错误；右侧为本年各月的申报、缴费、证明（◐ 部分）",
    (
        Column("项目", "item", width=15),
        Column("状态", "state", width=11, since="0.2.0"),
        Column("日期", "day", width=11, since="0.2.0"),
        Column("内容", "content", width=50),
        Column("工作表", "target", width=18),
        Column("办理", "link", Kind.WORD, 7),
        *(
            Column(f"{number}月", month_field(number), Kind.TICK, 4, since="0.2.0")
            for number in range(1, 13)
        ),
    ),
    (
        Parameter("纳税人识别号", "tax_id", "", (), "18 位统一社会信用代码", at_hand=True),
        Parameter("登记序号", "registration_no", "", (), "有多条税务登记时由“登录”“添加单位”填写"),
        Parameter("用户名", "user_name", "", (), "用户登录时填写；留空用单位申报密码登录"),
        Parameter("登录时初始化", "start_up", YES, (YES, NO), "登录时下载办理业务所需的八项数据"),
        Parameter(
            "办理方式",
            "channel",
            BY_INTERFACE,
            CHANNELS,
            "没有税务接口时选官方客户端（文件）：不登录、不联网，用客户端导出和导入的文件办理",
            since="0.2.0",
            at_hand=True,
        ),
        Parameter(
            "参保地", "region", "", (), "文件方式填写，如 成都市、四川省成都市", since="0.2.0"
        ),
    ),
    of_machine=True,
    at_start=True,
    first_rows=tuple(
        (("item", item), ("state", "未到" if at else "下一步"), ("content", said))
        for at, (item, said) in enumerate(FIRST_STEPS)
    ),
)
_ITEMS = (Column("项目", "item", width=18), Column("内容", "content", width=60))
UNITS = SheetSpec(
    "units",
    "单位管理",
    "本机已添加的单位；“备注”可以修改，点击“单位列表”保存。勾选一个单位后点击“切换单位”",
    (
        TICK_COLUMN,
        Column("纳税人识别号", "tax_id", width=22),
        Column("单位名称", "name", width=30),
        Column("主管税务机关", "tax_office", width=34),
        Column("课征主体登记类型", "registration_type", width=20),
        Column("单位类型", "unit_type", width=10),
        Column("登记序号", "registration_no", width=24),
        Column("最近登录", "last_login", width=18),
        Column("备注", "remark", width=30, is_input=True),
        KEY,
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
    of_machine=True,
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
        Column("各等级条数", "grades", width=40, since="0.2.0"),
    ),
    (
        Parameter(
            "税务机关公钥指纹",
            "key_fingerprint",
            hint="仅在税务机关更换公钥时填写，须先向税务机关核实",
        ),
    ),
    of_machine=True,
)
START_UP = SheetSpec(
    "start_up",
    "初始化数据更新",
    "登录时下载的八项数据；失败的可以单独重新下载，第八项未获取不影响继续使用",
    (
        TICK_COLUMN,
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
NOTICES = SheetSpec(
    "notices",
    "通知公告",
    "税务系统的通知公告全文，最新的在前",
    (
        Column("发布日期", "published_on", width=12),
        Column("标题", "title", width=50),
        Column("内容", "body", width=120),
    ),
    of_machine=True,
)
UNIT_LINKS = SheetSpec(
    "unit_links",
    "单位参保缴费信息",
    "本单位的单位编号；勾选待关联的“确认关联”，勾选已关联的“解除关联”",
    (
        TICK_COLUMN,
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
        TICK_COLUMN,
        Column("用户名", "user_name", width=20),
        Column("功能权限", "right", width=12, is_input=True, choices=RIGHTS),
        Column("备注", "remark", width=30, is_input=True),
        Column("状态", "state", width=8),
        Column("密码", "password", width=10),
        Column("最近登录", "last_login", width=18),
        KEY,
    ),
    (
        Parameter("用户名", "user_name", "", (), "新增用户：2 至 20 个汉字、字母、数字或下划线"),
        Parameter("功能权限", "right", RIGHTS[0], RIGHTS),
        Parameter("备注", "remark"),
    ),
    identity="key",
)
