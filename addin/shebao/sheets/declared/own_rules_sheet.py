"""本地规则: the city's law as the user knows it, one limit or rate a row."""

from shebao.sheets.declared.spec import Column, Parameter, SheetSpec

OWN_RULES = SheetSpec(
    "own_rules",
    "本地规则",
    "录入或更正本地区的上下限、费率和定额，文件和核对日期必填；检查无误后由本机签名，先于其他规则使用",
    (
        Column("险种", "insurance", width=26, is_input=True),
        Column(
            "单位类型",
            "kind",
            width=10,
            is_input=True,
            choices=("企业", "机关事业", "个体", "灵活就业"),
        ),
        Column("档次", "tier", width=10, is_input=True),
        Column("生效月份", "first", width=10, is_input=True),
        Column("截止月份", "last", width=10, is_input=True),
        Column("缴费下限", "floor", width=11, is_input=True),
        Column("缴费上限", "cap", width=11, is_input=True),
        Column("单位费率", "unit_rate", width=10, is_input=True),
        Column("个人费率", "person_rate", width=10, is_input=True),
        Column("单位定额", "unit_sum", width=9, is_input=True),
        Column("个人定额", "person_sum", width=9, is_input=True),
        Column("缴纳月份", "months", width=10, is_input=True, since="0.2.0"),
        Column("依据的文件", "source", width=50, is_input=True),
        Column("核对日期", "checked_on", width=12, is_input=True),
        Column("等级", "grade", width=10),
        Column("校验结果", "fault", width=50),
    ),
    (
        Parameter("地区", "region", "", (), "城市名称或六位代码；留空为本单位的地区"),
        Parameter(
            "借用地区", "lender", "", (), "点击“借用规则”时按哪个城市的规则测算", since="0.2.0"
        ),
    ),
)
