"""Registrations, login, passwords and the employer behind a session."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shebao.contract.rights import Right
from shebao.contract.wire import (
    Answer,
    Day,
    InsuranceCode,
    Month,
    Number,
    Ppm,
    Request,
    Text,
    Token,
    Whole,
)

LONGEST_NOTICE = 10_000
MAX_PASSWORD_LENGTH = 64


class EmployerKind(StrEnum):
    """What the employer is; the manual files each in its own way."""

    ENTERPRISE = "enterprise"
    PUBLIC_BODY = "public_body"
    SOLE_TRADER = "sole_trader"


class UnitType(StrEnum):
    """What a registration is linked as; a contractor pays injury insurance by project."""

    EMPLOYER = "用人单位"
    CONTRACTOR = "承建单位"


class RegistrationQuery(Request):
    """Asks for every registration of one tax id."""

    tax_id: Number


class Registration(Answer):
    """One registration of a tax id with one tax office."""

    registration_no: Number
    tax_id: Number
    name: Text
    tax_office_no: Number
    tax_office: Text
    registration_type: Text
    recommended: bool


class RegistrationList(Answer):
    """All registrations of one tax id; empty when there are none."""

    registrations: list[Registration]


class RegistrationChoice(Request):
    """Names one registration of a tax id."""

    tax_id: Number
    registration_no: Number


class PendingUnitNumber(Answer):
    """A 单位编号 that an agency passed on and nobody linked yet.

    Its last six characters are hidden: they are the first password of whoever links it.
    """

    masked: Number
    agency: Text
    insurances: list[InsuranceCode]


class PendingProject(Answer):
    """A construction project at the registration's place that nobody linked yet."""

    project_id: Number
    name: Text
    tax_office: Text


class PendingList(Answer):
    """What registering would link; ``linked`` counts what was linked before.

    Projects are linked to whoever registers as a contractor alone (seed G 3.1.2 三（一）).
    """

    pending: list[PendingUnitNumber]
    linked: Whole
    projects: list[PendingProject] = Field(default_factory=list)


class RegistrationLink(Request):
    """Links everything pending to the registration; linked twice is linked once."""

    tax_id: Number
    registration_no: Number
    unit_type: UnitType


class LoginRequest(Request):
    """Opens a session: with the declaration password, or with a user's own.

    Who gives no user name is the administrator.
    """

    tax_id: Number
    registration_no: Number | None = None  # needed only when the tax id has several
    user_name: Number | None = None
    password: str = Field(min_length=1, max_length=MAX_PASSWORD_LENGTH, repr=False)


class UnitNumber(Answer):
    """One 单位编号: an employer's account with one agency, for the insurances it names."""

    unit_no: Number
    agency: Text
    insurances: list[InsuranceCode]


class Employer(Answer):
    """The employer of the session.

    ``account_id`` names this employer's data at this bureau: another bureau, or the same one begun
    anew, gives another, so that a client never mixes what it kept of the two.
    """

    account_id: Number
    tax_id: Number
    name: Text
    kind: EmployerKind
    unit_type: UnitType = UnitType.EMPLOYER
    registration_no: Text = ""
    registration_type: Text = ""
    region: str = Field(pattern=r"^[0-9]{6}$")
    region_name: Text
    tax_office_no: Number
    tax_office: Text
    injury_rate_ppm: Ppm  # 工伤: each unit's own, from its registration
    established_on: Day
    unit_numbers: list[UnitNumber]


class Session(Answer):
    """An open session.

    ``tag`` names everything that it tells but token and end, alike in sessions that tell alike. A
    request that carries it as ``Session-Tag`` is refused as in an ended session once any of that is
    otherwise. A bureau without tags leaves it empty: its sessions are not kept between two runs.
    """

    token: Token = Field(repr=False)
    expires_at: datetime
    must_change_password: bool  # until then nothing else is answered
    must_confirm_enrolment: bool = False  # the same, once the password is changed
    user_name: Text = ""  # empty: the administrator
    rights: list[Right]
    employer: Employer
    business_date: Day
    current_period: Month
    rule_version: Text
    tag: Text = ""


class PasswordChange(Request):
    """Changes the password of whoever is logged in; asked twice it is changed once."""

    old_password: str = Field(min_length=1, max_length=MAX_PASSWORD_LENGTH, repr=False)
    new_password: str = Field(min_length=1, max_length=MAX_PASSWORD_LENGTH, repr=False)


class PasswordChanged(Answer):
    """The new password holds; every other session of its holder is closed."""

    changed_at: datetime


class EnrolmentConfirmation(Request):
    """What the employer saw of its registration and says is right: its linked unit numbers."""

    unit_nos: list[Number] = Field(min_length=1, max_length=1_000)


class ReauthRequest(Request):
    """Asks for a proof that the password was typed again, as paying demands."""

    password: str = Field(min_length=1, max_length=MAX_PASSWORD_LENGTH, repr=False)


class Reauth(Answer):
    """A short-lived proof for the header ``Reauthorization``."""

    proof: Token = Field(repr=False)
    expires_at: datetime


class Notice(Answer):
    """One notice of the bureau."""

    notice_no: Number
    title: Text
    published_on: Day
    body: str = Field(default="", max_length=LONGEST_NOTICE)


class NoticeList(Answer):
    """Notices, newest first."""

    notices: list[Notice]
