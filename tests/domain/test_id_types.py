"""Documents by code, by name, and as tax templates write both."""

import pytest

from shebao.domain.id_types import id_type_code, id_type_name


@pytest.mark.parametrize("text", ["201", "居民身份证", "201|居民身份证"])
def test_a_document_is_known_by_code_and_name(text: str) -> None:
    assert id_type_code(text) == "201"


@pytest.mark.parametrize("text", ["", "999", "会员卡", "201|外国护照", "|"])
def test_anything_else_is_no_document(text: str) -> None:
    assert id_type_code(text) is None


def test_unknown_code_is_shown_as_it_is() -> None:
    assert (id_type_name("208"), id_type_name("977")) == ("外国护照", "977")
