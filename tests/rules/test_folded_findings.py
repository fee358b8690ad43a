"""A row by insurance says once what is the same of several of its cells."""

from shebao.domain.finding import Finding, Severity
from shebao.rules.folded_findings import folded


def finding(column: str, sentence: str, code: str = "R103") -> Finding:
    return Finding(code, Severity.WARNING, "", column, sentence)


def test_the_same_of_several_cells_is_one_sentence() -> None:
    """Five reminders of a row made it five lines high, and twenty people filled three screens."""
    heads = [f"{code}|险" for code in ("110", "210", "310", "410")]
    same = [finding(head, f"“{head}”已申报 1.00 元，请提交") for head in heads]
    other = finding("510|险", "“510|险”已申报 2.00 元，请提交")

    assert list(folded(same)) == ["提醒：4 列已申报 1.00 元，请提交"]
    assert list(folded([*same[:2], other])) == [
        "提醒：2 列已申报 1.00 元、“510|险”已申报 2.00 元，请提交"
    ]


def test_what_differs_or_names_no_column_stays_apart() -> None:
    """An error must not hide in a reminder, nor one rule's advice in another's."""
    error = Finding("R103", Severity.ERROR, "", "甲", "“甲”是空的，请填写")
    rules = [finding("甲", "“甲”低，请核对", "R105"), finding("乙", "“乙”低，请核对", "R106")]
    plain = [finding("甲", "没有此人", "R002"), finding("甲", "已减员", "R002")]

    assert list(folded([error, *rules, *plain])) == [
        "错误：“甲”是空的，请填写",
        "提醒：“甲”低，请核对",
        "提醒：“乙”低，请核对",
        "提醒：没有此人",
        "提醒：已减员",
    ]
    assert list(folded([])) == []
