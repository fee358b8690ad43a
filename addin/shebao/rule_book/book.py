"""The book's rule file of a city, put together as a bureau would serve it."""

import json
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from shebao.contract.rule_file import RuleFile
from shebao.rule_book.regions import regions

DATED = ("limits", "rates", "injury_classes")


@lru_cache(maxsize=400)
def rule_file(region: str) -> RuleFile | None:
    """Return the rule file of a city by its code; None where the book has none."""
    if not any(each.code == region for each in regions()):
        return None
    province = _read(region[:2])
    own, shared = province["cities"][region], province["shared"]
    told = {**_read("national"), **shared, **own}
    for part in DATED:
        told[part] = sorted([*shared.get(part, ()), *own.get(part, ())], key=_place)
    return RuleFile.model_validate(told)


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    who = (row.get("tier", ""), *row.get("kinds", ()))
    return row.get("insurance", ""), row["effective_from"], row.get("class_no", 0), who


@cache
def _read(name: str) -> dict[str, Any]:
    file = files("shebao.rule_book").joinpath("data", f"{name}.json")
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told
