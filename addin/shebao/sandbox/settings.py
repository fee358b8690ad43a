"""How one sandbox behaves; tests and the control endpoints change copies of this."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a sandbox is told at its start; delays are seconds of the business clock.

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
