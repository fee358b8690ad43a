"""What goes wrong in a trial: each draws its moment, and lets the clerk click once meanwhile."""

import os
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection

import httpx
from sqlalchemy import delete

from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import writing
from shebao.sandbox.serve import bind, run, url_of
from shebao.sandbox.tables import sessions
from shebao.vault.vault import SESSIONS_FILE
from tests.campaigns.child import FORKING, Plan
from tests.campaigns.trial import HOME, OTHER_HOME, Trial
from tests.gateway import LIES, Answer, PassOn
from tests.patience import PATIENCE_SECONDS

# The moments around which a submission hangs in the balance, and how many of our lines behind.
MOMENTS = (
    "call:Ledger.open",
    "return:Ledger.mark_sent",
    "call:HTTP11Connection._receive_response_headers",
    "return:Transport.write",
    "return:Ledger.mark_recorded",
    "call:Document.save",
)
MOST_LINES, MOST_MILLISECONDS = 800, 300
DAY = 86_400
SHORT_SECONDS = "1"  # of a clerk's patience with a late answer

Disturbance = Callable[[Trial], None]


def _line(trial: Trial) -> str:
    """Draw a line of ours behind one of the moments; the first ones are the dear ones."""
    lines = round(MOST_LINES ** trial.chance.random())
    return f"call:Ledger.open>{trial.chance.choice(MOMENTS[1:])}>lines:{lines}"


def killed_client(trial: Trial) -> None:
    """kill -9 at a line of ours or at a moment, from the intent on."""
    by_time = f"call:Ledger.open>ms:{trial.chance.randint(0, MOST_MILLISECONDS)}"
    trial.clicked(Plan(dies_at=by_time if trial.chance.random() < 0.2 else _line(trial)))


def cut_line(trial: Trial) -> None:
    """The line breaks before the submission arrived, after it, or within its answer."""
    where = trial.chance.choice(["before", "after", "within"])

    def cut(pass_on: PassOn) -> Answer | None:
        if where == "before":
            return None
        truth = pass_on()
        return replace(truth, is_cut=True) if where == "within" else None

    trial.between.does(cut)
    trial.clicked()


def cut_upload(trial: Trial) -> None:
    """The body goes in parts, and the line breaks at one for good, or behind the submission.

    Or the click is killed there. Later clicks go on with the parts that are missing, or with one
    body.
    """
    plan = Plan(part_bytes=trial.chance.randint(40, 200))
    where = trial.chance.choice(["part", "answer", "killed"])
    passing, arrives = trial.chance.randint(0, 4), trial.chance.random() < 0.5

    def cut(pass_on: PassOn) -> Answer | None:
        nonlocal passing
        passing -= 1
        trial.between.does(cut, at="/v1/uploads/")
        truth = pass_on() if passing >= 0 or arrives else None
        return truth if passing >= 0 else None

    if where == "part":
        trial.between.does(cut, at="/v1/uploads/")
    elif where == "answer":
        trial.between.does(lambda pass_on: (pass_on(), None)[1])
    lines = round(MOST_LINES ** trial.chance.random())
    dies_at = f"call:UploadCalls.hand_over>lines:{lines}" if where == "killed" else ""
    trial.clicked(replace(plan, dies_at=dies_at))
    trial.between.does(None)
    trial.clicked(plan)


def spoilt_session(trial: Trial) -> None:
    """What one click leaves to the next ends at the bureau or tears, or ends as it is sent."""
    where = trial.chance.choice(["torn", "ended", "within"])

    def answered(pass_on: PassOn) -> Answer | None:
        if where == "within":
            _end_sessions(trial)
            return pass_on()
        return (pass_on(), None)[1]

    trial.between.does(answered)
    trial.clicked()
    kept = trial.desk.folder / HOME / SESSIONS_FILE
    if where == "torn" and kept.exists():
        os.truncate(kept, int(kept.stat().st_size * trial.chance.random()))
    elif where == "ended":
        _end_sessions(trial)
    trial.clicked()


def _end_sessions(trial: Trial) -> None:
    with writing(trial.bureau.engine) as connection:
        connection.execute(delete(sessions))


def duplicated(trial: Trial) -> None:
    """The submission arrives twice, one after the other or at once; maybe it is answered twice."""
    at_once, told_twice = trial.chance.random() < 0.5, trial.chance.random() < 0.5

    def twice(pass_on: PassOn) -> Answer:
        if at_once:
            second = threading.Thread(target=pass_on)
            second.start()
            truth = pass_on()
            second.join(PATIENCE_SECONDS)
        else:
            pass_on()
            truth = pass_on()
        if told_twice:
            trial.between.does(lambda next_one: (next_one(), truth)[1], at="/")
        return truth

    trial.between.does(twice)
    trial.clicked()


def delayed(trial: Trial) -> None:
    """The submission arrives after the clerk lost patience, or only after the next click."""
    arrives, arrived = threading.Event(), threading.Event()

    def late(pass_on: PassOn) -> None:
        arrives.wait(PATIENCE_SECONDS)
        pass_on()
        arrived.set()

    trial.between.does(late)
    trial.closing.callback(arrives.set)
    trial.clicked(SHEBAO_TIMEOUT_SECONDS=SHORT_SECONDS)
    is_held_back = bool(trial.between.told)
    trial.between.does(None)
    if trial.chance.random() < 0.5:
        trial.clicked()
    arrives.set()
    assert not is_held_back or arrived.wait(PATIENCE_SECONDS)


def reordered(trial: Trial) -> None:
    """Answers come to the wrong questions: each one is told to the one before or behind it."""
    is_early = trial.chance.random() < 0.5
    kept: list[Answer] = []

    def swap(pass_on: PassOn) -> Answer:
        truth = pass_on()
        if is_early:
            return kept[0] if kept else Answer(202, b"{}")
        trial.between.does(lambda next_one: (next_one(), truth)[1], at="/")
        return Answer(202, b"{}")

    def keep(pass_on: PassOn) -> Answer:
        kept.append(pass_on())
        trial.between.does(swap)
        return kept[0]

    if is_early:
        trial.between.does(keep, at="/v1/")
    else:
        trial.between.does(swap)
    trial.clicked()


def lying(trial: Trial) -> None:
    """It is passed on, maybe under another key, and answered by a no."""
    lie = LIES[trial.chance.choice(list(LIES))]
    trial.between.renames_keys = trial.chance.random() < 0.3
    trial.between.says(lie)
    trial.clicked()


def two_desks(trial: Trial) -> None:
    """A double click, or a colleague with a copy of the workbook and a store of his own."""
    home = trial.chance.choice([HOME, OTHER_HOME])
    shutil.copy(trial.desk.book, trial.other_book)
    trial.has_two_desks = True
    held = trial.received()
    both = [trial.start(), trial.start(home=home)]
    for one in both:
        trial.hear(one.said(), held)


def disk_full(trial: Trial) -> None:
    """From a line of ours on no file takes a byte: store, workbook and prints fail half-way."""
    trial.clicked(Plan(full_at=_line(trial)))


def clock_jumps(trial: Trial) -> None:
    """The answer is lost, and clocks jump meanwhile: the clerk's by years, the bureau's by days."""
    jumps = [trial.chance.choice([-1, 1]) * trial.chance.randint(1, 3_000) * DAY for _ in range(4)]
    bureau_days = trial.chance.choice([0, 0, 1, -1]) * trial.chance.random() * 2
    trial.bureau.clock.advance(timedelta(days=bureau_days))
    trial.between.does(lambda pass_on: (pass_on(), None)[1])
    trial.clicked(Plan(clock_off=tuple(jumps)))
    trial.bureau.clock.advance(timedelta(days=-bureau_days))
    trial.clicked(Plan(clock_off=tuple(reversed(jumps))))


def power_loss(trial: Trial) -> None:
    """The store is what it was at one of its writes, its last bytes torn; all else went on."""
    book, copy = trial.desk.book.read_bytes(), trial.desk.folder / "at-the-power-cut"
    if trial.chance.random() < 0.5:
        trial.between.says(LIES["502 bare"])
    trial.clicked(Plan(copies_at=_line(trial), copy_to=str(copy)))
    if not copy.exists():  # the run had fewer lines
        return
    home = trial.desk.folder / HOME
    shutil.rmtree(home)
    copy.rename(home)
    log = home / "shebao.db-wal"
    if log.exists() and trial.chance.random() < 0.5:
        os.truncate(log, int(log.stat().st_size * trial.chance.random()))
    if trial.chance.random() < 0.5:
        trial.desk.book.write_bytes(book)


def killed_bureau(trial: Trial) -> None:
    """kill -9 of the bureau before, while and after it takes the submission; then it is back."""
    when = trial.chance.choice(["before", "while", "after"])
    milliseconds = trial.chance.random() * 50
    trial.bureau.engine.dispose()
    reader, teller = FORKING.Pipe(duplex=False)
    server = FORKING.Process(target=_serve, args=(trial.bureau.settings, teller))
    server.start()
    trial.closing.callback(server.kill)
    trial.between.bureau_url = reader.recv()

    def killing(pass_on: PassOn) -> Answer | None:
        pid = server.pid
        assert pid is not None
        timer = threading.Timer(milliseconds / 1000, os.kill, (pid, signal.SIGKILL))
        if when == "before":
            os.kill(pid, signal.SIGKILL)
        elif when == "while":
            timer.start()
        try:
            return pass_on() if when != "after" else (pass_on(), None)[1]
        except httpx.TransportError:
            return None
        finally:
            if when == "while":
                timer.join()
            elif when == "after":
                os.kill(pid, signal.SIGKILL)
            server.join(PATIENCE_SECONDS)
            trial.between.bureau_url = trial.desk.bureau.url

    trial.between.does(killing)
    trial.clicked()
    server.kill()
    server.join(PATIENCE_SECONDS)
    trial.between.reset(trial.desk.bureau.url)


def _serve(settings: Settings, teller: Connection) -> None:
    """Be the bureau, in a process of its own."""
    listener = bind("127.0.0.1", 0)
    run(create_app(settings), listener, on_ready=lambda: teller.send(url_of(listener)))


DISTURBANCES: tuple[Disturbance, ...] = (
    killed_client,
    cut_line,
    duplicated,
    delayed,
    reordered,
    lying,
    two_desks,
    disk_full,
    clock_jumps,
    power_loss,
    killed_bureau,
    cut_upload,
    spoilt_session,
)
