"""The rule files that this process has loaded: handed in once, then only looked up."""

from collections.abc import Iterable

from shebao.contract.rule_file import InsuranceRule, RateRule, RuleFile
from shebao.domain.limits import Limit, Limits, Rate
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file as book_rule_file
from shebao.rule_book.regions import regions_named
from shebao.rules.cell_text import compact
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force
from shebao_udfs.refusal import CellRefusedError, Shown

NEVER_FETCHED = "本机还没有规则文件，请先点击“登录”下载，再重新打开 Excel"


class Rulebook:
    """Rule files by region; what is not in it is refused, never assumed.

    ``problem`` says why there are fewer files than there should be; nothing is taken from the
    book then, because a bureau's own file may be among what is missing.
    """

    def __init__(
        self, rule_files: Iterable[RuleFile] = (), problem: str = "", *, with_book: bool = False
    ) -> None:
        self._files = {file.region: file for file in rule_files}
        self._regions = self._files | {compact(f.region_name): f for f in self._files.values()}
        self._insurances = {
            (file.region, text): rule
            for file in self._files.values()
            for rule in file.insurances
            for text in _spellings(rule)
        }
        self._with_book = with_book and not problem
        self._problem = problem or ("" if self._files else NEVER_FETCHED)
        self._limits: dict[tuple[str, Period], Limits] = {}
        self._rates: dict[tuple[str, Period, int | None], dict[str, Rate]] = {}

    def rule_file(self, region: str) -> RuleFile:
        """Return the file of a region, by its six digits or its name.

        Raises CellRefusedError when it is not loaded.
        """
        found = self._regions.get(region) or self._of_book(region)
        if found is None:
            loaded = "、".join(sorted(self._files)) or "无"
            why = self._problem or f"已装入的地区：{loaded}；其他地区请先登录该地区的单位"
            raise _missing(f"没有装入地区“{region}”的规则文件。{why}")
        return found

    def _of_book(self, region: str) -> RuleFile | None:
        """Return the file of the one city meant; the product's own data, read once a city."""
        named = regions_named(region) if self._with_book else []
        if len(named) != 1:
            return None
        kept = self._files.get(named[0].code)
        found = kept or book_rule_file(named[0].code)
        if found is not None:
            self._regions[region] = found
            self._insurances |= {
                (found.region, text): rule for rule in found.insurances for text in _spellings(rule)
            }
        return found

    def insurance(self, rule_file: RuleFile, text: str) -> InsuranceRule:
        """Return the insurance of a code, a name, or a header such as ``110|企业职工基本养老保险``.

        Raises CellRefusedError when the file has no such insurance.
        """
        found = self._insurances.get((rule_file.region, text))
        if found is None:
            raise _missing(f"{rule_file.region_name}的规则文件没有险种“{text}”")
        return found

    def limit(self, rule_file: RuleFile, insurance: InsuranceRule, period: Period) -> Limit:
        """Return floor and cap in force.

        Raises CellRefusedError when the file has no row for the month.
        """
        key = (rule_file.region, period)
        if key not in self._limits:
            self._limits[key] = limits_in_force(rule_file, period)
        limit = self._limits[key].by_insurance.get(insurance.insurance)
        if limit is None:
            raise _missing(f"规则文件没有{insurance.name} {period} 的上下限")
        return limit

    def rate(
        self,
        rule_file: RuleFile,
        insurance: InsuranceRule,
        period: Period,
        injury_ppm: int | None,
    ) -> Rate:
        """Return the rates in force; the unit's own injury rate where the rule says so.

        Raises CellRefusedError when the file has no row, or the injury rate is needed and None.
        """
        key = (rule_file.region, period, injury_ppm)
        if key not in self._rates:
            self._rates[key] = rates_in_force(rule_file, period, injury_ppm, without_limits=True)
        rate = self._rates[key].get(insurance.insurance)
        if rate is not None:
            return rate
        if any(_takes_registered_rate(row, insurance, period) for row in rule_file.rates):
            raise _missing(f"{insurance.name}的单位费率以单位登记为准，请填写“工伤费率”参数")
        raise _missing(f"规则文件没有{insurance.name} {period} 的费率")


def _spellings(rule: InsuranceRule) -> tuple[str, str, str]:
    name = compact(rule.name)
    return rule.insurance, name, f"{rule.insurance}|{name}"


def _takes_registered_rate(row: RateRule, insurance: InsuranceRule, period: Period) -> bool:
    return (
        row.insurance == insurance.insurance
        and row.unit_rate_from_registration
        and row.effective_from <= str(period)
    )


def _missing(reason: str) -> CellRefusedError:
    return CellRefusedError(Shown.NOT_AVAILABLE, reason)


_loaded = [Rulebook()]


def load_rules(rulebook: Rulebook) -> None:
    """Let every worksheet function answer from this rulebook from now on.

    Cells that stand keep their values until Excel recalculates them (Ctrl+Alt+F9).
    """
    _loaded[0] = rulebook


def loaded_rules() -> Rulebook:
    """Return the rulebook handed in last; an empty one before that."""
    return _loaded[0]
