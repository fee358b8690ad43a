"""What each person may deduct from income tax, under the heads of the 自然人扣缴客户端.

Source: the heads of its import table 正常工资薪金收入, as two independent open programs write them;
个人所得税法 §6 names pension, medical and unemployment, and 财税〔2013〕103号 the annuity.
"""

from shebao.commands.books.billed import Line, billed_of
from shebao.commands.books.payroll_back import shares_of
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import agreed_path
from shebao.domain.id_types import id_type_name
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.books_sheets import TAX_DEDUCTIONS, DeductionRow
from shebao.sheets.declared.columns import Kind
from shebao.sheets.export_file import ExportColumn, write_export

_FIELDS = {"110": "pension", "120": "pension", "310": "medical", "210": "unemployment"}
_FIELDS["180"] = "annuity"
OTHER = "other"
SHEET = "正常工资薪金收入"
_HEADS = (
    ("工号", ""),
    ("*姓名", "name"),
    ("*证件类型", "id_type_name"),
    ("*证件号码", "id_number"),
    ("本期收入", ""),
    ("本期免税收入", ""),
    ("基本养老保险费", "pension"),
    ("基本医疗保险费", "medical"),
    ("失业保险费", "unemployment"),
    ("住房公积金", ""),
    ("累计子女教育", ""),
    ("累计继续教育", ""),
    ("累计住房贷款利息", ""),
    ("累计住房租金", ""),
    ("累计赡养老人", ""),
    ("累计3岁以下婴幼儿照护", ""),
    ("累计个人养老金", ""),
    ("企业(职业)年金", "annuity"),
    ("商业健康保险", ""),
    ("税延养老保险", ""),
    ("其他", ""),
    ("准予扣除的捐赠额", ""),
    ("减免税额", ""),
    ("备注", ""),
)
_AS_THEIRS = (
    "列与扣缴客户端的“正常工资薪金收入”导入表相同，本期收入等列请自行填写；"
    "首次导入前请与客户端的模板核对。"
)
_OTHERS = "其中 {} 元（大额医疗等）能否税前扣除由当地规定，只列在“其他个人缴费”，没有导出。"
_MONEY = {"pension", "medical", "unemployment", "annuity"}


def write_tax_deductions(ctx: Context) -> Outcome:
    """Show and export each person's deductions of the period; they add up to the bills."""
    ctx.check_writable(TAX_DEDUCTIONS)
    table = ctx.table(TAX_DEDUCTIONS)
    billed = billed_of(ctx, table)
    given = table.parameters()["export_file"] or f"个税专项扣除_{billed.period}.xlsx"
    shares_of(table, billed)  # refuses an id number with two names
    people: dict[str, list[Line]] = {}
    for line in billed.lines:
        people.setdefault(line.id_number, []).append(line)
    deducted = [_row(lines) for lines in people.values()]
    rows = [{**row.by_field(), "id_type_name": id_type_name(row.id_type)} for row in deducted]
    path = agreed_path(ctx, given)
    columns = [
        ExportColumn(head, field, Kind.MONEY if field in _MONEY else Kind.TEXT, 16)
        for head, field in _HEADS
    ]
    write_export(path, SHEET, columns, rows, ctx.progress)
    other = sum(line.person_fen for line in billed.lines if line.insurance not in _FIELDS)
    total = sum(line.person_fen for line in billed.lines)
    message = (
        f"{billed.period} 共 {len(rows)} 人，个人应缴 {yuan(total)} 元，"
        f"账单的个人应缴 {yuan(billed.person_fen)} 元。已导出“{path.name}”，{_AS_THEIRS}"
        f"{_OTHERS.format(yuan(other)) if other else ''}{billed.rest_in_words()}"
    )
    table.show_rows(deducted)
    return table.report(
        message,
        counts={
            "people": len(rows),
            "person_fen": total,
            "billed_fen": billed.person_fen,
            "other_fen": other,
        },
        files=(str(path),),
    )


def _row(lines: list[Line]) -> DeductionRow:
    sums = dict.fromkeys((*_MONEY, OTHER), 0)
    others: dict[str, int] = {}
    for line in lines:
        field = _FIELDS.get(line.insurance, OTHER)
        sums[field] += line.person_fen
        if field == OTHER and line.person_fen:
            others[line.insurance_name] = others.get(line.insurance_name, 0) + line.person_fen
    named = "、".join(f"{name} {yuan(fen)} 元" for name, fen in others.items())
    return DeductionRow.of(
        lines[0],
        **sums,
        person=sum(sums.values()),
        sentence=f"其他个人缴费：{named}，能否税前扣除由当地规定。" if named else "",
    )
