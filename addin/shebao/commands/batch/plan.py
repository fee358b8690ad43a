"""What a list of employers asks for, and what is missing for it; nothing is changed by looking."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from shebao.commands.batch.employer_list import (
    EmployerRow,
    Limits,
    read_employers,
    read_limits,
    with_fault,
)
from shebao.domain.batch_state import ENDED, JobState, Stage
from shebao.domain.errors import FileRefusedError
from shebao.domain.moments import beijing_day
from shebao.domain.usable_path import usable_path
from shebao.sheets.declared.employer_list_sheet import EmployerListRow
from shebao.sheets.table import SheetTable

if TYPE_CHECKING:
    from shebao.store import Store
    from shebao.store.many.batches import Batch, Job

UNDER_WAY = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING)
BOOKS = "单位工作簿"  # the folder of workbooks that the list names none for
_DIGITS = 31  # of each half of a digest
# What may change without beginning an employer anew.
_BESIDE = ("number", "name", "pay_cap_fen", "credential", "fault")


class Secrets(Protocol):
    """Where passwords are looked for."""

    def credential(self, name: str) -> str | None:
        """Return the secret of a credential."""

    def password(self, name: str) -> str | None:
        """Return the password kept for a login."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A list as it was read: every employer with absolute paths, or with its fault."""

    batch_id: str
    list_path: Path
    month: str
    rows: tuple[EmployerRow, ...]
    limits: Limits

    @property
    def faulty(self) -> list[EmployerRow]:
        """The rows that cannot be done."""
        return [row for row in self.rows if row.fault]

    @property
    def sound(self) -> list[EmployerRow]:
        """The rows that can be done."""
        return [row for row in self.rows if not row.fault]


def read_plan(
    table: SheetTable[EmployerListRow], list_path: Path, secrets: Secrets, now: datetime
) -> Plan:
    """Return what the list asks for.

    Raises SheetError for an empty list, ParameterError for a limit that cannot be read.
    """
    rows = table.rows()
    limits = read_limits(table.parameters())
    if not rows:
        raise table.error("没有单位", "请每行填写一个单位的纳税人识别号等内容，保存后重试。")
    month = f"{beijing_day(now):%Y-%m}"
    placed = [_placed(row, list_path.parent) for row in read_employers(rows)]
    return Plan(
        batch_id_of(list_path, month),
        list_path,
        month,
        tuple(_looked_at(row, secrets) for row in _books_apart(placed)),
        limits,
    )


def batch_id_of(list_path: Path, month: str) -> str:
    """Return the batch of a list in a month: the same plan twice is one batch."""
    return sha256(f"{list_path}\n{month}".encode()).hexdigest()[:32]


def limits_of(batch: "Batch") -> Limits:
    """Return the limits under which a batch was begun."""
    told = json.loads(batch.limits)
    opens, closes = (
        time.fromisoformat(told[name]) if told[name] else None for name in ("opens", "closes")
    )
    return Limits(opens, closes, told["at_once"], told["rate"])


def begin(store: "Store", plan: Plan, now: datetime) -> "Batch":
    """Keep what the plan asks for; what is done stays done, the rest goes on where it stopped.

    Who left the list, or has a fault there now, is let go; a worker that has one lets go of it.

    Raises StoreError; nothing was begun.
    """
    from shebao.store.many.batches import Batch

    limits = json.dumps(asdict(plan.limits), default=str)
    batch = Batch(
        plan.batch_id, str(plan.list_path), plan.month, limits, is_cancelled=False, started_at=now
    )
    batches = store.batches
    batches.begin(batch)
    known = {job.employer: job for job in batches.ever(plan.batch_id)}
    jobs = {name: _job(plan, name, row, known.get(name), now) for name, row in _named(plan)}
    left = [job for job in known.values() if job.row_no and job.employer not in jobs]
    gone = [_left_the_list(job, now) for job in left]
    anew = [job for job in jobs.values() if not _goes_on(job, known)]
    goes_on = [job for job in jobs.values() if _goes_on(job, known)]
    for job in batches.put([*anew, *gone], again=goes_on):
        if job.state in ENDED:
            store.holds.release(job.employer, job.batch_id)
    return batch


def _goes_on(job: "Job", known: Mapping[str, "Job"]) -> bool:
    """Whether it is the same run as before, and not one that is begun now."""
    return job.employer in known and known[job.employer].run_no == job.run_no


def _left_the_list(job: "Job", now: datetime) -> "Job":
    """Return the job with no row and, unless it is done, a run that nobody works on.

    It is kept: its run's number must not come again.
    """
    if job.state is JobState.DONE:
        return replace(job, row_no=0)
    return replace(
        job,
        row_no=0,
        run_no=job.run_no + 1,
        state=JobState.CANCELLED,
        message="单位清单中不再有这个单位（已删除，或重复出现），没有继续。",
        changed_at=now,
    )


def _named(plan: Plan) -> Iterator[tuple[str, EmployerRow]]:
    """Yield each row under who logs in, or with the row's number where that is not plain."""
    times = Counter(row.login_name for row in plan.rows)
    for row in plan.rows:
        name = row.login_name.secret_name
        is_plain = row.tax_id and times[row.login_name] == 1
        yield (name if is_plain else f"{name[:100]}#{row.number}"), row


def row_of(job: "Job") -> EmployerRow:
    """Return the row that a job was made from."""
    told = json.loads(job.plan)
    stages = tuple(Stage(stage) for stage in told.pop("stages"))
    return EmployerRow(**told, stages=stages)


def stages_left(job: "Job") -> tuple[Stage, ...]:
    """Return the stages that are still to be done, the present one first."""
    stages = row_of(job).stages
    return stages[stages.index(Stage(job.stage)) :] if job.stage in stages else stages


def _job(plan: Plan, employer: str, row: EmployerRow, before: "Job | None", now: datetime) -> "Job":
    """Return the job as it is to be kept; with the same run number where that run goes on."""
    from shebao.store.many.batches import Job

    digest = _digest(row, before.plan_digest if before is not None else "")
    same = before if before is not None and _is_same(before.plan_digest, digest) else None
    # Done, in the queue as it is, or in a worker's hands.
    if same is not None and not row.fault and same.state in (JobState.DONE, *UNDER_WAY):
        return replace(same, plan=_text(row), plan_digest=digest, row_no=row.number)
    return Job(
        batch_id=plan.batch_id,
        employer=employer,
        row_no=row.number,
        plan=_text(row),
        plan_digest=digest,
        run_no=before.run_no + 1 if before else 1,
        state=JobState.FAILED if row.fault else JobState.QUEUED,
        stage=same.stage if same else "",
        counts=same.counts if same else _of_month(before),
        message=f"{row.fault}。没有办理；改正后重新执行。" if row.fault else "",
        worker="",
        starts=0,
        changed_at=now,
    )


def _of_month(before: "Job | None") -> dict[str, int]:
    """Return what counts for the month whatever changed in the row: the cap bounds its sum."""
    counts = before.counts if before is not None else {}
    return {name: counts[name] for name in ("paid_fen", "paid_before_fen") if name in counts}


def _text(row: EmployerRow) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)


def _digest(row: EmployerRow, before: str) -> str:
    """Return what is asked for, shortened: the row, and behind a point what its payroll holds.

    Corrected in place, a payroll is another one: called done, the wages of before stayed filed. One
    that cannot be read now, or whose row is at fault, is taken for what it was ``before``.
    """
    told = {name: value for name, value in asdict(row).items() if name not in _BESIDE}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    held = before.partition(".")[2]
    if not row.fault and row.payroll:
        with suppress(OSError), Path(row.payroll).open("rb") as file:
            held = file_digest(file, "sha256").hexdigest()[:_DIGITS]
    return f"{sha256(text.encode()).hexdigest()[:_DIGITS]}.{held}"


def _is_same(before: str, digest: str) -> bool:
    """Whether the same is asked for; 0.2.0 and older kept all digits of the row, and no payroll."""
    (asked, _, held), (wanted, _, holds) = before.partition("."), digest.partition(".")
    return asked[:_DIGITS] == wanted and held in ("", holds)


def _placed(row: EmployerRow, folder: Path) -> EmployerRow:
    """Return the row with absolute paths; a workbook that is not named gets one."""
    name = row.login_name.secret_name.replace("/", "_").replace("@", "_")
    book = row.book or f"{BOOKS}/{name}.xlsx"
    payroll = _resolved(folder / row.payroll) if row.payroll else ""
    return replace(row, book=_resolved(folder / book), payroll=payroll)


def _resolved(path: Path) -> str:
    """Return a path without links; one that no system takes stays as it is, to be told later."""
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL
        return str(path)


def _books_apart(rows: list[EmployerRow]) -> list[EmployerRow]:
    """Let no two employers write into one workbook."""
    writers: dict[str, list[EmployerRow]] = {}
    for row in rows:
        writers.setdefault(row.book, []).append(row)
    apart = []
    for row in rows:
        others = [one for one in writers[row.book] if one.login_name != row.login_name]
        places = "、".join(str(one.number) for one in others)
        apart.append(with_fault(row, f"“工作簿”与第 {places} 行相同" if places else ""))
    return apart


def _looked_at(row: EmployerRow, secrets: Secrets) -> EmployerRow:
    """Return the row, with a fault where a file or the password of a known unit is missing."""
    is_known = not row.fault
    row = with_fault(row, _file_fault(row))
    return with_fault(row, _secret_fault(row, secrets)) if is_known else row


def _file_fault(row: EmployerRow) -> str:
    for title, given in (("工资表", row.payroll), ("工作簿", row.book)):
        try:
            usable_path(Path(given))
        except FileRefusedError as error:
            return f"“{title}”不能使用：{error.message}"
    if row.payroll and not Path(row.payroll).is_file():
        return f"工资表“{row.payroll}”不存在"
    if Path(row.book).suffix.lower() not in (".xlsx", ".xlsm"):
        return f"工作簿“{Path(row.book).name}”不是 .xlsx 文件"
    if Stage.WAGES in row.stages and not row.payroll and not Path(row.book).is_file():
        return "要申报工资，但没有“工资表”，也没有已填好工资的“工作簿”"
    return ""


def _secret_fault(row: EmployerRow, secrets: Secrets) -> str:
    if row.credential:
        if secrets.credential(row.credential) is None:
            return f"凭据“{row.credential}”不存在，请执行 shebao vault set {row.credential}"
    elif secrets.password(row.login_name.secret_name) is None:
        return "没有填写“凭据”，本机也没有保存该单位的密码"
    return ""
