"""``shebao conform URL``: what the author of a gateway runs against it, and what that finds."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from shebao.bureau.transport import Transport
from shebao.conform.catalogue import OPERATIONS
from shebao.conform.line import Line
from shebao.conform.run import AREA, run_checks
from shebao.conform.site import Account, Site
from shebao.conform.verdicts import Mark, Verdict, Verdicts
from shebao.domain.errors import FileRefusedError
from shebao.json_answer import print_json

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


PASSWORD, OTHER_PASSWORD = "SHEBAO_PASSWORD", "SHEBAO_OTHER_PASSWORD"


def run_conform(options: argparse.Namespace) -> int:
    """Check one bureau; return 0 when every promise that was checked is kept, else 1.

    It really files, pays and voids for the test employer. Raises ShebaoError for an address or a
    file that will not do; nothing was sent then.
    """
    Transport(options.url, 1.0).close()  # the same addresses are refused as anywhere else
    told = _start_line(options.start)
    environment = os.environ
    account = Account(
        options.tax_id or told.get("tax_id", ""),
        environment.get(PASSWORD) or told.get("first_password", ""),
        options.registration_no or None,
    )
    with closing(Line(options.url)) as line:
        site = Site(line, account, told.get("sandbox_token", ""), options.patience)
        if options.other_tax_id and environment.get(OTHER_PASSWORD):
            site.known["other"] = Account(options.other_tax_id, environment[OTHER_PASSWORD])
        verdicts = run_checks(site)
        if options.json:
            print_json(as_json(verdicts, site))
        else:
            sys.stdout.write(text(verdicts, line.url) + "\n")
    if not verdicts.count(Mark.BROKEN):
        return 0
    sys.stderr.write(summary(verdicts, options.url) + "\n")
    return 1


def _start_line(path: Path | None) -> Mapping[str, str]:
    """Return what ``shebao sandbox`` said of itself at its start.

    Raises FileRefusedError.
    """
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8").partition("\n")[0])
        return {str(name): str(value) for name, value in told.items()}
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise FileRefusedError(
            path,
            "不是“shebao sandbox”启动时打印的一行",
            "请把该命令的标准输出存为文件后再用 --start 指定。",
        ) from error
