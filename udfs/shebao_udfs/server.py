"""What xlwings' UDF server imports: the functions, with the rules of this machine loaded.

The one module of this package that reads a file when imported, once, because the server offers
no other moment before the first recalculation.
"""

import os

from shebao.rule_cache import read_rule_files
from shebao.settings import data_folder
from shebao_udfs.functions import (
    SB_AGE,
    SB_AMOUNT,
    SB_BASE,
    SB_BIRTH,
    SB_CAP,
    SB_FLOOR,
    SB_ID_CHECK,
    SB_LATE_FEE,
    SB_PERSON,
    SB_RATE,
    SB_SEX,
    SB_STATUS,
    SB_TAX_ID_CHECK,
    SB_TOTAL,
    SB_UNIT,
    SB_WHY,
)
from shebao_udfs.rulebook import Rulebook, load_rules

__all__ = [
    "SB_AGE",
    "SB_AMOUNT",
    "SB_BASE",
    "SB_BIRTH",
    "SB_CAP",
    "SB_FLOOR",
    "SB_ID_CHECK",
    "SB_LATE_FEE",
    "SB_PERSON",
    "SB_RATE",
    "SB_SEX",
    "SB_STATUS",
    "SB_TAX_ID_CHECK",
    "SB_TOTAL",
    "SB_UNIT",
    "SB_WHY",
]

_cached = read_rule_files(data_folder(os.environ))
load_rules(Rulebook(_cached.rule_files, _cached.problem, with_book=True))
