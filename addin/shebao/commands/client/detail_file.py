"""A detail that the client exported becomes the month's bills and lines."""

from collections.abc import Sequence

from shebao.commands.bills.bill_lines import line_rows, lines_of
from shebao.commands.bills.bills import bill_row
from shebao.commands.client.channel import by_files_only
from shebao.commands.client.details import Detail, client_bills, detail_of, keep_detail, own_wages
from shebao.commands.client.filed_months import mark_filed_bills
from shebao.commands.client.kept_unit import (
    keep_told,
    kept_unit,
    settle_unit_numbers,
    with_unit_numbers,
)
from shebao.commands.client.read_file import (
    NOTHING,
    ClientFile,
    Imported,
    check_sheets,
    finish_import,
    first_doubt,
    named,
    read_client_table,
)
from shebao.commands.client.wages import written_files
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.contract.states import ItemState
from shebao.domain.errors import FileRefusedError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.client.billed import INJURY, injury_ppm_of
from shebao.rules.client.detail import ReadDetail, Told, has_amounts, read_detail, told_of_all
from shebao.rules.client.detail_line import DetailLine, with_insurance
from shebao.rules.client.fields import DETAIL_FIELDS, ID, NAME, NO_UNIT_NO
from shebao.rules.client.insurance_words import Side
from shebao.rules.client.people import unit_name
from shebao.rules.premiums.in_force import limits_in_force
from shebao.sheets.declared.client_sheets import CLIENT_FILES, ClientFileRow
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS
from shebao.sheets.declared.row import replace

KIND = "缴费明细"


def import_detail_file(ctx: Context) -> Outcome:
    """Keep the month's lines in place of an earlier file's; show the bills and every line."""
    by_files_only(ctx, "导入缴费明细")
    check_sheets(ctx, BILLS, BILL_LINES)
    unit = ctx.session.employer
    file = read_client_table(ctx, "detail_file", DETAIL_FIELDS, (ID, NAME))
    if not has_amounts(file.table):
        raise FileRefusedError(
            file.path, "没有应缴费额的列，不是缴费明细", f"{NOTHING}请确认选对了文件。"
        )
    wanted = ctx.table(CLIENT_FILES).parameters()["period"]
    told = told_of_all(file.table, file.path.stem, wanted)
    names = insurance_names(rule_file_of(ctx))
    people = {e.id_number.upper(): e.name for e in ctx.store.employees.load(ctx.account)}
    read = read_detail(file.table, told, unit.tax_id, names, people)
    read.lines = with_unit_numbers(ctx, read.lines)
    read.extra = with_unit_numbers(ctx, read.extra)
    _refuse_what_is_not_ours(ctx, file, read, people)
    period = _period(ctx, file, read.periods)
    detail = _detail(ctx, file, read, told, period)
    _ask_about_another_file(ctx, file, detail)
    _refuse_older_wages(ctx, file, detail)
    keep_detail(ctx, detail)
    _keep_unit(ctx, detail, unit_name(file.table))
    return _tell(ctx, file, read, detail, people)


def _refuse_what_is_not_ours(
    ctx: Context, file: ClientFile, read: ReadDetail, people: dict[str, str]
) -> None:
    """Raise FileRefusedError for a file without lines of ours, or whose total is not theirs."""
    if read.fault:
        raise FileRefusedError(file.path, read.fault, f"{NOTHING}请重新从客户端导出。")
    if not read.lines:
        why = first_doubt(read.doubts, "没有职工")
        if read.extra:
            why = f"只有{read.extra[0].kind}等 {len(read.extra)} 行，没有正常缴费的行"
        raise FileRefusedError(
            file.path, f"没有可以导入的明细：{why}", f"{NOTHING}请在客户端重新导出后重试。"
        )
    ours = set(kept_unit(ctx.store, ctx.account).unit_numbers)
    numbers = {line.unit_no for line in read.lines} - {NO_UNIT_NO}
    if ours and (foreign := numbers - ours):
        rows = sum(line.unit_no in foreign for line in read.lines)
        raise FileRefusedError(
            file.path,
            f"有 {rows} 行是单位编号 {'、'.join(sorted(foreign))} 的，"
            f"本单位是 {'、'.join(sorted(ours))}",
            f"{NOTHING}请选择本单位的文件；单位编号有变动的，请先导入参保职工。",
        )
    billed = {line.id_number for line in read.lines}
    if people and not billed & people.keys():
        raise FileRefusedError(
            file.path,
            f"的 {len(billed)} 人没有一个在本单位参保名单中，是其他单位的明细",
            f"{NOTHING}请选择本单位的文件。",
        )


def _period(ctx: Context, file: ClientFile, periods: Sequence[str]) -> str:
    """Return the one month of the lines.

    Raises FileRefusedError for several or another than asked, NotConfirmedError for one that is
    not the present one.
    """
    listed = "、".join(periods)
    if len(periods) > 1:
        raise FileRefusedError(
            file.path, f"有多个费款所属期（{listed}）", f"{NOTHING}请在客户端按属期分别导出。"
        )
    current, wanted = ctx.session.current_period, ctx.table(CLIENT_FILES).parameters()["period"]
    if wanted and wanted != listed:
        raise FileRefusedError(
            file.path,
            f"是 {listed} 的明细，而“{CLIENT_FILES.title}”的“费款所属期”是 {wanted}",
            f"{NOTHING}请选择该属期的文件，或改正“费款所属期”。",
        )
    if listed > current:
        why = f"是 {listed} 的明细，而当前属期是 {current}"
        raise FileRefusedError(file.path, why, f"{NOTHING}请核对费款所属期。")
    if listed != current and not wanted:
        ctx.ui.confirm(f"“{file.path.name}”是 {listed} 的明细，不是当前属期 {current}")
    return listed


def _detail(ctx: Context, file: ClientFile, read: ReadDetail, told: Told, period: str) -> Detail:
    """Return the month with this file's lines; a file of one insurance leaves the others."""
    lines, extra = list(read.lines), list(read.extra)
    old = detail_of(ctx, period)
    if told.insurance and old is not None and len({line.insurance for line in lines}) == 1:
        extra += [line for line in old.extra if line.insurance != lines[0].insurance]
        lines = with_insurance(old.lines, lines, _share_told(lines, told))
    revision = 1 if old is None else old.revision + 1
    return Detail(period, file.path.name, file.digest, revision, tuple(lines), tuple(extra))


def _share_told(lines: Sequence[DetailLine], told: Told) -> Side:
    """Return the one share that a file is of; BOTH where its rows have the other one too."""
    other = {Side.UNIT: "person", Side.PERSON: "unit"}.get(told.side)
    has_other = other and any(getattr(line, other) is not None for line in lines)
    return Side.BOTH if has_other else told.side


def _ask_about_another_file(ctx: Context, file: ClientFile, detail: Detail) -> None:
    """Ask before a file of the same month says something else. Raises NotConfirmedError."""
    old = detail_of(ctx, detail.period)
    if old is None or old.digest == file.digest:
        return
    before = {line.key: line.amount for line in old.lines}
    after = {line.key: line.amount for line in detail.lines}
    known = {key[2] for key in before}  # a new insurance is another file's, a lost one is not
    keys = {key for key in before.keys() | after.keys() if key[2] in known}
    differing = {key[3] for key in keys if before.get(key) != after.get(key)}
    if differing:
        ctx.ui.confirm(
            f"{detail.period} 已导入过“{old.file}”（{len(old.lines)} 行，"
            f"{yuan(old.amount_fen)} 元），"
            f"“{file.path.name}”（{len(detail.lines)} 行，{yuan(detail.amount_fen)} 元）与它不同，"
            f"有 {len(differing)} 人的金额不一致。以这次的文件为准"
        )


def _refuse_older_wages(ctx: Context, file: ClientFile, detail: Detail) -> None:
    """Ask when everyone whose new wage was accepted has another here, which may be a newer one.

    Raises FileRefusedError when several have the wages of before, NotConfirmedError.
    """
    accepted: dict[str, int] = {}
    for each in written_files(ctx):
        if each.effective_from <= detail.period:
            for id_number, wages in each.wages.items():
                if each.states.get(id_number, ("",))[0] == str(ItemState.ACCEPTED):
                    accepted[id_number] = max(wages.values())
    stated = {line.id_number: line.wage for line in detail.lines if line.wage is not None}
    both = [i for i in accepted if i in stated]
    if not both or any(stated[i] == accepted[i] for i in both):
        return
    before = _wages_before(ctx)
    if len(both) > 1 and all(stated[i] in before.get(i, ()) for i in both):
        raise FileRefusedError(
            file.path,
            f"中 {len(both)} 人的缴费工资都不是已申报成功的工资，是在工资变更之前导出的",
            f"{NOTHING}请在客户端重新获取后再导出。",
        )
    names = {line.id_number: line.name for line in detail.lines}
    whose = named([names[each] for each in both])
    ctx.ui.confirm(
        f"“{file.path.name}”中 {whose}的缴费工资不是已申报成功的工资：可能是在"
        "工资变更之前导出的，或已在客户端另行变更。按文件的工资导入"
    )


def _wages_before(ctx: Context) -> dict[str, set[int | None]]:
    """Return everybody's wages of before the written files, by id number."""
    return {
        employee.id_number.upper(): {one.wage_fen for one in employee.enrolments}
        for employee in ctx.store.employees.load(ctx.account)
    }


def _keep_unit(ctx: Context, detail: Detail, name: str) -> None:
    """Keep the unit's own injury rate and its numbers; people without a number get the file's."""
    limits = limits_in_force(rule_file_of(ctx), Period.parse(detail.period))
    injury = injury_ppm_of(detail.lines, own_wages(ctx, detail.period, INJURY), limits)
    numbers = [(line.unit_no, line.insurance) for line in detail.lines]
    keep_told(ctx, name, numbers, injury, is_all=False)
    settle_unit_numbers(ctx, detail.lines)


def _tell(
    ctx: Context, file: ClientFile, read: ReadDetail, detail: Detail, people: dict[str, str]
) -> Outcome:
    bills, table = client_bills(ctx, detail.period), ctx.table(BILLS)
    table.replace([replace(bill_row(bill, None), tick=TICK, levy_kind="") for bill in bills])
    filed = mark_filed_bills(ctx).filed
    lines, told = lines_of(ctx, table.rows())
    ctx.table(BILL_LINES).replace(line_rows(lines))
    ctx.table(BILL_LINES).note(told)
    billed = {line.id_number: line.name for line in detail.lines}
    strangers = [name for i, name in billed.items() if people and i not in people]
    renamed = [name for i, name in billed.items() if people.get(i, name) != name]
    message = (
        f"从“{file.path.name}”的工作表“{file.table.sheet}”导入 {detail.period} 缴费明细"
        f" {len(detail.lines)} 行 {len(billed)} 人，{len(bills)} 条待申报信息，"
        f"合计 {yuan(detail.amount_fen)} 元。"
    )
    if filed:
        message += f"按已导入的申报记录，{filed} 条待申报信息已标为申报成功。"
    extra_fen = sum(line.amount for line in detail.extra)
    if detail.extra:
        kinds = "、".join(dict.fromkeys(line.kind for line in detail.extra))
        message += (
            f"另有{kinds} {len(detail.extra)} 行 {yuan(extra_fen)} 元，不在待申报信息中，"
            "“核对账单”时逐行核对。"
        )
    if strangers:
        message += f"其中 {named(strangers)}不在参保名单中，请“核对账单”。"
    if renamed:
        message += f"{named(renamed)}的姓名与参保名单不同，请核对是否更名。"
    line = ClientFileRow(
        period=detail.period,
        people=len(billed),
        rows=len(detail.lines),
        amount=detail.amount_fen,
        words=f"第 {detail.revision} 次导入",
    )
    counts = {
        "lines": len(detail.lines),
        "people": len(billed),
        "bills": len(bills),
        "bill_total_fen": detail.amount_fen,
        "unknown": len(strangers),
        "renamed": len(renamed),
        "extra": len(detail.extra),
        "extra_fen": extra_fen,
    }
    imported = Imported(
        KIND,
        message,
        line,
        read.doubts,
        counts,
        {"period": detail.period},
        is_whole=not (strangers or renamed),
    )
    return finish_import(ctx, file, table, imported)
