"""Forms with a table that runs over pages: many in one run of wkhtmltopdf, then one PDF each.

Our wkhtmltopdf has no page numbers and repeats no table head, so every page is laid out as a form
of its own, and its rows have to be known beforehand.
"""

import io
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from shebao.printing.errors import RenderFailedError
from shebao.printing.pdf import PdfOptions, page_count, render_pdf, save_pdf

_NARROW = frozenset(" -,.:;()[]/|!'")


@dataclass(frozen=True, slots=True)
class TypeSize:
    """How large the texts of a form are, and what border and padding add to a cell's height."""

    font_px: int
    line_px: int
    frame_px: int


LARGE = TypeSize(18, 24, 12)
SMALL = TypeSize(13, 17, 8)  # for tables of a dozen columns and more


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page: the rows ``start`` to before ``stop``, and the height that they leave empty."""

    start: int
    stop: int
    spare_px: int


def text_lines(text: str, width_px: int, size: TypeSize = LARGE) -> int:
    """Return how many lines a text takes at most when it may break anywhere."""
    # One character less than the width: the one that no longer fits leaves a gap.
    room = max(size.font_px, width_px - size.font_px)
    return max(1, math.ceil(sum(map(_width, text)) * size.font_px / room))


def cell_px(text: str, width_px: int, size: TypeSize = LARGE) -> int:
    """Return the height that a bordered cell takes at most."""
    lines = text_lines(text, width_px - size.frame_px, size)
    return lines * size.line_px + size.frame_px


def plan_pages(heights_px: Sequence[int], room_px: int, last_room_px: int) -> list[PagePlan]:
    """Return the pages in order, at least one; the last one leaves room for the form's foot.

    Full pages first. The last page may be without rows when the last row and the foot do not go
    together. A row higher than a page stands alone.
    """
    pages: list[PagePlan] = []
    start, used = 0, 0
    for row, height in enumerate(heights_px):
        if row > start and used + height > room_px:
            pages.append(PagePlan(start, row, room_px - used))
            start, used = row, 0
        used += height
    stop = len(heights_px)
    if used <= last_room_px:
        return [*pages, PagePlan(start, stop, last_room_px - used)]
    moved = heights_px[-1]
    if stop - start == 1 or moved > last_room_px:
        return [
            *pages,
            PagePlan(start, stop, max(0, room_px - used)),
            PagePlan(stop, stop, last_room_px),
        ]
    return [
        *pages,
        PagePlan(start, stop - 1, room_px - used + moved),
        PagePlan(stop - 1, stop, last_room_px - moved),
    ]


def _width(character: str) -> float:
    """Return the width of a character in units of the font's size."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1
    if character in _NARROW:
        return 0.45
    return 0.58 if character.islower() or character.isdigit() else 0.95


# CSS pixels inside margins of 10 mm (1 px = 0.2032 mm); the templates use the same ones.
LANDSCAPE_PX, PORTRAIT_PX = 1363, 935
_SLACK_PX = 35  # for fonts that are a little taller
_PAGE_NUMBER_PX = 32
_PAGE_SECONDS = 1.0  # a busy office computer; a page takes a tenth of it at the most
# When the fonts or the build draw larger than measured, the rows get less room.
_ROOM_SHARES = (1.0, 0.85, 0.7)


def rows_px(rows: Sequence[tuple[str, ...]], widths_px: Sequence[int]) -> int:
    """Return the height that bordered rows of these widths take at most."""
    pairs = (zip(row, widths_px, strict=True) for row in rows)
    return sum(max(cell_px(text, width) for text, width in row) for row in pairs)


def day_words(day: date) -> str:
    """Return a day as it stands on a form."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; ``style`` is empty, ``middle`` or ``amount``."""

    heading: str
    width_px: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class PagedForm:
    """One document: the texts of its table, and what its template puts above and below it.

    ``head_px`` and ``foot_px`` are the most that those parts take, the table's heading and the
    page number not counted. The head stands on every page, the foot on the last. ``attachments``
    are files inside the PDF, by name.
    """

    template: str
    facts: Mapping[str, object]
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    head_px: int
    foot_px: int
    size: TypeSize = LARGE
    landscape: bool = True
    numbered_columns: bool = False
    attachments: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    of: int
    rows: Sequence[tuple[str, ...]]
    spare_px: int

    @property
    def is_last(self) -> bool:
        return self.number == self.of


def save_form(
    form: PagedForm, path: Path, *, note: str = "", options: PdfOptions | None = None
) -> Path:
    """The file at ``path`` is the whole document, with the note at the foot of every page.

    Raises what ``render_forms`` and ``save_pdf`` raise; an older file at ``path`` is then
    unchanged.
    """
    return save_pdf(render_forms([form], note=note, options=options)[0], path)


def render_forms(
    forms: Sequence[PagedForm], *, note: str = "", options: PdfOptions | None = None
) -> list[bytes]:
    """Return the bytes of one PDF for each form, in their order; nothing was written.

    ``note`` is a short line at the foot of every page.

    One run of wkhtmltopdf makes them all, so they share a template and a paper. Starting the
    program costs as much as some sixty pages.

    Raises what ``render_pdf`` raises, and RenderFailedError when the pages would be misnumbered.
    """
    if not forms:
        return []
    paper = replace(options or PdfOptions(), landscape=forms[0].landscape)
    for share in _ROOM_SHARES:
        documents = [(form, _pages(form, share, note)) for form in forms]
        count = sum(len(pages) for _, pages in documents)
        patient = replace(paper, timeout_seconds=paper.timeout_seconds + count * _PAGE_SECONDS)
        pdf = render_pdf(_html(documents, note), patient)
        if page_count(pdf) == count:
            return _split(pdf, documents)
    raise RenderFailedError(
        "内容超出页面，页码会不正确", log="planned pages differ from printed pages"
    )


def _pages(form: PagedForm, share: float, note: str) -> list[_Page]:
    heights = [_row_px(form, row) for row in form.rows]
    heading = max(cell_px(column.heading, column.width_px, form.size) for column in form.columns)
    if form.numbered_columns:
        heading += cell_px("", LANDSCAPE_PX, form.size)
    page = (PORTRAIT_PX if form.landscape else LANDSCAPE_PX) - _SLACK_PX
    lines = 2 if note else 1  # the page number, the note
    room = int((page - form.head_px - heading - lines * _PAGE_NUMBER_PX) * share)
    plans = plan_pages(heights, room, max(0, room - form.foot_px))
    return [
        _Page(number, len(plans), form.rows[plan.start : plan.stop], plan.spare_px)
        for number, plan in enumerate(plans, start=1)
    ]


def _row_px(form: PagedForm, row: tuple[str, ...]) -> int:
    cells = zip(row, form.columns, strict=True)
    # An amount never wraps.
    return max(
        cell_px("" if column.style == "amount" else text, column.width_px, form.size)
        for text, column in cells
    )


def _html(documents: Sequence[tuple[PagedForm, list[_Page]]], note: str) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("shebao.printing", "forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    first = documents[0][0]
    return templates.get_template(first.template).render(
        documents=documents,
        note=note,
        size=first.size,
        width_px=LANDSCAPE_PX if first.landscape else PORTRAIT_PX,
    )


def _split(pdf: bytes, documents: Sequence[tuple[PagedForm, list[_Page]]]) -> list[bytes]:
    """Return the documents of a PDF, each with its own pages, fonts and attachments."""
    if len(documents) == 1 and not documents[0][0].attachments:
        return [pdf]
    from pypdf import PdfReader, PdfWriter

    sheets = iter(PdfReader(io.BytesIO(pdf)).pages)
    parts = []
    for form, pages in documents:
        writer = PdfWriter()
        for _ in pages:
            writer.add_page(next(sheets))
        for name, content in form.attachments.items():
            writer.add_attachment(name, content)
        part = io.BytesIO()
        writer.write(part)
        parts.append(part.getvalue())
    return parts
