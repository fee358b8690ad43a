"""Copies a whole store into an empty one: a desktop's into a team's database, and back."""

from sqlalchemy import Connection, Table, func, select

from shebao.domain.errors import ParameterError
from shebao.store.database import insert_missing
from shebao.store.store import Store
from shebao.store.tables import (
    OF_MACHINES,
    ledger_entry,
    ledger_event,
    metadata,
    rule_file,
    setting,
)

OWN_SETTINGS = ("sealed_with",)
_AT_A_TIME = 1_000


def copy_store(source: Store, target: Store) -> dict[str, int]:
    """Copy everything that belongs to employers; return how many rows of each table.

    All or nothing, read at one moment. The ledger's hashes are of plain contents, so the chain
    holds on either side.

    Raises ParameterError when the target holds any employer's data already, more than settings and
    the rule files that a login brings; StoreError. The target is unchanged then, the source always.
    """
    with source.reading() as before, target.writing() as after:
        if kept := _kept(after):
            raise ParameterError(
                f"目标中已有数据（{kept}），没有复制，两边都没有改动：台账只有一条链，不能合并。"
                "请换一个空的数据库，或先移走本机的数据文件。",
                log="target of a move is not empty",
            )
        return {
            table.name: _copy(before, after, table)
            for table in metadata.sorted_tables
            if table not in OF_MACHINES
        }


def _kept(connection: Connection) -> str:
    words = {ledger_entry: "台账", metadata.tables["employee"]: "职工"}
    counts = dict.fromkeys((*words.values(), "其他数据"), 0)
    for table in metadata.sorted_tables:
        if table not in (*OF_MACHINES, setting, rule_file, ledger_event):
            count = connection.scalar(select(func.count()).select_from(table)) or 0
            counts[words.get(table, "其他数据")] += count
    return "、".join(f"{word} {count} 条" for word, count in counts.items() if count)


def _copy(before: Connection, after: Connection, table: Table) -> int:
    query = select(table)
    if table is setting:
        query = query.where(setting.c.name.not_in(OWN_SETTINGS))
        after.execute(setting.delete().where(setting.c.name.not_in(OWN_SETTINGS)))
    if table is ledger_event:
        query = query.order_by(ledger_event.c.seq)
    copied = 0
    for rows in before.execute(query).mappings().partitions(_AT_A_TIME):
        insert_missing(after, table, [dict(row) for row in rows])  # a rule file may be there
        copied += len(rows)
    return copied
