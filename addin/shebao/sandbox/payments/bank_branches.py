"""The bank branches that the bureau's form offers, by area: made up, all of them."""

from collections.abc import Sequence

from shebao.contract.accounts import Branch, BranchList
from shebao.rule_book.regions import regions

AREAS = {
    "52": (("520102", "南明区"), ("520103", "云岩区"), ("522301", "兴义市")),
    "35": (("350102", "鼓楼区"), ("350103", "台江区"), ("350521", "惠安县")),
}
BANKS = (("991", "沙箱银行"), ("992", "沙箱农商银行"), ("993", "沙箱村镇银行"))
OFFICES = ("营业部", "城东支行")


def _areas(region: str) -> Sequence[tuple[str, str]]:
    """The areas of a region's province: some of its cities where none are made up."""
    cities = [(r.code, r.city) for r in regions() if r.code[:2] == region[:2]]
    return AREAS.get(region[:2], cities[:3])


def branches_of(region: str) -> BranchList:
    """The branches in the province of a region, by area, bank and number."""
    return BranchList(
        branches=[
            Branch(
                region=area,
                region_name=area_name,
                bank_code=bank_code,
                bank=bank,
                branch_no=f"{bank_code}{area}{place:03d}",
                branch=f"{bank}{area_name}{office}",
            )
            for area, area_name in _areas(region)
            for bank_code, bank in BANKS
            for place, office in enumerate(OFFICES, start=1)
        ]
    )


def branch_of(region: str, branch_no: str) -> Branch | None:
    """The branch of that number in the province, or None."""
    found = branches_of(region).branches
    return next((branch for branch in found if branch.branch_no == branch_no), None)
