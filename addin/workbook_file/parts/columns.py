"""Widths, default styles and visibility of a sheet's columns."""

from dataclasses import dataclass

from workbook_file.parts.slices import attribute, slice_children, with_attribute

_DIGIT_PIXELS = 7  # of the usual body font; Excel measures columns in its digits
STANDARD_WIDTH = 8.43


@dataclass(slots=True)
class _Span:
    first: int
    last: int
    tag: str


def to_file(characters: float) -> float:
    """The width in the file of a column that shows so many characters."""
    if characters <= 0:
        return 0.0
    return int((characters * _DIGIT_PIXELS + 5) / _DIGIT_PIXELS * 256) / 256


def to_characters(width: float) -> float:
    """How many characters a column of that width in the file shows, as COM says it."""
    return max(0.0, int((width * _DIGIT_PIXELS - 5) / _DIGIT_PIXELS * 100 + 0.5) / 100)


class Columns:
    """The ``cols`` element, one entry per run of equal columns."""

    def __init__(self, text: str | None, standard: float | None) -> None:
        children = slice_children(text)[1] if text is not None else []
        self._spans = [
            _Span(int(attribute(c.text, "min") or 1), int(attribute(c.text, "max") or 1), c.text)
            for c in children
        ]
        self._standard = STANDARD_WIDTH if standard is None else to_characters(standard)
        self._styles: dict[int, int] = {}
        self.changed = False

    def _tag(self, column: int) -> str | None:
        return next((s.tag for s in self._spans if s.first <= column <= s.last), None)

    def style(self, column: int) -> int:
        """The style of cells of the column that do not exist yet."""
        known = self._styles.get(column)
        if known is None:
            tag = self._tag(column)
            known = self._styles[column] = int(attribute(tag, "style") or 0) if tag else 0
        return known

    def hidden(self, column: int) -> bool:
        tag = self._tag(column)
        return tag is not None and attribute(tag, "hidden") in ("1", "true")

    def set_width(self, first: int, last: int, characters: float) -> None:
        width = f"{to_file(characters):.10g}"
        for span in self._cut(first, last):
            span.tag = with_attribute(span.tag, "width", width)
            span.tag = with_attribute(span.tag, "customWidth", "1")
            span.tag = with_attribute(span.tag, "bestFit", None)

    def set_hidden(self, first: int, last: int, *, hidden: bool) -> None:
        for span in self._cut(first, last):
            span.tag = with_attribute(span.tag, "hidden", "1" if hidden else None)

    def styled_runs(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """The columns between two as runs of one default style: first, last, style."""
        runs = []
        at = first
        for span in sorted(self._spans, key=lambda s: s.first):
            low, high = max(span.first, first), min(span.last, last)
            if low > high:
                continue
            if at < low:
                runs.append((at, low - 1, 0))
            runs.append((low, high, int(attribute(span.tag, "style") or 0)))
            at = high + 1
        return [*runs, (at, last, 0)] if at <= last else runs

    def set_run_style(self, first: int, last: int, style: int) -> None:
        for span in self._cut(first, last):
            span.tag = with_attribute(span.tag, "style", str(style) if style else None)
        self._styles.clear()

    def text(self) -> str:
        """The element, or an empty text when no column is special."""
        tags = []
        for span in sorted(self._spans, key=lambda s: s.first):
            tag = with_attribute(span.tag, "min", str(span.first))
            tags.append(with_attribute(tag, "max", str(span.last)))
        return f"<cols>{''.join(tags)}</cols>" if tags else ""

    def _split(self, at: int) -> None:
        for span in list(self._spans):
            if span.first < at <= span.last:
                self._spans.append(_Span(at, span.last, span.tag))
                span.last = at - 1

    def _cut(self, first: int, last: int) -> list[_Span]:
        """Entries that cover exactly these columns, made where there were none."""
        self.changed = True
        self._split(first)
        self._split(last + 1)
        inside = sorted(
            (span for span in self._spans if first <= span.first and span.last <= last),
            key=lambda span: span.first,
        )
        at = first
        width = f"{to_file(self._standard):.10g}"
        empty = f'<col min="1" max="1" width="{width}"/>'
        for span in [*inside, _Span(last + 1, last + 1, "")]:
            if at < span.first:
                made = _Span(at, span.first - 1, empty)
                self._spans.append(made)
                inside.append(made)
            at = span.last + 1
        return inside


def standard_width(format_tag: str | None) -> float | None:
    """The default column width in the file's units that a sheetFormatPr element sets."""
    width = attribute(format_tag, "defaultColWidth") if format_tag else None
    return float(width) if width else None
