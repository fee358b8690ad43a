"""``shebao batch`` and ``shebao worker``: many employers, on one machine or on several."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shebao.commands.batch.plan import Plan, batch_id_of, begin, read_plan
from shebao.domain.batch_state import JobState
from shebao.domain.errors import FileRefusedError, NotConfirmedError, ParameterError
from shebao.domain.moments import beijing_day, local_time
from shebao.domain.programs import WITHOUT_CURRENT_FOLDER
from shebao.json_answer import print_json
from shebao.many.live import live_view, next_look
from shebao.many.report import needs_attention, report_path, write_report
from shebao.many.schedule import cron_line, windows_task
from shebao.settings import Settings, read_settings, shared_url
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.table import SheetTable
from shebao.vault import Vault
from shebao.wiring import now, open_any_store, require_url, store_place
from shebao.workbooks import opened

if TYPE_CHECKING:
    from shebao.many.lease import Lease
    from shebao.many.worker import Worker
    from shebao.store import Store
    from shebao.store.many.batches import Batch, Job

DONE, FAILED = 0, 1
REPORT_SECONDS = 10.0
WAITS = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.TO_CONFIRM)


def run_batch(options: argparse.Namespace) -> int:
    """Do what is asked with a list of employers; return 0 when a person need do nothing.

    Raises ShebaoError; nothing was begun then.
    """
    if options.verb == "worker":
        return _join_work(options)
    path = Path(os.path.abspath(options.list))  # noqa: PTH100 - resolve() fails on a loop of links
    settings = _settings(options)
    if options.what == "plan":
        return _tell_plan(_plan(path, settings), options)
    with ExitStack() as closing:
        store = _store(settings, closing)
        if options.what in ("run", "resume"):
            return _run(path, settings, store, options)
        batch = _known(store, path)
        if options.what == "cancel":
            ended = store.batches.cancel(batch.batch_id, now())
            for job in store.batches.jobs(batch.batch_id):
                if job.state is JobState.CANCELLED:
                    store.holds.release(job.employer, batch.batch_id)
            said = f"已取消 {ended} 个尚未开始的单位；正在办理的在当前步骤完成后停止。"
            return _tell(store, batch, options, said)
        if options.what == "report":
            write_report(batch, store.batches.jobs(batch.batch_id), now())
        return _tell(store, batch, options)


def _join_work(options: argparse.Namespace) -> int:
    """Work on whatever is queued until told to stop; return 0.

    Raises ShebaoError.
    """
    settings = _settings(options)
    with ExitStack() as closing:
        store = _store(settings, closing)
        if options.until_done:
            _wait_for_lease(settings, store)
            if _is_idle(store):
                return DONE
        with _worker(settings, store) as worker:
            sys.stderr.write(f"已加入办理：{worker.lease.executor_id}。Ctrl-C 停止。\n")
            with _beginning_anew(settings, options):
                while not (options.until_done and _is_idle(store)):
                    _refuse_lost(worker)
                    worker.rescue()
                    time.sleep(0.5)
    return DONE


def _run(path: Path, settings: Settings, store: "Store", options: argparse.Namespace) -> int:
    plan = _plan(path, settings)
    _confirm(plan, options)
    with _worker(settings, store, plan.limits.at_once) as worker:
        batch = begin(store, plan, now())
        _work(worker, store, batch, options)
    write_report(batch, store.batches.jobs(batch.batch_id), now())
    return _tell(store, batch, options)


def _work(worker: "Worker", store: "Store", batch: "Batch", options: argparse.Namespace) -> None:
    from shebao.many.worker import work_until_done

    due = 0.0

    def jobs() -> list["Job"]:
        return store.batches.jobs(batch.batch_id)

    with live_view(jobs) as show:

        def watch(_counts: dict[JobState, int]) -> None:
            nonlocal due
            show()
            if (began := time.monotonic()) >= due:
                with suppress(FileRefusedError):  # somebody reads it; the last one comes at the end
                    write_report(batch, jobs(), now())
                due = next_look(began, time.monotonic(), REPORT_SECONDS)

        with _beginning_anew(worker.settings, options):
            work_until_done(worker, batch, options.patience, watch)


def _plan(path: Path, settings: Settings) -> Plan:
    with opened(path) as book:
        table = SheetTable(book, EMPLOYERS)
        return read_plan(table, path, Vault(os.environ, settings.home), now())


def _confirm(plan: Plan, options: argparse.Namespace) -> None:
    if not options.yes:
        pays = sum("缴费" in row.stages for row in plan.sound)
        raise NotConfirmedError(
            f"为 {len(plan.sound)} 个单位办理（其中 {pays} 个含缴费），"
            f"{len(plan.faulty)} 个因清单有误不办理"
        )


def _settings(options: argparse.Namespace) -> Settings:
    settings = read_settings(os.environ)
    url = shared_url("--database", options.database) or settings.database_url
    if options.what in ("run", "resume", "worker"):
        require_url(settings)
    return replace(settings, database_url=url)


def _store(settings: Settings, closing: ExitStack) -> "Store":
    from shebao.vault.private_folder import keep_private, make_private

    make_private(settings.home)
    closing.callback(keep_private, settings.home)
    vault = Vault(os.environ, settings.home)
    return closing.enter_context(open_any_store(settings, store_place(settings, vault)))


@contextmanager
def _worker(settings: Settings, store: "Store", at_once: int | None = None) -> Iterator["Worker"]:
    from shebao.many.lease import DesktopLease, SharedLease
    from shebao.many.worker import Worker

    lease: Lease = (
        SharedLease(settings.database_url) if settings.database_url else DesktopLease(settings.home)
    )
    try:
        worker = Worker(settings, os.environ, store, lease)
        with ExitStack() as closing:
            worker.open(closing, at_once)
            yield worker
    finally:
        lease.close()


@contextmanager
def _beginning_anew(settings: Settings, options: argparse.Namespace) -> Iterator[None]:
    """Begin as a new process when the shared database went away, once it is back.

    What this one was doing is done again under another name: others may have taken it over.
    """
    from shebao.many.lease import wait_for_database
    from shebao.many.worker import LeaseLostError
    from shebao.store import StoreError

    try:
        yield
    except (LeaseLostError, StoreError):
        if not (settings.database_url and options.is_program):
            raise
        sys.stderr.write("与共享数据库的连接中断，恢复后自动继续。\n")
        sys.stderr.flush()
        wait_for_database(settings.database_url)
        arguments = [WITHOUT_CURRENT_FOLDER, "-m", "shebao.cli", *sys.argv[1:]]
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own module


def _wait_for_lease(settings: Settings, store: "Store") -> None:
    """Return when this machine's other batch has ended, or has done this one's work as well."""
    from shebao.many.lease import DesktopLease

    said = "本机已有一个批量办理在运行，等它结束后接着办。\n"
    while (
        not settings.database_url and not _is_idle(store) and DesktopLease.is_taken(settings.home)
    ):
        sys.stderr.write(said)
        sys.stderr.flush()
        said = ""
        time.sleep(0.5)


def _is_idle(store: "Store") -> bool:
    return not store.batches.is_busy()


def _refuse_lost(worker: "Worker") -> None:
    from shebao.many.worker import LeaseLostError

    if worker.lease.is_lost:
        raise LeaseLostError


def _known(store: "Store", path: Path) -> "Batch":
    batch = store.batches.find(batch_id_of(path, f"{beijing_day(now()):%Y-%m}"))
    if batch is None:
        raise ParameterError(
            f"单位清单“{path.name}”本月没有办理过。请先执行 shebao batch run {path.name} --yes。",
            log="no such batch",
        )
    return batch


def _tell_plan(plan: Plan, options: argparse.Namespace) -> int:
    """Say what will happen and what is missing; nothing was changed."""
    program = sys.argv[0] if Path(sys.argv[0]).name.startswith("shebao") else "shebao"
    schedule = {
        "cron": cron_line(program, plan.list_path),
        "windows_task": windows_task(program, plan.list_path),
    }
    if options.json:
        rows = [
            {
                "row": row.number,
                "tax_id": row.tax_id,
                "stages": list(row.stages),
                "pays": "缴费" in row.stages,
                "pay_cap_fen": row.pay_cap_fen,
                "book": row.book,
                "fault": row.fault,
            }
            for row in plan.rows
        ]
        answer = {"command": "batch plan", "status": "done", "employers": len(plan.rows)}
        answer |= {"ready": len(plan.sound), "faulty": len(plan.faulty), "rows": rows, **schedule}
        print_json(answer)
    else:
        for row in plan.rows:
            cap = "" if row.pay_cap_fen is None else f"（至多 {row.pay_cap_fen / 100:,.2f} 元）"
            doing = row.fault or "、".join(row.stages) + (cap if "缴费" in row.stages else "")
            print(f"第 {row.number} 行 {row.tax_id} {row.name}：{doing}")  # noqa: T201
        print(  # noqa: T201
            f"共 {len(plan.rows)} 个单位，可办理 {len(plan.sound)} 个，"
            f"有误 {len(plan.faulty)} 个。没有执行，没有改动。\n"
            f"定时执行：\n  Linux、macOS（crontab -e）：{schedule['cron']}\n"
            f"  Windows：{schedule['windows_task']}"
        )
    return FAILED if plan.faulty else DONE


def _tell_holders(store: "Store") -> None:
    """Say who works on which employer now, of any list and at any desk."""
    lists = {batch.batch_id: f"批量办理 {batch.list_path}" for batch in store.batches.all()}
    for hold in store.holds.all():
        whose = lists.get(hold.holder, hold.holder)
        since = local_time(hold.since)
        print(f"{hold.employer} 正由“{whose}”办理（自 {since}）")  # noqa: T201 - a way in


def _tell(store: "Store", batch: "Batch", options: argparse.Namespace, said: str = "") -> int:
    """Say how far the batch is, on the last line; return 1 when somebody has to do something."""
    jobs = store.batches.jobs(batch.batch_id)
    counts = {state: sum(job.state is state for job in jobs) for state in JobState}
    waiting = sum(counts[state] for state in WAITS)
    failed = counts[JobState.FAILED] + counts[JobState.CANCELLED]
    attention = sum(map(needs_attention, jobs))
    report = report_path(batch)
    message = said + (
        f"共 {len(jobs)} 个单位：完成 {counts[JobState.DONE]} 个，失败 {failed} 个，"
        f"等待 {waiting} 个（待确认缴费 {counts[JobState.TO_CONFIRM]} 个）；"
        f"需要处理 {attention} 个。"
    )
    is_over = counts[JobState.DONE] == len(jobs)
    answer: dict[str, Any] = {
        "command": f"batch {options.what}",
        "status": "done" if is_over else "partial",
        "message": message,
        "done": counts[JobState.DONE],
        "failed": failed,
        "waiting": waiting,
        "attention": attention,
        "report": str(report) if report.exists() else "",
    }
    if options.json:
        if options.what == "status":
            answer["held_by"] = {h.employer: h.holder for h in store.holds.all()}
        print_json(answer)
    else:
        print(message)  # noqa: T201 - a way in
        if options.what == "status":
            _tell_holders(store)
        if report.exists():
            print(f"办理结果：{report}")  # noqa: T201 - a way in
    return DONE if is_over or options.what in ("status", "report", "cancel") else FAILED
