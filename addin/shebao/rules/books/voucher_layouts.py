"""The columns under which accounting software takes vouchers from a table.

Sources, each to be compared with the template of one's own version before importing:
- 用友: the order of fields of the 总账工具's import, as a published note and an open integration
  agree on for the first eight and for the department; those between are inferred.
- 金蝶: the 24 heads of the 云会计 import table, as one open report tool reads them.
"""

from typing import NamedTuple


class VoucherColumn(NamedTuple):
    """One column: its head, and the field of an entry that fills it, empty for none."""

    head: str
    field: str = ""


YONYOU = (
    VoucherColumn("制单日期", "day"),
    VoucherColumn("凭证类别字", "word"),
    VoucherColumn("业务号", "number"),
    VoucherColumn("附单据数", "attachments"),
    VoucherColumn("摘要", "summary"),
    VoucherColumn("科目编码", "code"),
    VoucherColumn("借方金额", "debit"),
    VoucherColumn("贷方金额", "credit"),
    VoucherColumn("数量"),
    VoucherColumn("外币金额"),
    VoucherColumn("汇率"),
    VoucherColumn("制单人"),
    VoucherColumn("结算方式编码"),
    VoucherColumn("票号"),
    VoucherColumn("票号发生日期"),
    VoucherColumn("部门编码", "department_code"),
)
KINGDEE = (
    VoucherColumn("日期", "day"),
    VoucherColumn("凭证字", "word"),
    VoucherColumn("凭证号", "number"),
    VoucherColumn("附件数", "attachments"),
    VoucherColumn("分录序号", "line"),
    VoucherColumn("摘要", "summary"),
    VoucherColumn("科目代码", "code"),
    VoucherColumn("科目名称", "account_name"),
    VoucherColumn("借方金额", "debit"),
    VoucherColumn("贷方金额", "credit"),
    VoucherColumn("客户"),
    VoucherColumn("供应商"),
    VoucherColumn("职员"),
    VoucherColumn("项目"),
    VoucherColumn("部门", "department_code"),
    VoucherColumn("存货"),
    VoucherColumn("是否限定"),
    VoucherColumn("自定义辅助核算类别"),
    VoucherColumn("自定义辅助核算编码"),
    VoucherColumn("数量"),
    VoucherColumn("单价"),
    VoucherColumn("原币金额"),
    VoucherColumn("币别", "currency"),
    VoucherColumn("汇率", "rate"),
)
