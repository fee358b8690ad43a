"""Which city a person means by a code or a name; the rest is refused in one sentence."""

from shebao.domain.errors import ParameterError
from shebao.rule_book.regions import Region, provinces, regions, regions_named

MOST_TOLD = 6


def which_region(text: str, undone: str = "没有计算") -> Region:
    """Return the one city of a code (510100), a name (成都市) or a whole name (四川省成都市).

    Raises ParameterError when there is none or more than one; ``undone`` says what was not done.
    """
    found = regions_named(text)
    if len(found) == 1:
        return found[0]
    wanted = "".join(text.split())
    if found:
        why = f"“{wanted}”有 {len(found)} 个城市，请写全称"
        told = found
    elif province := provinces().get(wanted):
        why = f"“{wanted}”是省级地区，请写明城市"
        told = [region for region in regions() if region.province == province]
    else:
        told = [region for region in regions() if wanted and wanted in region.name]
        why = f"规则书中没有地区“{wanted}”，没有规则的地区不测算，也不借用其他地区的规则"
    names = "、".join(region.name for region in told[:MOST_TOLD])
    names += "等" if len(told) > MOST_TOLD else ""
    hint = f"（如 {names}）" if names else "（全部地区见 shebao rules list）"
    raise ParameterError(f"{why}{hint}。{undone}。", log="no such region")
