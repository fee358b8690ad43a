"""One trial: a seed draws a submission and what disturbs it; the bureau's record is the judge."""

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from shebao.contract.submission_table import SubmissionKind
from shebao.failures import LOG_FILE
from shebao.ledger import UNSETTLED, State
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.database import reading
from shebao.sandbox.tables import submissions
from shebao.store import open_store
from shebao.store.ledger_values import EntryRow, EventRow
from tests.campaigns.child import Plan, Running, Said
from tests.commands.submitting import CLICKS, Click
from tests.desk import Desk
from tests.gateway import Gateway
from tests.stages import Copy

DENIALS = ("没有任何变化", "没有被记录", "没有记录")
THIS_STEP, NAMES_A_RECEIPT = "这一步没有被记录", "税务系统已经受理（流水号"
CLAIMS = ("税务已受理", "已发起缴费 ", "已提交 ")
CLICKS_AT_MOST = 5
KINDS_A_DESK, SEEDS_A_DESK = 3, 25
FIRST_DESK = (SubmissionKind.WAGE_FILING, SubmissionKind.PREMIUM_FILING, SubmissionKind.PAYMENT)
HOME, OTHER_HOME = "home", "another-home"
KEYS = {HOME: "store.key", OTHER_HOME: "another.key"}


@dataclass(frozen=True)
class Broken:
    """What a control breaks, so that its trials must fail."""

    ignores_keys: bool = False  # the bureau takes every request for a new one
    loses: bool = False  # the bureau forgets what it received once the client is content
    forgets: bool = False
    denies: bool = False


SOUND, NOTHING = Broken(), Plan()


@dataclass
class Trial:
    """A desk at the moment before a click, and all that was clicked and said since."""

    desk: Desk
    between: Gateway
    chance: random.Random
    kind: SubmissionKind
    click: Click
    broken: Broken
    said: list[Said] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    has_two_desks: bool = False
    closing: ExitStack = field(default_factory=ExitStack)  # what the disturbance started

    def __post_init__(self) -> None:
        self.before = self.received()
        self._database = self.desk.folder / "bureau" / "bureau.sqlite3"
        self.bureau.engine.dispose()
        self._at_first = self._database.read_bytes()

    @property
    def other_book(self) -> Path:
        """The workbook of the second desk."""
        return self.desk.folder / "另一台.xlsx"

    @property
    def bureau(self) -> Bureau:
        bureau: Bureau = self.desk.bureau.app.state.bureau
        return bureau

    def received(self) -> int:
        """Return how many submissions of this kind left their mark at the bureau."""
        return self.desk.bureau.received()[self.kind.value]

    def start(self, plan: Plan = NOTHING, home: str = HOME, **settings: str) -> Running:
        """Click, in a process of its own, at the gateway."""
        command, parameters = self.click
        book = self.desk.book if home == HOME else self.other_book
        arguments = ["run", command, "--yes", "--json", "--book", str(book)]
        arguments += [part for pair in parameters.items() for part in ("--set", "=".join(pair))]
        environment = {
            **os.environ,
            "SHEBAO_BUREAU_URL": self.between.url,
            "SHEBAO_HOME": str(self.desk.folder / home),
            "SHEBAO_KEY_FILE": str(self.desk.folder / KEYS[home]),
            **settings,
        }
        broken = replace(plan, forgets=self.broken.forgets, denies=self.broken.denies)
        return Running(arguments, environment, broken)

    def clicked(self, plan: Plan = NOTHING, **settings: str) -> Said:
        """Click, and judge what was said at once."""
        held = self.received()
        said = self.start(plan, **settings).said()
        self.hear(said, held)
        return said

    def hear(self, said: Said, held: int) -> None:
        """Note what one click told; ``held`` is what the bureau held before it."""
        self.said.append(said)
        holds = self.received()
        claims = any(words in said.message for words in CLAIMS)
        if claims and holds == self.before:
            self.faults.append(f"false: claims what is not held: {said.message}")
        heard = said.message
        if NAMES_A_RECEIPT in heard:  # then this step alone was not recorded, which is true
            heard = heard.replace(THIS_STEP, "")
        denies = any(words in heard for words in DENIALS)
        was_here = holds > held if self.has_two_desks else holds > self.before
        if denies and was_here and not (self.has_two_desks and said.status != 0):
            self.faults.append(f"false: denies what is held: {said.message}")
        if said.answer.get("code") == "BUG" or "Traceback" in said.errors:
            logs = [(self.desk.folder / h / LOG_FILE) for h in (HOME, OTHER_HOME)]
            told = [log.read_text()[-2_000:] for log in logs if log.exists()]
            self.faults.append(f"crash: {said.errors[-600:]}{''.join(told)}")

    def is_settled(self) -> bool:
        """Whether the bureau holds it and the clerk's ledger knows."""
        mine = [last for entry, last in self.entries() if entry.kind == self.kind.value]
        return self.received() > self.before and not any(
            State(last.state) in UNSETTLED for last in mine
        )

    def entries(self, home: str = "home") -> list[tuple[EntryRow, EventRow]]:
        """Return a desk's submissions with their last events; nothing when it has no ledger."""
        path = self.desk.folder / home / "shebao.db"
        if not path.exists():
            return []
        key = (self.desk.folder / KEYS[home]).read_text().strip()
        with open_store(path, bytes.fromhex(key)) as store:
            return store.ledger_rows.find()

    def settle(self) -> None:
        """Do what the messages say: the same click again, until it is settled."""
        for _ in range(CLICKS_AT_MOST):
            if self.is_settled() and not (self.said and self.said[-1].status):
                break
            self.clicked()
            if self.is_settled():
                break
        if self.broken.loses:
            self.bureau.engine.dispose()
            self._database.write_bytes(self._at_first)

    def judge(self) -> list[str]:
        """Return what went wrong, held against the bureau's own record."""
        count = self.received() - self.before
        if count < 1:
            self.faults.append(f"lost: {[said.message for said in self.said]}")
        if count > 1:
            self.faults.append(f"doubled: {count} are held")
        held = self.receipts()
        for home in (HOME, OTHER_HOME):
            for entry, last in self.entries(home):
                if entry.kind == self.kind.value:
                    self._hold_against(entry, last, held)
        numbers = {receipt for receipt in held.values() if receipt}
        for said in self.said:
            told = {v for k, v in said.answer.items() if k.endswith("_no") and v}
            if said.status == 0 and not told <= numbers:
                self.faults.append(f"false: {told - numbers} is no receipt of the bureau")
        return self.faults

    def _hold_against(
        self, entry: EntryRow, last: EventRow, held: Mapping[str, str | None]
    ) -> None:
        state, number = State(last.state), held.get(entry.key)
        if state is State.RECORDED and last.receipt_no not in held.values():
            self.faults.append(f"lost: the ledger has {last.receipt_no}, the bureau has not")
        if state in (State.REFUSED, State.CLOSED) and number and not self.has_two_desks:
            self.faults.append(f"false: the ledger says {state.value}, the bureau has {number}")
        if state in UNSETTLED and not self.has_two_desks:
            self.faults.append(f"lost: {state.value} to the end: {self.said[-1].message}")

    def receipts(self) -> dict[str, str | None]:
        """Return what the bureau holds under each key; None for a closed one."""
        with reading(self.bureau.engine) as connection:
            rows = connection.execute(select(submissions.c.key, submissions.c.receipt_no))
            return {row.key: row.receipt_no for row in rows}


class Stand:
    """A desk on which trials are set up one after the other, each at its seed's moment."""

    def __init__(self, desk: Desk, between: Gateway) -> None:
        assert desk.stages is not None
        self._desk, self._between, self._stages = desk, between, desk.stages
        self._opened = self._stages.copy()
        self._ready: dict[SubmissionKind, tuple[Click, Copy]] = {}

    @contextmanager
    def trial(
        self, kind: SubmissionKind, chance: random.Random, broken: Broken = SOUND
    ) -> Iterator[Trial]:
        """Lay the desk out at the moment before the click of this kind."""
        bureau: Bureau = self._desk.bureau.app.state.bureau
        settings, moved = bureau.settings, bureau.clock.moved
        click = self._lay_out(kind)
        bureau.settings = replace(settings, ignore_keys=broken.ignores_keys)
        with ExitStack() as closing:
            closing.callback(setattr, bureau, "settings", settings)
            closing.callback(bureau.clock.move, *moved)
            closing.callback(self._between.reset, self._desk.bureau.url)
            yield Trial(self._desk, self._between, chance, kind, click, broken, closing=closing)

    def _lay_out(self, kind: SubmissionKind) -> Click:
        if kind not in self._ready:
            self._stages.reopen(self._opened)
            click = CLICKS[kind](self._desk)
            self._ready[kind] = (click, self._stages.copy())
        click, copy = self._ready[kind]
        self._stages.lay_out(copy)
        return click


def kind_of(seed: int) -> SubmissionKind:
    """Return what a seed submits; the seeds of one desk share three kinds, as walking is dear."""
    number = seed // SEEDS_A_DESK
    drawn = random.Random(f"desk {number}").sample(list(SubmissionKind), KINDS_A_DESK)
    return random.Random(f"kind {seed}").choice(drawn if number else list(FIRST_DESK))
