"""The columns under which accounting software takes vouchers from a table.

Sources, each to be compared with the template of one's own version before importing:
- 用友: the order of fields of the 总账工具's import, as a published note and an open integration
  agree on for the first eight and for the department; those between are inferred.
- 金蝶: the 24 heads of the 云会计 import table, as one open report tool reads them.

Each is a head with the field of an entry that fills it, empty for none.
"""

YONYOU = {
    "制单日期": "day", "凭证类别字": "word", "业务号": "number", "附单据数": "attachments",
    "摘要": "summary", "科目编码": "code", "借方金额": "debit", "贷方金额": "credit", "数量": "",
    "外币金额": "", "汇率": "", "制单人": "", "结算方式编码": "", "票号": "", "票号发生日期": "",
    "部门编码": "department_code",
}  # fmt: skip
KINGDEE = {
    "日期": "day", "凭证字": "word", "凭证号": "number", "附件数": "attachments",
    "分录序号": "line", "摘要": "summary", "科目代码": "code", "科目名称": "account_name",
    "借方金额": "debit", "贷方金额": "credit", "客户": "", "供应商": "", "职员": "", "项目": "",
    "部门": "department_code", "存货": "", "是否限定": "", "自定义辅助核算类别": "",
    "自定义辅助核算编码": "", "数量": "", "单价": "", "原币金额": "", "币别": "currency",
    "汇率": "rate",
}  # fmt: skip
