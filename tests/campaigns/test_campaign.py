"""Whatever goes wrong on the way, a submission is filed once, and nothing false is said of it."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shebao.contract.submission_table import SubmissionKind
from tests.campaigns import disturbances
from tests.campaigns.disturbances import DISTURBANCES, Disturbance
from tests.campaigns.trial import SEEDS_A_DESK, SOUND, Broken, Stand, kind_of
from tests.desk import open_desk
from tests.gateway import gateway

GATE, CAMPAIGN = 50, 1_000
CONTROLS_AT_MOST = 12
log = logging.getLogger(__name__)


@pytest.fixture
def stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stand]:
    with (
        open_desk(tmp_path, capsys, monkeypatch, people=6) as desk,
        gateway(desk.bureau.url) as between,
    ):
        yield Stand(desk, between)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeds" not in metafunc.fixturenames:
        return
    alone = metafunc.config.getoption("--seed", default=None)
    trials = CAMPAIGN if metafunc.config.getoption("--campaign") else GATE
    batches = [range(first, first + SEEDS_A_DESK) for first in range(0, trials, SEEDS_A_DESK)]
    if alone is not None:
        batches = [range(alone, alone + 1)]
    metafunc.parametrize("seeds", batches, ids=[f"{seeds[0]}-{seeds[-1]}" for seeds in batches])


def faults_of(
    stand: Stand,
    disturb: Disturbance,
    kind: SubmissionKind,
    chance: random.Random,
    broken: Broken = SOUND,
) -> list[str]:
    """Set up one trial, disturb it, click until it is settled; return what was wrong."""
    with stand.trial(kind, chance, broken) as trial:
        disturb(trial)
        trial.settle()
        return trial.judge()


@pytest.mark.feature("X-LEDGER")
def test_nothing_is_lost_doubled_or_falsely_told(
    stand: Stand, seeds: range, record_property: Callable[[str, object], None]
) -> None:
    """Nobody chooses the moment at which it goes wrong; every seed draws another one."""
    counted: Counter[str] = Counter(dict.fromkeys(("trials", "lost", "doubled", "false"), 0))
    failed = []
    for seed in seeds:
        disturb, kind = DISTURBANCES[seed % len(DISTURBANCES)], kind_of(seed)
        faults = faults_of(stand, disturb, kind, random.Random(seed))
        log.info("seed %d: %s, %s: %s", seed, disturb.__name__, kind.value, faults or "sound")
        counted.update(["trials", *{fault.partition(":")[0] for fault in faults}])
        if faults:
            failed.append(f"--seed {seed} ({disturb.__name__}, {kind.value}): {faults}")
    for name, number in counted.items():
        record_property(name, number)
    assert not failed, "\n".join(failed)


IGNORING, FORGETTING = Broken(ignores_keys=True), Broken(forgets=True)
DENYING, LOSING = Broken(denies=True), Broken(loses=True)
CONTROLS = [(disturb, IGNORING, "doubled") for disturb in DISTURBANCES] + [
    (disturbances.killed_client, FORGETTING, "doubled"),
    (disturbances.cut_line, FORGETTING, "doubled"),
    (disturbances.cut_line, DENYING, "false"),
    (disturbances.killed_bureau, LOSING, "lost"),
]

# Nothing but its key keeps a filing of wages from being doubled, nor a reissue at two desks.
CONTROL_KINDS: dict[Disturbance, SubmissionKind] = {disturbances.two_desks: SubmissionKind.REISSUE}


@pytest.mark.feature("X-LEDGER")
def test_what_is_broken_is_found(stand: Stand) -> None:
    """The control of each disturbance: where keys or ledgers mean nothing, its trials do fail.

    A bureau that ignores keys, a ledger that forgets, messages that always deny, and a bureau that
    loses what it received.
    """
    never = []
    for disturb, broken, expected in CONTROLS:
        for seed in range(CONTROLS_AT_MOST):
            chance = random.Random(f"control {seed}")
            kind = CONTROL_KINDS.get(disturb, SubmissionKind.WAGE_FILING)
            faults = faults_of(stand, disturb, kind, chance, broken)
            if any(fault.startswith(expected) for fault in faults):
                log.info("%s, %s: failed at %d", disturb.__name__, broken, seed)
                break
        else:
            never.append(f"{disturb.__name__} never failed with {broken}")
    assert not never, never
