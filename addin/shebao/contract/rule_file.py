"""A rule file: what one region charges, as dated data with a source for every value."""

from enum import StrEnum

from pydantic import Field

from shebao.contract.session import EmployerKind
from shebao.contract.wire import Answer, Day, Fen, InsuranceCode, Month, Ppm, Text


class Sourced(Answer):
    """A value that says where it comes from, or that it is illustrative."""

    source: Text
    illustrative: bool = False


class Levy(StrEnum):
    """Who works out the premium: the tax side from wages, or the medical side (征集)."""

    DECLARED = "declared"
    COLLECTED = "collected"


class InsuranceRule(Sourced):
    """One insurance, and the words under which it is billed and certified."""

    insurance: InsuranceCode
    name: Text
    levy_item: Text
    unit_subitem: Text
    person_subitem: Text
    kinds: list[EmployerKind]
    levy: Levy = Levy.DECLARED


class LimitRule(Sourced):
    """Floor and cap of the monthly base from one month on; None means no such limit."""

    insurance: InsuranceCode
    effective_from: Month
    floor_fen: Fen | None
    cap_fen: Fen | None


class RateRule(Sourced):
    """Rates from one month on; a fixed sum stands instead of a rate, never beside it."""

    insurance: InsuranceCode
    effective_from: Month
    unit_ppm: Ppm = 0
    person_ppm: Ppm = 0
    unit_fixed_fen: Fen = 0
    person_fixed_fen: Fen = 0
    unit_rate_from_registration: bool = False


class RoundingMode(StrEnum):
    """What happens to the part below the rounding unit."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


class RoundingRule(Sourced):
    """How each person's amount per insurance and payer becomes whole fen."""

    mode: RoundingMode
    unit_fen: int = Field(ge=1, le=10_000, description="1 rounds to the fen, 10 to the jiao")


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


class DeadlineRule(Sourced):
    """The last day on which a period can be paid without a late fee."""

    months_after: int = Field(ge=0, le=2)
    day: int = Field(ge=1, le=31, description="31 means the last day of the month")


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


class RuleFile(Answer):
    """Everything needed to compute what one region charges."""

    region: str = Field(pattern=r"^[0-9]{6}$")
    region_name: Text
    version: Text
    issued_on: Day
    insurances: list[InsuranceRule]
    limits: list[LimitRule]
    rates: list[RateRule]
    rounding: RoundingRule
    bundle: BundleRule
    wage_window: WageWindow
    daily_wages: DailyWages | None = None  # None where wages are filed by the year only
    deadline: DeadlineRule
    late_fee: LateFeeRule
    certificate_starts: list[CertificateStart]
    overdue: OverdueRule | None = None
    certificate_series: CertificateSeries | None = None
    refund_files: list[RefundFileRule] = Field(default_factory=list)


class RuleFileEntry(Answer):
    """One rule file that the bureau offers, with the SHA-256 of its canonical JSON.

    ``signature`` is made with the bureau's signing key over exactly the bytes that are
    transferred; a client uses no file without it.
    """

    region: str
    version: str
    sha256: str
    signature: str = ""  # Ed25519, Base64


class RuleFileList(Answer):
    """The newest rule file of every region that concerns the session's employer."""

    rule_files: list[RuleFileEntry]
