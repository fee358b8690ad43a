"""The buttons of the official client's files: that channel, and reading what it exports."""

from functools import partial

from shebao.commands.command import Command

_file = partial(Command, group="官方客户端", sheets=("client_files",), needs_login=False)

BUTTONS: tuple[Command, ...] = (
    _file(
        ("set_channel", "办理方式", "ExchangeFolder"),
        "在税务接口和官方客户端（文件）之间选择；文件方式填写参保地，不登录、不联网。",
        module="client.mode",
        sheets=("home",),
        is_large=True,
    ),
    _file(
        ("import_roster_file", "导入参保职工", "GetPowerQueryDataFromExcel"),
        "读取客户端导出的参保职工列表，列出新增、减员和变更的职工；不能确定的行不导入。",
        module="client.roster_file",
    ),
    _file(
        ("import_detail_file", "导入缴费明细", "GetPowerQueryDataFromFile"),
        "读取客户端导出的职工缴费明细，写入“待申报信息”和“职工缴费明细”，可核对账单。",
        module="client.detail_file",
    ),
    _file(
        ("import_result_file", "导入申报结果", "GetExternalDataFromText"),
        "读取客户端的缴费工资申报记录或失败原因，写回写出文件的各行，只有失败的保持勾选。",
        module="client.result_file",
    ),
    _file(
        ("import_records_file", "导入申报缴费记录", "GetPowerQueryDataFromCsv"),
        "读取客户端的社保费申报记录、缴费记录或完税证明清单，写入对应的记录表。",
        module="client.records_file",
    ),
)
