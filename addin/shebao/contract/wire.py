"""The base of every wire model and the scalar types they share."""

import re
from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

# [0-9], never \d: that takes the digits of every script.
MONTH = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])"
Month = Annotated[str, Field(pattern=f"^{MONTH}$", examples=["2026-11"])]
NO_SUCH_DAY = "no_such_day"  # the type of a fault


def _of_the_calendar(day: str) -> str:
    """Return the day; 31 November has the shape of one."""
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise PydanticCustomError(NO_SUCH_DAY, "no such day") from error
    return day


Day = Annotated[
    str,
    Field(pattern=f"^{MONTH}-(0[1-9]|[12][0-9]|3[01])$", examples=["2026-11-15"]),
    AfterValidator(_of_the_calendar),
]
# Above this NumPy's int64 products with ppm rates could overflow silently.
MAX_FEN = 1_000_000_000_000
Fen = Annotated[int, Field(ge=-MAX_FEN, le=MAX_FEN)]
Ppm = Annotated[int, Field(ge=0, le=1_000_000)]
# What a database keeps in a plain INTEGER.
MAX_COUNT = 2_147_483_647
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
# What every reader of JSON and every database holds exactly: a longer number is garbled.
MAX_WHOLE = 2**53 - 1
Whole = Annotated[int, Field(ge=-MAX_WHOLE, le=MAX_WHOLE)]


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("not a number")  # noqa: TRY004 - pydantic collects ValueError alone
    return value


# As a request says them: neither "5" nor true is an amount, neither "true" nor 1 a yes. 5.0 is an
# amount: to JSON Schema it is an integer, so Strict would be too strict.
AskedFen = Annotated[Fen, BeforeValidator(_number)]
AskedPpm = Annotated[Ppm, BeforeValidator(_number)]
AskedCount = Annotated[Count, BeforeValidator(_number)]
# The place of one among several, from 1.
AskedPlace = Annotated[int, Field(ge=1, le=MAX_COUNT), BeforeValidator(_number)]
Flag = Annotated[bool, Strict()]
InsuranceCode = Annotated[str, Field(pattern=r"^[0-9]{3}$", examples=["110"])]
# Without the control characters that neither PostgreSQL (NUL) nor a workbook (XML 1.0) can keep.
PRINTABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F]*$"
Text = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
LONGEST_WORDS = 500


def _shortened(words: str) -> str:
    kept = re.sub(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]", "", words)
    return f"{kept[: LONGEST_WORDS - 1]}…" if len(kept) > LONGEST_WORDS else kept


# What explains an answer: too long or with control characters it is cut, and the answer still read.
Words = Annotated[
    str,
    AfterValidator(_shortened),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_WORDS, "pattern": PRINTABLE}),
]
# What is sent back in a header: no line can end within it.
Token = Annotated[str, Field(min_length=1, max_length=4_096, pattern=r"^[\x21-\x7E]+$")]
Number = Annotated[str, Field(min_length=1, max_length=64, pattern=PRINTABLE)]
# A number that also names a file: nothing in it leads out of a folder on any system.
FileNumber = Annotated[str, Field(pattern=r"^[^.\x00-\x1f\\/:*?\"<>|]{1,64}$")]


class Answer(BaseModel):
    """What a bureau says; fields unknown to this client are ignored.

    Built when first used: most commands ask for few answers or none.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True
    )


class Request(BaseModel):
    """What a client says; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


# Of what comes by the hundred thousand: with slots it takes a seventh of a model's memory.
ANSWER_ROW = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)
REQUEST_ROW = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True)
