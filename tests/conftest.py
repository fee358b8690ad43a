"""What every test may ask for."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.compiled_statements import share_compiled_statements
from tests.desk import Desk, open_desk
from tests.postgres import postgres_server

MEMORY = Path("/dev/shm")
# A busy machine is no fault of the code: an example may take its time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("campaign", settings.get_profile("patient"), max_examples=5_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--campaign",
        action="store_true",
        help="everything that docs/developing.md lists, in place of one of each kind: an hour",
    )
    parser.addoption(
        "--nothing-skipped",
        action="store_true",
        help="a skipped test is a failure, as scripts/setup.sh test brings what every test needs",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Put temporary files into memory where there is room: each save would wait for the disk.

    Rubbish is looked for less often: among all the libraries of a worker it was a fifth of the
    time. What it tells of a forgotten file or connection is still told, at the latest at the end.

    Python keeps what it compiled: else each process that a test starts compiles the product anew,
    which was a third of those processes' time where the machine asks for that.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    share_compiled_statements()
    gc.set_threshold(20_000, 20, 40)
    settings.load_profile("campaign" if config.getoption("--campaign") else "patient")
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4_000_000_000
    if has_room and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``--campaign`` leave out what only takes long; docs/developing.md lists it."""
    if config.getoption("--campaign"):
        return
    long = [item for item in items if item.get_closest_marker("slow")]
    items[:] = [item for item in items if item not in long]
    config.hook.pytest_deselected(items=long)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With ``--nothing-skipped``, a run that left a test out does not end well."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--nothing-skipped") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket."""
    with postgres_server() as socket_folder:
        yield socket_folder


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """An enterprise of 30 people, a payroll with doubts, and a bureau that answers at once."""
    with open_desk(tmp_path, capsys, monkeypatch) as opened:
        yield opened
