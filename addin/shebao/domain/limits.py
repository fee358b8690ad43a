"""Floors, caps and rates of one period, by insurance."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """Floor and cap of a monthly base in fen; None means no such limit."""

    floor_fen: int | None
    cap_fen: int | None
    source: str
    grade: str
    is_carried: bool = False  # 暂按上年: its time is over, and no later value is known


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force in one period; an insurance may be missing."""

    by_insurance: Mapping[str, Limit]

    def floor_fen(self, insurance: str) -> int | None:
        """Return the floor, or None when there is none or the insurance is missing."""
        limit = self.by_insurance.get(insurance)
        return limit.floor_fen if limit else None

    def cap_fen(self, insurance: str) -> int | None:
        """Return the cap, or None when there is none or the insurance is missing."""
        limit = self.by_insurance.get(insurance)
        return limit.cap_fen if limit else None


@dataclass(frozen=True, slots=True)
class Rate:
    """What unit and person pay: a rate in millionths of the base, or a fixed sum in fen."""

    unit_ppm: int
    person_ppm: int
    unit_fixed_fen: int
    person_fixed_fen: int
    source: str
    grade: str
    is_carried: bool = False  # 暂按上年: its time is over, and no later value is known
    is_registered: bool = False  # the unit's own present rate, whatever it was in the period
