"""Numbers that become the names of files, and those that a database must hold."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from scripts.openapi import openapi_document
from shebao.contract.certificates import Certificate
from shebao.contract.premiums import PremiumFiling
from shebao.contract.vouchers import Voucher
from shebao.contract.wages import WageFiling, WageItem
from shebao.contract.wire import MAX_WHOLE


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Certificate, "certificate_no"),
        (Voucher, "voucher_no"),
        (PremiumFiling, "filing_no"),
        (WageFiling, "filing_no"),
    ],
)
@pytest.mark.parametrize("number", [r"\..\..\x", "/../../x", "C:x", "a\0b", "a*b", 'a"b', ".."])
def test_number_that_leads_out_of_the_folder_is_garbled(
    model: type[BaseModel], field: str, number: str
) -> None:
    """Windows goes up from a folder that is not there: the bureau would choose what is written."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate({field: number})
    assert "string_pattern_mismatch" in {
        error["type"] for error in refused.value.errors() if error["loc"] == (field,)
    }


@pytest.mark.parametrize("line", [0, -1, True, "1"])
def test_lines_of_a_filing_count_from_one(line: Any) -> None:
    """A bound beside a type that begins at 0 was not looked at in a row."""
    with pytest.raises(ValidationError):
        WageItem(line=line, name="甲", id_type="201", id_number="1", wages_fen={"*": 1})
    WageItem(line=1, name="甲", id_type="201", id_number="1", wages_fen={"*": 1})


def whole_numbers(part: Any, place: str, schemas: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every integer within a part of the document, and where it stands."""
    if isinstance(part, list):
        for one in part:
            yield from whole_numbers(one, place, schemas)
    elif isinstance(part, dict):
        if part.get("type") == "integer":
            yield place, part
        for name, one in part.items():
            to = str(one).rpartition("/")[2]
            inner = schemas[to] if name == "$ref" else one
            yield from whole_numbers(inner, f"{place}/{to if name == '$ref' else name}", schemas)


def test_a_database_holds_every_number_that_may_be_asked() -> None:
    """A longer one was the bureau's own fault, 500, where the client's call was wrong."""
    document = openapi_document()
    found = [
        number
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for asked in ("parameters", "requestBody")
        for number in whole_numbers(operation.get(asked), path, document["components"]["schemas"])
    ]

    assert len(found) > 30
    for place, number in found:
        most = number.get("maximum", number.get("exclusiveMaximum", MAX_WHOLE + 1))
        assert most <= MAX_WHOLE, place
