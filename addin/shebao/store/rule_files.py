"""The rule files that the bureau sent, every version of them."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from shebao.contract.rule_file import RuleFile
from shebao.store.database import Database
from shebao.store.tables import rule_file
from shebao.store.upsert import upsert


class RuleFiles:
    """Rule files by region; the newest is the one that was issued last, whenever it came.

    Rules never go back: an older version that is offered again, or that a restored backup brings,
    is kept and not used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rules: RuleFile, sha256: str, when: datetime) -> None:
        """Keep the file among those of its region; ``when`` is the time the bureau gave it."""
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
        kept = self._newest_first(region)
        return _rule_file(kept[0][0]) if kept else None

    def before_newest(self, region: str) -> RuleFile | None:
        """Return the file that the newest one replaced; None when there was none."""
        kept = self._newest_first(region)
        return _rule_file(kept[1][0]) if len(kept) > 1 else None

    def all(self) -> list[RuleFile]:
        """Return every version of every region, in no order."""
        with self._database.reading() as connection:
            return [_rule_file(body) for body in connection.scalars(select(rule_file.c.body))]

    def sha256(self, region: str) -> str | None:
        """Return the digest of the newest file, as the bureau gave it."""
        kept = self._newest_first(region)
        return kept[0][1] if kept else None

    def fetched_at(self, region: str) -> datetime | None:
        """Return when the newest file was fetched; HR sees it."""
        kept = self._newest_first(region)
        return kept[0][2] if kept else None

    def _newest_first(self, region: str) -> list[tuple[str, str, datetime]]:
        query = select(rule_file.c.body, rule_file.c.sha256, rule_file.c.fetched_at)
        with self._database.reading() as connection:
            found = connection.execute(query.where(rule_file.c.region == region)).all()
        rows = [tuple(row) for row in found]
        if len(rows) < 2:
            return rows
        return sorted(rows, key=lambda row: (_rule_file(row[0]).age, row[2]), reverse=True)


@lru_cache(maxsize=16)
def _rule_file(body: str) -> RuleFile:
    """Read a file once: a command asks for it several times."""
    return RuleFile.model_validate_json(body)
