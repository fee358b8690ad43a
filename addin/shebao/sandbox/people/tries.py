"""Wrong passwords, counted by account and by where they come from, and the locks that they earn.

A stranger's tries lock the stranger out: where the right password was given before, and in a
session that is open, nobody else's count. All other places together are counted too, else a
guesser with a thousand addresses had a thousand times as many tries.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, insert, select, update

from shebao.sandbox.bureau import Settings
from shebao.sandbox.faults import Scope
from shebao.sandbox.tables import employers, tries, users

HOUSE_BITS = 64  # of an IPv6 address: within it whoever has one has them all


def source_of(scope: Scope) -> str:
    """The address at the other end of the line, for IPv6 its network; headers are not believed."""
    host = (scope.get("client") or ("", 0))[0].partition("%")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), HOUSE_BITS), strict=False))
    return str(address)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose password it is: the administrator's, who has no name, or a user's, if there is one."""

    employer_id: int
    user_name: str = ""

    @property
    def table(self) -> Table:
        """Where the password is kept."""
        return users if self.user_name else employers

    @property
    def is_it(self) -> Any:
        """The condition that finds its row."""
        if self.user_name:
            return and_(
                users.c.employer_id == self.employer_id, users.c.user_name == self.user_name
            )
        return employers.c.id == self.employer_id

    def row(self, connection: Connection) -> Row[Any]:
        """The row that keeps the password."""
        return connection.execute(select(self.table).where(self.is_it)).one()

    def row_if_any(self, connection: Connection) -> Row[Any] | None:
        """The same; None when there is no such user."""
        return connection.execute(select(self.table).where(self.is_it)).first()


UNKNOWN_PLACES = "*"
KNOWN_FOR = timedelta(days=90)  # since the right password was given there
FORGOTTEN_AFTER = timedelta(days=1)  # since the last wrong one
LONGEST_LOCK = timedelta(days=1)
MOST_PLACES = 10_000  # kept of an employer: names can be made up without end


@dataclass(frozen=True, slots=True)
class Place:
    """Where tries of one account come from: a network address, or a session that is open."""

    holder: Holder
    source: str
    is_session: bool = False

    @property
    def unknown(self) -> "Place":
        """All places of the account that never gave the right password."""
        return Place(self.holder, UNKNOWN_PLACES)

    @property
    def is_it(self) -> ColumnElement[bool]:
        """The condition that finds its row."""
        return and_(_of(self.holder), tries.c.source == self.source)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many wrong passwords are left, and until when nobody is heard."""

    left: int
    until: datetime | None


def session_place(holder: Holder, token_sha256: str) -> Place:
    """The place of an open session, whoever guesses elsewhere."""
    return Place(holder, f"session {token_sha256[:32]}", is_session=True)


def lock_of(connection: Connection, place: Place, now: datetime) -> datetime | None:
    """Until when nobody is heard from here; None when somebody is."""
    own = _row(connection, place)
    rows = [own] if _is_known(place, own, now) else [own, _row(connection, place.unknown)]
    locks = [row.locked_until for row in rows if row is not None and row.locked_until]
    return max((until for until in locks if until > now), default=None)


def count_wrong(connection: Connection, place: Place, settings: Settings, now: datetime) -> Counted:
    """One more wrong password was given here; each lock lasts twice as long as the one before."""
    allowed = settings.wrong_passwords_allowed
    own = _row(connection, place)
    counted = _add(connection, place, own, allowed, settings, now)
    if not _is_known(place, own, now):
        everywhere = place.unknown
        most = allowed * settings.unknown_places_allowed
        row = _row(connection, everywhere)
        until = _add(connection, everywhere, row, most, settings, now).until
        counted = Counted(counted.left, max(filter(None, (counted.until, until)), default=None))
    _drop_old(connection, place.holder.employer_id, now)
    return counted


def count_right(connection: Connection, place: Place, now: datetime) -> None:
    """The wrong passwords given here are forgotten, and the place is known from now on."""
    connection.execute(delete(tries).where(place.is_it))
    if not place.is_session:
        _keep(connection, place, tried_at=now, known_since=now)


def forget_tries(connection: Connection, holder: Holder) -> None:
    """Nobody is locked out of the account any more."""
    connection.execute(delete(tries).where(_of(holder)))


def _add(
    connection: Connection,
    place: Place,
    row: Row[Any] | None,
    allowed: int,
    settings: Settings,
    now: datetime,
) -> Counted:
    is_old = row is None or row.tried_at <= now - FORGOTTEN_AFTER
    wrong = 1 if row is None or is_old or row.locked_until is not None else row.wrong + 1
    locks = 0 if row is None or is_old else row.locks
    until = None
    if wrong >= allowed:
        until = now + min(timedelta(minutes=settings.lock_minutes) * 2**locks, LONGEST_LOCK)
        locks = min(locks + 1, 20)
    values = {"wrong": wrong, "locks": locks, "locked_until": until, "tried_at": now}
    if row is None:
        _keep(connection, place, **values)
    else:
        connection.execute(update(tries).where(place.is_it).values(**values))
    return Counted(allowed - wrong, until)


def _keep(connection: Connection, place: Place, **values: Any) -> None:
    connection.execute(
        insert(tries).values(
            employer_id=place.holder.employer_id,
            user_name=place.holder.user_name,
            source=place.source,
            **{"wrong": 0, "locks": 0, **values},
        )
    )


def _row(connection: Connection, place: Place) -> Row[Any] | None:
    return connection.execute(select(tries).where(place.is_it)).first()


def _is_known(place: Place, row: Row[Any] | None, now: datetime) -> bool:
    if place.is_session:
        return True
    return row is not None and row.known_since is not None and row.known_since > now - KNOWN_FOR


def _of(holder: Holder) -> ColumnElement[bool]:
    return and_(tries.c.employer_id == holder.employer_id, tries.c.user_name == holder.user_name)


def _drop_old(connection: Connection, employer_id: int, now: datetime) -> None:
    """Drop what counts no more, and of places that nobody knows the oldest beyond the bounds."""
    mine = tries.c.employer_id == employer_id
    is_stranger = and_(mine, tries.c.known_since.is_(None))
    oldest = connection.scalar(
        select(tries.c.tried_at)
        .where(is_stranger)
        .order_by(tries.c.tried_at.desc())
        .offset(MOST_PLACES)
        .limit(1)
    )
    until = max(filter(None, (oldest, now - FORGOTTEN_AFTER)))
    connection.execute(delete(tries).where(is_stranger, tries.c.tried_at <= until))
    connection.execute(delete(tries).where(mine, tries.c.known_since <= now - KNOWN_FOR))
