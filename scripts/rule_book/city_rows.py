"""The dated limits and rates of one city, from the raw data and the decisions on it."""

from decimal import Decimal
from typing import Any

from scripts.rule_book.sources import (
    GATHERED_ON,
    Raw,
    checked_on,
    concerning,
    documents,
    is_on,
)

Row = dict[str, Any]
CODES = {
    "pension": "110",
    "unemployment": "210",
    "medical": "310",
    "large": "330",
    "injury": "410",
    "maternity": "510",
    "ltc": "610",
}
OFFICIAL, SECONDARY, ESTIMATED, EXAMPLE = "官方", "二手", "估算", "示例"
FLEXIBLE = "flexible"  # insures itself, without an employer
CALCULATOR = "城市社保计算资料（weante/city-salary）"


class City:
    """One city of the calculator with its region and everything decided on it."""

    def __init__(self, raw: Raw, told: dict[str, Any]) -> None:
        self.raw, self.told = raw, told
        self.province, self.name, self.note = told["province"], told["city"], told["note"]
        self.insurances = dict(told["insurances"])
        self.choices = {
            name: concerning(decisions, told)
            for name, decisions in raw.choices.items()
            if isinstance(decisions, list) and decisions and isinstance(decisions[0], dict)
        }
        self.begins_in_july = self.province in raw.choices["july_years"]["provinces"]

    def limits(self) -> list[Row]:
        """Return floors and caps by insurance and month, those of 机关事业 after 企业养老."""
        rows = self._pension_limits()
        public = [
            {
                **row,
                "insurance": code,
                "grade": ESTIMATED,
                "source": f"取企业养老的上下限：{row['source']}",
            }
            for row in rows
            for code in ("120", "180")
        ]
        rows += public
        for name in ("unemployment", "medical", "injury", "maternity", "ltc"):
            if self.insurances.get(name):
                rows += self._limits_of(name)
        return sorted(rows, key=lambda row: (row["insurance"], row["effective_from"]))

    def rates(self) -> list[Row]:
        """Return rates and fixed sums by insurance and month, tiers and kinds after the plain."""
        rows = [self._rate("pension", self._figures("pension.rates"))]
        rows += [*self._public_pension(rows[0]), self._flexible_pension(rows[0])]
        for name in ("unemployment", "medical", "injury", "large", "maternity", "ltc"):
            rows += self._rates_of(name)
        rows += self._medical_variants()
        return sorted(
            rows,
            key=lambda r: (
                r["insurance"],
                r["effective_from"],
                bool(r.get("kinds")),
                r.get("tier", ""),
            ),
        )

    def injury_classes(self) -> list[Row]:
        """Return the injury classes that a source gives: the first, here and there the eighth."""
        if not self.insurances["injury"]:
            return []
        first = self._rates_of("injury")[0]
        kept = {
            k: v for k, v in first.items() if k not in ("insurance", "unit_rate_from_registration")
        }
        rows = [{**kept, "class_no": 1, "unit_ppm": _ppm(self._figures("injury.rates")["unit"])}]
        rows += [
            {**kept, "class_no": 8, "unit_ppm": _ppm(d["unit"])}
            for d in self.choices["injury_class_8"]
        ]
        return rows

    # limits

    def _pension_limits(self) -> list[Row]:
        """limits.json is better graded, and wins wherever nothing is decided against it."""
        own = self._limits_of("pension")
        if self.choices["limits_not_taken"]:
            return own
        rows = {}
        for year in (2025, 2026):
            found = self.raw.limits[str(year)].get(self.province)
            if found is None:
                continue
            date_grade = SECONDARY if self.begins_in_july else ESTIMATED
            is_own = year == int(self.told["year"][:4])
            span = self._year(year) | {"date_grade": date_grade}
            span = self._span("pension.limits") if is_own else span
            rows[span["effective_from"]] = {
                **span,
                "insurance": "110",
                "floor_fen": _fen(found["lower"]),
                "cap_fen": _fen(found["upper"]),
                "source": f"{found['doc']}（{year} 年度）",
                "grade": SECONDARY,
                "checked_on": GATHERED_ON,
            }
        for row in own:
            rows.setdefault(row["effective_from"], row)
        return list(rows.values())

    def _limits_of(self, name: str) -> list[Row]:
        part = f"{name}.limits"
        figures = self._figures(part)
        rows = [self._limit(name, figures, self._span(part), figures["source"])]
        for decision in self.choices["before"]:
            if is_on(decision, part):
                span = {"effective_from": decision["from"], "effective_to": decision["to"]}
                rows.insert(0, self._limit(name, decision["set"], span, decision["document"]))
        return rows

    def _limit(self, name: str, figures: Row, span: Row, source: str) -> Row:
        return {
            **span,
            "insurance": CODES[name],
            "floor_fen": _fen(figures["floor"]),
            "cap_fen": _fen(figures["cap"]),
            "source": source,
            "grade": self._grade(f"{name}.limits"),
            "checked_on": checked_on(self.note),
        }

    # rates

    def _rates_of(self, name: str) -> list[Row]:
        part = f"{name}.rates"
        if name in ("unemployment", "medical", "injury") and not self.insurances[name]:
            return []
        figures = self._figures(part)
        rows = [self._rate(name, figures)]
        for decision in self.choices["before"]:
            if is_on(decision, part):
                span = {"effective_from": decision["from"], "effective_to": decision["to"]}
                before = {**figures, **decision["set"], "source": decision["document"]}
                rows.insert(0, {**self._rate(name, before), **span, "date_grade": None})
        if name == "ltc" and not (figures["unit"] or figures["person"]):
            return []
        return rows

    def _rate(self, name: str, figures: Row) -> Row:
        part, is_sum = f"{name}.rates", name == "large" or figures.get("is_sum")
        row = {
            **self._span(part),
            "insurance": CODES[name],
            "source": figures["source"],
            "grade": self._grade(part),
            "checked_on": checked_on(self.note),
        }
        if name == "injury":
            return row | {"unit_rate_from_registration": True}
        if name == "pension":
            row |= {"grade": OFFICIAL, "source": "国办发〔2019〕13号", "checked_on": GATHERED_ON}
            row["effective_from"] = min(
                row["effective_from"], "2025-07" if self.province == "广东" else "2025-01"
            )
        to_whole, unit, person = (
            (_fen, "unit_fixed_fen", "person_fixed_fen")
            if is_sum
            else (_ppm, "unit_ppm", "person_ppm")
        )
        return row | {
            unit: to_whole(figures["unit"] or "0"),
            person: to_whole(figures["person"] or "0"),
        }

    def _public_pension(self, pension: Row) -> list[Row]:
        told = {"grade": EXAMPLE, "checked_on": GATHERED_ON}
        rate = pension | told
        return [
            rate
            | {"insurance": "120", "source": "个人 8% 见机关费率资料；单位 16% 无公开出处，为示例"},
            rate
            | {"insurance": "180", "unit_ppm": 80_000, "person_ppm": 40_000}
            | {"source": "个人 4% 见机关费率资料；单位 8% 无公开出处，为示例"},
        ]

    def _flexible_pension(self, pension: Row) -> Row:
        return pension | {
            "kinds": [FLEXIBLE],
            "unit_ppm": 0,
            "person_ppm": 200_000,
            "grade": EXAMPLE,
            "checked_on": GATHERED_ON,
            "source": "灵活就业人员 20% 由本人缴纳；出处未核，为示例",
        }

    def _medical_variants(self) -> list[Row]:
        plain = self._rates_of("medical")[-1]
        by_kind = self.raw.choices["tiers_by_kind"]
        rows = []
        for tier in self.insurances["medical"].get("tiers", []):
            kind = by_kind.get(tier["name"], None)
            where = {"tier": tier["name"]} if kind is None else {"kinds": [kind]}
            if kind != "":
                rows.append(plain | where | _ppms(tier))
        for decision in self.choices["public_body_medical"]:
            person = decision.get("person", self._figures("medical.rates")["person"])
            where = {"kinds": decision.get("kinds", ["public_body"])}
            rows.append(plain | where | _ppms({"unit": decision["unit"], "person": person}))
        for decision in self.choices["flexible_medical"]:
            where = {"kinds": [FLEXIBLE], "tier": decision.get("tier", "")}
            source = f"灵活就业人员本人缴纳：{plain['source']}"
            rates = _ppms({"unit": "0", "person": decision["person"]})
            rows.append(plain | where | rates | {"source": source})
        for decision in self.choices["tiers"]:
            row = self._rate("pension", self._figures("pension.rates")) | _ppms(decision)
            rows.append(
                row
                | {"tier": decision["tier"], "grade": SECONDARY, "source": self._documents("base")}
            )
        return rows

    # figures, grades, months

    def _figures(self, part: str) -> Row:
        """Return a part's figures as strings, with what was decided, and where they come from."""
        name, what = part.split(".")
        told = self.insurances.get("medical" if name == "large" else name) or {}
        if what == "limits":
            figures = {"floor": told["floor"], "cap": told["cap"]}
        elif name == "large":
            figures = {"unit": told.get("fixed_unit"), "person": told.get("fixed_person")}
        else:
            figures = {"unit": told.get("unit"), "person": told.get("person")}
        tag = (
            "base"
            if what == "limits"
            else {"large": "medical", "maternity": "medical", "ltc": "medical"}.get(name, name)
        )
        if what == "limits" and documents(self.note, f"{name} base"):
            tag = f"{name} base"
        figures["source"] = self._documents(tag)
        if name == "large" and not (figures["unit"] or figures["person"]):
            figures["source"] = f"{CALCULATOR}未列大额医疗定额，按不另收"
        if name == "maternity" and not told:
            figures["source"] = f"{CALCULATOR}：生育保险已并入职工基本医疗保险，不另收"
        for decision in self.choices["values"]:
            if is_on(decision, part):
                figures |= decision["set"]
                figures["source"] = f"{self._documents(tag)}；{decision['why']}"
                figures["is_sum"] = name == "ltc"
        doubts = [d["why"] for d in self.choices["doubts"] if is_on(d, part)]
        figures["source"] = "；".join([figures["source"], *doubts])
        return figures

    def _documents(self, tag: str) -> str:
        found = documents(self.note, tag)
        return f"{CALCULATOR}，所引 {found}" if found else f"{CALCULATOR}，未给文号"

    def _grade(self, part: str) -> str:
        name = part.split(".")[0]
        for decision in [*self.choices["values"], *self.choices["doubts"]]:
            if is_on(decision, part):
                return str(decision.get("grade", ESTIMATED))
        told = self.insurances.get("medical" if name == "large" else name) or {}
        if name == "maternity" and not told:
            return SECONDARY
        if name == "large" and not (told.get("fixed_unit") or told.get("fixed_person")):
            return ESTIMATED
        guessed = {
            "medical.limits": told.get("base_estimated") or "估(省口径)" in self.note,
            "medical.rates": told.get("unit_estimated") or "医保单位率估" in self.note,
        }
        return ESTIMATED if guessed.get(part) or self._warned() else SECONDARY

    def _warned(self) -> bool:
        """Whether the source's author awaits confirmation of something not told apart."""
        told = self.raw.choices["warn_explained"]
        return bool(self.told["warn"]) and not any(word in self.note for word in told)

    def _span(self, part: str) -> Row:
        span = self._year(int(self.told["year"][:4])) | {"date_grade": ESTIMATED}
        for decision in self.choices["spans"]:
            if is_on(decision, part):
                span["effective_from"] = decision.get("from", span["effective_from"])
                span["effective_to"] = decision.get("to", span["effective_to"])
                span["date_grade"] = decision.get("grade", ESTIMATED)
        return span

    def _year(self, year: int) -> Row:
        """Return the months of a contribution year."""
        if self.begins_in_july:
            return {"effective_from": f"{year}-07", "effective_to": f"{year + 1}-06"}
        return {"effective_from": f"{year}-01", "effective_to": f"{year}-12"}


def _fen(yuan: str) -> int:
    fen = Decimal(yuan) * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{yuan} is no amount in fen")
    return int(fen)


def _ppm(rate: str) -> int:
    ppm = Decimal(rate) * 1_000_000
    if ppm != ppm.to_integral_value():
        raise ValueError(f"{rate} is no rate in millionths")
    return int(ppm)


def _ppms(rates: dict[str, Any]) -> Row:
    return {"unit_ppm": _ppm(rates["unit"]), "person_ppm": _ppm(rates["person"])}
