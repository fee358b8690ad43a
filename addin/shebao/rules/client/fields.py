"""The fields that files of the official client have, and the heads under which they stand.

Source: exports and forms as docs and public programs show them; provinces write a head their own
way, so each field has several. English heads are those of a translated file.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shebao.rules.cell_text import compact
from shebao.rules.payroll.payroll_headers import is_id_header


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``label`` is what the user calls it, ``pattern`` matches a whole bare head."""

    name: str
    label: str
    pattern: str
    also: Callable[[str], bool] | None = None

    def is_head(self, title: str) -> bool:
        """Whether a head names this field."""
        head = flat(title)
        if not head:
            return False
        whole = re.fullmatch(self.pattern, head, re.I) is not None
        return whole or (self.also is not None and self.also(title))


_YUAN = re.compile(r"\((单位[::])?(人民币)?(元|¥)\)|\[元\]")


def flat(title: str) -> str:
    """Return a head without stars, spaces, the word yuan and its group's name."""
    own = compact(title).split("/")[-1] if not _is_pair(title) else compact(title)
    return _YUAN.sub("", own).strip("*:、.").lower()


def _is_pair(title: str) -> bool:
    """Whether the slash belongs to the head itself, as in 身份证号/护照号."""
    return is_id_header(title)


_NO = "(编号|号码|号|代码)"
ID = Field(
    "id_number",
    "证件号码",
    "证件号码?|身份证件?号码?|id(entity)?( ?card)?( ?(number|no)\\.?)?|社会保障号码?|公民身份号码",
    is_id_header,
)
NAME = Field("name", "姓名", "(职工|员工|人员|参保人|缴费人)?姓名|(employee ?)?name")
ID_TYPE = Field("id_type", "证件类型", "(身份)?证件?(类型|种类)(代码)?|(id|document) ?type")
PERSON_NO = Field(
    "person_no",
    "人员编号",
    f"(个人|人员|职工|社保)(社保|参保)?{_NO}|(社保)?电脑号|person ?(no|number)",
)
GROUP = Field("group", "分组", "分组|部门|group|department")
UNIT_NO = Field(
    "unit_no",
    "单位编号",
    f"(社保|参保|社会保险|用人|缴费)?单位(社保|社会保险|参保)?(登记)?{_NO}|unit ?(no|number|id)",
)
NO_UNIT_NO = "未列明"  # of people whose files name no 单位编号
UNIT_NAME = Field(
    "unit_name", "单位名称", "((参保|用人|缴费)?单位|缴费人|纳税人)名称|employer|company"
)
TAX_ID = Field(
    "tax_id",
    "纳税人识别号",
    "(纳税人|缴费人|扣缴义务人)识别号|(统一)?社会信用代码|(单位)?税号|tax(payer)? ?(id|no|number)",
)
INSURANCE = Field(
    "insurance",
    "险种",
    "(参保|社保)?险种(名称|类型|代码)?|(参保)?费种|征收项目(名称)?|insurance( type)?",
)
SUBITEM = Field("subitem", "征收品目", "(征收)?(品目|子目)(名称)?|sub-?item")
PERIOD = Field(
    "period",
    "费款所属期",
    "(费款|缴费|税款)?所属(日)?期(间|月份?)?(起|止|起止)?|(费款)?属期(起|止)?|(缴费|费款)(年月|月份)"
    "|所属时期|period|month",
)
WAGE = Field(
    "wage",
    "缴费工资",
    "(月|原|新|个人|职工)?(平均)?(缴费|申报)?(月)?工资|(contribution ?)?wage|salary",
)
BASE = Field(
    "base", "缴费基数", "(个人|单位|职工)?(月)?(缴费|计费)?(基数|依据)|(contribution ?)?base"
)
RATE = Field("rate", "费率", "(缴费)?(费率|比例)|征收率|rate")
UNIT_RATE = Field("unit_rate", "单位费率", "单位(缴费)?(费率|比例)|(unit|employer) ?rate")
PERSON_RATE = Field(
    "person_rate", "个人费率", "(个人|职工)(缴费)?(费率|比例)|(person|employee) ?rate"
)
_AMOUNT = "(应缴|缴费|缴纳|应缴费|应征|部分)(费额|金额|额|部分)?"
UNIT_DUE = Field("unit_due", "单位应缴", f"单位{_AMOUNT}|(unit|employer) ?(due|amount|share)")
PERSON_DUE = Field(
    "person_due", "个人应缴", f"(职工)?个人{_AMOUNT}|(person|employee) ?(due|amount|share)"
)
DUE = Field(
    "due", "应缴费额", "(本期)?(应缴|应征)(费额|金额|费金额|额)|缴费(金额|额)|amount( due)?|due"
)
REDUCTION = Field("reduction", "减免费额", "减免(费额|金额|额)|reduction")
PAYABLE = Field(
    "payable", "应补(退)费额", r"(本期)?应补\(?退\)?(费|税)?(额|金额)|应补退(费)?额|payable"
)
KIND = Field("kind", "业务类型", "(业务|缴费|申报)类型|业务类别")
STATE = Field(
    "state", "状态", "(人员)?(缴费|参保|申报|处理|险种|办理)?(状态|结果|情况)|state|status"
)
REASON = Field("reason", "失败原因", "(失败|错误|退回|不通过)?(原因|信息|说明|描述)|reason|message")
ENROLLED_FROM = Field(
    "enrolled_from",
    "参保日期",
    "(本单位)?参保(起始|开始)?(日期|时间|年月|起始|月)|(enrolled|insured) ?from",
)
ENROLLED_TO = Field(
    "enrolled_to",
    "停保日期",
    "(停保|停缴|终止|减员)(日期|时间|年月|月)|缴至(年月)?|(enrolled|insured) ?to",
)

ROSTER_FIELDS = (
    ID, NAME, ID_TYPE, PERSON_NO, UNIT_NO, UNIT_NAME, TAX_ID, INSURANCE, STATE, ENROLLED_FROM,
    ENROLLED_TO, WAGE, GROUP,
)  # fmt: skip
DETAIL_FIELDS = (
    ID, NAME, ID_TYPE, PERSON_NO, UNIT_NO, UNIT_NAME, TAX_ID, INSURANCE, SUBITEM, PERIOD, WAGE,
    BASE, UNIT_RATE, PERSON_RATE, RATE, UNIT_DUE, PERSON_DUE, DUE, REDUCTION, PAYABLE, KIND,
)  # fmt: skip
RESULT_FIELDS = (
    ID, NAME, ID_TYPE, PERSON_NO, UNIT_NO, UNIT_NAME, TAX_ID, INSURANCE, WAGE, STATE, REASON,
)  # fmt: skip


def known(fields: Sequence[Field], title: str) -> Field | None:
    """Return the first of the fields that a head names."""
    return next((field for field in fields if field.is_head(title)), None)
