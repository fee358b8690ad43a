"""The database behind a sandbox: SQLite by default, PostgreSQL by URL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from shebao.sandbox.errors import SandboxError
from shebao.sandbox.tables import employers, metadata

Model = TypeVar("Model")
Span = tuple[str | None, str | None]  # first and last of days or of periods; None: no end
_COLUMNS = {
    "sqlite": (
        "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table'"
    ),
    "postgresql": (
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema()"
    ),
}


def data_url(folder: Path) -> str:
    """The URL of the sandbox database in a data folder, which is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'bureau.sqlite3'}"


def open_database(url: str) -> Engine:
    """An engine over a database that has every table.

    Raises SandboxError: the URL is not usable or the database cannot be opened; nothing changed.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, hide_parameters=True)  # they reach the log
        try:
            if engine.dialect.name == "sqlite":
                _prepare_sqlite(engine)
            _make_tables(engine)
        except BaseException:
            engine.dispose()
            raise
    except (ArgumentError, SQLAlchemyError, ImportError) as error:
        raise SandboxError("沙箱数据库无法打开，请检查数据目录或数据库地址后重试。") from error
    return engine


def _make_tables(engine: Engine) -> None:
    """Every table is there; the sandbox has no migrations, another version's are left as they are.

    Asked in one look: SQLAlchemy's own asks table by table, for longer than all else of a start.
    """
    held: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for table, column in connection.exec_driver_sql(_COLUMNS[engine.dialect.name]):
            held.setdefault(table, set()).add(column)
    missing = []
    for table in metadata.sorted_tables:
        columns = held.get(table.name)
        if columns is None:
            missing.append(table)
        elif columns != set(table.columns.keys()):
            raise SandboxError(
                "沙箱数据由另一版本的沙箱建立，本版本不能使用，原数据未改动。"
                "请换一个空的数据目录后重试。"
            )
    metadata.create_all(engine, missing, checkfirst=False)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        # NORMAL outlives a killed process, not a power cut; a play bureau need not.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=30000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer half-way meets SQLITE_BUSY at once, whatever the timeout.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


# A long answer as its model of the contract would dump it: a thousand models a page take longer
# to make than all else, only to say again what the tables hold.
Page = dict[str, Any]


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, employer_id: int | None = None) -> Iterator[Connection]:
    """One transaction that is alone on its employer; rolled back when the block raises."""
    with engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        with connection.begin():
            if employer_id is not None:
                lock = select(employers.c.id).where(employers.c.id == employer_id)
                connection.execute(lock.with_for_update())
            yield connection


def employer_row(connection: Connection, employer_id: int) -> Row[Any]:
    """All that the bureau keeps of an employer itself."""
    return connection.execute(select(employers).where(employers.c.id == employer_id)).one()


def count(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """How many rows of a table there are that meet the conditions."""
    return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def within(column: Any, periods: Span) -> list[Any]:
    """Conditions for a period from the first to the last, both included."""
    first, last = periods
    conditions = [] if first is None else [column >= first]
    return conditions if last is None else [*conditions, column <= last]


def told(model: type[Model], row: Row[Any], **others: Any) -> Model:
    """What a row says on the wire: each field by the column of its name, the others as given."""
    columns = row._asdict()
    fields: dict[str, Any] = model.__pydantic_fields__  # type: ignore[attr-defined]
    said = {name: columns[name] for name in fields if name in columns}
    return model(**{**said, **others})


def of_employer(
    what: Table | Column[Any], employer_id: int, *conditions: ColumnElement[bool]
) -> Select[Any]:
    """The rows of a table, or a column of them, that are the employer's and meet the conditions."""
    table = what if isinstance(what, Table) else what.table
    return select(what).where(table.c.employer_id == employer_id, *conditions)


def new_row(connection: Connection, table: Table, **values: Any) -> int:
    """Writes a row of a table that counts its rows; returns its id."""
    query = insert(table).values(values).returning(table.c.id)
    return int(connection.execute(query).scalar_one())


def change(connection: Connection, table: Table, row_id: int, **values: Any) -> None:
    """The row of that id holds these values."""
    connection.execute(update(table).where(table.c.id == row_id).values(values))


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Writes many rows of plain ints, texts and None, an order faster than one by one."""
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
        list(rows),
    )
