"""本地规则: the city's law as the user knows it, one limit or rate a row."""

from typing import Annotated

from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.row import Sheet, SheetRow

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
        Parameter("地区", "region", "", (), "城市名称或六位代码；留空为本单位的地区"),
        Parameter(
            "借用地区", "lender", "", (), "点击“借用规则”时按哪个城市的规则测算", since="0.2.0"
        ),
    ),
)
