"""What the user should know of a payroll that could be read."""

from collections.abc import Mapping, Sequence

from shebao.rules.payroll.payroll_columns import PeopleSheet, blank_wage_columns
from shebao.rules.payroll.payroll_headers import letter_of
from shebao.rules.payroll.payroll_months import MONTHS
from shebao.rules.payroll.payroll_reading import ColumnChoice
from shebao.rules.payroll.payroll_rows import Scale
from shebao.rules.payroll.payroll_scope import TIMES, Scope
from shebao.rules.payroll.payroll_wage_names import rank_of

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
