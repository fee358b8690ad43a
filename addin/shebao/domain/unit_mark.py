"""The unit whose rows a sheet holds, as it stands behind the sheet's title."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

# 缴费工资申报　〔甲公司（9152…，某税务局）3f9a1c2b40〕
BY_CLIENT = "官方客户端"  # ends the particulars of a unit without a bureau
_PARTICULARS = re.compile(r"（(?P<tax_id>[0-9A-Z]+)(，.*)?）$")
_MARK = re.compile(r"\s*〔(?P<words>[^〔〕]*)(?P<seal>[0-9a-f]{10})〕\s*$")


@dataclass(frozen=True, slots=True)
class UnitMark:
    """``words`` name the unit to the clerk; ``seal`` tells its account from every other one.

    One tax id has an account for each of its registrations, and another one at another bureau.
    """

    words: str
    seal: str

    @classmethod
    def of(cls, account: str, name: str, particulars: str) -> Self:
        """Return the mark of an account; ``particulars`` tell units of one name apart."""
        words = f"{name}（{particulars}）".translate({ord("〔"): "（", ord("〕"): "）"})
        return cls(words, sha256(account.encode()).hexdigest()[:10])

    @classmethod
    def in_title(cls, text: str) -> Self | None:
        """Return the mark behind a title; None when there is none."""
        found = _MARK.search(text)
        return cls(found["words"], found["seal"]) if found else None

    def behind(self, title: str) -> str:
        """Return a bare title with this mark."""
        return f"{title}　〔{self.words}{self.seal}〕"

    def is_same_unit(self, other: "UnitMark") -> bool:
        """Whether both are of one account; a name may change meanwhile."""
        return self.seal == other.seal

    def is_other_channel_of(self, other: "UnitMark") -> bool:
        """Whether both are of one tax id, one of them by the official client's files."""
        mine, its = (_PARTICULARS.search(mark.words) for mark in (self, other))
        if mine is None or its is None or mine["tax_id"] != its["tax_id"]:
            return False
        return self.is_by_client != other.is_by_client

    @property
    def is_by_client(self) -> bool:
        """Whether the unit's business goes by the official client's files."""
        return self.words.endswith(f"，{BY_CLIENT}）")


def bare_title(text: str) -> str:
    """Return a title without the mark behind it."""
    return _MARK.sub("", text)
