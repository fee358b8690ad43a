"""Control endpoints that let others act: banks, the tax hall, agencies, and a test itself."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection, insert, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import RuleFile
from shebao.contract.state_tables import CERTIFICATE, MACHINES
from shebao.contract.states import UnlockResult
from shebao.contract.wire import Request as Body
from shebao.sandbox.clock import day_of
from shebao.sandbox.control.control_elsewhere import stranger
from shebao.sandbox.database import count, employer_row, new_row, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import row_id
from shebao.sandbox.payments.certificates import find_certificate
from shebao.sandbox.payments.certificates import void_certificate as void
from shebao.sandbox.payments.vouchers import pay_at_bank
from shebao.sandbox.people.passwords import hash_password
from shebao.sandbox.people.population import bills_change
from shebao.sandbox.premiums.rulebook import Rulebook, Rules
from shebao.sandbox.routes.depends import TheBureau
from shebao.sandbox.signing import canonical_json, published, sha256_hex, sign
from shebao.sandbox.tables import employers, unit_numbers
from shebao.sandbox.transitions import KEPT, apply

router = APIRouter(prefix="/sandbox", include_in_schema=False)


class EventOrder(Body):
    """One event of one thing, by the English names in the tables."""

    machine: str
    number: str
    event: str


class UnlockOrder(Body):
    """What the bank says at the next unlocks, in turn; afterwards 缴费成功 again."""

    outcomes: list[UnlockResult]


class VoidOrder(Body):
    """So many of the next voids, verifications or refunds fail."""

    count: int = Field(ge=0)


class VoucherOrder(Body):
    """A voucher that somebody brings to a bank."""

    voucher_no: str


class CertificateOrder(Body):
    """A certificate that the tax hall voids."""

    certificate_no: str


@router.post("/events")
def let_happen(bureau: TheBureau, order: EventOrder) -> dict[str, str]:
    """The event happened to that thing alone, or the table's refusal says why it cannot."""
    machine = next((m for m in MACHINES if m.name == order.machine), None)
    if machine is None or order.event not in machine.events.__members__:
        raise RefusedError(RefusalCode.BAD_REQUEST, "没有这个对象或事件。")
    kept = KEPT[machine.name]
    with writing(bureau.engine) as connection:
        key: Any = order.number
        if machine is CERTIFICATE:
            key = find_certificate(connection, bureau, order.number)[0].id
        elif kept.prefix:
            key = row_id(kept.prefix, order.number)
        apply(connection, machine, [key], machine.events[order.event])
        state = connection.scalar(select(kept.table.c.state).where(kept.key == key))
    if state is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到编号为“{order.number}”的记录。")
    return {"state": state}


@router.post("/unlock-outcomes")
def order_unlocks(bureau: TheBureau, order: UnlockOrder) -> dict[str, int]:
    """The next unlocks end as ordered."""
    bureau.injections.unlock_outcomes = list(order.outcomes)
    return {"waiting": len(order.outcomes)}


@router.post("/void-failures")
def order_void_failures(bureau: TheBureau, order: VoidOrder) -> dict[str, int]:
    """The next voids fail."""
    bureau.injections.voids_refused = order.count
    return {"waiting": order.count}


@router.post("/verification-failures")
def order_verification_failures(bureau: TheBureau, order: VoidOrder) -> dict[str, int]:
    """The next verifications of agreements fail."""
    bureau.injections.verifications_refused = order.count
    return {"waiting": order.count}


@router.post("/refund-rejections")
def order_refund_rejections(bureau: TheBureau, order: VoidOrder) -> dict[str, int]:
    """The next refunds that are reviewed are 不予退费."""
    bureau.injections.refunds_rejected = order.count
    return {"waiting": order.count}


@router.post("/vouchers/pay")
def bring_to_bank(bureau: TheBureau, order: VoucherOrder) -> dict[str, str]:
    """The voucher is paid at a bank."""
    with writing(bureau.engine) as connection:
        pay_at_bank(connection, bureau, order.voucher_no)
    return {"voucher_no": order.voucher_no}


@router.post("/certificates/void")
def void_certificate(bureau: TheBureau, order: CertificateOrder) -> dict[str, str]:
    """The certificate is 已作废, and what it covered can be certified anew."""
    with writing(bureau.engine) as connection:
        void(connection, bureau, order.certificate_no)
    return {"certificate_no": order.certificate_no}


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
        first = employer_row(connection, caller.employer_id)
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
        employer_id = new_row(connection, employers, **values)
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
    position = count(connection, unit_numbers, unit_numbers.c.employer_id == employer_id)
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
