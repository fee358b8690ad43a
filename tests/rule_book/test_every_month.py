"""Each value of each city in the months around its dates: it answers, goes on, or is silent.

What must hold is read off the rows as the script makes them, with arithmetic on months written
here; client, sandbox and worksheet functions are asked.
"""

from functools import cache
from itertools import product
from typing import Any

import pytest

from scripts.rule_book.build import city_files
from scripts.rule_book.sources import read_raw
from shebao.contract.rule_file import PayerKind, RuleFile
from shebao.contract.session import EmployerKind
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force
from shebao.rules.premiums.one_person import MAIN, one_person
from shebao.sandbox.premiums.rulebook import Rulebook as SandboxBook
from shebao_udfs.explanation_cells import of_value
from shebao_udfs.premium_cells import cap, floor
from shebao_udfs.refusal import CellRefusedError
from shebao_udfs.rulebook import Rulebook

pytestmark = pytest.mark.feature("X-CITIES")
GOES_ON_MONTHS = 12
RATE = ("unit_ppm", "person_ppm", "unit_fixed_fen", "person_fixed_fen")
INJURY_PPM = 4_000
KINDS: tuple[EmployerKind, ...] = (EmployerKind.ENTERPRISE, EmployerKind.PUBLIC_BODY)
Said = tuple[tuple[Any, ...], bool] | None


@cache
def files() -> dict[str, dict[str, Any]]:
    return city_files(read_raw())


def number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month(count: int) -> str:
    return f"{count // 12}-{count % 12 + 1:02d}"


def edges(rows: list[dict[str, Any]]) -> set[int]:
    """The months beside every beginning, every end and every last month of going on."""
    found: set[int] = set()
    for row in rows:
        first, last = number(row["effective_from"]), number(row["effective_to"])
        end = last + GOES_ON_MONTHS
        found |= {first - 1, first, last, last + 1, end, end + 1}
    return found


def written(rows: list[dict[str, Any]], at: int) -> tuple[dict[str, Any], bool] | None:
    """The row that the dates let answer in a month, and whether it only goes on."""
    begun = [row for row in rows if number(row["effective_from"]) <= at]
    newest = max(begun, key=lambda row: number(row["effective_from"]), default=None)
    if newest is None or at > number(newest["effective_to"]) + GOES_ON_MONTHS:
        return None
    return newest, at > number(newest["effective_to"])


def limit_written(file: dict[str, Any], code: str, at: int) -> Said:
    found = written([row for row in file["limits"] if row["insurance"] == code], at)
    return found and ((found[0]["floor_fen"], found[0]["cap_fen"]), found[1])


def rate_written(file: dict[str, Any], code: str, at: int, kind: PayerKind) -> Said:
    """Of rows that begin together, the kind's own goes before the plain one."""
    rows = [row for row in file["rates"] if row["insurance"] == code and not row.get("tier")]
    own = [row for row in rows if kind in row.get("kinds", ())]
    plain = [row for row in rows if not row.get("kinds")]
    later = [p for p in plain if all(p["effective_from"] > o["effective_from"] for o in own)]
    before = [p for p in plain if all(p["effective_from"] < o["effective_from"] for o in own)]
    found = written([*before, *own, *later], at)
    if found is None:
        return None
    row, goes_on = found
    has_base = row.get("unit_ppm") or row.get("person_ppm")
    by_registration = row.get("unit_rate_from_registration", False)
    has_limits = any(limit["insurance"] == code for limit in file["limits"])
    if (has_base or by_registration) and has_limits and limit_written(file, code, at) is None:
        return None  # without limits the base would be the wage as it stands
    figures = tuple(row.get(field, 0) for field in RATE)
    return ((INJURY_PPM, *figures[1:]) if by_registration else figures), goes_on


def asked_limit(file: RuleFile, code: str, at: int) -> Said:
    held = limits_in_force(file, Period.parse(month(at))).by_insurance.get(code)
    return None if held is None else ((held.floor_fen, held.cap_fen), held.is_carried)


def asked_rate(file: RuleFile, code: str, at: int, kind: PayerKind) -> Said:
    held = rates_in_force(file, Period.parse(month(at)), INJURY_PPM, kind).get(code)
    return None if held is None else (tuple(getattr(held, f) for f in RATE), held.is_carried)


def test_every_value_answers_in_its_months_and_is_silent_outside() -> None:
    sandbox, asked = SandboxBook(), 0
    silent, goes_on = 0, 0
    for region, told in files().items():
        file = rule_file(region)
        assert file is not None
        for code in {row["insurance"] for row in told["rates"]}:
            rows = [row for part in ("limits", "rates") for row in told[part]]
            for at in edges([row for row in rows if row["insurance"] == code]):
                where, text = (region, code, month(at)), month(at)
                limit = limit_written(told, code, at)
                assert asked_limit(file, code, at) == limit, where
                held = sandbox[region].limit(code, text)
                assert (held and (held.floor_fen, held.cap_fen)) == (limit and limit[0]), where
                for kind in KINDS:
                    rate = rate_written(told, code, at, kind)
                    assert asked_rate(file, code, at, kind) == rate, (*where, kind)
                    charged = sandbox[region].rate(code, text, kind)
                    assert (charged is None) == (rate is None), (*where, kind)
                    asked += 1
                    silent += rate is None
                    goes_on += rate is not None and rate[1]
    assert (asked > 25_000, silent > 10_000, goes_on > 10_000) == (True, True, True)


def test_functions_are_not_available_or_say_that_last_year_goes_on() -> None:
    """A cell shows #N/A with its reason where no value holds, and SB_WHY says 暂按上年."""
    rules = Rulebook(with_book=True)
    for region, told in files().items():
        for code in ("110", "310"):
            limits = [row for row in told["limits"] if row["insurance"] == code]
            for at, ask in product(edges(limits), (floor, cap)):
                limit, where = limit_written(told, code, at), (region, code, month(at))
                if limit is None:
                    with pytest.raises(CellRefusedError) as refused:
                        ask(rules, code, region, month(at))
                    assert refused.value.refusal.shown == "#N/A", where
                    assert f"{month(at)} 的上下限" in refused.value.refusal.reason, where
                    continue
                assert ask(rules, code, region, month(at)) == limit[0][ask is cap] / 100, where
                rate = rate_written(told, code, at, EmployerKind.ENTERPRISE)
                goes_on = limit[1] or (rate is not None and rate[1])
                said = str(of_value(rules, code, region, month(at)))
                assert ("暂按上年" in said) == goes_on, (where, said)


def test_one_person_costs_nothing_unknown_outside_the_dates() -> None:
    """A main insurance without law is named, never left out of the sum in silence."""
    keys = {"110": "pension", "310": "medical", "210": "unemployment", "410": "injury"}
    for region, told in files().items():
        file = rule_file(region)
        assert file is not None
        rows = [row for part in ("limits", "rates") for row in told[part]]
        for at in sorted(edges([row for row in rows if row["insurance"] in keys])):
            cost = one_person(
                file, Period.parse(month(at)), 800_000, EmployerKind.ENTERPRISE, "", INJURY_PPM
            )
            missing = {rule.insurance for rule in cost.missing} & keys.keys()
            goes_on = {share.key for share in cost.shares if share.is_carried} & MAIN
            for code, key in keys.items():
                rate = rate_written(told, code, at, EmployerKind.ENTERPRISE)
                limit = limit_written(told, code, at)
                where = (region, code, month(at))
                assert (code in missing) == (rate is None), where
                late = rate is not None and (rate[1] or (limit is not None and limit[1]))
                assert (key in goes_on) == late, where
