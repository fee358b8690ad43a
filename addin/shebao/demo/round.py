"""Walks the whole round with the ribbon's own commands, on a bureau in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shebao.commands.registry import BY_ID
from shebao.domain.errors import FileRefusedError, InputError, ShebaoError
from shebao.domain.outcome import Outcome
from shebao.domain.programs import WITHOUT_CURRENT_FOLDER
from shebao.domain.usable_path import usable_path
from shebao.many.round import untick_faulty
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS
from shebao.sheets.table import SheetTable
from shebao.templates import template_path
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook

if TYPE_CHECKING:
    import xlwings as xw


STOP_SECONDS = 10


@contextmanager
def bureau_process(folder: Path, arguments: Sequence[str]) -> Iterator[dict[str, str]]:
    """Start ``shebao sandbox`` on a free loopback port; yield what it says of itself.

    Raises InputError with the sandbox's own sentence when it does not start.
    """
    command = [sys.executable, WITHOUT_CURRENT_FOLDER, "-m", "shebao.cli", "sandbox", "--port", "0"]
    with (folder / "sandbox.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, "--data", str(folder / "bureau"), *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("{"):
                process.wait(STOP_SECONDS)
                log.seek(0)
                said = log.read().strip().splitlines()
                raise InputError(said[-1] if said else "练习税务系统没有启动。", log="no sandbox")
            yield json.loads(line)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


BOOK, CERTIFICATE, SUMMARY = "社保费.xlsx", "税收完税证明.pdf", "summary.json"
POLL_SECONDS, POLLS = 0.5, 120
LISTED = ("unknown", "duplicate", "unreadable", "absent")
SCOPE = {"提交范围": EVERYTHING}
Step = Callable[..., Outcome]


def run_demo(out: Path, roster: Path | None, payroll: Path | None, employees: int | None) -> int:
    """Walk the round and write workbook, certificate and summary into ``out``; return 0.

    Raises ShebaoError when a step is refused; what was written until then stays in ``out``.
    """
    started = time.monotonic()
    out = prepared(out)
    with tempfile.TemporaryDirectory(prefix="shebao-demo-") as name:
        folder = Path(name)
        roster, payroll = _inputs(out, roster, payroll, employees)
        say(f"① 启动练习税务系统，参保职工来自 {roster.name}")
        with bureau_process(folder, ["--roster", str(roster)]) as bureau:
            environment = {
                "SHEBAO_HOME": str(folder / "home"),
                "SHEBAO_BUREAU_URL": bureau["url"],
                "SHEBAO_PASSWORD": bureau["first_password"],
                "SHEBAO_KEY_FILE": str(folder / "store.key"),
            }
            with walking(out, environment, "演示走完一轮") as (book, step):
                summary = _steps(book, step, payroll, bureau["tax_id"])
    return ended(out, summary, started, f"{BOOK}、{CERTIFICATE}、{SUMMARY}")


def ended(out: Path, summary: dict[str, Any], started: float, files: str) -> int:
    """Write the summary beside the files, say where all lies, and return 0."""
    summary["seconds"] = round(time.monotonic() - started, 2)
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (out / SUMMARY).write_text(text + "\n", encoding="utf-8")
    say(f"完成，用时 {summary['seconds']} 秒。结果在 {out}：{files}")
    return 0


def prepared(out: Path) -> Path:
    """Return the folder with a fresh workbook in it; raise FileRefusedError."""
    out = usable_path(Path(os.path.abspath(out)))  # noqa: PTH100 - resolve() fails on some names
    if (out / BOOK).exists() and not (out / SUMMARY).exists():
        raise FileRefusedError(out / BOOK, "已存在，不是演示留下的", "请换一个 --out。")
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / CERTIFICATE).unlink(missing_ok=True)
        (out / BOOK).write_bytes(template_path("shebao").read_bytes())
        (out / SUMMARY).unlink(missing_ok=True)
    except OSError as error:
        raise FileRefusedError(out, "不能作为输出文件夹（无法写入）", "请换一个 --out。") from error
    return out


def _inputs(
    out: Path, roster: Path | None, payroll: Path | None, employees: int | None
) -> tuple[Path, Path]:
    """Return the user's pair of files, or a made-up pair where one was not given."""
    if roster is not None and payroll is not None:
        for path in (roster, payroll):
            if not path.is_file():
                raise FileRefusedError(path, "不存在", "请检查路径和文件名。")
        return roster, payroll
    if roster is not None or payroll is not None:
        raise ShebaoError("参保职工列表（--roster）和工资表（--payroll）请同时给出。没有执行。")
    from shebao.demo.samples import write_pair

    return write_pair(out, people=employees or 60, seed=2026)


@contextmanager
def walking(
    out: Path, environment: Mapping[str, str], end: str
) -> Iterator[tuple["xw.Book", Step]]:
    """Yield the workbook and what runs a command on it; it is saved at the ``end``."""
    path, ui = out / BOOK, TerminalUi(agrees=True)
    with opened(path) as book:

        def step(command_id: str, **parameters: str) -> Outcome:
            command = BY_ID[command_id]
            named = set_parameters(command, book, parameters)
            outcome = run_command(command, book, path, ui, environment, named)
            say(f"   {command.label}：{outcome.message}")
            return outcome

        yield book, step
        SheetTable(book, HOME).activate()
        save_workbook(book, path, end)


def _steps(book: "xw.Book", step: Step, payroll: Path, tax_id: str) -> dict[str, Any]:
    say("② 登录并下载参保职工")
    login = step("login", 纳税人识别号=tax_id)
    roster = step("update_roster")
    say("③ 填写并校验缴费工资")
    step("new_wage_sheet")
    fill = step("fill_from_payroll", 工资表文件=str(payroll.absolute()))
    step("check_wages")
    untick_faulty(book)
    say("④ 申报缴费工资")
    submitted = step("submit_wages", 提交范围="已勾选")
    result = _until_answered(lambda: step("fetch_wage_result"))
    say("⑤ 确认社保费")
    bills = step("update_bills")
    step("show_bill_lines", **SCOPE)
    step("submit_bills", **SCOPE)
    _until_answered(lambda: step("fetch_filing_result"))
    say("⑥ 缴费")
    step("update_debts")
    step("pay_by_agreement", **SCOPE)
    paid = _until_answered(lambda: step("fetch_payment_result"))
    say("⑦ 开具完税证明")
    step("query_arrivals")
    issued = step("issue_certificate", **SCOPE, 证明文件=CERTIFICATE)
    return {
        "region": login.facts["region"],
        "period": login.facts["period"],
        "rule_version": login.facts["rule_version"],
        "employees": roster.counts["employees"],
        "filled": fill.counts["filled"],
        "submitted": submitted.counts["submitted"],
        "accepted": result.counts["accepted"],
        "refused": result.counts["refused"],
        "bills": bills.counts["bills"],
        "bill_total_fen": bills.counts["bill_total_fen"],
        "paid_fen": paid.counts["paid_fen"],
        "certificate": issued.facts["certificate_no"],
        "payroll": _doubts(book),
    }


def _until_answered(ask: Callable[[], Outcome]) -> Outcome:
    """Ask until nothing is pending, with a pause, a bounded number of times."""
    outcome = ask()
    for _ in range(POLLS):
        if not outcome.counts["pending"]:
            break
        time.sleep(POLL_SECONDS)
        outcome = ask()
    return outcome


def _doubts(book: "xw.Book") -> dict[str, list[str]]:
    """Return the id numbers of each kind of doubt from the sheet that lists them."""
    from shebao.commands.wages.payroll import KINDS

    words = {word: str(kind) for kind, word in KINDS.items()}
    found: dict[str, list[str]] = {kind: [] for kind in LISTED}
    for row in SheetTable(book, PAYROLL_DOUBTS).rows():
        ids = found.setdefault(words[row.kind], [])
        if row.id_number not in ids:
            ids.append(row.id_number)
    return found


def say(sentence: str) -> None:
    """Print one line at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
