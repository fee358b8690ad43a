"""The premium as a plain worksheet formula, for where no Python runs: macOS, WPS, the web.

The same arithmetic as ``premium``, in functions that Excel 2010, WPS and LibreOffice share. Cells
hold yuan as binary floats, so the formula turns wage, limits and rates into whole fen and
millionths first; all products then stay under 10**15 and are exact, and the one division is
followed by INT, whose 15 digits suffice. ROUND(wage*rate,2) goes wrong on halves of a fen.
"""

from dataclasses import dataclass
from enum import StrEnum

from shebao.contract.rule_file import RoundingMode, RoundingRule

# At ten million yuan the product with a rate no longer fits the 15 digits of a worksheet.
WAGE_LIMIT_YUAN = 10_000_000


class FormulaKind(StrEnum):
    """What the formula works out."""

    BASE = "base"
    UNIT = "unit"
    PERSON = "person"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class PayerCells:
    """Where a payer's rate (a fraction) or fixed sum (yuan) stands; None means there is none.

    A reference such as ``$H$3``, a defined name, or a number.
    """

    rate: str | None = None
    fixed: str | None = None


def worksheet_formula(
    kind: FormulaKind,
    wage_ref: str,
    floor_ref: str | None,
    cap_ref: str | None,
    unit: PayerCells,
    person: PayerCells,
    rounding: RoundingRule,
) -> str:
    """Return a formula in yuan that agrees to the fen with ``premium``.

    A blank wage gives a blank. A wage that is no number, negative, of more than two decimals or
    of ten million and more gives #N/A, and so does a cell of the rule that holds no number:
    nothing is computed without its rule. A limit that is None does not bind. The floor must not
    lie above the cap.
    """
    payers = {
        FormulaKind.BASE: (),
        FormulaKind.UNIT: (unit,),
        FormulaKind.PERSON: (person,),
        FormulaKind.TOTAL: (unit, person),
    }[kind]
    base = _base_fen(wage_ref, floor_ref, cap_ref)
    if kind is FormulaKind.BASE:
        answer = f"{base}/100"
    else:
        shares = [term for payer in payers for term in _terms(base, payer, rounding)]
        answer = f"({'+'.join(shares) or '0'})/100"
    rates = [payer.rate for payer in payers]
    limits = [floor_ref, cap_ref] if kind is FormulaKind.BASE or any(rates) else []
    needed = [ref for ref in (wage_ref, *limits, *rates, *(p.fixed for p in payers)) if ref]
    numbers = f"COUNT({','.join(needed)})<{len(needed)}"
    strange = f"OR({wage_ref}<0,{wage_ref}>={WAGE_LIMIT_YUAN},ROUND({wage_ref},2)<>{wage_ref})"
    return f'=IF({wage_ref}="","",IF({numbers},NA(),IF({strange},NA(),{answer})))'


def _base_fen(wage: str, floor: str | None, cap: str | None) -> str:
    bounded = wage if cap is None else f"MIN({cap},{wage})"
    bounded = bounded if floor is None else f"MAX({floor},{bounded})"
    return f"ROUND({bounded}*100,0)"


def _terms(base: str, payer: PayerCells, rounding: RoundingRule) -> list[str]:
    """Return the whole fen that a payer owes, as parts of a sum."""
    terms = []
    if payer.rate is not None:
        divisor = 1_000_000 * rounding.unit_fen
        product = f"{base}*ROUND({payer.rate}*1000000,0)"
        units = {
            RoundingMode.HALF_UP: f"INT(({product}+{divisor // 2})/{divisor})",
            RoundingMode.DOWN: f"INT({product}/{divisor})",
            RoundingMode.UP: f"-INT(-{product}/{divisor})",
        }[rounding.mode]
        terms.append(units if rounding.unit_fen == 1 else f"{units}*{rounding.unit_fen}")
    if payer.fixed is not None:
        terms.append(f"ROUND({payer.fixed}*100,0)")
    return terms
