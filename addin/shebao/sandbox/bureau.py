"""One running sandbox bureau: what every call needs, built once by ``create_app``."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine

from shebao.contract.release import Release
from shebao.contract.states import PaymentState
from shebao.sandbox.clock import BusinessClock
from shebao.sandbox.rulebook import Rules
from shebao.sandbox.settings import Settings

FIRST_RELEASE = Release(version="0.1.0", published_on="2026-11-01")


@dataclass(slots=True)
class Injections:
    """Outcomes that a test ordered."""

    refused_id_numbers: set[str] = field(default_factory=set)
    payment_outcomes: list[PaymentState] = field(default_factory=list)  # for the next payments
    release: Release | None = FIRST_RELEASE  # None: a bureau that publishes no notice


@dataclass(slots=True)
class Bureau:
    """Engine, clock, rules and settings of one sandbox; only ``settings`` is ever replaced."""

    engine: Engine
    settings: Settings
    rulebook: dict[str, Rules]
    clock: BusinessClock = field(default_factory=BusinessClock)
    injections: Injections = field(default_factory=Injections)

    def due_at(self, submitted_at: datetime) -> datetime:
        """When the feedback to something submitted then is ready."""
        return submitted_at + timedelta(seconds=self.settings.feedback_delay_seconds)
