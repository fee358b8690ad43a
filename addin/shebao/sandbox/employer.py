"""The employer behind a session, its registrations and the bureau's notices."""

from sqlalchemy import Connection, select

from shebao.contract.session import (
    Employer,
    EmployerKind,
    Notice,
    NoticeList,
    Registration,
    RegistrationList,
    UnitNumber,
)
from shebao.sandbox.tables import employers, unit_numbers

NOTICES = NoticeList(
    notices=[
        Notice(
            notice_no="TZ000002",
            title="年度缴费工资申报请在规定期限内办理（沙箱示例通知）",
            published_on="2024-04-01",
        ),
        Notice(
            notice_no="TZ000001",
            title="本系统为沙箱税务局，数据均为虚构，不产生真实缴费",
            published_on="2024-01-01",
        ),
    ]
)
# What each kind of employer should register as.
RECOMMENDED = {
    EmployerKind.ENTERPRISE: "单位纳税人登记",
    EmployerKind.PUBLIC_BODY: "扣缴义务人信息登记",
    EmployerKind.SOLE_TRADER: "个体经营纳税人",
}


def find_registrations(connection: Connection, tax_id: str) -> RegistrationList:
    """Every registration of a tax id; empty when there is none."""
    rows = connection.execute(
        select(employers).where(employers.c.tax_id == tax_id).order_by(employers.c.registration_no)
    )
    return RegistrationList(
        registrations=[
            Registration(
                registration_no=row.registration_no,
                tax_id=row.tax_id,
                name=row.name,
                tax_office_no=row.tax_office_no,
                tax_office=row.tax_office,
                registration_type=row.registration_type,
                recommended=row.registration_type == RECOMMENDED[EmployerKind(row.kind)],
            )
            for row in rows
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
        region=row.region,
        region_name=row.region_name,
        tax_office_no=row.tax_office_no,
        tax_office=row.tax_office,
        injury_rate_ppm=row.injury_rate_ppm,
        established_on=row.established_on,
        unit_numbers=read_unit_numbers(connection, employer_id),
    )


def read_unit_numbers(connection: Connection, employer_id: int) -> list[UnitNumber]:
    """The unit numbers of an employer, the first one first."""
    rows = connection.execute(
        select(unit_numbers)
        .where(unit_numbers.c.employer_id == employer_id)
        .order_by(unit_numbers.c.position)
    )
    return [
        UnitNumber(unit_no=row.unit_no, agency=row.agency, insurances=row.insurances)
        for row in rows
    ]
