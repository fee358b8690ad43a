"""The sheets of what concerns this machine and no employer."""

from typing import Annotated

from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.parts import TICK_COLUMN
from shebao.sheets.declared.row import AnySheet, Count, Sheet, SheetRow

OWN_KEY, PASSPHRASE = "本机密钥", "口令"
ON, OFF = "启用", "停用"


class BackupRow(SheetRow):
    """One backup in the folder."""

    tick: Annotated[str, TICK_COLUMN] = ""
    file: Annotated[str, Column("备份文件", width=34)]
    made_at: Annotated[str, Column("备份时间", width=18)] = ""
    units: Annotated[str, Column("单位", width=36)] = ""
    opened_by: Annotated[str, Column("打开方式", width=10)] = ""
    size: Annotated[Count, Column("大小（KB）", width=12)]
    remark: Annotated[str, Column("说明", width=50)] = ""


BACKUPS = Sheet(
    "backups",
    "备份恢复",
    "备份文件夹中的备份；勾选一份后恢复，或在“恢复文件”填写其他位置的备份",
    row=BackupRow,
    parameters=(
        Parameter("备份文件夹", "folder", "留空为数据文件夹中的 backups"),
        Parameter(
            "打开方式",
            "opened_by",
            "本机密钥：只能在本机恢复；口令：输入口令后可在其他电脑恢复",
            OWN_KEY,
            (OWN_KEY, PASSPHRASE),
        ),
        Parameter("恢复文件", "source", "备份文件的路径；留空为下表中勾选的一份"),
        Parameter("自动备份", "automatic", "每天一份：提交后和关闭 Excel 时更新", ON, (ON, OFF)),
        Parameter("保留份数", "copies", "自动备份最多保留几天的，1 到 365", "7"),
    ),
    of_machine=True,
)


class NetworkTestRow(SheetRow):
    """One test of a way to the net."""

    tried_at: Annotated[str, Column("测试时间", width=18)]
    way: Annotated[str, Column("上网方式", width=40)]
    result: Annotated[str, Column("结果", width=50)]


NETWORK = Sheet(
    "network",
    "网络设置",
    "上网方式：测试通过后才能保存，保存后所有网络操作都使用它；密码在保存时询问，不写入工作簿",
    row=NetworkTestRow,
    parameters=(
        Parameter(
            "代理类型",
            "kind",
            "跟随系统：使用系统和环境变量中的代理",
            "跟随系统",
            ("跟随系统", "不使用代理", "http", "https", "socks5"),
        ),
        Parameter("代理地址", "host", "主机名或 IP 地址，不含 http://"),
        Parameter("代理端口", "port", "如 8080"),
        Parameter("用户名", "user", "代理需要验证时填写；密码在测试和保存时输入"),
    ),
    of_machine=True,
)


class EvidenceRow(SheetRow):
    """One submission of the evidence."""

    submitted_at: Annotated[str, Column("提交时间", width=18)]
    kind: Annotated[str, Column("业务", width=16)]
    subject: Annotated[str, Column("事项", width=36)]
    receipt_no: Annotated[str, Column("流水号", width=24)]
    rule_version: Annotated[str, Column("规则版本", width=16)]
    proof: Annotated[str, Column("证明", width=30)]
    digest: Annotated[str, Column("内容摘要", width=70)]


EVIDENCE = Sheet(
    "evidence",
    "证据包",
    "最近一次写出的证据包中的提交；单元格、请求、税务机关签名的答复和台账校验链都在文件里",
    row=EvidenceRow,
    parameters=(
        Parameter("流水号", "entry", "只要这一笔；留空为全部"),
        Parameter("月份", "period", "只要这个月提交的或这个月费款的，如 2026-11；留空为全部"),
        Parameter("证据包文件", "file", "要写的 .zip 文件；留空为工作簿旁边带时间的文件名"),
    ),
)

SYSTEM_SHEETS: tuple[AnySheet, ...] = (BACKUPS, NETWORK, EVIDENCE)
