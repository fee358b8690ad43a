"""The sheets of the employer: home, units, unit numbers, users, rule files and rules of its own."""

from typing import Annotated

from shebao.sheets.declared.columns import Column, Kind, Parameter
from shebao.sheets.declared.parts import EVERYTHING, KEY, NO, SELECTED, TICK_COLUMN, UNFINISHED, YES
from shebao.sheets.declared.row import Count, Formula, Sheet, SheetRow

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


class HomeRow(SheetRow):
    """One line of the home sheet."""

    item: Annotated[str, Column("项目", width=15)]
    state: Annotated[str, Column("状态", width=11, since="0.2.0")] = ""
    day: Annotated[str, Column("日期", width=11, since="0.2.0")] = ""
    content: Annotated[str, Column("内容", width=50)]
    target: Annotated[str, Column("工作表", width=18)] = ""
    link: Annotated[str | Formula, Column("办理", kind=Kind.WORD, width=7)] = ""
    month_1: Annotated[str, Column("1月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_2: Annotated[str, Column("2月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_3: Annotated[str, Column("3月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_4: Annotated[str, Column("4月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_5: Annotated[str, Column("5月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_6: Annotated[str, Column("6月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_7: Annotated[str, Column("7月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_8: Annotated[str, Column("8月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_9: Annotated[str, Column("9月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_10: Annotated[str, Column("10月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_11: Annotated[str, Column("11月", kind=Kind.TICK, width=4, since="0.2.0")] = ""
    month_12: Annotated[str, Column("12月", kind=Kind.TICK, width=4, since="0.2.0")] = ""


HOME = Sheet(
    "home",
    "首页",
    "本月从上到下办理：✔ 已完成，● 下一步，✘ 有错误；右侧为本年各月的申报、缴费、证明（◐ 部分）",
    row=HomeRow,
    parameters=(
        Parameter("纳税人识别号", "tax_id", "18 位统一社会信用代码", at_hand=True),
        Parameter("登记序号", "registration_no", "有多条税务登记时由“登录”“添加单位”填写"),
        Parameter("用户名", "user_name", "用户登录时填写；留空用单位申报密码登录"),
        Parameter("登录时初始化", "start_up", "登录时下载办理业务所需的八项数据", YES, (YES, NO)),
        Parameter(
            "办理方式",
            "channel",
            "没有税务接口时选官方客户端（文件）：不登录、不联网，用客户端导出和导入的文件办理",
            BY_INTERFACE,
            CHANNELS,
            since="0.2.0",
            at_hand=True,
        ),
        Parameter("参保地", "region", "文件方式填写，如 成都市、四川省成都市", since="0.2.0"),
    ),
    of_machine=True,
    at_start=True,
    first_rows=tuple(
        (("item", item), ("state", "未到" if at else "下一步"), ("content", said))
        for at, (item, said) in enumerate(FIRST_STEPS)
    ),
)


class UnitRow(SheetRow):
    """One unit known on this machine."""

    tick: Annotated[str, TICK_COLUMN] = ""
    tax_id: Annotated[str, Column("纳税人识别号", width=22)]
    name: Annotated[str, Column("单位名称", width=36)]
    tax_office: Annotated[str, Column("主管税务机关", width=36)]
    registration_type: Annotated[str, Column("课征主体登记类型", width=20)]
    unit_type: Annotated[str, Column("单位类型", width=10)]
    registration_no: Annotated[str, Column("登记序号", width=24)]
    last_login: Annotated[str, Column("最近登录", width=18)]
    remark: Annotated[str, Column("备注", width=30, is_input=True)]
    key: Annotated[str, KEY]


UNITS = Sheet(
    "units",
    "单位管理",
    "本机已添加的单位；“备注”可以修改，点击“单位列表”保存。勾选一个单位后点击“切换单位”",
    row=UnitRow,
    parameters=(
        Parameter(
            "单位类型",
            "unit_type",
            "添加单位时使用；缴纳建筑业工伤保险费的选承建单位",
            "用人单位",
            ("用人单位", "承建单位"),
        ),
    ),
    identity="key",
    of_machine=True,
)


class UnitInfoRow(SheetRow):
    """One fact of the unit."""

    item: Annotated[str, Column("项目", width=18)]
    content: Annotated[str, Column("内容", width=60)]


UNIT_INFO = Sheet(
    "unit_info", "单位信息", "从税务系统下载的单位基本信息，只能查看", row=UnitInfoRow
)


class RuleFileRow(SheetRow):
    """The rule file of one region."""

    region: Annotated[str, Column("地区代码", width=10)]
    region_name: Annotated[str, Column("地区", width=26)] = ""
    version: Annotated[str, Column("使用版本")] = ""
    issued_on: Annotated[str, Column("发布日期", width=12)] = ""
    insurances: Annotated[Count, Column("险种数", width=8)] = None
    limits: Annotated[Count, Column("上下限条数", width=10)] = None
    rates: Annotated[Count, Column("费率条数", width=10)] = None
    fetched_at: Annotated[str, Column("取得时间", width=18)] = ""
    offered: Annotated[str, Column("最新版本")] = ""
    state: Annotated[str, Column("状态", width=18)]
    fault: Annotated[str, Column("未采用原因", width=60)] = ""
    grades: Annotated[str, Column("各等级条数", width=40, since="0.2.0")] = ""


RULE_FILES = Sheet(
    "rule_files",
    "规则文件",
    "从税务系统下载的规则文件；每次登录自动更新，也可点击“规则文件更新”。内容由税务系统设置",
    row=RuleFileRow,
    parameters=(
        Parameter(
            "税务机关公钥指纹", "key_fingerprint", "仅在税务机关更换公钥时填写，须先向税务机关核实"
        ),
    ),
    of_machine=True,
)


class StartUpRow(SheetRow):
    """One of the downloads of a login."""

    tick: Annotated[str, TICK_COLUMN] = ""
    number: Annotated[Count, Column("序号", width=6)]
    item: Annotated[str, Column("项目", width=20)]
    state: Annotated[str, Column("状态", width=10)]
    fetched_at: Annotated[str, Column("更新时间", width=18)] = ""
    remark: Annotated[str, Column("说明", width=80)] = ""


START_UP = Sheet(
    "start_up",
    "初始化数据更新",
    "登录时下载的八项数据；失败的可以单独重新下载，第八项未获取不影响继续使用",
    row=StartUpRow,
    parameters=(
        Parameter(
            "更新范围",
            "scope",
            "未完成：只下载失败和未下载的项目，都已完成时下载全部",
            UNFINISHED,
            (UNFINISHED, SELECTED, EVERYTHING),
        ),
    ),
)


class NoticeRow(SheetRow):
    """One notice of the bureau."""

    published_on: Annotated[str, Column("发布日期", width=12)]
    title: Annotated[str, Column("标题", width=50)]
    body: Annotated[str, Column("内容", width=120)]


NOTICES = Sheet(
    "notices",
    "通知公告",
    "税务系统的通知公告全文，最新的在前",
    row=NoticeRow,
    of_machine=True,
)


class UnitLinkRow(SheetRow):
    """One 单位编号 of the unit."""

    tick: Annotated[str, TICK_COLUMN] = ""
    state: Annotated[str, Column("关联状态", width=10)]
    unit_no: Annotated[str, Column("单位编号", width=20)]
    agency: Annotated[str, Column("社保经办机构", width=28)]
    insurances: Annotated[str, Column("险种", width=60)]
    linked_on: Annotated[str, Column("关联日期", width=12)]


UNIT_LINKS = Sheet(
    "unit_links",
    "单位参保缴费信息",
    "本单位的单位编号；勾选待关联的“确认关联”，勾选已关联的“解除关联”",
    row=UnitLinkRow,
    identity="unit_no",
)


class UserRow(SheetRow):
    """One user of the unit."""

    tick: Annotated[str, TICK_COLUMN] = ""
    user_name: Annotated[str, Column("用户名", width=20)]
    right: Annotated[str, Column("功能权限", width=12, is_input=True, choices=RIGHTS)]
    remark: Annotated[str, Column("备注", width=30, is_input=True)]
    state: Annotated[str, Column("状态", width=8)]
    password: Annotated[str, Column("密码", width=10)]
    last_login: Annotated[str, Column("最近登录", width=18)]
    key: Annotated[str, KEY]


USERS = Sheet(
    "users",
    "用户管理",
    "本单位的用户；改“功能权限”“备注”并勾选后点击“修改用户”，用户名不能修改",
    row=UserRow,
    parameters=(
        Parameter("用户名", "user_name", "新增用户：2 至 20 个汉字、字母、数字或下划线"),
        Parameter("功能权限", "right", default=RIGHTS[0], choices=RIGHTS),
        Parameter("备注", "remark"),
    ),
    identity="key",
)


KINDS = ("企业", "机关事业", "个体", "灵活就业")


class OwnRuleRow(SheetRow):
    """One value of the city's law."""

    insurance: Annotated[str, Column("险种", width=26, is_input=True)] = ""
    kind: Annotated[str, Column("单位类型", width=10, is_input=True, choices=KINDS)] = ""
    tier: Annotated[str, Column("档次", width=10, is_input=True)] = ""
    first: Annotated[str, Column("生效月份", width=10, is_input=True)] = ""
    last: Annotated[str, Column("截止月份", width=10, is_input=True)] = ""
    floor: Annotated[str, Column("缴费下限", width=11, is_input=True)] = ""
    cap: Annotated[str, Column("缴费上限", width=11, is_input=True)] = ""
    unit_rate: Annotated[str, Column("单位费率", width=10, is_input=True)] = ""
    person_rate: Annotated[str, Column("个人费率", width=10, is_input=True)] = ""
    unit_sum: Annotated[str, Column("单位定额", width=9, is_input=True)] = ""
    person_sum: Annotated[str, Column("个人定额", width=9, is_input=True)] = ""
    months: Annotated[str, Column("缴纳月份", width=10, is_input=True, since="0.2.0")] = ""
    source: Annotated[str, Column("依据的文件", width=50, is_input=True)] = ""
    checked_on: Annotated[str, Column("核对日期", width=12, is_input=True)] = ""
    grade: Annotated[str, Column("等级", width=10)] = ""
    fault: Annotated[str, Column("校验结果", width=50)] = ""


OWN_RULES = Sheet(
    "own_rules",
    "本地规则",
    "录入或更正本地区的上下限、费率和定额，文件和核对日期必填；检查无误后由本机签名，先于其他规则使用",
    row=OwnRuleRow,
    parameters=(
        Parameter("地区", "region", "城市名称或六位代码；留空为本单位的地区"),
        Parameter("借用地区", "lender", "点击“借用规则”时按哪个城市的规则测算", since="0.2.0"),
    ),
)
