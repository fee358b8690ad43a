"""Sentences of the code as a clerk reads them in the manual."""

import re

# What stands where a sentence fills something in; everything else is “…”.
_FILLED = {
    "title": "表名",
    "sheet": "表名",
    "at": "行号",
    "number": "编号",
    "numbers": "编号",
    "label": "参数名",
    "field": "列名",
    "header": "列名",
    "headers": "列名",
    "given": "所填内容",
    "text": "所填内容",
    "value": "所填内容",
    "path": "文件",
    "folder": "文件夹",
    "period": "所属期",
    "month": "月份",
    "first": "起",
    "last": "止",
    "names": "姓名",
    "rows": "行数",
    "count": "个数",
    "total": "金额",
    "amount": "金额",
    "amount_fen": "金额",
    "tax_id": "纳税人识别号",
    "unit_no": "单位编号",
    "insurance": "险种",
    "region": "地区",
    "region_name": "地区",
    "home": "数据文件夹",
    "command": "按钮",
    "user_name": "用户名",
    "id_number": "证件号码",
    "yuan": "金额",
}


def readable(words: str) -> str:
    """The words with ⟨表名⟩ for a name of the code, fit for a cell of a Markdown table."""
    words = re.sub(r"⟨(\w+|…)⟩", lambda match: f"⟨{_FILLED.get(match[1], '…')}⟩", words)
    words = re.sub(r"(⟨…⟩)+", "⟨…⟩", words)
    return words.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*").replace("`", "'")
