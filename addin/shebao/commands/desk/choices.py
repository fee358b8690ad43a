"""The drop-down lists of the forms, brought from the bureau to the sheet 可选项."""

from dataclasses import dataclass

from shebao.commands.desk.context import Context
from shebao.contract.accounts import Branch
from shebao.sheets.declared.application_sheets import CHOICES, ChoiceRow


@dataclass(frozen=True, slots=True)
class Choices:
    """Lists of options; one that depends on a cell is named with what the cell holds."""

    lists: dict[str, list[str]]

    def of(self, name: str) -> list[str]:
        """Return a list; empty when there is none of that name."""
        return self.lists.get(name, [])


def coded(code: str, name: str) -> str:
    """Return an option as the lists show it."""
    return f"{code}|{name}"


def code_of(option: object) -> str:
    """Return the code of an option."""
    return str(option).split("|", 1)[0]


def branch_cells(branch: Branch) -> tuple[str, str, str]:
    """Return what the cells 行政区划, 行别 and 网点 hold for a branch."""
    return (
        coded(branch.region, branch.region_name),
        coded(branch.bank_code, branch.bank),
        coded(branch.branch_no, branch.branch),
    )


def fetch_choices(ctx: Context) -> Choices:
    """Return every list of the account and agreement forms, as the bureau has them now."""
    lists: dict[str, list[str]] = {"行政区划": []}
    for branch in ctx.bureau.branches().branches:
        region, bank, office = branch_cells(branch)
        for name, option in (
            ("行政区划", region),
            (f"银行行别|{region}", bank),
            (f"银行营业网点|{region}|{bank}", office),
        ):
            options = lists.setdefault(name, [])
            if option not in options:
                options.append(option)
    employer = ctx.session.employer
    lists["所属税务机关"] = [employer.tax_office]
    lists["社保经办机构"] = []
    for unit in employer.unit_numbers:
        if unit.agency not in lists["社保经办机构"]:
            lists["社保经办机构"].append(unit.agency)
        lists.setdefault(f"单位编号|{unit.agency}", []).append(unit.unit_no)
    return Choices(lists)


def show_choices(ctx: Context, choices: Choices) -> None:
    """Put the lists where the drop-down lists of the sheets take them from."""
    rows = [
        ChoiceRow(list=name, option=option)
        for name, options in choices.lists.items()
        for option in options
    ]
    ctx.table(CHOICES).replace(rows)
