"""One running sandbox bureau: what every call needs, built once by ``create_app``."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from shebao.contract.premiums import UnwagedPeriod
from shebao.contract.release import Release
from shebao.contract.states import PaymentState, UnlockResult
from shebao.sandbox.clock import BusinessClock
from shebao.sandbox.premiums.rulebook import Rulebook
from shebao.sandbox.settings import Settings

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
