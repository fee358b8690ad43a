"""DBOS Transact behind one module: durable stages of employers' rounds, on a queue.

What goes into its tables: ids of batches and employers' log-in names, stages, words for states.
Never a person, an amount, a password or a message.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import astuple, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos._serialization import Serializer
from sqlalchemy import make_url

from shebao.many.task import Step, Task
from shebao.store.roles import engine_schema

MOST_RECOVERIES = 20  # of one stage that kills its worker each time
# Looking costs a few milliseconds of processor each; an employer takes more than a second.
POLL_SECONDS, NOTICES_SECONDS = 0.2, 1.0
NAME = "shebao"
# Who waits is taken up by any release; to be raised when do_employer reads its arguments otherwise.
TASK_FORM = "1"


Walk = Callable[[Task, str], Step]


class _Json(Serializer):
    """Values as JSON: a row that somebody edited in the database is data and never code."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "shebao_json"


def _plain(value: object) -> object:
    if isinstance(value, BaseException):  # its text may quote a person
        return {"error": type(value).__qualname__}
    return list(value) if isinstance(value, tuple | set | frozenset) else str(type(value))


class Engine:
    """One process's engine; ``walk`` does a stage, and is called again after a crash."""

    def __init__(
        self,
        url: str | Path,
        executor_id: str,
        bureau: str,
        walk: Walk,
        at_once: int | None,
        team: str = "",
    ) -> None:
        """``team``: whose schema the queue lies beside, empty where no teams share the database."""
        self.queue = f"filing-{sha256(bureau.encode()).hexdigest()[:12]}"
        self._at_once = at_once
        _be_quiet()
        DBOS(config=_config(url, executor_id, team))
        _be_quiet()
        DBOS.listen_queues([self.queue])
        self._workflow = self._registered(walk)

    def _registered(self, walk: Walk) -> Callable[..., str]:
        @DBOS.step(name="walk_stage")
        def walk_stage(told: list[Any], stage: str) -> list[Any]:
            step = walk(_task(told), stage)
            return [step.go, step.wait_seconds, step.is_asking]

        @DBOS.workflow(name="do_employer", max_recovery_attempts=MOST_RECOVERIES)
        def do_employer(*told: Any) -> str:
            task = _task(list(told))
            for at, stage in enumerate(task.stages):
                go, wait_seconds, is_asking = walk_stage(list(astuple(task)), stage)
                if wait_seconds is not None:
                    rest, wait_no = task.stages[at:], task.wait_no + 1
                    left = replace(task, stages=rest, wait_no=wait_no, is_asking=is_asking)
                    self.put(left, delay_seconds=wait_seconds)
                    return "waits"
                if not go:
                    return "ended"
                task = replace(task, is_asking=False)
            return "done"

        return do_employer

    def launch(self) -> None:
        """Begin to work on what is queued, and on what this executor left undone."""
        DBOS.launch()
        DBOS.register_queue(
            self.queue,
            worker_concurrency=1,
            global_concurrency=self._at_once,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )

    def put(self, task: Task, *, priority: int = 1, delay_seconds: float | None = None) -> None:
        """Queue a task; one that is there already stays as it is."""
        with (
            SetWorkflowID(task.workflow_id),
            SetEnqueueOptions(delay_seconds=delay_seconds, priority=priority),
        ):
            DBOS.enqueue_workflow(self.queue, self._workflow, *astuple(task))

    def executors_at_work(self) -> list[str]:
        """Return whose workflows are not ended."""
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return sorted({each.executor_id or "" for each in pending} - {""})

    def take_over(self, executor_id: str) -> None:
        """Queue again what a dead executor left; the caller knows that it is dead."""
        DBOS._recover_pending_workflows([executor_id])  # noqa: SLF001 - its fail-over is sold apart

    def close(self) -> None:
        """Stop; a stage that runs is waited for."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=30)


def _be_quiet() -> None:
    """Let its log go nowhere: it would quote what a stage raised, on the user's terminal."""
    log = logging.getLogger("dbos")
    log.handlers = [logging.NullHandler()]
    log.propagate = False


def _task(told: list[Any]) -> Task:
    batch_id, employer, run_no, stages, wait_no, is_asking = told
    return Task(batch_id, employer, run_no, tuple(stages), wait_no, is_asking)


def _config(url: str | Path, executor_id: str, team: str) -> DBOSConfig:
    where = f"sqlite:///{url}" if isinstance(url, Path) else url
    if team:  # whichever of its logins comes first, the queue's tables are the team's
        address = make_url(where)
        options = f"{address.query.get('options', '')} -c role={team}".strip()
        address = address.update_query_dict({"options": options})
        where = address.render_as_string(hide_password=False)
    return {
        "dbos_system_schema": engine_schema(team) if team else "dbos",
        "name": NAME,
        "system_database_url": where,
        "executor_id": executor_id,
        "application_version": TASK_FORM,
        "serializer": _Json(),
        "enable_otlp": False,
        "console_log_level": "CRITICAL",
        "log_level": "CRITICAL",
        "max_executor_threads": 8,
        "notification_coalesce_sec": NOTICES_SECONDS,  # of streams and events: there are none
    }
