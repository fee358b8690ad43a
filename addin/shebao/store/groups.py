"""The client's own groups of employees, as paths from the top; the bureau knows none of them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Table, delete, func, literal, or_, select, update

from shebao.store.database import Keeper, insert_missing, upsert_many
from shebao.store.tables import employee_group, employee_group_member

_AT_A_TIME = 500


class Groups(Keeper):
    """Groups and their members by employer."""

    def paths(self, account: str) -> list[str]:
        """Return every group's path, parents before their children."""
        query = select(employee_group.c.path).where(employee_group.c.account == account)
        return sorted(self._scalars(query), key=lambda path: path.split("/"))

    def members(self, account: str) -> dict[str, str]:
        """Return the group's path by person number; who is in none is missing."""
        member = employee_group_member.c
        query = select(member.person_no, member.path).where(member.account == account)
        return {row.person_no: row.path for row in self._rows(query)}

    def add(self, account: str, paths: Iterable[str]) -> None:
        """Leave these groups; those that are there stay with their members."""
        with self._database.writing() as connection:
            rows: list[dict[str, object]] = [{"account": account, "path": p} for p in paths]
            insert_missing(connection, employee_group, rows)

    def assign(self, account: str, groups: Mapping[str, str]) -> None:
        """Put each person into one group instead of any other; an empty path into none."""
        rows = [(account, person_no, path) for person_no, path in groups.items() if path]
        none = [person_no for person_no, path in groups.items() if not path]
        member = employee_group_member.c
        with self._database.writing() as connection:
            upsert_many(connection, employee_group_member, rows)
            for at in range(0, len(none), _AT_A_TIME):
                connection.execute(
                    delete(employee_group_member).where(
                        member.account == account,
                        member.person_no.in_(none[at : at + _AT_A_TIME]),
                    )
                )

    def rename(self, account: str, old: str, new: str) -> None:
        """Let a group and all below it stand under another path, which is free."""
        with self._database.writing() as connection:
            for table in (employee_group, employee_group_member):
                rest = func.substr(table.c.path, len(old) + 1)
                connection.execute(
                    update(table)
                    .where(table.c.account == account, _at_or_below(table, old))
                    .values(path=literal(new).concat(rest))
                )

    def delete(self, account: str, paths: Iterable[str]) -> None:
        """Delete these groups with all below them; their members are in no group then."""
        with self._database.writing() as connection:
            for path in paths:
                for table in (employee_group_member, employee_group):
                    connection.execute(
                        delete(table).where(table.c.account == account, _at_or_below(table, path))
                    )


def _at_or_below(table: Table, path: str) -> ColumnElement[bool]:
    # LIKE would take % and _ of a name for wildcards, and ignore case on SQLite.
    start = f"{path}/"
    return or_(table.c.path == path, func.substr(table.c.path, 1, len(start)) == start)
