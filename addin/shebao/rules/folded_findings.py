"""A row's findings in the fewest words: what is the same of several cells is said once."""

from collections.abc import Iterator, Sequence

from shebao.domain.finding import Finding


def folded(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what is to be said of a row, each behind its severity, in the order of the findings.

    Sentences of one rule that begin with their column and end alike from the comma on are one:
    2 列已申报 1 元、“丙”已申报 2 元，改动未报. The marked cells show which columns they are.
    """
    groups: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for finding in findings:
        sentence, head = finding.sentence, f"“{finding.column}”"
        key, start = (finding.severity, sentence, ""), sentence
        heads = []
        if sentence.startswith(head):
            start, comma, end = sentence.removeprefix(head).partition("，")
            key, heads = (finding.severity, finding.code, comma + end), [head]
        groups.setdefault(key, {}).setdefault(start, []).extend(heads)
    for (severity, _, end), starts in groups.items():
        said = "、".join(_columns(heads) + start for start, heads in starts.items())
        yield f"{severity}：{said}{end}"


def _columns(heads: Sequence[str]) -> str:
    return f"{len(heads)} 列" if len(heads) > 1 else "".join(heads)
