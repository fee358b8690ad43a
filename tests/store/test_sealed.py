"""What a shared database shows to whoever reads it without the team's key."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from shebao.domain.errors import ParameterError
from shebao.store import Store, StoreUnreadableError, open_shared_store
from shebao.store.ledger_values import EntryRow
from tests.postgres import new_database
from tests.store.conftest import KEY
from tests.store.people import person

NOW = datetime(2026, 11, 12, tzinfo=UTC)
OTHER = bytes(32)


@pytest.fixture
def url(postgres: str) -> str:
    return new_database(postgres)


@pytest.fixture
def filled(url: str) -> Callable[[], Store]:
    with open_shared_store(url, KEY) as store:
        store.employees.replace_changes("9152", [person(1)], 1, NOW)
        row = EntryRow(
            "e1", "k1", "wage_filing", "9152", "s", 1, NOW, "d", '{"wage":880011}', '{"a":880022}'
        )
        with store.ledger_rows.appending() as end:
            end.add_entry(row)
    return lambda: open_shared_store(url, KEY)


def dump(url: str) -> str:
    """Every cell of every table, as an administrator's backup holds it."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        cells = [
            connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall() for (name,) in tables
        ]
    return repr(cells)


def test_nobody_reads_people_or_wages_in_a_shared_database(
    filled: Callable[[], Store], url: str
) -> None:
    """Its administrator, its backups and its disks are not the employer's."""
    someone = person(1)
    seen = dump(url)

    assert "9152" in seen  # what is looked for below would be seen too
    for secret in (someone.name, someone.id_number, "880011", "880022"):
        assert secret not in seen
    with filled() as store:
        assert store.employees.load("9152") == [someone]


def test_the_same_id_number_is_found_again_without_being_told(
    filled: Callable[[], Store], url: str
) -> None:
    """Two desks of a team must mean one person by one number."""
    with filled() as store, psycopg.connect(url) as connection:
        before = connection.execute("SELECT id_number, body FROM employee").fetchone()
        store.employees.replace_changes("9152", [person(1)], 2, NOW)
        after = connection.execute("SELECT id_number, body FROM employee").fetchone()

    assert before is not None
    assert after is not None
    assert before[0] == after[0]
    assert before[1] != after[1]  # the same content is not the same cell


def test_a_cell_moved_to_another_column_is_refused(filled: Callable[[], Store], url: str) -> None:
    """Who may write to the server must not make a name of a wage."""
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE employee SET body = name")

    with filled() as store, pytest.raises(StoreUnreadableError):
        store.employees.load("9152")


def test_a_desk_with_another_key_is_refused(filled: Callable[[], Store], url: str) -> None:
    """It would write what its colleagues cannot read."""
    with pytest.raises(ParameterError, match="密钥"):
        open_shared_store(url, OTHER)
