"""``shebao conform URL``: what the author of a gateway runs against it."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from shebao.bureau.transport import Transport
from shebao.conform.line import Line
from shebao.conform.report import as_json, summary, text
from shebao.conform.run import run_checks
from shebao.conform.site import Account, Site
from shebao.conform.verdicts import Mark
from shebao.domain.errors import FileRefusedError
from shebao.json_answer import print_json

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
