"""The base of every wire model and the scalar types they share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2026-11"])]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-15"])]
# Above this NumPy's int64 products with ppm rates could overflow silently.
MAX_FEN = 1_000_000_000_000
Fen = Annotated[int, Field(ge=-MAX_FEN, le=MAX_FEN)]
Ppm = Annotated[int, Field(ge=0, le=1_000_000)]
InsuranceCode = Annotated[str, Field(pattern=r"^\d{3}$", examples=["110"])]
Text = Annotated[str, Field(max_length=200)]
Number = Annotated[str, Field(min_length=1, max_length=64)]


class Answer(BaseModel):
    """What a bureau says; fields unknown to this client are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Request(BaseModel):
    """What a client says; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
