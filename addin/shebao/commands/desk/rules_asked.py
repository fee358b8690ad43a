"""The rule file that a sheet's labelled cell names, checked like any other."""

from shebao.commands.desk.context import Context
from shebao.contract.rule_file import RuleFile
from shebao.own_rules import read_rule_file
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.sheets.head import SheetHead


def asked_rule_file(
    ctx: Context, table: SheetHead, field: str, present: RuleFile
) -> RuleFile | None:
    """Return the file that the cell names, None when it names none.

    Raises SheetError for a file of another region than the present one's, or with faults.
    """
    given, label = table.parameters()[field], table.spec.label_of(field)
    if not given:
        return None
    new = read_rule_file(ctx.beside_book(given)).file
    if new.region != present.region:
        raise table.error(
            f"的“{label}”是{new.region_name}（{new.region}）的，"
            f"本单位在{present.region_name}（{present.region}），没有测算",
            "请选择本地区的规则文件。",
        )
    if faults := rule_file_faults(new, present.region, ()):
        raise table.error(
            f"的“{label}”不能测算：{'；'.join(faults[:3])}", "原规则仍在使用，请改正后重试。"
        )
    return new
