"""What the user is told of a payroll: what must be answered first, and what was read."""

from collections.abc import Mapping, Sequence

from shebao.rules.payroll.payroll_columns import (
    PeopleSheet,
    WageColumn,
    amount_columns,
    blank_wage_columns,
)
from shebao.rules.payroll.payroll_headers import HEADER_SEARCH_ROWS, letter_of
from shebao.rules.payroll.payroll_months import MONTHS
from shebao.rules.payroll.payroll_reading import ColumnChoice, PayrollQuestion, QuestionKind, Sheet
from shebao.rules.payroll.payroll_rows import Scale
from shebao.rules.payroll.payroll_scope import TIMES, YUAN, Scope
from shebao.rules.payroll.payroll_wage_names import rank_of


def _listed(columns: Sequence[ColumnChoice]) -> str:
    return "、".join(f"{c.letter} 列“{c.header}”" for c in columns)


def no_sheet(wanted: str, sheets: Sequence[Sheet]) -> PayrollQuestion:
    """Ask for a sheet that is there."""
    names = [s.name for s in sheets]
    listed = "、".join(f"“{name}”" for name in names)
    return PayrollQuestion(
        QuestionKind.NO_SHEET,
        f"工资表文件中没有工作表“{wanted}”，未填写任何工资。现有：{listed}。请改正“工作表”后重试。",
        sheets=tuple(names),
    )


def no_id_column(sheets: Sequence[Sheet]) -> PayrollQuestion:
    """Ask for a header that names the id number."""
    listed = "、".join(f"“{s.name}”" for s in sheets)
    return PayrollQuestion(
        QuestionKind.NO_ID_COLUMN,
        f"在工资表的工作表{listed}的前 {HEADER_SEARCH_ROWS} 行中没有找到证件号码列（如“身份证号”"
        "“证件号码”），未填写任何工资。请确认选对了文件，并给证件号码列加上列名。",
        sheets=tuple(s.name for s in sheets),
    )


def no_wage_column(sheet: PeopleSheet, wanted: str) -> PayrollQuestion:
    """Ask which column is the wage, as none can be."""
    columns = amount_columns(sheet)
    listed = _listed(columns) or "无"
    if wanted:
        kind, what = QuestionKind.NO_SUCH_COLUMN, f"没有列“{wanted}”"
    else:
        kind = QuestionKind.NO_WAGE_COLUMN
        what = "没有能确定为缴费工资或应发工资的列（实发工资不能代替）"
    return PayrollQuestion(
        kind,
        f"工资表的工作表“{sheet.name}”中{what}，未填写任何工资。可选的金额列：{listed}。"
        "请用“工资列=列名”（或列的字母）指定后重试。",
        sheet=sheet.name,
        columns=tuple(columns),
    )


def which_column(sheet: PeopleSheet, wage: WageColumn) -> PayrollQuestion:
    """Ask which of several columns is the wage."""
    listed = _listed(wage.candidates)
    if wage.question is QuestionKind.UNCERTAIN_COLUMN:
        what = f"只找到{listed}，可能只是工资的一部分，不能自动采用"
    else:
        what = f"有 {len(wage.candidates)} 个同样合适的工资列：{listed}，金额不同，不能自动选择"
    return PayrollQuestion(
        wage.question or QuestionKind.AMBIGUOUS_COLUMN,
        f"工资表的工作表“{sheet.name}”中{what}，未填写任何工资。"
        "请用“工资列=列名”（或列的字母）指定后重试。",
        sheet=sheet.name,
        columns=tuple(wage.candidates),
    )


def ambiguous_sheet(tied: Sequence[PeopleSheet]) -> PayrollQuestion:
    """Ask which of several sheets it is."""
    names = [sheet.name for sheet in tied]
    listed = "、".join(f"“{name}”" for name in names)
    return PayrollQuestion(
        QuestionKind.AMBIGUOUS_SHEET,
        f"工资表文件中的工作表{listed}都有参保职工的工资，金额不同，不能自动选择，未填写任何工资。"
        "请用“工作表=名称”指定后重试。",
        sheets=tuple(names),
    )


def blank_sheets(
    chosen: PeopleSheet, blank: Sequence[tuple[PeopleSheet, ColumnChoice]]
) -> PayrollQuestion:
    """Ask whether a sheet counts beside one as full of people whose wages cannot be read."""
    listed = "、".join(f"“{s.name}”的 {c.letter} 列“{c.header}”" for s, c in blank)
    return PayrollQuestion(
        QuestionKind.BLANK_SHEET,
        f"工资表文件中的工作表{listed}没有可读取的金额（空白，或公式未计算、公式出错），"
        f"其中的职工不比“{chosen.name}”少，不能自动改用“{chosen.name}”，未填写任何工资。"
        f"请用 Excel 打开文件、确认金额已显示并保存后重试；确实应以“{chosen.name}”为准的，"
        f"请填写“工作表”（命令行 --set 工作表={chosen.name}）后重试。",
        sheet=chosen.name,
        columns=tuple(c for _, c in blank),
        sheets=(chosen.name, *(s.name for s, _ in blank)),
    )


def of_scope(
    sheet: PeopleSheet, wage: ColumnChoice, scope: Scope, unit: str, months: int
) -> PayrollQuestion | None:
    """Ask about everything that is said of the amounts and that the user has not answered.

    ``unit`` and ``months`` (0 for none) are the answers so far. Another answer than what is
    said, or than that the amounts are a month's yuan after all, is no answer.
    """
    said, answers = [], []
    if scope.currency:
        said.append(f"写着“{scope.currency}”，不是人民币，不能填写")
        answers.append("请换算为人民币元后另存")
    if scope.unit and unit not in (scope.unit, YUAN):
        said.append(f"写着“{scope.unit}”，不是以元为单位")
        answers.append(
            f"请填写“工资单位”（命令行 --set 工资单位={scope.unit}，金额乘以 {TIMES[scope.unit]}；"
            f"或 --set 工资单位={YUAN}，金额其实是元）"
        )
    if scope.span and months not in (scope.months, 1):
        said.append(f"写着“{scope.span}”，可能是 {scope.months} 个月的合计，不是月工资")
        divided = f"--set 工资月数={scope.months}，合计除以 {scope.months}，四舍五入到分；或 "
        answers.append(
            f"请填写“工资月数”（命令行 {divided if scope.months <= MONTHS else ''}"
            "--set 工资月数=1，金额其实是月工资）"
            f"{'' if scope.months <= MONTHS else '，是合计的请改为月工资后另存'}"
        )
    if scope.reserved and not wage.is_answered:
        said.append(f"写着“{scope.reserved}”，可能不是应发工资的全部")
        answers.append(f"确认可以采用的，请填写“工资列”（命令行 --set 工资列={wage.letter}）")
    if not said:
        return None
    return PayrollQuestion(
        QuestionKind.SCOPE,
        f"工资表的工作表“{sheet.name}”的 {wage.letter} 列“{wage.header}”（或其上方标题）"
        f"{'；'.join(said)}，未填写任何工资。{'；'.join(answers)}，然后重试。",
        sheet=sheet.name,
        columns=(wage,),
    )


def different_units(sheets: Sequence[PeopleSheet], units: Sequence[str]) -> PayrollQuestion:
    """Say that the months of a year are in different units."""
    listed = "、".join(f"“{s.name}”为{unit}" for s, unit in zip(sheets, units, strict=True))
    return PayrollQuestion(
        QuestionKind.SCOPE,
        f"各月工作表的金额单位不同（{listed}），不能平均，未填写任何工资。请统一单位后重试。",
        sheets=tuple(sheet.name for sheet in sheets),
    )


_MOST_NAMED = 5


def notes_of_sheet(
    sheet: PeopleSheet, others: Sequence[PeopleSheet], wages_fen: Mapping[str, int]
) -> list[str]:
    """Tell of sheets that were not read, of names that are missing, of wages of nothing."""
    notes = [
        f"工作表“{other.name}”中也有 {len(other.ids)} 名参保职工和工资列，没有读取，也没有与"
        f"“{sheet.name}”相加；如应以它为准，请填写“工作表={other.name}”后再点击“从工资表填写”。"
        for other in others
    ]
    if sheet.name_column is None:
        notes.append(f"工作表“{sheet.name}”没有姓名列，只按证件号码核对，未核对姓名。")
    if zeros := sum(fen == 0 for fen in wages_fen.values()):
        notes.append(f"有 {zeros} 名职工的工资为 0.00 元，请核对。")
    return notes


def notes_of_months(months: Mapping[str, int], roster: Mapping[str, str]) -> list[str]:
    """Say whose average is of fewer months than twelve."""
    few = [f"{roster[i]} {n} 个月" for i, n in months.items() if 0 < n < MONTHS]
    if not few:
        return []
    return [f"{len(few)} 人不足 {MONTHS} 个月，按有工资的月数平均（{_some(few)}），请核对。"]


def notes_of_scope(scope: Scope, scale: Scale) -> list[str]:
    """Say what was made of amounts that are not a month's yuan, or were said not to be."""
    notes = []
    if scale.times > 1:
        unit = next(name for name, times in TIMES.items() if times == scale.times)
        notes.append(f"金额以“{unit}”为单位，已乘以 {scale.times}。")
    elif scope.unit:
        notes.append(f"工资表写着“{scope.unit}”，已按您的说明以元读取。")
    if scale.months > 1:
        notes.append(
            f"金额是 {scale.months} 个月的合计，已除以 {scale.months}，四舍五入到分；"
            "其间入职或离职的人请另行核对。"
        )
    elif scope.span:
        notes.append(f"工资表写着“{scope.span}”，已按您的说明以月工资读取。")
    if scope.reserved:
        notes.append(f"工资表写着“{scope.reserved}”，已按您指定的工资列采用。")
    return notes


def notes_of_hidden(
    sheet: PeopleSheet, wage: ColumnChoice, rows: Mapping[str, int], roster: Mapping[str, str]
) -> list[str]:
    """Name hidden columns and rows that were read, and a hidden column that was passed over."""
    hidden = sheet.sheet.hidden_columns
    read = [sheet.id_column.index, *(wage.months or (wage.index,))]
    read += [sheet.name_column.index] if sheet.name_column else []
    titles = {c.index: f"{letter_of(c.index)} 列“{c.title}”" for c in sheet.header.columns}
    notes = [
        f"{titles[at]}是隐藏列，也已读取，请核对。" for at in sorted(set(read)) if at in hidden
    ]
    own = rank_of(sheet.header.columns[wage.index])
    passed = [
        c.index
        for c in sheet.header.columns
        if c.index in hidden and c.index not in read and (rank := rank_of(c)) and rank <= (own or 0)
    ]
    notes += [
        f"{titles[at]}是隐藏列，没有采用；如应以它为准，请填写“工资列={letter_of(at)}”后再点击“从工资表填写”。"
        for at in passed
    ]
    unseen = [
        f"{roster[i]} 第 {row} 行" for i, row in rows.items() if row - 1 in sheet.sheet.hidden_rows
    ]
    if unseen:
        notes.append(
            f"工作表“{sheet.name}”中 {len(unseen)} 人在隐藏（或被筛选）的行，也已读取"
            f"（{_some(unseen)}），请核对。"
        )
    return notes


def notes_of_blank(sheet: PeopleSheet, wage: ColumnChoice) -> list[str]:
    """Name the columns that are a better wage by name and held no amount to take."""
    if wage.months or wage.is_answered:
        return []
    own = rank_of(sheet.header.columns[wage.index]) or 0
    hidden = sheet.sheet.hidden_columns
    return [
        f"{column.letter} 列“{column.header}”没有可读取的金额（空白，或公式未计算、公式出错），"
        "没有采用；"
        "如应以它为准，请用 Excel 打开文件、确认金额已显示并保存后再点击“从工资表填写”。"
        for column in blank_wage_columns(sheet)
        if (rank_of(sheet.header.columns[column.index]) or own) < own and column.index not in hidden
    ]


def _some(named: Sequence[str]) -> str:
    return "、".join(named[:_MOST_NAMED]) + ("等" if len(named) > _MOST_NAMED else "")
