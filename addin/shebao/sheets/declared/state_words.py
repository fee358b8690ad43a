"""What the words of status columns look like: commands write words and never colours."""

LOOKS = {"good": "#2E7D32", "bad": "#C00000", "warn": "#B26A00", "busy": "#1F4E79"}
# Shown before the word: colours alone are not seen by everybody, nor on paper.
ICONS = {"good": "✔", "bad": "✘", "warn": "▲", "busy": "●"}

WORDS: dict[str, dict[str, str]] = {
    "check": {"错误": "bad", "提醒": "warn", "通过": "good"},
    "state": {
        "申报成功": "good",
        "全部申报成功": "good",
        "缴费成功": "good",
        "已缴款": "good",
        "销账": "bad",
        "批扣成功": "good",
        "批扣失败": "bad",
        "批扣锁定": "busy",
        "已生成待批扣清册": "busy",
        "申报失败": "bad",
        "全部申报失败": "bad",
        "部分申报成功": "warn",
        "缴费失败": "bad",
        "处理中": "busy",
        "待反馈": "busy",
        "待申报": "busy",
        "申报中": "busy",
        "缴费中": "busy",
        "作废中": "busy",
        "已完成": "good",
        "下一步": "busy",
        "有错误": "bad",
        "不能办理": "bad",
        "验证通过": "good",
        "验证失败": "bad",
        "已退还": "good",
        "不予退费": "bad",
        "已关联": "good",
        "待关联": "warn",
        "锁定": "warn",
        "未验证": "warn",
        "完成": "good",
        "失败": "bad",
    },
    "result": {
        "一致": "good",
        "不一致": "bad",
        "待办": "busy",
        "已匹配": "good",
        "以前已匹配": "good",
        "有几笔可能": "warn",
        "没有找到": "bad",
    },
    "match": {
        "已写入": "good",
        "账单中没有": "warn",
        "重复": "bad",
        "不一致": "bad",
        "无法识别": "bad",
        "工资表中没有": "warn",
    },
    "clamp": {"保底": "warn", "限高": "warn"},  # charged otherwise than filed, and no fault
    "kind": {
        "未知人员": "bad",
        "重复": "bad",
        "无法识别": "bad",
        "不一致": "bad",
        "工资表中没有": "warn",
    },
}
