"""The buttons of machine: rule files, workbooks, undoing, the proxy, backups and evidence."""

from functools import partial

from shebao.commands.command import ANY_SHEET, Command
from shebao.contract.rights import Right

_light = partial(Command, right=Right.PAYMENT, needs_login=False)
_rules = partial(Command, group="单位", menu="单位管理", sheets=("own_rules",))
_anywhere = partial(_light, group="单位")
_sheet = partial(_anywhere, menu="工作表", module="system.sheets")
_walk = partial(_anywhere, module="system.month_walk")
_proxy = partial(_light, group="系统", menu="代理", module="system.network", sheets=("network",))
_backup = partial(_light, group="系统", menu="备份", module="system.backup")
_help = partial(_light, group="帮助")

RULES: tuple[Command, ...] = (
    _rules(
        ("update_rules", "规则文件更新", "FileUpdate"),
        "下载有更新的规则文件，列出个数和版本；损坏或签名不符的不采用，继续使用原有规则。",
        module="system.rule_files",
        sheets=("rule_files",),
        right=Right.PAYMENT,
    ),
    _rules(
        ("read_own_rules", "读取现行规则", "FileOpen"),
        "把本地区现行的上下限、费率和定额列入“本地规则”，供更正。",
        module="system.own_rules",
    ),
    _rules(
        ("use_own_rules", "采用本地规则", "FileAddDigitalSignature"),
        "检查“本地规则”中更正或增加的行，由本机签名后先于其他规则使用，显示为自定义。",
        module="system.own_rules",
    ),
    _rules(
        ("borrow_rules", "借用规则", "EditLinks"),
        "确认后改按“借用地区”所填城市的规则测算；每个金额标为※借用，各表标题和打印件都注明。",
        module="system.own_rules",
    ),
    _rules(
        ("drop_own_rules", "放弃本地规则", "CellsDelete"),
        "不再使用本地区的本地规则或借用的规则，改用税务系统或规则书的规则；表中各行不变。",
        module="system.own_rules",
    ),
)

WORKBOOK: tuple[Command, ...] = (
    _anywhere(
        ("new_workbook", "新建工作簿", "FileNew"),
        "在当前文件夹新建一个社保费工作簿并打开，不改动已有的文件。",
        module="system.new_workbook",
    ),
)

SHEETS: tuple[Command, ...] = (
    _anywhere(
        ("undo_last", "撤销上一步", "Undo"),
        "把工作表恢复到上一个命令执行之前；已提交税务的申报和缴费不会撤回。",
        module="system.undo",
    ),
    _anywhere(
        ("tick_rows", "勾选所选行", "FormControlCheckBox"),
        "在当前表中给光标选中的行打 ✔。",
        module="system.sheets",
        targets=ANY_SHEET,
    ),
    _sheet(
        ("open_sheet", "打开工作表", "SheetInsert"),
        "按类别列出全部工作表，打开选中的一张；收起的工作表也在其中。",
        targets=ANY_SHEET,
    ),
    _sheet(
        ("put_away_sheet", "收起工作表", "SheetDelete"),
        "收起当前工作表，其中的数据不变，可随时再打开。",
        targets=ANY_SHEET,
    ),
    _sheet(("arrange_sheets", "整理工作表", "WindowNew"), "收起没有数据、也不是每天要用的工作表。"),
    _anywhere(
        ("export_table", "导出本表", "FileSaveAsExcelXlsx"),
        "把当前表（如“工资表疑问”“分组导入问题”）另存为工作簿旁边的 .xlsx 文件，文件名自动拟定。",
        module="system.sheets",
        targets=ANY_SHEET,
    ),
)

MONTH: tuple[Command, ...] = (
    _walk(("previous_step", "上一步", "WebGoBack"), "打开本月上一步的工作表；第一步之前是首页。"),
    _walk(
        ("next_step", "下一步", "WebGoForward"),
        "打开本月下一步的工作表；在首页则打开标着“下一步”的那一步的工作表。",
    ),
)

UPKEEP: tuple[Command, ...] = (
    _proxy(
        ("try_proxy", "测试代理", "ConnectionProperties"),
        "按“网络设置”连接税务系统；只测试，不保存。",
    ),
    _proxy(
        ("save_proxy", "保存代理", "Connections"),
        "测试通过后保存“网络设置”，今后所有网络操作都使用它。",
    ),
    _backup(
        ("back_up_data", "立即备份", "FileSaveAs"),
        "把本机数据备份到默认或指定的文件夹。",
        sheets=("backups",),
    ),
    _backup(
        ("restore_data", "恢复数据", "FileOpen"),
        "用勾选或指定的备份替换本机数据；现有数据先另存一份，损坏的备份不恢复。",
        sheets=("backups", "home"),
    ),
    _backup(
        ("save_backup_settings", "保存备份设置", "ApplicationOptionsDialog"),
        "保存自动备份的开关、位置和保留份数。",
        sheets=("backups",),
    ),
    Command(
        ("export_evidence", "证据包", "FileSaveAs"),
        "把申报的单元格、请求、税务机关签名的答复和台账校验链写入一个文件，可离线核对。",
        "系统",
        module="system.evidence",
        sheets=("evidence",),
    ),
    _help(
        ("open_manual", "使用手册", "Help"),
        "在浏览器中打开使用手册：快速上手、每月每年的工作、每个按钮和每条提示；不需要网络和登录。",
        module="system.release",
    ),
    _help(
        ("show_about", "关于", "About"),
        "显示版本、税务系统、数据文件夹和规则文件版本；不需要登录。",
        module="system.release",
    ),
)
