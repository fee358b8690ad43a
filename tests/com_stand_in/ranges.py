"""Range, put together."""

from .range_looks import RangeLooks


class Range(RangeLooks):
    """Excel's Range."""
