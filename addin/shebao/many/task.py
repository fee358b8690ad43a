"""What the queue hands to a worker, and what it hears of each stage; light, unlike the engine."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Task:
    """One employer's round, or the rest of it; ``wait_no`` counts its waits in the queue."""

    batch_id: str
    employer: str
    run_no: int
    stages: tuple[str, ...]
    wait_no: int = 0
    is_asking: bool = False

    @property
    def workflow_id(self) -> str:
        """The same task twice is one workflow."""
        who = sha256(self.employer.encode()).hexdigest()[:16]
        return f"{self.batch_id}-{who}-{self.run_no}-{self.wait_no}"


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage did: ``go`` whether the next one follows, or when to come back for it."""

    go: bool
    wait_seconds: float | None = None
    is_asking: bool = False
