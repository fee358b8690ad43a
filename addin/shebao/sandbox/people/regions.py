"""From the region digits of a tax id to the city whose law the sandbox plays."""

from dataclasses import dataclass

from shebao.rule_book.regions import region_holding
from shebao.sandbox.errors import SandboxError

MADE_UP_REGION = "520100"  # where made-up employers are, unless told


@dataclass(frozen=True, slots=True)
class Place:
    """Where an employer is; ``name`` is whole, as 四川省成都市."""

    region: str  # of the rule file
    name: str


def place_of(code: str) -> Place:
    """The city that a six-digit code of a county, district or city lies in.

    Raises SandboxError: there is no law for it; another city's is never borrowed.
    """
    region = region_holding(code)
    if region is None:
        raise SandboxError(
            f"纳税人识别号第 3 至 8 位“{code}”所在的地区没有规则文件，练习税务系统没有接收该单位，"
            "也不会借用其他地区的规则。有规则的地区见 shebao rules list。"
        )
    return Place(region.code, region.name)
