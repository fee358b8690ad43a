"""What the words of status columns look like: commands write words and never colours."""

LOOKS = {"good": "#2E7D32", "bad": "#C00000", "warn": "#B26A00", "busy": "#1F4E79"}
# Shown before the word: colours alone are not seen by everybody, nor on paper.
ICONS = {"good": "✔", "bad": "✘", "warn": "▲", "busy": "●"}


def _looks(**words_of: str) -> dict[str, str]:
    """Return the look of each word."""
    return {word: look for look, words in words_of.items() for word in words.split()}


WORDS = {
    "check": _looks(bad="错误", warn="提醒", good="通过"),
    "state": _looks(
        good="申报成功 全部申报成功 缴费成功 已缴款 批扣成功 已完成 验证通过 已退还 已关联 完成",
        bad="销账 批扣失败 申报失败 全部申报失败 缴费失败 有错误 不能办理 验证失败 不予退费 失败",
        busy="批扣锁定 已生成待批扣清册 处理中 待反馈 待申报 申报中 缴费中 作废中 下一步",
        warn="部分申报成功 待关联 锁定 未验证",
    ),
    "result": _looks(
        good="一致 已匹配 以前已匹配",
        bad="不一致 没有找到",
        busy="待办",
        warn="有几笔可能",
    ),
    "match": _looks(good="已写入", warn="账单中没有 工资表中没有", bad="重复 不一致 无法识别"),
    "clamp": _looks(warn="保底 限高"),  # charged otherwise than filed, and no fault
    "kind": _looks(bad="未知人员 重复 无法识别 不一致", warn="工资表中没有"),
}
