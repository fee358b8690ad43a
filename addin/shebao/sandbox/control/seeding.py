"""A roster becomes an employer of the bureau, once."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from shebao.contract.agreements import BatchMark
from shebao.contract.session import EmployerKind, UnitNumber
from shebao.contract.states import AgreementState, EmployeeState
from shebao.rule_book.regions import Region, region_holding
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import month_of
from shebao.sandbox.database import count, insert_rows, new_row, of_employer, writing
from shebao.sandbox.errors import SandboxError
from shebao.sandbox.form_fields import branches_of
from shebao.sandbox.office_tables import agreements
from shebao.sandbox.people.passwords import first_password, hash_password
from shebao.sandbox.people.registrations import RECOMMENDED
from shebao.sandbox.people.roster import Roster
from shebao.sandbox.tables import employers, enrolments, people, unit_numbers, wages

# Illustrative: the template does not say since when anyone is enrolled.
ENROLLED_FROM = "2020-01"
ESTABLISHED_ON = "2019-06-18"
LINKED_ON = "2019-07-01"
MEDICAL_INSURANCES = frozenset({"310", "320", "330", "510"})
PUBLIC_BODY_INSURANCES = frozenset({"120", "180"})
NAME_ENDINGS = {
    EmployerKind.ENTERPRISE: "科技有限公司",
    EmployerKind.PUBLIC_BODY: "事务中心",
    EmployerKind.SOLE_TRADER: "商行",
}


@dataclass(frozen=True, slots=True)
class Seeded:
    """How to log in to what was seeded."""

    tax_id: str
    name: str
    region: str
    unit_no: str
    first_password: str


def seed(
    bureau: Bureau,
    roster: Roster,
    *,
    region: str = "",
    kind: str | None = None,
    fresh: bool = False,
) -> Seeded:
    """The roster's employer exists; seeding the same roster again changes nothing.

    One in use is registered and confirmed, and goes on with the password that it was first given;
    a fresh one nobody registered, and its first login must change that password.

    Raises SandboxError: another roster holds that tax id, or the region lacks an insurance.
    """
    place = place_of(region or roster.tax_id[2:8])
    rules = bureau.rulebook[place.code]
    for insurance in roster.insurances:
        if rules.insurance(insurance) is None:
            raise SandboxError(f"名册中的险种 {insurance} 不在{place.name}的规则文件内。")
    with writing(bureau.engine) as connection:
        held = connection.execute(
            select(employers).where(employers.c.tax_id == roster.tax_id)
        ).first()
        if held is None:
            _insert_employer(connection, bureau, roster, place, kind, fresh=fresh)
        elif held.roster_sha256 != roster.sha256():
            raise SandboxError(
                f"该数据目录中已有纳税人识别号 {roster.tax_id} 的另一份名册，"
                "请换一个数据目录，或使用原来的名册。"
            )
        return read_seeded(connection, roster.tax_id)


def read_seeded(connection: Connection, tax_id: str | None = None) -> Seeded:
    """How to log in to one employer, by default the first one seeded.

    Raises SandboxError: there is none.
    """
    query = select(employers).order_by(employers.c.id)
    if tax_id is not None:
        query = query.where(employers.c.tax_id == tax_id)
    row = connection.execute(query).first()
    if row is None:
        raise SandboxError("沙箱中还没有用人单位，请用 --roster 或 --employees 指定名册。")
    unit_nos = of_employer(unit_numbers.c.unit_no, row.id).order_by(unit_numbers.c.position)
    unit_no = connection.scalars(unit_nos).first() or ""
    return Seeded(row.tax_id, row.name, row.region, unit_no, first_password(unit_no))


def kind_of(roster: Roster) -> EmployerKind:
    """What the template's heads say about the employer."""
    if PUBLIC_BODY_INSURANCES & set(roster.insurances):
        return EmployerKind.PUBLIC_BODY
    return EmployerKind.ENTERPRISE


def place_of(code: str) -> Region:
    """The city that a six-digit code of a county, district or city lies in.

    Raises SandboxError: there is no law for it; another city's is never borrowed.
    """
    region = region_holding(code)
    if region is None:
        raise SandboxError(
            f"纳税人识别号第 3 至 8 位“{code}”所在的地区没有规则文件，练习税务系统没有接收该单位，"
            "也不会借用其他地区的规则。有规则的地区见 shebao rules list。"
        )
    return region


def _insert_employer(
    connection: Connection,
    bureau: Bureau,
    roster: Roster,
    place: Region,
    kind: str | None,
    *,
    fresh: bool,
) -> None:
    employer_kind = kind_of(roster) if kind is None else EmployerKind(kind)
    chance = random.Random(roster.tax_id)  # noqa: S311 - made-up data
    serial = f"{chance.randrange(10**8):08d}"
    units = _units(roster, place, serial)
    month = month_of(bureau.clock.now())
    employer_id = new_row(
        connection,
        employers,
        account_id=secrets.token_hex(8),
        tax_id=roster.tax_id,
        registration_no=f"1{place.code}{chance.randrange(10**13):013d}",
        registration_type=RECOMMENDED[employer_kind],
        name=f"{place.name}沙箱{serial[:4]}{NAME_ENDINGS[employer_kind]}",
        kind=employer_kind,
        region=place.code,
        region_name=place.name,
        tax_office_no=f"1{place.code}0000",
        tax_office=f"国家税务总局{place.name}沙箱区税务局",
        injury_rate_ppm=bureau.rulebook[place.code].benchmark_ppm(month),
        established_on=ESTABLISHED_ON,
        password_hash=hash_password(first_password(units[0].unit_no), bureau.settings),
        must_change_password=fresh,
        is_confirmed=not fresh,
        roster_sha256=roster.sha256(),
        employee_revision=len(roster.members),
        wage_revision=1,
        rolled_to=month,
        kept_since=month,
    )
    whose = {"employer_id": employer_id, "linked_on": None if fresh else LINKED_ON}
    rows = [{**unit.model_dump(), **whose, "position": at} for at, unit in enumerate(units)]
    connection.execute(insert(unit_numbers), rows)
    _insert_agreements(connection, employer_id, place.code, roster, chance)
    _insert_people(connection, employer_id, roster, place, units)


def _units(roster: Roster, place: Region, serial: str) -> list[UnitNumber]:
    """The unit number of each side that has an insurance: social, then medical."""
    city, codes = place.code[:4], roster.insurances
    sides = (
        (f"{city}{serial}", "社会保险事业局", [c for c in codes if c not in MEDICAL_INSURANCES]),
        (f"{city}9{serial}", "医疗保障事务中心", [c for c in codes if c in MEDICAL_INSURANCES]),
    )
    return [
        UnitNumber(unit_no=unit_no, agency=f"{place.name}{agency}", insurances=insurances)
        for unit_no, agency, insurances in sides
        if insurances
    ]


def _insert_agreements(
    connection: Connection, employer_id: int, region: str, roster: Roster, chance: random.Random
) -> None:
    held = count(connection, agreements)
    connection.execute(
        insert(agreements),
        [
            {
                "agreement_no": f"XY{held + place:010d}",
                "employer_id": employer_id,
                "bank": branch.branch,
                "branch_no": branch.branch_no,
                "batch": BatchMark.NONE,
                "account_name": f"沙箱账户{roster.tax_id[-4:]}",
                "account_no": f"{chance.randrange(10**18):019d}",
                "state": state,
            }
            for place, (branch, state) in enumerate(
                zip(
                    branches_of(region).branches,
                    [AgreementState.VERIFIED, AgreementState.UNVERIFIED],
                    strict=False,
                ),
                start=1,
            )
        ],
    )


def _insert_people(
    connection: Connection,
    employer_id: int,
    roster: Roster,
    place: Region,
    units: Sequence[UnitNumber],
) -> None:
    unit_nos = {code: unit.unit_no for unit in units for code in unit.insurances}
    person_rows: list[tuple[Any, ...]] = []
    enrolment_rows: list[tuple[Any, ...]] = []
    wage_rows: list[tuple[Any, ...]] = []
    for revision, member in enumerate(roster.members, start=1):
        person_no = f"{place.code[:4]}{revision:08d}"
        state = EmployeeState.ACTIVE if member.wages_fen else EmployeeState.STOPPED
        person_rows.append(
            (
                employer_id, person_no, member.name, member.id_type, member.id_number,
                state.value, member.group, revision,
            )
        )  # fmt: skip
        for code, fen in member.wages_fen.items():
            enrolment_rows.append((employer_id, person_no, code, unit_nos[code], ENROLLED_FROM))
            if fen is not None:
                wage_rows.append((employer_id, person_no, code, 1, ENROLLED_FROM, fen))
    insert_rows(
        connection,
        people,
        [
            "employer_id", "person_no", "name", "id_type", "id_number",
            "state", "group_name", "revision",
        ],
        person_rows,
    )  # fmt: skip
    insert_rows(
        connection,
        enrolments,
        ["employer_id", "person_no", "insurance", "unit_no", "enrolled_from"],
        enrolment_rows,
    )
    insert_rows(
        connection,
        wages,
        ["employer_id", "person_no", "insurance", "revision", "effective_from", "wage_fen"],
        wage_rows,
    )
