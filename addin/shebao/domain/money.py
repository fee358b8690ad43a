"""Whole fen, and the yuan that only cells and prints show."""

from decimal import Decimal

MAX_FEN = 1_000_000_000_000  # ten billion yuan: beyond it int64 products with ppm overflow


def yuan(fen: int) -> str:
    """Return an amount as people read it, ``1,234.50``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def cell_of(fen: int) -> float:
    """Return the number an amount is in a worksheet cell: yuan.

    The nearest double to a two-decimal number; ``fen_of_cell`` reads back the same fen.
    """
    return fen / 100


def exact_fen(amount: Decimal) -> int | None:
    """Return the fen of an amount in yuan, or None when it has more than two decimals."""
    fen = amount * 100
    return int(fen) if fen == fen.to_integral_value() else None


def fen_of_cell(number: float) -> int | None:
    """Return the fen of a cell's number, or None when it has more than two decimals.

    A worksheet keeps 15 significant digits, so the shortest text of the double is what the
    user typed; binary noise of a formula beyond those digits is not a third decimal.
    """
    return exact_fen(Decimal(f"{number:.15g}"))
