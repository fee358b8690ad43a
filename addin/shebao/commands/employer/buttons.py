"""The buttons of employer: logging in, registrations, passwords, users and the home sheet."""

from functools import partial

from shebao.commands.command import Command
from shebao.contract.rights import Right

_of_group = partial(Command, group="单位")
_unit = partial(_of_group, menu="单位管理", right=Right.PAYMENT)
_link = partial(_of_group, menu="参保关联", module="employer.unit_linking", result="unit_links")
_user = partial(_of_group, menu="用户管理", module="employer.user_admin", result="users")

LOGIN: tuple[Command, ...] = (
    _of_group(
        ("login", "登录", "FilePermissionView"),
        "用首页的纳税人识别号登录，读取单位信息，下载规则文件、职工等八项初始化数据。",
        module="employer.session",
        sheets=("home",),
        right=Right.PAYMENT,
        is_large=True,
        needs_login=False,
    ),
    _unit(
        ("register_unit", "添加单位", "SheetInsert"),
        "查询首页纳税人识别号的全部登记，选择一条并关联待关联的社保登记信息，完成注册。",
        module="employer.registering",
        sheets=("home", "units"),
        needs_login=False,
    ),
    _unit(
        ("fetch_start_up", "初始化数据更新", "RefreshAll"),
        "重新下载登录时失败或未下载的初始化数据，也可以只下载勾选的项目或全部八项。",
        module="employer.start_up",
        sheets=("start_up",),
    ),
    _unit(
        ("list_units", "单位列表", "DataFormExcel"),
        "列出本机已添加的单位，并保存在“备注”列中的修改。",
        module="employer.unit_list",
        needs_login=False,
        result="units",
    ),
    _unit(
        ("switch_unit", "切换单位", "WindowNew"),
        "登录到勾选（或所选）的单位或主管税务机关，并清空工作簿中原单位的数据。",
        module="employer.session",
        needs_login=False,
        result="home",
    ),
    _unit(
        ("show_unit_info", "单位信息", "FileProperties"),
        "从税务系统取回单位基本信息，只能查看。",
        module="employer.unit_info",
        result="unit_info",
    ),
)

ACCESS: tuple[Command, ...] = (
    _unit(
        ("change_password", "修改密码", "Lock"),
        "修改单位申报密码；以用户登录时修改该用户的密码。",
        module="employer.own_password",
        result="home",
    ),
    _link(("update_unit_links", "刷新参保关联", "Refresh"), "列出本单位已关联和待关联的单位编号。"),
    _link(("link_units", "确认关联", "EditLinks"), "关联勾选的待关联单位编号。"),
    _link(
        ("unlink_units", "解除关联", "HyperlinkRemove"),
        "解除勾选的单位编号的关联；存在欠费信息的不允许解除。",
    ),
    _user(
        ("update_users", "刷新用户", "Refresh"),
        "列出本单位的用户；仅限用单位申报密码登录的管理员。",
    ),
    _user(
        ("add_user", "新增用户", "ReviewAllowUsersToEditRanges"),
        "按“用户管理”表头的用户名、功能权限、备注新增用户，首次登录密码为用户名。",
        sheets=("users",),
    ),
    _user(("edit_users", "修改用户", "UsagePermissions"), "按勾选行中的功能权限和备注修改用户。"),
    _user(("reset_users", "重置密码", "RefreshCancel"), "把勾选用户的密码重置为用户名。"),
    _user(
        ("disable_users", "停用用户", "FilePermissionRestrictMenu"),
        "停用勾选的用户，停用后不能登录。",
    ),
    _user(("enable_users", "启用用户", "FilePermission"), "重新启用勾选的用户。"),
    _unit(
        ("refresh_home", "刷新首页", "Refresh"),
        "刷新首页的待办事项、异常提醒、通知公告和费款统计图。",
        module="employer.home",
        sheets=("home",),
    ),
    _unit(
        ("show_notices", "通知公告", "ReviewNewComment"),
        "列出税务系统的通知公告全文。",
        module="employer.notices",
        sheets=("notices",),
    ),
)
