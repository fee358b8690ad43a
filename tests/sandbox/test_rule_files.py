"""The rule files: every value with its source, looked up by period, served as they are."""

import hashlib
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import Bundling, Grade, Levy, RuleFile, RuleFileList, Sourced
from shebao.sandbox.premiums.rulebook import Rulebook
from tests.sandbox.running import Desk, Running, refused

BOOK = Rulebook()
GUIYANG, FUZHOU = BOOK["520100"], BOOK["350100"]


def sourced(model: BaseModel) -> Iterator[Sourced]:
    if isinstance(model, Sourced):
        yield model
    for name in type(model).model_fields:
        value = getattr(model, name)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, BaseModel):
                yield from sourced(part)


@pytest.mark.parametrize("region", ["110000", "350100", "440300", "510100", "520100"])
def test_every_value_names_a_source_and_guesses_say_so(region: str) -> None:
    values = list(sourced(BOOK[region].file))

    assert len(values) > 20
    for value in values:
        assert value.source.strip(), value
        if value.source.startswith("示例"):
            assert value.grade is Grade.ILLUSTRATIVE, value


@pytest.mark.parametrize("region", ["110000", "350100", "440300", "510100", "520100"])
def test_every_insurance_has_a_rate_and_nothing_else_has(region: str) -> None:
    file = BOOK[region].file
    codes = [rule.insurance for rule in file.insurances]

    assert len(set(codes)) == len(codes)
    assert {rate.insurance for rate in file.rates} == set(codes)
    assert {limit.insurance for limit in file.limits} <= set(codes)
    keys = [(limit.insurance, limit.effective_from) for limit in file.limits]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("insurance", "period", "floor_fen", "cap_fen"),
    [
        ("110", "2025-12", 439_470, 2_197_350),
        ("110", "2026-01", 442_605, 2_213_025),
        ("310", "2026-08", 590_140, 2_213_025),
        ("310", "2027-03", 590_140, 2_213_025),
    ],
)
def test_published_limits_of_guizhou(
    insurance: str, period: str, floor_fen: int, cap_fen: int
) -> None:
    limit = GUIYANG.limit(insurance, period)

    assert limit is not None
    assert (limit.floor_fen, limit.cap_fen) == (floor_fen, cap_fen)
    assert limit.grade is not Grade.ILLUSTRATIVE


def test_medical_limits_change_in_august_not_in_january() -> None:
    july, august = GUIYANG.limit("310", "2026-07"), GUIYANG.limit("310", "2026-08")

    assert july is not None
    assert july.grade is Grade.ILLUSTRATIVE
    assert july != august
    assert GUIYANG.limit("330", "2026-08") is None


@pytest.mark.parametrize(
    ("insurance", "unit_ppm", "person_ppm"),
    [("110", 160_000, 80_000), ("210", 7_000, 3_000), ("310", 85_000, 20_000)],
)
def test_published_rates_of_guizhou(insurance: str, unit_ppm: int, person_ppm: int) -> None:
    rate = GUIYANG.rate(insurance, "2026-11")

    assert rate is not None
    assert (rate.unit_ppm, rate.person_ppm) == (unit_ppm, person_ppm)
    assert rate.grade is not Grade.ILLUSTRATIVE


def test_nothing_is_charged_before_the_first_rate() -> None:
    assert GUIYANG.rate("110", "2019-12") is None
    assert not GUIYANG.charges("110", "2019-12")
    assert not GUIYANG.charges("510", "2026-11")  # merged into 310


def test_what_sets_the_provinces_apart_is_data() -> None:
    medical = FUZHOU.insurance("310")

    assert medical is not None
    assert medical.levy is Levy.COLLECTED
    assert GUIYANG.file.bundle.bundling is Bundling.UNIT_NUMBER
    assert FUZHOU.file.bundle.bundling is Bundling.NONE


def test_the_served_file_hashes_to_its_etag(desk: Desk) -> None:
    entry = desk.read(RuleFileList, "/v1/rule-files").rule_files[0]
    path = f"/v1/rule-files/{entry.region}"
    response = desk.http.get(path)

    assert entry.sha256 == hashlib.sha256(response.content).hexdigest()
    assert response.headers["ETag"] == f'"{entry.sha256}"'
    assert RuleFile.model_validate_json(response.content) == GUIYANG.file
    unchanged = desk.http.get(path, headers={"If-None-Match": f'"{entry.sha256}"'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert desk.http.get(path, headers={"If-None-Match": '"old"'}).status_code == 200


def test_an_unknown_region_is_not_found(desk: Desk) -> None:
    refused(desk.http.get("/v1/rule-files/999999"), RefusalCode.NOT_FOUND, 404)


def test_each_employer_is_offered_its_own_region(sandbox: Running) -> None:
    fuzhou = sandbox.admit(region="350100")

    entries = fuzhou.read(RuleFileList, "/v1/rule-files").rule_files

    assert [entry.region for entry in entries] == ["350100"]
