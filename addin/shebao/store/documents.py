"""What was fetched, read, printed or overwritten once, kept by employer, region or workbook."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, insert, select

from shebao.contract.rule_file import RuleFile
from shebao.contract.vouchers import Voucher
from shebao.store.database import Keeper, insert_missing, upsert
from shebao.store.tables import (
    client_document,
    filing_detail,
    kept_print,
    kept_table,
    rule_file,
    voucher_record,
)

Line = dict[str, Any]  # texts and whole numbers by field


class FilingDetails(Keeper):
    """Lines by employer and filing."""

    def keep(self, account: str, filing_no: str, lines: list[Line]) -> None:
        """Keep all lines of one filing."""
        content = zlib.compress(json.dumps(lines, ensure_ascii=False).encode())
        row = {"account": account, "filing_no": filing_no, "lines": content}
        self._upsert(filing_detail, row)

    def of(self, account: str, filing_no: str) -> list[Line] | None:
        """Return the lines of one filing; None when they were never downloaded."""
        query = select(filing_detail.c.lines).where(
            filing_detail.c.account == account, filing_detail.c.filing_no == filing_no
        )
        content = self._scalar(query)
        return None if content is None else list(json.loads(zlib.decompress(content)))


class KeptPrints(Keeper):
    """One PDF for each account, kind of document and number; the first one kept stays."""

    def keep(self, account: str, kind: str, number: str, content: bytes, when: datetime) -> None:
        """Keep the bytes, unless some are kept already."""
        row: dict[str, object] = {
            "account": account,
            "kind": kind,
            "number": number,
            "content": content,
            "kept_at": when,
        }
        with self._database.writing() as connection:
            insert_missing(connection, kept_print, [row])

    def load(self, account: str, kind: str, number: str) -> bytes | None:
        """Return the bytes; None when none were kept here."""
        query = select(kept_print.c.content).where(
            kept_print.c.account == account,
            kept_print.c.kind == kind,
            kept_print.c.number == number,
        )
        return self._scalar(query)


class ClientDocuments(Keeper):
    """The newest document of each kind and name."""

    def keep(self, account: str, kind: str, name: str, body: object, read_at: datetime) -> None:
        """Keep a document in place of the earlier one of its name."""
        content = zlib.compress(json.dumps(body, ensure_ascii=False).encode())
        row = {"account": account, "kind": kind, "name": name, "body": content, "read_at": read_at}
        self._upsert(client_document, row)

    def of(self, account: str, kind: str, name: str) -> Any | None:
        """Return one document; None when there is none."""
        table = client_document.c
        query = select(table.body).where(
            table.account == account, table.kind == kind, table.name == name
        )
        content = self._scalar(query)
        return None if content is None else json.loads(zlib.decompress(content))

    def names(self, account: str, kind: str) -> list[str]:
        """Return the names of a kind, in their order."""
        table = client_document.c
        query = select(table.name).where(table.account == account, table.kind == kind)
        return list(self._scalars(query.order_by(table.name)))

    def forget(self, account: str, kind: str, name: str) -> None:
        """Leave nothing of one document."""
        table = client_document.c
        self._write(
            delete(client_document).where(
                table.account == account, table.kind == kind, table.name == name
            )
        )


@dataclass(frozen=True, slots=True)
class KeptVoucher:
    """A voucher, and when the bureau told it."""

    voucher: Voucher
    fetched_at: datetime


class Vouchers(Keeper):
    """The vouchers of an employer, whichever channel printed them."""

    def keep(self, account: str, vouchers: Sequence[Voucher], when: datetime) -> None:
        """Keep these vouchers as they are now; ``when`` is the time the bureau gave them."""
        with self._database.writing() as connection:
            for voucher in vouchers:
                row: dict[str, object] = {
                    "account": account,
                    "voucher_no": voucher.voucher_no,
                    "body": voucher.model_dump_json(),
                    "fetched_at": when,
                }
                upsert(connection, voucher_record, row)

    def all(self, account: str) -> list[KeptVoucher]:
        """Return every voucher of the employer, the one issued last first."""
        query = select(voucher_record.c.body, voucher_record.c.fetched_at).where(
            voucher_record.c.account == account
        )
        kept = [
            KeptVoucher(Voucher.model_validate_json(body), fetched_at)
            for body, fetched_at in self._rows(query)
        ]
        return sorted(kept, key=lambda k: (k.voucher.issued_at, k.voucher.voucher_no), reverse=True)


@dataclass(frozen=True, slots=True)
class KeptTable:
    """One sheet as it was before ``step`` (the command's label) wrote it."""

    sheet: str
    step: str
    kept_at: datetime
    content: bytes


class KeptTables(Keeper):
    """The tables of the last step of each workbook, which its full path names."""

    def keep(self, book: str, tables: Sequence[KeptTable]) -> None:
        """Keep the tables of one step in place of the step before."""
        with self._database.writing() as connection:
            connection.execute(delete(kept_table).where(kept_table.c.book == book))
            connection.execute(insert(kept_table), [{"book": book, **asdict(t)} for t in tables])

    def forget(self, book: str) -> None:
        """Keep nothing of the workbook: what it held belongs to another employer now."""
        self._write(delete(kept_table).where(kept_table.c.book == book))

    def of(self, book: str) -> list[KeptTable]:
        """Return the tables of the last step, by sheet; empty when there was none."""
        query = (
            select(
                kept_table.c.sheet, kept_table.c.step, kept_table.c.kept_at, kept_table.c.content
            )
            .where(kept_table.c.book == book)
            .order_by(kept_table.c.sheet)
        )
        return [KeptTable(*row) for row in self._rows(query)]


class RuleFiles(Keeper):
    """Rule files by region; the newest is the one that was issued last, whenever it came.

    Rules never go back: an older version that is offered again, or that a restored backup brings,
    is kept and not used.
    """

    def keep(self, rules: RuleFile, sha256: str, when: datetime) -> None:
        """Keep the file among those of its region; ``when`` is the time the bureau gave it."""
        row: dict[str, object] = {
            "region": rules.region,
            "version": rules.version,
            "sha256": sha256,
            "body": rules.model_dump_json(),
            "fetched_at": when,
        }
        self._upsert(rule_file, row)

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
        return [_rule_file(body) for body in self._scalars(select(rule_file.c.body))]

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
        rows = [tuple(row) for row in self._rows(query.where(rule_file.c.region == region))]
        if len(rows) < 2:
            return rows
        return sorted(rows, key=lambda row: (_rule_file(row[0]).age, row[2]), reverse=True)


@lru_cache(maxsize=16)
def _rule_file(body: str) -> RuleFile:
    """Read a file once: a command asks for it several times."""
    return RuleFile.model_validate_json(body)
