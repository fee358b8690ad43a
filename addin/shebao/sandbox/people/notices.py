"""The notices that the bureau publishes: two that always stand, and those of a trainer."""

import json

from sqlalchemy import Connection, delete, insert, select

from shebao.contract.session import Notice, NoticeList
from shebao.sandbox.people.employer import NOTICES
from shebao.sandbox.tables import kept_facts

NAME = "notices"
MOST_KEPT = 50


def read_notices(connection: Connection) -> NoticeList:
    """All notices, newest first."""
    return NoticeList(notices=[*_published(connection), *NOTICES.notices])


def publish_notice(connection: Connection, title: str, body: str, day: str) -> str:
    """The notice stands before all others; tells its number. The oldest of too many is dropped."""
    published = _published(connection)
    serial = 1 + max((int(one.notice_no[2:]) for one in published), default=100)
    notice = Notice(notice_no=f"TZ{serial:06d}", title=title, published_on=day, body=body)
    kept = [one.model_dump(mode="json") for one in [notice, *published][:MOST_KEPT]]
    connection.execute(delete(kept_facts).where(kept_facts.c.name == NAME))
    connection.execute(insert(kept_facts).values(name=NAME, value=json.dumps(kept)))
    return notice.notice_no


def _published(connection: Connection) -> list[Notice]:
    kept = connection.scalar(select(kept_facts.c.value).where(kept_facts.c.name == NAME))
    return [Notice.model_validate(one) for one in json.loads(kept or "[]")]
