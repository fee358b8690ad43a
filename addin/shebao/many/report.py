"""The report of a batch: one workbook, written again as the batch goes on."""

import os
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.commands.batch.plan import row_of
from shebao.domain.batch_state import JobState
from shebao.domain.errors import FileRefusedError
from shebao.domain.moments import BEIJING, local_time
from shebao.domain.money import cell_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from shebao.store.many.batches import Batch, Job

# Header, field of the counts, whether it is money, width.
FIGURES = (
    ("职工", "employees", False, 8),
    ("已填工资", "filled", False, 9),
    ("存疑", "doubts", False, 7),
    ("有错未报", "left_out", False, 9),
    ("申报成功", "accepted", False, 9),
    ("申报失败", "refused", False, 9),
    ("应缴费额", "bill_total_fen", True, 16),
    ("欠费", "owed_fen", True, 16),
    ("已缴", "paid_fen", True, 16),
    ("完税证明", "certified_fen", True, 16),
)
HEADS = (("行", 6), ("纳税人识别号", 22), ("单位名称", 26), ("状态", 13), ("进行到", 12))
LOOKS = {
    JobState.DONE: "#2E7D32",
    JobState.FAILED: "#C00000",
    JobState.TO_CONFIRM: "#B26A00",
    JobState.WAITING: "#1F4E79",
}
TO_DO = (JobState.FAILED, JobState.TO_CONFIRM, JobState.WAITING, JobState.CANCELLED)
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}


def report_path(batch: "Batch") -> Path:
    """Return where the report of a batch lies: beside its list."""
    path = Path(batch.list_path)
    return path.with_name(f"{path.stem}_办理结果_{batch.month}.xlsx")


def needs_attention(job: "Job") -> bool:
    """Whether a person should look at an employer although it may be done."""
    return job.state in TO_DO or any(
        job.counts.get(field) for field in ("doubts", "left_out", "refused")
    )


def write_report(batch: "Batch", jobs: Sequence["Job"], when: datetime) -> Path:
    """Write the report, whole or not at all; return its path.

    Raises FileRefusedError when it cannot be written, as while Excel has it open.
    """
    import xlsxwriter

    path = report_path(batch)
    draft = path.with_name(f".{uuid.uuid4().hex}.new")
    try:
        with xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False}) as book:
            _summary(book, batch, jobs, when)
            _employers(book, "各单位", jobs, path.parent)
            _employers(book, "需要处理", [j for j in jobs if needs_attention(j)], path.parent)
        draft.replace(path)
    except OSError as error:
        raise FileRefusedError(
            path, "不能写入（可能正被打开，或磁盘已满）", "请关闭它后执行 shebao batch report。"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return path


def _summary(book: "Workbook", batch: "Batch", jobs: Sequence["Job"], when: datetime) -> None:
    sheet = book.add_worksheet("首页")
    sheet.hide_gridlines(2)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 1)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    title = book.add_format({**_FONT, "bold": True, "font_size": 14, "font_color": "#1F4E79"})
    label = book.add_format({**_FONT, "bold": True})
    value = book.add_format({**_FONT, "align": "left"})
    money = book.add_format({**_FONT, "align": "left", "num_format": "#,##0.00"})
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, f"批量办理结果 {batch.month}", title)
    lines: list[tuple[str, str | int | float]] = [
        ("单位清单", Path(batch.list_path).name),
        ("开始时间", local_time(batch.started_at)),
        ("更新时间", f"{when.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"),
        ("单位数", len(jobs)),
        *((str(state), sum(job.state is state for job in jobs)) for state in JobState),
        ("需要处理", sum(map(needs_attention, jobs))),
    ]
    for row, (name, told) in enumerate(lines, start=2):
        sheet.write_string(row, 0, name, label)
        sheet.write(row, 1, told, value)
    for row, (name, field, is_money, _) in enumerate(FIGURES, start=len(lines) + 3):
        total = sum(job.counts.get(field, 0) for job in jobs)
        sheet.write_string(row, 0, f"{name}合计", label)
        sheet.write_number(
            row, 1, cell_of(total) if is_money else total, money if is_money else value
        )


def _employers(book: "Workbook", name: str, jobs: Sequence["Job"], folder: Path) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    head = book.add_format(
        {**_FONT, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "align": "center"}
    )
    columns = [
        *HEADS,
        *((h, w) for h, _, _, w in FIGURES),
        ("说明", 70),
        ("工作簿", 26),
        ("工资表", 26),
    ]
    for at, (header, width) in enumerate(columns):
        sheet.write_string(0, at, header, head)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 3)
    plain = book.add_format(_FONT)
    wrapped = book.add_format({**_FONT, "text_wrap": True})
    money = book.add_format({**_FONT, "num_format": "#,##0.00"})
    link = book.add_format({**_FONT, "font_color": "#0563C1", "underline": 1})
    looks = {s: book.add_format({**_FONT, "bold": True, "font_color": c}) for s, c in LOOKS.items()}
    for at, job in enumerate(jobs, start=1):
        row = row_of(job)
        if job.row_no:  # else it is in the list no more
            sheet.write_number(at, 0, job.row_no, plain)
        for column, text in enumerate((row.tax_id, row.name), start=1):
            sheet.write_string(at, column, text, plain)
        sheet.write_string(at, 3, str(job.state), looks.get(job.state, plain))
        sheet.write_string(at, 4, job.stage, plain)
        for column, (_, field, is_money, _) in enumerate(FIGURES, start=len(HEADS)):
            if field in job.counts:
                figure = job.counts[field]
                sheet.write_number(
                    at,
                    column,
                    cell_of(figure) if is_money else figure,
                    money if is_money else plain,
                )
        after = len(HEADS) + len(FIGURES)
        sheet.write_string(at, after, job.message, wrapped)
        _link(sheet, at, after + 1, row.book, folder, link)
        _link(sheet, at, after + 2, row.payroll, folder, link)
    sheet.autofilter(0, 0, max(len(jobs), 1), len(columns) - 1)


def _link(
    sheet: "Worksheet", row: int, column: int, target: str, folder: Path, look: object
) -> None:
    """Link to a file beside the report, so that the folder can be moved as a whole."""
    if target and Path(target).exists():
        try:
            near = os.path.relpath(target, folder)
        except ValueError:  # another drive
            near = target
        sheet.write_url(row, column, f"external:{near}", look, Path(target).name)
