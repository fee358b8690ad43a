"""Control endpoints for what tax offices and agencies register: registrations, numbers, rules."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection, func, insert, select

from shebao.contract.rule_file import RuleFile
from shebao.contract.wire import Request as Body
from shebao.sandbox.clock import day_of
from shebao.sandbox.control.control_elsewhere import stranger
from shebao.sandbox.database import writing
from shebao.sandbox.people.passwords import hash_password
from shebao.sandbox.people.population import bills_change
from shebao.sandbox.premiums.rulebook import Rulebook, Rules
from shebao.sandbox.routes.depends import TheBureau
from shebao.sandbox.signing import canonical_json, published, sha256_hex, sign
from shebao.sandbox.tables import employers, unit_numbers

router = APIRouter(prefix="/sandbox", include_in_schema=False)


class UnitNumberOrder(Body):
    """A unit number that an agency gives an employer; pending unless ``linked``."""

    tax_id: str
    agency: str = "沙箱城东社会保险事业局"
    insurances: list[str] = Field(min_length=1)
    unit_no: str = ""  # made up unless given
    linked: bool = False


class RegistrationOrder(Body):
    """Another registration of the same tax id with another tax office, without employees."""

    tax_id: str
    tax_office: str
    registration_type: str
    insurances: list[str] = Field(
        default_factory=list
    )  # of its one unit number; without any it has none
    linked: bool = False
    password: str = "Shebao-1"  # noqa: S105 - made up, for a sandbox


class RuleFileOrder(Body):
    """What is served as a region's rule file; the sandbox goes on with its own unless ``in_force``.

    Without ``content`` it is its own again; a ``sha256`` or a ``signature`` that does not fit is
    served as it is.
    """

    region: str
    content: dict[str, Any] | None = None
    sha256: str = ""
    signature: str | None = None
    in_force: bool = False  # the sandbox charges by it too, for the past as well


@router.post("/rule-files")
def publish_rule_file(bureau: TheBureau, order: RuleFileOrder) -> dict[str, str]:
    """The rule file on offer is the ordered one; tells the signature that fits it."""
    own = Rulebook()[order.region]
    if order.content is not None:
        content = canonical_json(order.content)
        version = str(order.content.get("version", own.file.version))
        own = Rules(
            RuleFile.model_validate(order.content)
            if order.in_force
            else own.file.model_copy(update={"version": version}),
            content,
            order.sha256 or sha256_hex(content),
            order.signature,
        )
    bureau.rulebook[order.region] = own
    if order.in_force:
        with writing(bureau.engine) as connection:
            for employer_id in connection.scalars(
                select(employers.c.id).where(employers.c.region == order.region)
            ).all():
                bills_change(connection, employer_id)
    return {"version": own.file.version, "signature": sign(bureau.signing_key, own.content)}


@router.post("/signing-key")
def renew_signing_key(bureau: TheBureau) -> dict[str, str]:
    """The bureau signs with another key until it stops."""
    bureau.signing_key = Ed25519PrivateKey.generate()
    return {"public_key": published(bureau.signing_key).public_key}


@router.post("/unit-numbers")
def give_unit_number(bureau: TheBureau, order: UnitNumberOrder) -> dict[str, str]:
    """The agency passed the number on."""
    caller = stranger(bureau, order.tax_id)
    today = day_of(caller.now).isoformat() if order.linked else None
    with writing(bureau.engine, caller.employer_id) as connection:
        unit_no = _give(
            connection, caller.employer_id, order.agency, order.insurances, today, order.unit_no
        )
    return {"unit_no": unit_no}


@router.post("/registrations")
def register_elsewhere(bureau: TheBureau, order: RegistrationOrder) -> dict[str, str]:
    """The tax id has one more registration."""
    caller = stranger(bureau, order.tax_id)
    today = day_of(caller.now).isoformat() if order.linked else None
    with writing(bureau.engine) as connection:
        first = connection.execute(
            select(employers).where(employers.c.id == caller.employer_id)
        ).one()
        values = first._asdict()
        del values["id"]
        values |= {
            "account_id": secrets.token_hex(8),
            "registration_no": f"2{first.region}{secrets.randbelow(10**13):013d}",
            "registration_type": order.registration_type,
            "tax_office": order.tax_office,
            "password_hash": hash_password(order.password, bureau.settings),
            "must_change_password": not order.linked,
            "is_confirmed": order.linked,
            "employee_revision": 0,
        }
        employer_id: int = connection.execute(
            insert(employers).values(values).returning(employers.c.id)
        ).scalar_one()
        if order.insurances:
            _give(connection, employer_id, "沙箱城西社会保险事业局", order.insurances, today, "")
    return {"registration_no": values["registration_no"]}


def _give(
    connection: Connection,
    employer_id: int,
    agency: str,
    insurances: list[str],
    linked_on: str | None,
    unit_no: str,
) -> str:
    position = connection.scalar(
        select(func.count())
        .select_from(unit_numbers)
        .where(unit_numbers.c.employer_id == employer_id)
    )
    unit_no = unit_no or f"{secrets.randbelow(10**12):012d}"
    connection.execute(
        insert(unit_numbers).values(
            unit_no=unit_no,
            employer_id=employer_id,
            position=position,
            agency=agency,
            insurances=insurances,
            linked_on=linked_on,
        )
    )
    return unit_no
