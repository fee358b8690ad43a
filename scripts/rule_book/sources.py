"""The raw data and the decisions between them, each held against the words it rests on."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RAW = Path(__file__).parent / "raw"
READ_ON = "2026-11-29"  # the day on which cities.json was read
GATHERED_ON = "2026-11-22"  # the day of limits.json
_CHECKED = re.compile(r"核([0-9]{4}-[0-9]{2}-[0-9]{2})")
_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]{1,12}〔[0-9]{4}〕[0-9]+号(?:/[0-9]+号|/〔[0-9]{4}〕[0-9]+号)*"
)
_NAMED_BASE = re.compile(r"(?:^|[;,|]) *(?:pension )?base ")
_TAGS = {
    "unemployment": ("失业", "unemployment"),
    "injury": ("工伤", "injury", "rate class"),
    "injury base": ("injury base",),
    "medical base": ("med base", "med same base", "med same figures", "医保基数"),
    "medical": ("医保", "医疗", "生育", "大额", "大病", "med", "mat ", "large-sum"),
}


class BuildError(Exception):
    """The raw data or a decision does not hold; nothing is written."""


@dataclass(frozen=True)
class Raw:
    """Every raw file as read."""

    limits: dict[str, Any]
    cities: list[dict[str, Any]]
    counties: list[list[str]]
    choices: dict[str, Any]
    practice: dict[str, Any]
    earlier: dict[str, Any]
    holidays: dict[str, Any]


def read_raw(folder: Path = RAW) -> Raw:
    """Read them all; raise BuildError when a quote is not in the note it names."""
    told = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in (
            "limits",
            "cities",
            "counties",
            "choices",
            "practice",
            "earlier",
            "holidays",
        )
    }
    raw = Raw(
        told["limits"],
        told["cities"]["cities"],
        told["counties"]["counties"],
        told["choices"],
        told["practice"],
        told["earlier"],
        told["holidays"],
    )
    _check_quotes(raw)
    return raw


def concerning(decisions: list[dict[str, Any]], city: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the decisions on a city, those on its whole province first."""
    ours = [d for d in decisions if d["province"] == city["province"]]
    whole = [d for d in ours if "city" not in d]
    return whole + [d for d in ours if d.get("city") == city["city"]]


def is_on(decision: dict[str, Any], part: str) -> bool:
    """Whether a decision on ``*``, ``*.limits``, ``ltc.*`` or ``medical.rates`` is on this part."""
    pattern = re.escape(str(decision["part"])).replace(r"\*", ".*")
    return re.fullmatch(pattern, part) is not None


def checked_on(note: str) -> str:
    """Return the day on which the calculator's author last checked, else that of our reading."""
    found = _CHECKED.search(note)
    return found[1] if found else READ_ON


def documents(note: str, tag: str) -> str:
    """Return the document numbers that a note gives for an insurance; the rest are the base's.

    In ``base A, med same base B`` A is the base's and B the ``medical base``'s; in ``med 8%, B`` B
    is 医疗's, and so is C in ``6% + mat 0.5%; C; base A`` and in ``C | 省: A``.
    """
    found: list[str] = []
    has_base = any(_NAMED_BASE.search(part) for part in note.split(";"))
    of_city = note.split("|")[0] if "|" in note else ""
    for place, segment in enumerate(re.split(r"[;|]", note)):
        is_of_city = place < of_city.count(";") + bool(of_city)
        names_base = _NAMED_BASE.search(segment) is not None
        # A city sets 医疗 alone; the rest is the province's, or what a note calls base.
        about: set[str] = {"medical"} if is_of_city or (has_base and not names_base) else set()
        for part in segment.split(","):
            named = _named(_DOCUMENT.sub("", part)) or about or _named(part)
            about = {name for name in named if name.endswith(" base")} or named
            if tag in about or (tag == "base" and not about):
                found += _DOCUMENT.findall(part)
    return "、".join(dict.fromkeys(found))


def _named(part: str) -> set[str]:
    return {name for name, words in _TAGS.items() if any(word in part for word in words)}


def _check_quotes(raw: Raw) -> None:
    for name, decisions in raw.choices.items():
        if not isinstance(decisions, list) or not decisions or isinstance(decisions[0], str):
            continue
        for decision in decisions:
            on = [c for c in raw.cities if concerning([decision], c)]
            if not on:
                raise BuildError(f"{name}: no city for {decision}")
            if "fact" in decision:
                continue
            for city in on:
                if decision["quote"] not in city["note"]:
                    raise BuildError(
                        f"{name}: {city['city']}'s note no longer says {decision['quote']!r}"
                    )
