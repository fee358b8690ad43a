"""Numbers that become the names of files."""

import pytest
from pydantic import BaseModel, ValidationError

from shebao.contract.certificates import Certificate
from shebao.contract.premiums import PremiumFiling
from shebao.contract.vouchers import Voucher
from shebao.contract.wages import WageFiling


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
