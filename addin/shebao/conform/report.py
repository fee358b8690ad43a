"""What a run found, for people and for programs."""

from typing import Any

from shebao.conform.catalogue import OPERATIONS
from shebao.conform.run import AREA
from shebao.conform.site import Site
from shebao.conform.verdicts import Mark, Verdict, Verdicts

WORDS = {Mark.KEPT: "符合", Mark.BROKEN: "不符", Mark.OPEN: "未检查"}


def summary(verdicts: Verdicts, url: str) -> str:
    """Say in one sentence what came of it."""
    kept, broken, left = (verdicts.count(mark) for mark in (Mark.KEPT, Mark.BROKEN, Mark.OPEN))
    verdict = "不符合接口约定" if broken else "检查过的各项都符合接口约定"
    return f"{url} {verdict}：符合 {kept} 项，不符 {broken} 项，未检查 {left} 项。"


def text(verdicts: Verdicts, url: str) -> str:
    """Return the report: by area, what is kept in one line each, the rest with its reason."""
    lines: list[str] = []
    for area in dict.fromkeys(verdict.area for verdict in verdicts.given):
        of_area = [verdict for verdict in verdicts.given if verdict.area == area]
        lines.append(f"{area}")
        kept = [verdict for verdict in of_area if verdict.mark is Mark.KEPT]
        if area == AREA:
            lines.append(f"  符合  {len(kept)} 个接口各有成功的答复")
            of_area = [verdict for verdict in of_area if verdict.mark is not Mark.KEPT]
        lines += [_line(verdict) for verdict in of_area]
    return "\n".join([*lines, summary(verdicts, url)])


def as_json(verdicts: Verdicts, site: Site) -> dict[str, Any]:
    """Return the one object of ``--json``."""
    return {
        "command": "conform",
        "status": "failed" if verdicts.count(Mark.BROKEN) else "done",
        "message": summary(verdicts, site.line.url),
        "counts": {mark.value: verdicts.count(mark) for mark in Mark},
        "files": [],
        "checks": [
            {"area": v.area, "title": v.title, "state": v.mark.value, "reason": v.reason}
            for v in verdicts.given
        ],
        "operations": {
            name: {"succeeded": site.succeeded[name], "refused": site.refused[name]}
            for name in OPERATIONS
        },
    }


def _line(verdict: Verdict) -> str:
    reason = f"：{verdict.reason}" if verdict.reason else ""
    return f"  {WORDS[verdict.mark]}  {verdict.title}{reason}"
