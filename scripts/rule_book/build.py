"""Writes the national rule book and docs/law.md: ``python -m scripts.rule_book.build``."""

import hashlib
import json
from pathlib import Path
from typing import Any

from scripts.rule_book.city_rows import CODES, City, Row
from scripts.rule_book.law_document import law_document
from scripts.rule_book.sources import READ_ON, BuildError, Raw, read_raw
from shebao.contract.rule_file import RuleFile
from shebao.rules.rule_file_faults import rule_file_faults

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "addin" / "shebao" / "rule_book" / "data"
MAIN = ("pension", "medical", "unemployment", "injury")
DATED = ("limits", "rates", "injury_classes")


def main() -> None:
    """Write every file of the book, and the document."""
    raw = read_raw()
    files = city_files(raw)
    BOOK.mkdir(parents=True, exist_ok=True)
    for name, text in book_texts(raw, files).items():
        (BOOK / name).write_text(text, encoding="utf-8")
    (ROOT / "docs" / "law.md").write_text(law_document(raw, files), encoding="utf-8")


def city_files(raw: Raw) -> dict[str, dict[str, Any]]:
    """Return every city's rule file by region, checked.

    Raises BuildError on a value without grade or source, an overlap, a floor above its cap, a
    city without the four main insurances.
    """
    files = {}
    for told in raw.cities:
        if lacking := {"code", "province_name", "city_name"} - told.keys():
            name = f"{told['province']} {told['city']}"
            raise BuildError(f"no {', '.join(sorted(lacking))} of {name}")
        files[told["code"]] = _file(raw, City(raw, told), told)
    faults = [fault for region in files for fault in faults_of(files[region])]
    if len(files) != len(raw.cities) or faults:
        raise BuildError("\n".join(faults) or "two cities of one code")
    return dict(sorted(files.items()))


def _file(raw: Raw, city: City, region: dict[str, Any]) -> dict[str, Any]:
    earlier = raw.earlier.get(region["code"], {})
    law = {
        "limits": _after(earlier.get("limits", []), city.limits()),
        "rates": _after(earlier.get("rates", []), city.rates()),
        "injury_classes": city.injury_classes(),
    }
    practice, insurances = _practice(raw, city)
    name = region["province_name"]
    if region["city_name"] != name:
        name += region["city_name"]
    file = {
        "region": region["code"],
        "region_name": name,
        "issued_on": READ_ON,
        "insurances": [
            i for i in insurances if i["insurance"] in {r["insurance"] for r in law["rates"]}
        ],
        **{what: [_lean(row) for row in rows] for what, rows in law.items()},
        "contribution_year": {
            "first_month": 7 if city.begins_in_july else 1,
            "source": raw.choices["july_years"]["fact"]
            if city.begins_in_july
            else "未见资料，按自然年",
            "grade": "二手" if city.begins_in_july else "估算",
        },
        **practice,
    }
    told = json.dumps(file, ensure_ascii=False, sort_keys=True)
    version = f"{READ_ON[:7].replace('-', '.')}.{hashlib.sha256(told.encode()).hexdigest()[:6]}"
    return {"version": version, **file}


def _practice(raw: Raw, city: City) -> tuple[dict[str, Any], list[Row]]:
    """Return how the province runs it, and the words of its insurances."""
    own = raw.practice["provinces"].get(city.province, {})
    own = {} if city.name in own.get("not", ()) else own
    changed = own.get("insurances", {})
    insurances = [i | changed.get(i["insurance"], {}) for i in raw.practice["insurances"]]
    series = raw.practice["series"]
    letter = series["letters"][city.province]
    return {
        **raw.practice["default"],
        **{k: v for k, v in own.items() if k not in ("insurances", "not")},
        "certificate_series": {
            "series": f"({{year}}1){letter}国证",
            "source": series["source"],
            "grade": "示例",
        },
    }, insurances


def _after(earlier: list[Row], rows: list[Row]) -> list[Row]:
    """Put the earlier rows before, each ending where the next of its insurance begins."""
    begins: dict[str, str] = {}
    for row in rows:
        first = begins.get(row["insurance"], row["effective_from"])
        begins[row["insurance"]] = min(first, row["effective_from"])
    kept = [r for r in earlier if r["effective_from"] < begins.get(r["insurance"], "9999")]
    for row in kept:
        later = [o["effective_from"] for o in [*kept, *rows] if o["insurance"] == row["insurance"]]
        later = [month for month in later if month > row["effective_from"]]
        if later:
            row["effective_to"] = _month_before(min(later))
    return sorted([*kept, *rows], key=lambda r: (r["insurance"], r["effective_from"]))


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def _lean(row: Row) -> Row:
    """Leave out what the model says anyway."""
    same_date = row.get("date_grade") in (None, row["grade"])
    return {
        k: v
        for k, v in row.items()
        if v not in (None, 0, "", []) and not (k == "date_grade" and same_date)
    } | ({k: row[k] for k in ("floor_fen", "cap_fen") if k in row})


def faults_of(file: dict[str, Any]) -> list[str]:
    """Return what is wrong with a city's file, in words; empty when nothing is."""
    name = file["region_name"]
    faults = [
        f"{name}: {row} lacks grade or source"
        for part in file.values()
        for row in (part if isinstance(part, list) else [part])
        if isinstance(row, dict) and not (row.get("grade") and row.get("source"))
    ]
    if faults:
        return faults
    held = RuleFile.model_validate(file)
    faults += [f"{name}: {f}" for f in rule_file_faults(held, file["region"], ())]
    for main in MAIN:
        for what in ("limits", "rates"):
            if not any(row["insurance"] == CODES[main] for row in file[what]):
                faults.append(f"{name}: no {what} of {main}")
    return faults


def book_texts(raw: Raw, files: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the book's files by name: regions, what all share, one a province with its cities."""
    texts = {
        "regions.json": _json(
            [
                [r[k] for k in ("code", "province", "city", "province_name", "city_name")]
                for r in sorted(raw.cities, key=lambda city: city["code"])
            ]
        )
    }
    texts["counties.json"] = _json(raw.counties)
    texts["holidays.json"] = _json(raw.holidays)
    national = {k: v for k, v in _shared(list(files.values())).items() if k not in DATED}
    texts["national.json"] = _json(national)
    for code in sorted({region[:2] for region in files}):
        cities = {
            region: {k: v for k, v in file.items() if k not in national}
            for region, file in files.items()
            if region.startswith(code)
        }
        shared = _shared(list(cities.values()))
        own = {region: _without(file, shared) for region, file in cities.items()}
        texts[f"{code}.json"] = _json({"shared": shared, "cities": own})
    return texts


def _shared(files: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what all of them say: whole fields, and of dated lists the rows in each."""
    first, rest = files[0], files[1:]
    shared = {}
    for key, value in first.items():
        if key in DATED:
            shared[key] = [row for row in value if all(row in other[key] for other in rest)]
        elif all(other.get(key) == value for other in rest):
            shared[key] = value
    return shared


def _without(file: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    own = {}
    for key, value in file.items():
        if key in DATED:
            own[key] = [row for row in value if row not in shared[key]]
        elif key not in shared:
            own[key] = value
    return {key: value for key, value in own.items() if value != []}


def _json(value: object) -> str:
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        .replace("},{", "},\n{")
        .replace("],[", "],\n[")
        + "\n"
    )


if __name__ == "__main__":
    main()
