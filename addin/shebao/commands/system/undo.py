"""Putting back what the sheets held before the last command wrote them."""

from collections.abc import Sequence

from shebao.commands.desk.context import Context
from shebao.domain.errors import InputError
from shebao.domain.moments import BEIJING
from shebao.domain.outcome import Outcome
from shebao.domain.unit_mark import UnitMark
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.image import TableImage


def undo_last(ctx: Context) -> Outcome:
    """Put every sheet of the last step back; running it again returns to the present state.

    Only worksheets go back: what was filed stays filed.
    """
    kept = ctx.store.kept_tables.of(ctx.book_name)
    if not kept:
        raise InputError(
            "没有可以撤销的步骤：本工作簿还没有被本插件写过，或已改名、移动过。"
            "表格未作任何改动。请在 Excel 中用“撤销”或恢复备份。",
            log="nothing to undo",
        )
    step, kept_at = kept[0].step, kept[0].kept_at.astimezone(BEIJING)
    specs = {spec.name: spec for spec in SHEETS}
    tables = [(ctx.table(specs[k.sheet]), TableImage.from_bytes(k.content)) for k in kept]
    unit = ctx.table(HOME).unit()
    _refuse_other_unit([image for _, image in tables], unit, step)
    titles = "、".join(f"“{table.title}”" for table, _ in tables)
    whose = f"{unit.words}：" if unit else ""
    ctx.ui.confirm(
        f"{whose}把 {titles} 恢复到 {kept_at:%m-%d %H:%M} 执行“{step}”之前"
        "（之后在这些表中的填写也会还原；已提交税务的申报和缴费不会撤回）"
    )
    for table, image in tables:
        table.restore(image)
    message = (
        f"已把 {titles} 恢复到执行“{step}”之前。已提交税务的申报和缴费不受影响；"
        "再次点击“撤销上一步”可回到恢复前。"
    )
    return Outcome(message, counts={"sheets": len(tables)})


def _refuse_other_unit(images: Sequence[TableImage], unit: UnitMark | None, step: str) -> None:
    """Return when no image holds another unit's rows than the workbook's.

    Raises InputError; the sheets are what they were.
    """
    for image in images:
        if unit and image.unit and not image.unit.is_same_unit(unit):
            raise InputError(
                f"上一步“{step}”之前表格中是 {image.unit.words} 的数据，而本工作簿现在是"
                f" {unit.words} 的，没有恢复，表格未作任何改动。请在该单位的工作簿中办理。",
                log="undo of another unit",
            )
