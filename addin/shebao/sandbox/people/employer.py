"""The employer behind a session, its confirmation and the bureau's notices."""

from sqlalchemy import Connection, select, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import (
    Employer,
    EmployerKind,
    Notice,
    NoticeList,
    UnitNumber,
    UnitType,
)
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.tables import employers, unit_numbers

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
    row = connection.execute(select(employers).where(employers.c.id == employer_id)).one()
    return Employer(
        account_id=row.account_id,
        tax_id=row.tax_id,
        name=row.name,
        kind=EmployerKind(row.kind),
        unit_type=UnitType(row.unit_type),
        registration_no=row.registration_no,
        registration_type=row.registration_type,
        region=row.region,
        region_name=row.region_name,
        tax_office_no=row.tax_office_no,
        tax_office=row.tax_office,
        injury_rate_ppm=row.injury_rate_ppm,
        established_on=row.established_on,
        unit_numbers=read_unit_numbers(connection, employer_id),
    )


def read_unit_numbers(connection: Connection, employer_id: int) -> list[UnitNumber]:
    """The linked unit numbers of an employer, the first one first."""
    rows = connection.execute(
        select(unit_numbers)
        .where(unit_numbers.c.employer_id == employer_id, unit_numbers.c.linked_on.is_not(None))
        .order_by(unit_numbers.c.position)
    )
    return [
        UnitNumber(unit_no=row.unit_no, agency=row.agency, insurances=row.insurances)
        for row in rows
    ]


def confirm_enrolment(connection: Connection, employer_id: int, unit_nos: list[str]) -> None:
    """The employer has said once that what it saw of its registration is right.

    Raises RefusedError: BAD_REQUEST, it saw other unit numbers than there are.
    """
    linked = {unit.unit_no for unit in read_unit_numbers(connection, employer_id)}
    if linked != set(unit_nos):
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "参保登记信息已有变化，没有确认。请重新登录核对。"
        )
    connection.execute(
        update(employers).where(employers.c.id == employer_id).values(is_confirmed=True)
    )
