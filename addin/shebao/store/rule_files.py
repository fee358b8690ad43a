"""The rule files that the bureau sent, every version of them."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from shebao.contract.rule_file import RuleFile
from shebao.store.database import Database
from shebao.store.tables import rule_file
from shebao.store.upsert import upsert


class RuleFiles:
    """Rule files by region; the newest is the one the bureau offered last.

    Not the highest version: a bureau that takes a version back offers the older one again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rules: RuleFile, sha256: str, when: datetime) -> None:
        """Keep the file as the newest of its region; ``when`` is the time the bureau gave it."""
        row: dict[str, object] = {
            "region": rules.region,
            "version": rules.version,
            "sha256": sha256,
            "body": rules.model_dump_json(),
            "fetched_at": when,
        }
        with self._database.writing() as connection:
            upsert(connection, rule_file, row)

    def newest(self, region: str) -> RuleFile | None:
        """Return the newest file of the region; None when there is none."""
        with self._database.reading() as connection:
            body = connection.scalar(_newest(region, select(rule_file.c.body)))
        return None if body is None else _rule_file(body)

    def before_newest(self, region: str) -> RuleFile | None:
        """Return the file that the newest one replaced; None when there was none."""
        query = _newest(region, select(rule_file.c.body)).limit(1).offset(1)
        with self._database.reading() as connection:
            body = connection.scalar(query)
        return None if body is None else RuleFile.model_validate_json(body)

    def sha256(self, region: str) -> str | None:
        """Return the digest of the newest file, as the bureau gave it."""
        with self._database.reading() as connection:
            sha256: str | None = connection.scalar(_newest(region, select(rule_file.c.sha256)))
        return sha256

    def fetched_at(self, region: str) -> datetime | None:
        """Return when the newest file was fetched; HR sees it."""
        with self._database.reading() as connection:
            when: datetime | None = connection.scalar(
                _newest(region, select(rule_file.c.fetched_at))
            )
        return when


@lru_cache(maxsize=4)
def _rule_file(body: str) -> RuleFile:
    """Read a file once: a command asks for it several times."""
    return RuleFile.model_validate_json(body)


def _newest(region: str, query: Select[tuple[Any]]) -> Select[tuple[Any]]:
    newest_first = (rule_file.c.fetched_at.desc(), rule_file.c.version.desc())
    return query.where(rule_file.c.region == region).order_by(*newest_first).limit(1)
