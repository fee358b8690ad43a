"""The check foresees the bureau: thousands of random sheets, asked of both, in small worlds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shebao.bureau.transport import Transport
from shebao.contract.employees import Employee
from shebao.contract.refusals import RefusalCode
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from shebao.store import open_store
from shebao.templates import template_path
from shebao.workbooks import open_workbook
from tests.desk import serving
from tests.differential.known_differences import KNOWN
from tests.differential.verdicts import ASKINGS, FORESEEN_BY, Tally, hold_against_each_other
from tests.differential.wage_sheets import plan
from tests.differential.world import Site, World, with_winter_window

SHEETS_A_WORLD = 51
WORLDS_A_TEST = 10
WORLDS, WORLDS_OF_A_CAMPAIGN = 10, 1_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "worlds" not in metafunc.fixturenames:
        return
    count = WORLDS_OF_A_CAMPAIGN if metafunc.config.getoption("campaign") else WORLDS
    batches = [list(range(at, at + WORLDS_A_TEST)) for at in range(0, count, WORLDS_A_TEST)]
    batches[0] += sorted(number for number in set(KNOWN.values()) if number >= count)
    metafunc.parametrize("worlds", batches, ids=[f"from-{batch[0]}" for batch in batches])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("differential")
    app = create_app(Settings(database_url=data_url(folder)))
    with_winter_window(app.state.bureau)
    path = Path(shutil.copy(template_path("shebao"), folder / "社保费.xlsx"))
    with serving(app) as url:
        book = open_workbook(path)
        store = open_store(folder / "store.db", bytes(32))
        transport = Transport(url, 60)
        yield Site(app.state.bureau, transport, book, store, folder)
        transport.close()
        store.close()
        book.close()


def play(site: Site, number: int, tally: Tally, strangers: list[Employee]) -> None:
    """One world's sheets, one after another; what the bureau accepts changes the world."""
    world = World(site, number)
    for sheet_number in range(0, SHEETS_A_WORLD, ASKINGS):
        world.disturb()
        before = len(tally.differences)
        hold_against_each_other(world, plan(world, strangers), tally)
        for at in range(before, len(tally.differences)):
            tally.differences[at] = f"world {number}, sheet {sheet_number}: {tally.differences[at]}"


@pytest.fixture(scope="module")
def strangers(site: Site) -> list[Employee]:
    """People of another unit at the same bureau."""
    return World(site, 999_999).sheet_people


@pytest.mark.feature("W-CHECK")
def test_check_foresees_every_refusal_and_blocks_nothing_else(
    site: Site, strangers: list[Employee], worlds: list[int]
) -> None:
    """A refusal found out later, or a false alarm that blocks, can cost HR the filing window."""
    tally = Tally()
    for number in worlds:
        play(site, number, tally, strangers)

    assert tally.differences == []
    assert tally.sheets == len(worlds) * SHEETS_A_WORLD
    # The sheets are neither all harmless nor all hopeless, and meet every cause there is.
    # Only daily filings where the region has none are too rare for ten worlds.
    assert set(FORESEEN_BY) - set(tally.refusals) <= {RefusalCode.KIND_NOT_OFFERED}
    assert set(tally.findings) >= set(FORESEEN_BY.values())
    assert tally.rows / 5 < tally.accepted < tally.rows * 4 / 5
