"""The sheets of what concerns this machine and no employer."""

from shebao.sheets.declared.parts import TICK_COLUMN
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

OWN_KEY, PASSPHRASE = "本机密钥", "口令"
ON, OFF = "启用", "停用"

BACKUPS = SheetSpec(
    "backups",
    "备份恢复",
    "备份文件夹中的备份；勾选一份后恢复，或在“恢复文件”填写其他位置的备份",
    (
        TICK_COLUMN,
        Column("备份文件", "file", width=34),
        Column("备份时间", "made_at", width=18),
        Column("单位", "units", width=34),
        Column("打开方式", "opened_by", width=10),
        Column("大小（KB）", "size", Kind.COUNT, 12),
        Column("说明", "remark", width=50),
    ),
    (
        Parameter("备份文件夹", "folder", "", (), "留空为数据文件夹中的 backups"),
        Parameter(
            "打开方式",
            "opened_by",
            OWN_KEY,
            (OWN_KEY, PASSPHRASE),
            "本机密钥：只能在本机恢复；口令：输入口令后可在其他电脑恢复",
        ),
        Parameter("恢复文件", "source", "", (), "备份文件的路径；留空为下表中勾选的一份"),
        Parameter("自动备份", "automatic", ON, (ON, OFF), "每天一份：提交后和关闭 Excel 时更新"),
        Parameter("保留份数", "copies", "7", (), "自动备份最多保留几天的，1 到 365"),
    ),
    of_machine=True,
)

NETWORK = SheetSpec(
    "network",
    "网络设置",
    "上网方式：测试通过后才能保存，保存后所有网络操作都使用它；密码在保存时询问，不写入工作簿",
    (
        Column("测试时间", "at", width=18),
        Column("上网方式", "way", width=40),
        Column("结果", "result", width=50),
    ),
    (
        Parameter(
            "代理类型",
            "kind",
            "跟随系统",
            ("跟随系统", "不使用代理", "http", "https", "socks5"),
            "跟随系统：使用系统和环境变量中的代理",
        ),
        Parameter("代理地址", "host", "", (), "主机名或 IP 地址，不含 http://"),
        Parameter("代理端口", "port", "", (), "如 8080"),
        Parameter("用户名", "user", "", (), "代理需要验证时填写；密码在测试和保存时输入"),
    ),
    of_machine=True,
)

EVIDENCE = SheetSpec(
    "evidence",
    "证据包",
    "最近一次写出的证据包中的提交；单元格、请求、税务机关签名的答复和台账校验链都在文件里",
    (
        Column("提交时间", "at", width=18),
        Column("业务", "kind", width=16),
        Column("事项", "subject", width=36),
        Column("流水号", "receipt_no", width=24),
        Column("规则版本", "rule_version", width=16),
        Column("证明", "proof", width=30),
        Column("内容摘要", "digest", width=66),
    ),
    (
        Parameter("流水号", "entry", "", (), "只要这一笔；留空为全部"),
        Parameter(
            "月份", "period", "", (), "只要这个月提交的或这个月费款的，如 2026-11；留空为全部"
        ),
        Parameter("证据包文件", "file", "", (), "要写的 .zip 文件；留空为工作簿旁边带时间的文件名"),
    ),
)

SYSTEM_SHEETS: tuple[SheetSpec, ...] = (BACKUPS, NETWORK, EVIDENCE)
