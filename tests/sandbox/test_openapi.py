"""The published document is the served contract."""

import json
import re
from pathlib import Path
from typing import Any

from scripts.openapi import openapi_document, openapi_text
from scripts.openapi_links import LINKS, Link
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind

DOCUMENT = Path(__file__).parents[2] / "docs" / "bureau-openapi.json"


def test_the_document_in_docs_is_the_served_contract() -> None:
    """Mend it with: python -m scripts.derive."""
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == openapi_document()
    assert DOCUMENT.read_text(encoding="utf-8") == openapi_text()


def test_every_bound_is_said_in_a_word_of_json_schema() -> None:
    """Nobody reads ``ge``: the number of an attachment to withdraw was published from 0 on."""
    schemas = openapi_document()["components"]["schemas"]
    words = set(re.findall(r'"(ge|gt|le|lt|min_length|max_length)":', json.dumps(schemas)))
    assert words == set()
    number, _ = schemas["RefundChangeRequest"]["properties"]["withdrawn"]["anyOf"]
    assert number["minimum"] == 1
    assert schemas["WageItem"]["properties"]["line"]["minimum"] == 1


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


def test_every_link_leads_from_what_is_said_to_what_is_asked() -> None:
    """A client that follows one must find the value and the place for it."""
    document = openapi_document()
    operations = _operations(document)
    assert len({(link.source, link.target) for link in LINKS}) == len(LINKS)
    for link in LINKS:
        source, target = operations[link.source], operations[link.target]
        assert source["responses"][_success(source)]["links"][link.target] == link.as_object()
        places = {f"{p['in']}.{p['name']}" for p in target.get("parameters", [])}
        assert set(link.parameters) <= places | {"header.Authorization"}, link
        if link.body:
            _check_fields(document, _schema_of(target["requestBody"]), link.body)
        for expression in _expressions(link):
            _check_said(document, source, expression)


def test_table_of_submissions_is_what_the_bureau_takes() -> None:
    """Key, proof, place of the result: client, links, sandbox and conformity all read the table."""
    document = openapi_document()
    operations = _operations(document)
    headers = {
        name: {p["name"] for p in operation.get("parameters", [])}
        for name, operation in operations.items()
    }
    assert list(SUBMISSIONS) == list(SubmissionKind)
    told = {one.operation for one in SUBMISSIONS.values()}
    assert {name for name, given in headers.items() if "Idempotency-Key" in given} == told
    for one in SUBMISSIONS.values():
        assert document["paths"][one.path]["post"]["operationId"] == one.operation
        assert ("Reauthorization" in headers[one.operation]) is one.proof
        assert not one.result or one.result in operations


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    items = document["paths"].values()
    return {one["operationId"]: one for item in items for one in item.values()}


def _success(operation: dict[str, Any]) -> str:
    statuses: list[str] = [one for one in operation["responses"] if one.startswith("2")]
    return max(statuses)


def _schema_of(content: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = content["content"]["application/json"]["schema"]
    return schema


def _check_fields(document: dict[str, Any], schema: dict[str, Any], given: Any) -> None:
    if isinstance(given, dict):
        for name, inner in given.items():
            _check_fields(document, _step(document, schema, name), inner)
    elif isinstance(given, list):
        for inner in given:
            _check_fields(document, _step(document, schema, "0"), inner)


def _check_said(document: dict[str, Any], source: dict[str, Any], expression: str) -> None:
    for where, pointer in re.findall(r"\$(request|response)\.body#/([^}]+)", expression):
        is_said = where == "response"
        content = source["responses"][_success(source)] if is_said else source["requestBody"]
        schema = _schema_of(content)
        for step in pointer.split("/"):
            schema = _step(document, schema, step)
    for place, name in re.findall(r"\$request\.(path|query|header)\.(.+)", expression):
        assert (place, name) in {(p["in"], p["name"]) for p in source["parameters"]}


def _step(document: dict[str, Any], schema: dict[str, Any], step: str) -> dict[str, Any]:
    """One step of a pointer into a schema; a name or place that is not there is a KeyError."""
    for choice in schema.get("anyOf", []):
        if choice.get("type") != "null":
            schema = choice
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = schema["items"] if step.isdigit() else schema["properties"][step]
    return found


def _expressions(link: Link) -> list[str]:
    found, open_values = [], [*link.parameters.values(), link.body]
    while open_values:
        value = open_values.pop()
        if isinstance(value, dict):
            open_values += value.values()
        elif isinstance(value, list):
            open_values += value
        elif isinstance(value, str):
            found.append(value)
    return found
