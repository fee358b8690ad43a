# ruff: noqa: N802  # a worksheet function is spelt as the user types it
"""The worksheet functions: each takes cells or ranges and returns a grid of their shape.

No function reads a file, the network or the clock, because Excel recalculates at will; the rules
are those of ``load_rules``. A cell without an answer holds an Excel error, and ``SB_WHY`` with
the same arguments says why. Amounts are yuan in the cells and whole fen inside.
"""

from shebao_udfs.answers import ANSWERS, EXPLANATIONS
from shebao_udfs.declaration import LEFT_OUT, described, worksheet_function
from shebao_udfs.spill import Grid, as_cells, as_reasons


@worksheet_function
def SB_BASE(wage: Grid, insurance: Grid, region: Grid, period: Grid) -> Grid:
    """缴费基数（元）：缴费工资低于下限按下限、高于上限按上限。
    规则文件没有该险种该月的上下限时为 #N/A。缴费工资空白则结果空白。"""
    return as_cells(ANSWERS["SB_BASE"](wage, insurance, region, period))


@worksheet_function
def SB_UNIT(
    wage: Grid, insurance: Grid, region: Grid, period: Grid, injury_rate: Grid = LEFT_OUT
) -> Grid:
    """单位应缴费额（元）：基数乘单位费率并按规则文件进位，或定额。
    规则未装入时为 #N/A，不会猜测。"""
    return as_cells(ANSWERS["SB_UNIT"](wage, insurance, region, period, injury_rate))


@worksheet_function
def SB_PERSON(
    wage: Grid, insurance: Grid, region: Grid, period: Grid, injury_rate: Grid = LEFT_OUT
) -> Grid:
    """个人应缴费额（元）：基数乘个人费率并按规则文件进位，或定额。
    规则未装入时为 #N/A，不会猜测。"""
    return as_cells(ANSWERS["SB_PERSON"](wage, insurance, region, period, injury_rate))


@worksheet_function
def SB_TOTAL(
    wage: Grid, insurance: Grid, region: Grid, period: Grid, injury_rate: Grid = LEFT_OUT
) -> Grid:
    """应缴费额（元）：单位与个人分别进位后相加。
    规则未装入时为 #N/A，不会猜测。"""
    return as_cells(ANSWERS["SB_TOTAL"](wage, insurance, region, period, injury_rate))


@worksheet_function
def SB_RATE(
    insurance: Grid, region: Grid, period: Grid, payer: Grid, injury_rate: Grid = LEFT_OUT
) -> Grid:
    """费率（小数，如 0.16 即 16%）。定额收取的险种没有费率，为 #N/A。"""
    return as_cells(ANSWERS["SB_RATE"](insurance, region, period, payer, injury_rate))


@worksheet_function
def SB_FLOOR(insurance: Grid, region: Grid, period: Grid) -> Grid:
    """缴费基数下限（元）。规则文件没有该月的下限，或该险种不设下限时为 #N/A。"""
    return as_cells(ANSWERS["SB_FLOOR"](insurance, region, period))


@worksheet_function
def SB_CAP(insurance: Grid, region: Grid, period: Grid) -> Grid:
    """缴费基数上限（元）。规则文件没有该月的上限，或该险种不设上限时为 #N/A。"""
    return as_cells(ANSWERS["SB_CAP"](insurance, region, period))


@worksheet_function
def SB_ID_CHECK(id_number: Grid) -> Grid:
    """按 GB 11643 检查居民身份证、居住证号码：未发现问题为空文本，否则为问题说明。
    只是提醒，以税务登记为准；护照等其他证件不适用。"""
    return as_cells(ANSWERS["SB_ID_CHECK"](id_number))


@worksheet_function
def SB_BIRTH(id_number: Grid) -> Grid:
    """证件号码中的出生日期，请设为日期格式。号码有误时为 #VALUE!。"""
    return as_cells(ANSWERS["SB_BIRTH"](id_number))


@worksheet_function
def SB_SEX(id_number: Grid) -> Grid:
    """证件号码中的性别：男或女。号码有误时为 #VALUE!。"""
    return as_cells(ANSWERS["SB_SEX"](id_number))


@worksheet_function
def SB_AGE(id_number: Grid, as_of: Grid) -> Grid:
    """截止日期当天的周岁。2 月 29 日出生的，平年在 3 月 1 日满周岁。
    截止日期早于出生日期时为 #NUM!。"""
    return as_cells(ANSWERS["SB_AGE"](id_number, as_of))


@worksheet_function
def SB_TAX_ID_CHECK(tax_id: Grid) -> Grid:
    """检查纳税人识别号（统一社会信用代码等）：未发现问题为空文本，否则为问题说明。
    只是提醒，以税务登记为准。"""
    return as_cells(ANSWERS["SB_TAX_ID_CHECK"](tax_id))


@worksheet_function
def SB_LATE_FEE(amount: Grid, period: Grid, region: Grid, paid_on: Grid) -> Grid:
    """滞纳金（元）：自缴费期限次日至缴款日（含）按日加收，乘积一次四舍五入到分；
    日比例、期限和是否以本金为限取自规则文件。期限内缴款为 0。"""
    return as_cells(ANSWERS["SB_LATE_FEE"](amount, period, region, paid_on))


@worksheet_function
def SB_STATUS(id_number: Grid, records: Grid) -> Grid:
    """职工在申报表中的申报状态；提交前为“未申报”。
    表中没有该职工，或同一职工多行状态不同时为 #N/A。"""
    return as_cells(ANSWERS["SB_STATUS"](id_number, records))


@worksheet_function
def SB_AMOUNT(id_number: Grid, period: Grid, payer: Grid, details: Grid) -> Grid:
    """职工某月的应缴费额（元）：“职工缴费明细”中该职工该月各险种之和，单位、个人或合计。
    明细中没有该职工该月的行时为 #N/A。"""
    return as_cells(ANSWERS["SB_AMOUNT"](id_number, period, payer, details))


@worksheet_function
def SB_WHY(function_name: Grid, *arguments: Grid) -> Grid:
    """说明另一函数为何出错或依据什么：第一个参数为函数名，其后照抄其参数，
    如 SB_WHY("SB_UNIT",B2,"110","520100","2026-11")。金额、费率和滞纳金函数没有出错时，
    说明所依据的规则、文件、等级（※为非官方）和起止月份；其他函数没有出错则为空文本。"""
    name = str((function_name or [[""]])[0][0] or "").strip().upper()
    function = next((f for f in FUNCTIONS if f.name == name and name in ANSWERS), None)
    if function is None:
        return [[f"没有名为“{name}”的函数，可用：{'、'.join(ANSWERS)}"]]
    least = sum(not argument.is_optional for argument in function.arguments)
    most = len(function.arguments)
    if not least <= len(arguments) <= most:
        need = str(least) if least == most else f"{least} 至 {most}"
        return [[f"{name} 需要 {need} 个参数，现有 {len(arguments)} 个"]]
    answers = ANSWERS[name](*arguments)
    explain = EXPLANATIONS.get(name)
    return as_reasons(answers, explain(*arguments) if explain else None)


FUNCTIONS = tuple(
    described(function)
    for function in (
        SB_BASE,
        SB_UNIT,
        SB_PERSON,
        SB_TOTAL,
        SB_RATE,
        SB_FLOOR,
        SB_CAP,
        SB_ID_CHECK,
        SB_BIRTH,
        SB_SEX,
        SB_AGE,
        SB_TAX_ID_CHECK,
        SB_LATE_FEE,
        SB_STATUS,
        SB_AMOUNT,
        SB_WHY,
    )
)
