"""The published document is the served contract."""

import json
from pathlib import Path

from shebao.sandbox.openapi import openapi_document, openapi_text

DOCUMENT = Path(__file__).parents[2] / "docs" / "bureau-openapi.json"


def test_the_document_in_docs_is_the_served_contract() -> None:
    """Mend it with: python -m shebao.sandbox.openapi > docs/bureau-openapi.json."""
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == openapi_document()
    assert DOCUMENT.read_text(encoding="utf-8") == openapi_text()


def test_control_endpoints_are_not_published() -> None:
    assert all(path.startswith("/v1/") for path in openapi_document()["paths"])


def test_every_operation_says_how_it_refuses() -> None:
    for path, item in openapi_document()["paths"].items():
        for method, operation in item.items():
            responses = operation["responses"]
            assert "422" not in responses, path
            refusal = responses["409"]["content"]["application/json"]["schema"]["$ref"]
            assert refusal.endswith("/Refusal")
            assert operation["description"], (method, path)


def test_writing_calls_demand_their_headers() -> None:
    paths = openapi_document()["paths"]
    for path in ("/v1/wage-filings", "/v1/premium-filings", "/v1/payments", "/v1/certificates"):
        demanded = {p["name"] for p in paths[path]["post"]["parameters"] if p["required"]}
        assert "Idempotency-Key" in demanded
        assert ("Reauthorization" in demanded) is (path == "/v1/payments")
