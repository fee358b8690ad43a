"""The employer behind a session, its confirmation and the bureau's notices."""

import json

from sqlalchemy import Connection, delete, insert, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import Employer, Notice, NoticeList, UnitNumber
from shebao.sandbox.database import change, employer_row, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.tables import employers, kept_facts, unit_numbers

NOTICES = NoticeList(
    notices=[
        Notice(
            notice_no="TZ000002",
            title="年度缴费工资申报请在规定期限内办理（沙箱示例通知）",
            published_on="2024-04-01",
            body="请各用人单位在规定的年度缴费工资申报期限内，如实申报全部职工的缴费工资。\n"
            "逾期申报的，按年度缴费工资调整办理；新增职工应先办理参保登记。\n"
            "（本通知由沙箱生成，不代表任何税务机关。）",
        ),
        Notice(
            notice_no="TZ000001",
            title="本系统为沙箱税务局，数据均为虚构，不产生真实缴费",
            published_on="2024-01-01",
            body="单位、职工和账户都是虚构的；在这里申报、缴费、开具的凭证和证明没有任何效力。",
        ),
    ]
)


def read_employer(connection: Connection, employer_id: int) -> Employer:
    """The employer with its unit numbers in the order they were given."""
    units = read_unit_numbers(connection, employer_id)
    return told(Employer, employer_row(connection, employer_id), unit_numbers=units)


def read_unit_numbers(connection: Connection, employer_id: int) -> list[UnitNumber]:
    """The linked unit numbers of an employer, the first one first."""
    linked = of_employer(unit_numbers, employer_id, unit_numbers.c.linked_on.is_not(None))
    rows = connection.execute(linked.order_by(unit_numbers.c.position))
    return [told(UnitNumber, row) for row in rows]


def unit_no_for(connection: Connection, employer_id: int, insurance: str) -> str | None:
    """The first linked unit number that covers an insurance, or None."""
    units = read_unit_numbers(connection, employer_id)
    return next((unit.unit_no for unit in units if insurance in unit.insurances), None)


def confirm_enrolment(connection: Connection, employer_id: int, unit_nos: list[str]) -> None:
    """The employer has said once that what it saw of its registration is right.

    Raises RefusedError: BAD_REQUEST, it saw other unit numbers than there are.
    """
    linked = {unit.unit_no for unit in read_unit_numbers(connection, employer_id)}
    if linked != set(unit_nos):
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "参保登记信息已有变化，没有确认。请重新登录核对。"
        )
    change(connection, employers, employer_id, is_confirmed=True)


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
