"""Which city a person means by a code or a name; the rest is refused in one sentence."""

from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import ParameterError
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import (
    Region,
    counties_named,
    provinces,
    regions,
    regions_named,
)

MOST_TOLD = 6


# What a place without law can do; ``borrow_rules`` is the button, ``rules borrow`` the command.
HOW_TO_GET_RULES = (
    "可取得该地区的规则文件后用 shebao rules use 采用；"
    "或点击“借用规则”（shebao rules borrow）写明借用哪个城市的，各表和打印件都会注明"
)


def which_region(text: str, undone: str = "没有计算") -> Region:
    """Return the one city of a code (510100), a name (成都市) or a whole name (四川省成都市).

    A county's name means its city. A place without rules is returned too: whoever asks for its
    rules says that there are none.

    Raises ParameterError when there is none or more than one; ``undone`` says what was not done.
    """
    found = regions_named(text)
    if len(found) == 1:
        return found[0]
    wanted = "".join(text.split())
    if found:
        told = counties_named(wanted) or [region.name for region in found]
        why = f"“{wanted}”有 {len(told)} 处，请写全称"
    elif province := provinces().get(wanted):
        why = f"“{wanted}”是省级地区，请写明城市"
        told = [region.name for region in regions() if region.province == province]
    else:
        told = [region.name for region in regions() if wanted and wanted in region.name]
        why = f"规则书中没有地区“{wanted}”，没有规则的地区不测算，也不借用其他地区的规则"
    names = "、".join(told[:MOST_TOLD])
    names += "等" if len(told) > MOST_TOLD else ""
    hint = f"（如 {names}）" if names else "（全部地区见 shebao rules list）"
    raise ParameterError(f"{why}{hint}。{undone}。", log="no such region")


def without_rules(region: Region, undone: str = "没有计算") -> ParameterError:
    """Return the refusal for a place that there is no law for; no other's is taken instead."""
    return ParameterError(
        f"{region.name}没有规则，{undone}，也没有借用其他地区的规则。{HOW_TO_GET_RULES}。",
        log="no law",
    )


def book_law(region: Region, undone: str = "没有计算") -> RuleFile:
    """Return the rule book's file of a city; raise ParameterError for a place without rules."""
    found = rule_file(region.code)
    if found is None:
        raise without_rules(region, undone)
    return found
