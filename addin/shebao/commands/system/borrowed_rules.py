"""借用规则: another city's rules for this one, by the user's explicit choice alone."""

from shebao.commands.desk.context import Context
from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome
from shebao.own_rules import keep_own_rules, own_regions, own_rule_file
from shebao.rule_cache import keep_chosen_rule_file
from shebao.rules.borrowed import borrowed, borrowed_words, borrowing_words
from shebao.rules.which_region import book_law, which_region
from shebao.sheets.declared.employer_sheets import OWN_RULES


def borrow_rules(ctx: Context) -> Outcome:
    """Use the rules of the city in 借用地区 from now on, marked wherever they are used.

    Raises SheetError when the cell is blank, ParameterError for a city that cannot lend.
    """
    table = ctx.table(OWN_RULES)
    asked = table.parameters()
    if not asked["lender"]:
        raise SheetError(
            table.title, "的“借用地区”为空，没有借用", "请填写借用哪个城市的规则，如 成都市。"
        )
    undone = "没有借用"
    region = which_region(asked["region"] or ctx.session.employer.region, undone)
    city = which_region(asked["lender"], undone)
    own = own_rule_file(ctx.home, city.code, ctx.store_place.find_key)
    lender = own or book_law(city, undone)
    file = borrowed(lender, region)
    ctx.ui.confirm(borrowing_words(region, lender, own_regions(ctx.home)))
    keep_own_rules(ctx.home, file, ctx.store_place.find_key)
    keep_chosen_rule_file(ctx.home, file)  # for the worksheet functions
    ctx.unit.take_up_law(ctx.session.employer)
    message = borrowed_words(region, lender)
    return table.report(message, facts={"region": region.code, "lender": lender.region})
