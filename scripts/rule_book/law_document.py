"""docs/law.md: what the book says of each city, how sure it is, and what was chosen."""

from collections import Counter
from pathlib import Path
from typing import Any

from scripts.rule_book.sources import READ_ON, Raw, concerning

NAMES = {
    "pension": "养老",
    "medical": "医保",
    "unemployment": "失业",
    "injury": "工伤",
    "maternity": "生育",
    "ltc": "长护",
    "large": "大额医疗",
}
WHAT = {"limits": "上下限", "rates": "费率"}
HERE = Path(__file__).parent


def law_document(raw: Raw, files: dict[str, dict[str, Any]]) -> str:
    """Return the document."""
    counts = Counter(
        row["grade"] for f in files.values() for p in ("limits", "rates") for row in f[p]
    )
    told = "、".join(f"{grade} {count}" for grade, count in counts.most_common())
    head = (HERE / "law_head.md").read_text(encoding="utf-8").replace("READ_ON", READ_ON)
    tail = (HERE / "law_tail.md").read_text(encoding="utf-8")
    lines = [head, f"共 {len(files)} 个城市，上下限和费率 {sum(counts.values())} 条：{told}。\n"]
    lines += ["## 资料之间的不同与取舍\n", "| 地区 | 项目 | 取用与理由 |", "|---|---|---|"]
    lines += _choices(raw) + _older(raw)
    lines += ["\n## 各城市现有的值\n"]
    lines.append("上下限为元/月；费率为单位/个人，百分数。写到最新一期。\n")
    lines += [
        "| 代码 | 地区 | 养老 | 医保 | 失业 | 工伤一类 | 其他 |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_line(file) for file in files.values()]
    return "\n".join(lines) + "\n\n" + tail


def _choices(raw: Raw) -> list[str]:
    rows = [
        (d, "养老上下限", d["why"]) for d in raw.choices["limits_not_taken"]
    ]  # against limits.json
    for name in ("values", "doubts"):
        for decision in raw.choices[name]:
            insurance, what = decision["part"].split(".")
            grade = decision.get("grade", "估算")
            words = f"{decision['why']}（{grade}）"
            rows.append((decision, f"{NAMES[insurance]}{WHAT[what]}", words))
    return [f"| {d['province']}{d.get('city', '')} | {item} | {why} |" for d, item, why in rows]


def _older(raw: Raw) -> list[str]:
    """Say where limits.json has a later year than the calculator, or another figure."""
    lines = {}
    for city in raw.cities:
        newer = raw.limits["2026"].get(city["province"])
        own = city["insurances"]["pension"]
        if newer is None or concerning(raw.choices["limits_not_taken"], city):
            continue
        if (newer["lower"], newer["upper"]) != (own["floor"], own["cap"]):
            lines[city["province"]] = (
                f"| {city['province']} | 养老上下限 | limits.json 有 2026 年 {newer['lower']}–"
                f"{newer['upper']}（{newer['doc']}），城市资料仍是 {own['floor']}–{own['cap']}；"
                "养老取 limits.json，其他险种的 2026 年值未见，暂按上年（二手） |"
            )
    return list(lines.values())


def _line(file: dict[str, Any]) -> str:
    cells = [file["region"], file["region_name"]]
    cells += [_both(file, code) for code in ("110", "310", "210")]
    injury = max(file["injury_classes"], key=lambda r: (r["effective_from"], -r["class_no"]))
    cells.append(f"{_limit(file, '410')} {_percent(injury['unit_ppm'])}% {injury['grade']}")
    rest = [
        f"{name} {_rate(file, code)}"
        for name, code in (("大额", "330"), ("生育", "510"), ("长护", "610"))
        if _is_charged(_newest(file["rates"], code))
    ]
    return f"| {' | '.join([*cells, '；'.join(rest) or '–'])} |"


def _both(file: dict[str, Any], code: str) -> str:
    return f"{_limit(file, code)} · {_rate(file, code)}"


def _limit(file: dict[str, Any], code: str) -> str:
    row = _newest(file["limits"], code)
    if row is None:
        return "–"
    floor, cap = (_yuan(row[k]) for k in ("floor_fen", "cap_fen"))
    return f"{floor}–{cap} {row['grade']} {row['effective_from']}~{row['effective_to']}"


def _rate(file: dict[str, Any], code: str) -> str:
    row = _newest(file["rates"], code)
    if row is None:
        return "–"
    if row.get("unit_fixed_fen") or row.get("person_fixed_fen"):
        sums = (_yuan(row.get(k, 0)) for k in ("unit_fixed_fen", "person_fixed_fen"))
        return f"{'/'.join(sums)} 元 {row['grade']}"
    rates = (_percent(row.get(k, 0)) for k in ("unit_ppm", "person_ppm"))
    return f"{'/'.join(rates)}% {row['grade']}"


def _newest(rows: list[dict[str, Any]], code: str) -> dict[str, Any] | None:
    plain = [r for r in rows if r["insurance"] == code and not (r.get("tier") or r.get("kinds"))]
    return max(plain, key=lambda row: row["effective_from"], default=None)


def _is_charged(row: dict[str, Any] | None) -> bool:
    keys = ("unit_ppm", "person_ppm", "unit_fixed_fen", "person_fixed_fen")
    return row is not None and any(row.get(key) for key in keys)


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")


def _percent(ppm: int) -> str:
    return f"{ppm / 10_000:g}"
