"""A rule file: what one region charges, as dated data with a source for every value."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shebao.contract.session import EmployerKind
from shebao.contract.wire import (
    PRINTABLE,
    Answer,
    Day,
    Fen,
    InsuranceCode,
    Month,
    Ppm,
    Text,
    Words,
)


class Grade(StrEnum):
    """How sure a value is, from an official text down to a mere example."""

    OFFICIAL = "官方"
    DERIVED = "推导"  # worked out from an official figure by an official rule
    SECONDARY = "二手"
    ESTIMATED = "估算"
    ILLUSTRATIVE = "示例"
    CUSTOM = "自定义"  # entered on this machine, with a document of the user's
    BORROWED = "借用"  # another region's, which the user chose to compute with

    @property
    def needs_mark(self) -> bool:
        """Whether an amount worked out from it may never be shown without saying so."""
        return self not in (Grade.OFFICIAL, Grade.DERIVED)


class Law(BaseModel):
    """A part of a rule file; an unknown field is refused: dropped, it would change an amount."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Sourced(Law):
    """A value that says where it comes from and how sure it is."""

    source: str = Field(min_length=1, max_length=400, pattern=PRINTABLE)
    grade: Grade = Grade.SECONDARY  # what a file from before there were grades can claim at most
    checked_on: Day | None = None  # when somebody last held it against its source

    @model_validator(mode="before")
    @classmethod
    def _graded(cls, value: Any) -> Any:
        """Files from before there were grades said only whether a value was illustrative."""
        if isinstance(value, dict) and "illustrative" in value and "grade" not in value:
            told = dict(value)
            is_example = told.pop("illustrative")
            return {**told, "grade": Grade.ILLUSTRATIVE} if is_example else told
        return value


MOST_MONTHS_CARRIED = 12


class Dated(Sourced):
    """A value with its first and last month.

    After the last one it goes on as 暂按上年 for ``carried_months``, then nothing is known. Without
    a last month it holds until a later value begins, as in files from before there were ends.
    """

    effective_from: Month
    effective_to: Month | None = None
    date_grade: Grade | None = None  # of the months, where it differs from the value's
    carried_months: int = Field(default=MOST_MONTHS_CARRIED, ge=0, le=MOST_MONTHS_CARRIED)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Dated":
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError(f"ends {self.effective_to}, before it begins {self.effective_from}")
        return self


class Levy(StrEnum):
    """Who works out the premium: the tax side from wages, or the medical side (征集)."""

    DECLARED = "declared"
    COLLECTED = "collected"


class OwnPayer(StrEnum):
    """Who insures itself, without an employer: no rate for every employer is its."""

    FLEXIBLE = "flexible"


PayerKind = EmployerKind | OwnPayer


class InsuranceRule(Sourced):
    """One insurance, and the words under which it is billed and certified."""

    insurance: InsuranceCode
    name: Text
    levy_item: Text
    unit_subitem: Text
    person_subitem: Text
    kinds: list[PayerKind]
    levy: Levy = Levy.DECLARED


CalendarMonth = Annotated[int, Field(ge=1, le=12)]


class LimitRule(Dated):
    """Floor and cap of the monthly base; None means no such limit."""

    insurance: InsuranceCode
    floor_fen: Fen | None
    cap_fen: Fen | None


class RateRule(Dated):
    """Rates; a fixed sum stands instead of a rate, never beside it.

    A row for the employer's kind goes before the row for all; a named tier (档) only holds for
    whoever chose it. A fixed sum with ``due_months`` is the year's, due in those months alone.
    """

    insurance: InsuranceCode
    kinds: list[PayerKind] = Field(default_factory=list)  # none named: every kind of employer
    tier: Text = ""
    due_months: list[CalendarMonth] = Field(default_factory=list)  # none named: every month
    unit_ppm: Ppm = 0
    person_ppm: Ppm = 0
    unit_fixed_fen: Fen = 0
    person_fixed_fen: Fen = 0
    unit_rate_from_registration: bool = False


class InjuryClass(Dated):
    """The injury rate of one of the eight classes of trade, before it floats."""

    class_no: int = Field(ge=1, le=8)
    unit_ppm: Ppm


class InjuryFloat(Sourced):
    """To which parts of the class's rate an employer's own rate may float."""

    classes: list[int]
    percents: list[int]


class ContributionYear(Sourced):
    """With which month the yearly limits begin: 1 or, as in 北京, 7."""

    first_month: CalendarMonth


class RoundingMode(StrEnum):
    """What happens to the part below the rounding unit."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


class RoundingRule(Sourced):
    """How each person's amount per insurance and payer becomes whole fen."""

    mode: RoundingMode
    unit_fen: int = Field(ge=1, le=10_000, description="1 rounds to the fen, 10 to the jiao")


class InsuranceRounding(RoundingRule):
    """How the amounts of one insurance become whole fen, where it is not as the others."""

    insurance: InsuranceCode


class Bundling(StrEnum):
    """What must be confirmed together."""

    UNIT_NUMBER = "unit_number"  # every insurance of one unit number and period
    NONE = "none"


class BundleRule(Sourced):
    """Whether insurances of one unit number can be confirmed apart."""

    bundling: Bundling


class OverdueOrder(StrEnum):
    """In which order overdue periods are filed."""

    OLDEST_FIRST = "oldest_first"  # one period at a time
    ANY = "any"


class OverdueRule(Sourced):
    """Whether overdue periods must be filed month by month (逐月)."""

    order: OverdueOrder


class WageWindow(Sourced):
    """The yearly window of the annual wage filing, as month and day."""

    opens: str = Field(pattern=r"^[0-9]{2}-[0-9]{2}$")
    closes: str = Field(pattern=r"^[0-9]{2}-[0-9]{2}$")


class DailyWages(Sourced):
    """日常缴费工资申报: the months, counted from the current one, from which a wage may count."""

    months_back: int = Field(ge=0, le=120)
    months_ahead: int = Field(ge=0, le=12)


class Shift(StrEnum):
    """What becomes of a last day that is not worked."""

    NONE = "none"  # it stays
    NEXT = "next"  # the next working day
    PREVIOUS = "previous"


class DeadlineRule(Sourced):
    """The last day on which a period can be paid without a late fee."""

    months_after: int = Field(ge=0, le=2)
    day: int = Field(ge=1, le=31, description="31 means the last day of the month")
    shift: Shift = Shift.NONE


class LateFeeRule(Sourced):
    """滞纳金 per day late."""

    daily_ppm: Ppm
    capped_at_principal: bool


class CertificateStart(Sourced):
    """The first period for which payment records exist."""

    record: Text  # employee | unit
    kinds: list[EmployerKind]
    first_period: Month


class CertificateSeries(Sourced):
    """The 票证字轨 of the region's certificates; {year} is the two digits of the year."""

    series: Text


class RefundFileRule(Sourced):
    """A kind of attachment to a refund (附报资料); others go under 其他."""

    name: Text
    required: bool


class RuleFile(Law):
    """Everything needed to compute what one region charges."""

    region: str = Field(pattern=r"^[0-9]{6}$")
    region_name: Text
    version: Text
    issued_on: Day
    insurances: list[InsuranceRule]
    limits: list[LimitRule]
    rates: list[RateRule]
    injury_classes: list[InjuryClass] = Field(default_factory=list)
    injury_floats: list[InjuryFloat] = Field(default_factory=list)
    contribution_year: ContributionYear | None = None
    rounding: RoundingRule
    insurance_rounding: list[InsuranceRounding] = Field(default_factory=list)
    bundle: BundleRule
    wage_window: WageWindow
    daily_wages: DailyWages | None = None  # None where wages are filed by the year only
    deadline: DeadlineRule
    late_fee: LateFeeRule
    certificate_starts: list[CertificateStart]
    overdue: OverdueRule | None = None
    certificate_series: CertificateSeries | None = None
    refund_files: list[RefundFileRule] = Field(default_factory=list)

    @property
    def age(self) -> tuple[str, list[int]]:
        """What sorts the versions of one region from the oldest to the newest."""
        return self.issued_on, [int(number) for number in re.findall(r"[0-9]+", self.version)]


class RuleFileEntry(Answer):
    """One rule file that the bureau offers, with the SHA-256 of its canonical JSON.

    ``signature`` is made with the bureau's signing key over exactly the bytes that are
    transferred; a client uses no file without it.
    """

    region: Text
    version: Text
    sha256: Text
    signature: Words = ""  # Ed25519, Base64; one too long is a bad one, and the list still read


class RuleFileList(Answer):
    """The newest rule file of every region that concerns the session's employer."""

    rule_files: list[RuleFileEntry]
