"""What the official client must show at each step, and whether what came back says the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Proof(StrEnum):
    """How a step stands."""

    TO_DO = "待办"
    EQUAL = "一致"
    DIFFERENT = "不一致"


@dataclass(frozen=True, slots=True)
class Figure:
    """A total in fen and of how many; the count is None where only the total is to be compared."""

    fen: int
    count: int | None = None

    def equals(self, other: "Figure") -> bool:
        """Whether both say the same, as far as both say it."""
        counts = {self.count, other.count} - {None}
        return self.fen == other.fen and len(counts) < 2


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in the client.

    ``expected`` is what its screen must show, ``returned`` what the file that was brought back
    says; either is None while it is not known.
    """

    where: str
    file: str
    what: str
    expected: Figure | None
    returned: Figure | None
    words: str

    @property
    def proof(self) -> Proof:
        """How the step stands."""
        if self.expected is None or self.returned is None:
            return Proof.TO_DO
        return Proof.EQUAL if self.expected.equals(self.returned) else Proof.DIFFERENT

    @property
    def rest_fen(self) -> int | None:
        """What came back less what was expected."""
        if self.expected is None or self.returned is None:
            return None
        return self.returned.fen - self.expected.fen


@dataclass(frozen=True, slots=True)
class Wage:
    """The wage that a file carries, or charges, for a person and insurance; blank for all."""

    id_number: str
    insurance: str
    fen: int


def wages_returned(wages: Sequence[Wage], lines: Iterable[Wage]) -> tuple[Figure | None, list[str]]:
    """Return the file's wages as the detail has them, and who has another one or none there.

    A wage counts when every line of its person (and insurance) has it; None without any line.
    """
    found: dict[tuple[str, str], set[int]] = {}
    for line in lines:
        for insurance in ("", line.insurance):
            found.setdefault((line.id_number, insurance), set()).add(line.fen)
    if not found:
        return None, []
    told = [(wage, found.get((wage.id_number, wage.insurance), set())) for wage in wages]
    others = [wage.id_number for wage, theirs in told if theirs != {wage.fen}]
    sums = [max(theirs) for _, theirs in told if theirs]
    return Figure(sum(sums), len(sums)), list(dict.fromkeys(others))


def state_of(steps: Sequence[Step]) -> Mapping[Proof, int]:
    """Return how many steps stand how."""
    return {proof: sum(step.proof is proof for step in steps) for proof in Proof}
