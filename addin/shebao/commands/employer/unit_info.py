"""What the bureau holds of the unit; the client shows it and changes nothing."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.contract.session import EmployerKind
from shebao.domain.insurances import insurance_list
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import UNIT_INFO, UnitInfoRow

KINDS = {
    EmployerKind.ENTERPRISE: "企业",
    EmployerKind.PUBLIC_BODY: "机关事业单位",
    EmployerKind.SOLE_TRADER: "个体工商户",
}


def show_unit_info(ctx: Context) -> Outcome:
    """Show the unit as it is registered now, whatever the sheet showed before."""
    employer = ctx.bureau.employer()
    names = insurance_names(rule_file_of(ctx))
    rows = [
        ("纳税人识别号", employer.tax_id),
        ("纳税人名称", employer.name),
        ("登记序号", employer.registration_no),
        ("课征主体登记类型", employer.registration_type),
        ("单位性质", KINDS[employer.kind]),
        ("关联类型", str(employer.unit_type)),
        ("主管税务机关", f"{employer.tax_office}（{employer.tax_office_no}）"),
        ("参保地区", f"{employer.region_name}（{employer.region}）"),
        ("成立日期", employer.established_on),
        ("工伤保险费率", f"{employer.injury_rate_ppm / 10_000:g}%"),
    ]
    for unit in employer.unit_numbers:
        insurances = insurance_list(unit.insurances, names)
        rows.append(("单位编号", f"{unit.unit_no}（{unit.agency}）：{insurances}"))
    table = ctx.table(UNIT_INFO)
    table.replace([UnitInfoRow(item=item, content=content) for item, content in rows])
    message = (
        f"{employer.name} 的单位信息，取自税务系统 {local_time(ctx.now())}；"
        "只能查看，变更请到办税服务厅。"
    )
    table.activate()
    return table.report(message, counts={"items": len(rows)})
