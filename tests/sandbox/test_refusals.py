"""Whatever fails, the answer is a Refusal."""

import pytest

from shebao.contract.refusals import STATUS_OF, Refusal, RefusalCode
from shebao.sandbox.bureau import Settings
from tests.sandbox.running import Desk, refused, running


def test_every_code_has_a_status() -> None:
    assert set(STATUS_OF) == set(RefusalCode)


def test_what_is_not_served_is_refused(desk: Desk) -> None:
    refused(desk.http.get("/v1/nothing"), RefusalCode.NOT_FOUND, 404)
    refused(desk.http.put("/v1/session"), RefusalCode.BAD_REQUEST, 405)
    refused(desk.http.get("/docs"), RefusalCode.NOT_FOUND, 404)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"tax_id": 5}', b"\xff"])
def test_bodies_that_are_not_the_contract_are_refused(desk: Desk, content: bytes) -> None:
    answer = desk.http.post(
        "/v1/session", content=content, headers={"Content-Type": "application/json"}
    )

    refused(answer, RefusalCode.BAD_REQUEST, 400)


def test_a_defect_is_a_refusal_without_its_details(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Settings(sqlite_url)) as sandbox:
        desk = sandbox.admit()
        monkeypatch.setattr(sandbox.bureau, "rulebook", {})

        answer = desk.http.get("/v1/bills")

        refusal = Refusal.model_validate_json(answer.content)
        assert (answer.status_code, refusal.code) == (500, "INTERNAL")
        assert "520100" not in refusal.message
        assert "defect in the sandbox" in caplog.text
