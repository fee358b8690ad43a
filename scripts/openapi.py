"""The published contract as an OpenAPI document."""

import json
from typing import Any

from scripts.openapi_links import LINKS
from shebao.contract.submissions import KEY, UPLOADED, UPLOADED_BODY
from shebao.sandbox.app import bare_app

DEMANDED: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {"pattern": KEY},
    "Reauthorization": {"minLength": 1},
}


def openapi_document() -> dict[str, Any]:
    """The document of every published endpoint; control endpoints are not in it."""
    document = bare_app().openapi()
    # FastAPI announces its own 422; here an invalid request is a 400 with a Refusal like any other.
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            _leave_anchor_to_submissions(operation)
            _let_bodies_come_before(operation)
            for parameter in operation.get("parameters", []):
                # Declared optional so that a missing one is refused in words, with its own code.
                if parameter["name"] in DEMANDED:
                    schema = {"type": "string", **DEMANDED[parameter["name"]]}
                    parameter.update(required=True, schema=schema)
    _add_links(document)
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def _leave_anchor_to_submissions(operation: dict[str, Any]) -> None:
    """Drop the anchor, which every session takes, where nothing is submitted."""
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    if names and "Idempotency-Key" not in names:
        kept = [p for p in operation["parameters"] if p["name"] != "Ledger-Anchor"]
        operation["parameters"] = kept
        if not kept:
            del operation["parameters"]


def _let_bodies_come_before(operation: dict[str, Any]) -> None:
    """Let a submission name a body that was uploaded, which no route sees."""
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    if "Idempotency-Key" in names:
        operation["parameters"].append(
            {
                "name": UPLOADED_BODY,
                "in": "header",
                "required": False,
                "schema": {"type": "string", "pattern": UPLOADED},
                "description": "In place of a body: digest and number of parts of the one uploaded",
            }
        )


def _add_links(document: dict[str, Any]) -> None:
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }
    for link in LINKS:
        for status, response in operations[link.source]["responses"].items():
            if status.startswith("2"):
                response.setdefault("links", {})[link.target] = link.as_object()


def openapi_text() -> str:
    """The document as it stands in docs/bureau-openapi.json."""
    return json.dumps(openapi_document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
