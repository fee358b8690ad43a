"""One terminal command in a process of its own, with what goes wrong on its machine meanwhile.

The process is forked from one that has imported everything (multiprocessing's fork server), which
costs a hundredth of a fresh Python; kill -9, file limits and clocks are as real as in that one.
"""

import json
import multiprocessing
import os
import pkgutil
import resource
import shutil
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import workbook_file
from shebao.commands.registry import COMMANDS
from tests.commands.killed import when
from tests.desk import Desk
from tests.patience import PATIENCE_SECONDS

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    [
        "pytest",  # which each process would import again for its main module
        "tests.campaigns.child",
        "shebao.runner",
        "shebao.wiring",
        "shebao.workbooks",
        "shebao.store.opening",
        "shebao.bureau.client",
        "shebao.ledger.send",
        "shebao.rule_cache",
        "shebao.vault",
        "pandas",
        "shebao.store.backup",
        "shebao.vault.private_folder",
        "shebao.terminal_ui",
        "shebao.commands.desk.passwords",
        "encodings.idna",
        "xlwings",
        "cryptography.hazmat.primitives.asymmetric.ed25519",
        "shebao.sandbox.app",
        *(
            module.name
            for module in pkgutil.walk_packages(workbook_file.__path__, "workbook_file.")
        ),
        *sorted({f"shebao.commands.{command.module}" for command in COMMANDS}),
    ]
)


@dataclass(frozen=True)
class Plan:
    """What happens while the command runs; nothing by default."""

    dies_at: str = ""  # a step, as tests/commands/killed.py reads it
    copies_at: str = ""  # where the power fails: the data folder is copied to ``copy_to`` there
    copy_to: str = ""
    full_at: str = ""  # from there on no file takes a byte: the disk is full
    clock_off: tuple[int, ...] = ()  # seconds, one a look at the clock; the last one stays
    forgets: bool = False  # a control: the ledger knows nothing and every key is a fresh one
    denies: bool = False  # a control: whatever fails is told as not recorded
    part_bytes: int = 0  # of a body that goes in parts, however short


NOTHING = Plan()


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it told: nothing when it was killed."""

    status: int
    answer: dict[str, Any] = field(default_factory=dict)
    errors: str = ""

    @property
    def message(self) -> str:
        return str(self.answer.get("message", ""))


class Running:
    """A command that runs; ``said`` waits for its end."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], plan: Plan):
        self._pipes = [FORKING.Pipe(duplex=False) for _ in range(2)]
        told = [writer for _, writer in self._pipes]
        self.process: ForkServerProcess = FORKING.Process(
            target=_run, args=(list(arguments), dict(environment), plan, *told)
        )
        self.process.start()
        for writer in told:
            writer.close()

    def said(self) -> Said:
        out, errors = (_everything(reader) for reader, _ in self._pipes)
        self.process.join(PATIENCE_SECONDS)
        status = self.process.exitcode
        assert status is not None, "it hangs"
        self.process.close()
        return Said(status, json.loads(out) if out else {}, errors)


def start(
    desk: Desk,
    command: str,
    parameters: Mapping[str, str],
    plan: Plan = NOTHING,
    book: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Running:
    """Start a command at this desk, or on another workbook and with another environment."""
    arguments = ["run", command, "--yes", "--json", "--book", str(book or desk.book)]
    for name, value in parameters.items():
        arguments += ["--set", f"{name}={value}"]
    return Running(arguments, {**os.environ, **(environment or {})}, plan)


def _everything(reader: Connection) -> str:
    with os.fdopen(os.dup(reader.fileno()), "rb") as stream:
        reader.close()
        return stream.read().decode()


def _run(
    arguments: list[str],
    environment: dict[str, str],
    plan: Plan,
    out: Connection,
    errors: Connection,
) -> None:
    from shebao import cli

    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    _prepare(plan)
    status = cli.main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _prepare(plan: Plan) -> None:
    if plan.clock_off:
        _turn_the_clock(list(plan.clock_off))
    if plan.forgets:
        _forget()
    if plan.denies:
        _deny()
    if plan.part_bytes:
        _cut_small(plan.part_bytes)
    if plan.dies_at:
        when(plan.dies_at)
    elif plan.full_at:
        when(plan.full_at, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    elif plan.copies_at:
        home, unsynced = Path(os.environ["SHEBAO_HOME"]), shutil.ignore_patterns("*-shm")
        when(plan.copies_at, lambda: shutil.copytree(home, plan.copy_to, ignore=unsynced))


def _turn_the_clock(off: list[int]) -> None:
    from shebao import wiring

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=off.pop(0) if len(off) > 1 else off[0])

    wiring.now = now


def _forget() -> None:
    from shebao.ledger import Ledger, ledger

    Ledger.unsettled = lambda *_: []  # type: ignore[method-assign]
    Ledger.list = lambda *_: []  # type: ignore[method-assign]
    vars(ledger).update(_key=lambda kind, *_: f"{kind.value}-{uuid.uuid4().hex}", UNSETTLED=())


def _cut_small(part_bytes: int) -> None:
    from shebao.bureau import client

    vars(client).update(PART_BYTES=part_bytes, WHOLE_BYTES=0)


def _deny() -> None:
    from shebao.domain import errors

    denial = "本次操作没有被记录，税务系统没有任何变化。"
    vars(errors).update(fate_in_words=lambda *_: denial)
