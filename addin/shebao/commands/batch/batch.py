"""批量办理 on the sheet 单位清单: begin what it lists, and show how far each employer is."""

import subprocess
import sys
from pathlib import Path

from shebao import templates
from shebao.commands.batch.plan import batch_id_of, begin, read_plan
from shebao.commands.desk.context import Context
from shebao.domain.batch_state import JobState, Stage
from shebao.domain.errors import ParameterError
from shebao.domain.moments import beijing_day
from shebao.domain.outcome import Outcome, Status
from shebao.domain.programs import WITHOUT_CURRENT_FOLDER
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.declared.row import replace

NAME = "单位清单.xlsx"
LOG = "shebao.log"
_WINDOWS_DETACHED = 0x0000_0008 | 0x0000_0200  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP

_started: list["subprocess.Popen[bytes]"] = []  # kept, as nobody waits for them


def new_employer_list(ctx: Context) -> Outcome:
    """Write an empty list beside the present workbook and open it; nothing is overwritten."""
    folder = ctx.book_path.parent if ctx.book_path else Path.home()
    path = templates.new_workbook(folder / NAME, "employers")
    ctx.ui.open_workbook(path)
    return Outcome(
        f"已新建“{path}”。请每行填写一个单位，保存后点击“批量办理”。", files=(str(path),)
    )


def run_batch(ctx: Context) -> Outcome:
    """Begin the listed employers in a process of its own; Excel stays free meanwhile."""
    table = ctx.table(EMPLOYERS)
    path = _saved(ctx)
    plan = read_plan(table, path, ctx.passwords, ctx.now())
    if not plan.sound:
        raise ParameterError(
            f"单位清单的 {len(plan.rows)} 行都不能办理，没有执行。{plan.faulty[0].fault}。"
            "请改正后重试。",
            log="nothing to begin",
        )
    ctx.make_bureau(plan.sound[0].login_name)  # who works on it later could tell nobody
    pays = sum(Stage.PAY in row.stages for row in plan.sound)
    ctx.ui.confirm(
        f"为 {len(plan.sound)} 个单位办理（其中 {pays} 个含缴费），"
        f"{len(plan.faulty)} 个因清单有误不办理"
    )
    begin(ctx.store, plan, ctx.now())
    start_worker(ctx.home)
    shown = show_batch(ctx)
    message = f"已列入办理 {len(plan.sound)} 个单位，可继续使用 Excel；点击“批量进度”查看。"
    return table.report(message + shown.message, shown.status, counts=shown.counts)


def show_batch(ctx: Context) -> Outcome:
    """Write how far each employer is into the list's rows."""
    table = ctx.table(EMPLOYERS)
    path = _saved(ctx)
    jobs = ctx.store.batches.jobs(batch_id_of(path, f"{beijing_day(ctx.now()):%Y-%m}"))
    if not jobs:
        raise ParameterError(
            f"单位清单“{path.name}”本月没有办理过。请先点击“批量办理”。", log="no such batch"
        )
    by_row = {job.row_no: job for job in jobs}
    rows = [
        replace(row, state=str(job.state), stage=job.stage, remark=job.message)
        for row in table.rows()
        if (job := by_row.get(row.at))
    ]
    table.update(rows, ("state", "stage", "remark"))
    counts = {state: sum(job.state is state for job in jobs) for state in JobState}
    said = "，".join(f"{state} {number} 个" for state, number in counts.items() if number)
    message = f"共 {len(jobs)} 个单位：{said}。"
    done, failed = counts[JobState.DONE], counts[JobState.FAILED] + counts[JobState.CANCELLED]
    return table.report(
        message,
        Status.DONE if done == len(jobs) else Status.PARTIAL,
        counts={"done": done, "failed": failed, "waiting": len(jobs) - done - failed},
    )


def _saved(ctx: Context) -> Path:
    if ctx.book_path is None:
        raise ParameterError(
            "单位清单还没有保存过，没有执行：工作簿和工资表按它所在的文件夹查找。请保存后重试。",
            log="list never saved",
        )
    return ctx.book_path


def start_worker(home: Path) -> None:
    """Start a worker that ends when nothing is queued; one that runs already does the work."""
    command = [sys.executable, WITHOUT_CURRENT_FOLDER, "-m", "shebao.cli", "worker", "--until-done"]
    on_windows = sys.platform == "win32"
    with (home / LOG).open("a", encoding="utf-8") as log:
        started = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            creationflags=_WINDOWS_DETACHED if on_windows else 0,
            start_new_session=not on_windows,
        )
    _started.append(started)
