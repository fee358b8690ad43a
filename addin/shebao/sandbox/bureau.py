"""One running sandbox bureau: how it behaves, and what every call needs, built once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from shebao.contract.premiums import UnwagedPeriod
from shebao.contract.release import Release
from shebao.contract.states import PaymentState, UnlockResult
from shebao.sandbox.clock import BusinessClock
from shebao.sandbox.premiums.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a sandbox is told at its start; delays are seconds of the business clock.

    Tests and the control endpoints change copies of this.

    ``answer_delay_seconds`` alone is real time: it holds a committed answer back.
    ``ignore_keys`` makes a bureau without idempotency, the control of every doubling test.
    """

    database_url: str
    feedback_delay_seconds: float = 0.0
    answer_delay_seconds: float = 0.0
    session_minutes: int = 30
    reauth_minutes: int = 5
    wrong_passwords_allowed: int = 5
    unknown_places_allowed: int = 20  # times as many wrong ones from all unknown places together
    lock_minutes: int = 15  # the first time; twice as long each time after
    calls_per_minute: int = 0  # of a session; of an address without one a third; 0: no limit
    control_is_open: bool = False  # /sandbox/… without the token
    argon2_memory_kib: int = 8192
    argon2_time_cost: int = 1
    ignore_keys: bool = False
    largest_page: int = 10_000  # of employees, however many are asked for


FIRST_RELEASE = Release(version="0.1.0", published_on="2026-11-01")
# Where something was filed, paid or printed; the other ways belong to other programs.
THIS_CHANNEL = "社保费管理客户端"


@dataclass(slots=True)
class Injections:
    """Outcomes that a test ordered."""

    refused_id_numbers: set[str] = field(default_factory=set)
    payment_outcomes: list[PaymentState] = field(default_factory=list)  # for the next payments
    release: Release | None = FIRST_RELEASE  # None: a bureau that publishes no notice
    unlock_outcomes: list[UnlockResult] = field(default_factory=list)
    voids_refused: int = 0  # so many of the next voids fail
    refunds_rejected: int = 0
    verifications_refused: int = 0  # so many of the next agreements fail their verification


@dataclass(slots=True)
class Bureau:
    """Engine, clock, rules and settings of one sandbox.

    Only ``settings`` and, when a test orders it, ``signing_key`` are ever replaced.
    """

    engine: Engine
    settings: Settings
    rulebook: Rulebook
    signing_key: Ed25519PrivateKey = field(repr=False)
    clock: BusinessClock = field(default_factory=BusinessClock)
    injections: Injections = field(default_factory=Injections)
    # By employer and period: at which wage revision it was looked up, who lacks a wage.
    unwaged: dict[tuple[int, str], tuple[int, UnwagedPeriod | None]] = field(
        default_factory=dict, repr=False
    )

    def due_at(self, submitted_at: datetime) -> datetime:
        """When the feedback to something submitted then is ready."""
        return submitted_at + timedelta(seconds=self.settings.feedback_delay_seconds)
