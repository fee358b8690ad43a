"""Whatever stands in a file or an answer: a right reading, or a sentence; never a crash.

Each parser of what others wrote has a target here. What once was found stays as an example (the
corpus); workbooks whose packages are damaged have theirs in end_to_end/test_mutated_packages.py.
"""

import importlib
import io
import json
import math
import pkgutil
import random
import string
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from httpx import BaseTransport, ByteStream, MockTransport, Response
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import shebao.contract
from shebao.bureau.errors import BureauError, OutcomeUnknownError
from shebao.bureau.network import Network
from shebao.bureau.transport import Transport
from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import RuleFile
from shebao.contract.session import EmployerKind, ReauthRequest
from shebao.contract.states import EmployeeState
from shebao.contract.submissions import Receipt
from shebao.contract.wire import Answer
from shebao.domain.errors import FileRefusedError
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file
from shebao.rule_cache import FILE_NAME, read_rule_files
from shebao.rules.client_file import read_client_rows
from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_reading import PayrollReading, Sheet
from shebao.rules.premiums.one_person import one_person
from shebao.rules.rule_file_faults import rule_file_faults
from shebao.sheets.client_file import (
    DATA_SHEET,
    PERSON_HEADS,
    TAX_ID_LABEL,
    TITLE,
    WAGE_HEAD,
    client_file_of,
)
from shebao.sheets.outside_package import usual_package
from shebao.sheets.unreadable import UnreadableError
from tests.end_to_end.test_mutated_packages import PAYROLLS, mutant
from tests.packages import Parts, parts_of

JIA, YI = "522301197003235971", "52260119900920061X"
NAMES = {JIA: "赵甲", YI: "钱乙"}
TAX_ID = "91520102MA6H000001"
HEAD = "110|企业职工基本养老保险"
CONTROLS = {chr(n) for n in range(32)} - {"\t", "\n", "\r"} | {chr(n) for n in range(127, 160)}
# What stands in cells where it should not, beside what should.
HOSTILE_CELLS: tuple[object, ...] = (
    *(None, "", " ", "　", True, False, 0, -1, 0.005, 1e308, math.nan, math.inf, -math.inf),
    *(10**400, Decimal("NaN"), date(1899, 12, 31), datetime(9999, 12, 31), "٣٢١", "１２３４５"),
    *("=1+1", "+8613800000000", "#N/A", "5223011970032359710000", "5.22301E+17", "\ud800", "\0"),
    *("1,234.56", "1.234,56", "￥12,000元", "1万2", "一万二千", "面议", "12000/人", "x" * 40_000),
)
CELLS = st.one_of(
    st.sampled_from(HOSTILE_CELLS),
    st.sampled_from([JIA, YI, JIA.lower(), f" {YI} ", float(JIA[:15]), *NAMES.values()]),
    st.integers(-100, 10_000_000),
    st.floats(),
    st.text(max_size=12),
)
HEADS = st.sampled_from(
    [
        "姓名",
        "身份证号",
        "证件号码",
        "应发合计",
        "实发",
        "5月",
        "一月",
        "小计",
        "单位",
        "部门",
        "",
        None,
    ]
)

GRIDS = st.builds(
    lambda heads, rows, name: [Sheet(name, [heads, *rows])],
    st.lists(HEADS, min_size=2, max_size=6),
    st.lists(st.lists(CELLS, max_size=6), max_size=8),
    st.sampled_from(["5月", "工资", "Sheet1", ""]),
)


@pytest.mark.feature("W-PAYROLL")
@example(sheets=[Sheet("5月", [["姓名\ud800", "身份证号", "应发"], ["赵甲", JIA, 1]])], column="")
@example(sheets=[Sheet("5月", [["姓名", "身份证号", "应发合计"], ["赵甲", JIA, 0]])], column="")
@given(sheets=GRIDS, column=st.sampled_from(["", "C", "应发合计", "\ud800"]))
def test_payroll_is_read_or_asked_about(sheets: list[Sheet], column: str) -> None:
    """A wage belongs to who stands in its row, and everybody is told of once."""
    read = read_payroll(sheets, NAMES, column=column)

    if not isinstance(read, PayrollReading):
        assert read.sentence
        return
    in_doubt = [doubt.id_number for doubt in read.doubts if doubt.id_number in NAMES]
    assert sorted([*read.wages_fen, *dict.fromkeys(in_doubt)]) == sorted(NAMES)
    for id_number, fen in read.wages_fen.items():
        assert type(fen) is int
        assert fen > 0 or (fen == 0 and any("工资为 0.00 元" in note for note in read.notes))
        row = sheets[0].rows[read.rows[id_number] - 1]
        assert any(id_number[:15] in str(cell).upper() for cell in row)


PACKAGES = [parts_of(path) for path in sorted(PAYROLLS.glob("*.xlsx"))[:4]]
MOST_CELLS = 100_000


@pytest.mark.feature("W-PAYROLL")
@given(chance=st.randoms(use_true_random=False), parts=st.sampled_from(PACKAGES))
def test_package_is_laid_out_or_refused(chance: random.Random, parts: Parts) -> None:
    """Zip and XML of any kind: a package of the usual spelling, in bounds, or a sentence."""
    content = mutant(chance, parts)
    try:
        plain, sheets = usual_package(content, MOST_CELLS)
    except UnreadableError as error:
        why = error.why
    else:
        why = ""
    if not why:
        assert zipfile.is_zipfile(io.BytesIO(plain))
        assert sheets


def _client_sheet(rows: list[list[object]], head: object, tax_id: object) -> Sheet:
    top: list[list[object]] = [
        [TITLE],
        [TAX_ID_LABEL, tax_id, None, None, head],
        [*PERSON_HEADS, WAGE_HEAD],
    ]
    return Sheet(DATA_SHEET, [*top, *rows])


CLIENT_SHEETS = st.builds(
    _client_sheet,
    st.lists(st.lists(CELLS, max_size=6), max_size=6),
    st.one_of(st.just(HEAD), CELLS),
    st.one_of(st.just(TAX_ID), CELLS),
)


@pytest.mark.feature("W-FILE")
@given(sheet=CLIENT_SHEETS)
def test_client_file_is_read_or_refused(sheet: Sheet) -> None:
    """Whole rows of valid people, or a doubt of each; a refusal names the cells."""
    enrolled = Enrolment(insurance="110", unit_no="1", enrolled_from="2020-01")
    people = {
        id_number: Employee(
            person_no=str(at),
            name=name,
            id_type="201",
            id_number=id_number,
            state=EmployeeState.ACTIVE,
            enrolments=[enrolled],
            revision=1,
        )
        for at, (id_number, name) in enumerate(NAMES.items(), start=1)
    }
    try:
        file = client_file_of(Path("参保职工列表.xlsx"), [sheet], TAX_ID, [HEAD])
    except FileRefusedError as error:
        refused = error.message
    else:
        refused = ""
    if refused:
        assert "没有导入任何缴费工资" in refused
        return
    read = read_client_rows(DATA_SHEET, file.rows, people, lambda _: ["110"])

    told = {number for doubt in read.doubts for number in doubt.rows}
    assert told | {row.number for row in read.rows.values()} == {row.number for row in file.rows}
    assert all(NAMES[id_number] == row.name for id_number, row in read.rows.items())
    assert all(type(fen) is int for wages in read.wages_fen.values() for fen in wages.values())


HOSTILE_VALUES: tuple[object, ...] = (
    *(None, True, -1, 0, 2**63, -(2**63), 10**400, 1e308, math.nan, math.inf, 0.5, "", "0", "１"),
    *("\0", "\x1b[31m", "\u202e", "\ud800", "=cmd()", "x" * 100_000, "2026-13", "9999-12-31"),
    *([], {}, [[]], [None], {"a": 1}, "2026-02-30", "2026-11-15T00:00:00", "../../x", "110"),
)


def _places(value: object, at: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where something stands in a document."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value or ())
        if isinstance(value, list)
        else ()
    )
    return [at, *[place for key, one in inner for place in _places(one, (*at, key))]]


def _put(value: Any, place: Sequence[Any], new: object) -> Any:
    """Return the document with something else at one place."""
    if not place:
        return new
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[place[0]] = _put(copy[place[0]], place[1:], new)
    return copy


@st.composite
def spoiled(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """A document, sound or with up to three places spoiled."""
    document = draw(documents)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(_places(document)))
        document = _put(document, place, draw(st.sampled_from(HOSTILE_VALUES)))
    return document


def _rule_file(region: str) -> Any:
    file = rule_file(region)
    assert file is not None
    return file.model_dump(mode="json")


@pytest.mark.feature("S-RULES")
@given(document=spoiled(st.sampled_from(["520100", "310000", "350200"]).map(_rule_file)))
def test_rule_file_without_a_fault_computes(document: Any) -> None:
    """What is not refused by name gives whole, bounded amounts for every wage."""
    try:
        file = RuleFile.model_validate_json(json.dumps(document))
    except ValidationError:
        return
    if any(rule_file_faults(file, "520100", {rule.insurance for rule in file.insurances})):
        return
    for wage_fen in (0, 1, 1_234_567, 99_999_999):
        for month in ("2019-05", "2026-11", "2031-01"):
            cost = one_person(file, Period.parse(month), wage_fen, EmployerKind.ENTERPRISE)
            for share in cost.shares:
                for fen in (share.base_fen, share.unit_fen, share.person_fen):
                    assert type(fen) is int
                    assert 0 <= fen < 10**10


@pytest.mark.feature("S-RULES")
@given(
    content=st.one_of(st.binary(max_size=200), spoiled(st.just([])).map(json.dumps).map(str.encode))
)
def test_kept_rule_files_are_read_or_called_damaged(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Worksheet functions answer a sentence; a crash would be #VALUE! without a reason."""
    folder = tmp_path_factory.getbasetemp()
    whole = b'{"rule_files": %s, "sha256": "0"}' % content
    for written in (content, whole):
        (folder / FILE_NAME).write_bytes(written)
        kept = read_rule_files(folder)
        assert kept.problem
        assert not kept.rule_files


def _of_schema(schema: dict[str, Any], defs: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return what a JSON schema of pydantic's describes."""
    if "$ref" in schema:
        return st.deferred(lambda: _of_schema(defs[schema["$ref"].rpartition("/")[2]], defs))
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if "anyOf" in schema:
        return st.one_of([_of_schema(one, defs) for one in schema["anyOf"]])
    match schema.get("type"):
        case "object":
            parts = {k: _of_schema(v, defs) for k, v in schema.get("properties", {}).items()}
            if not parts and isinstance(schema.get("additionalProperties"), dict):
                values = _of_schema(schema["additionalProperties"], defs)
                return st.dictionaries(st.text(string.digits, max_size=3), values, max_size=2)
            return st.fixed_dictionaries(parts)
        case "array":
            return st.lists(_of_schema(schema.get("items", {}), defs), max_size=2)
        case "string":
            return _texts(schema)
        case "integer":
            return st.integers(schema.get("minimum", -(10**12)), schema.get("maximum", 10**12))
        case "number":
            return st.floats(0, 1e6)
        case "boolean":
            return st.booleans()
    return st.none()


def _texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True).map(lambda text: text[:200])
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    return st.text(string.printable, max_size=min(schema.get("maxLength", 20), 20))


def _kinds_of(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    inner = [
        _kinds_of(one) for one in model.__subclasses__() if one.__module__.startswith(CONTRACT)
    ]
    return {model.__name__: model} | {k: v for one in inner for k, v in one.items()}


CONTRACT = shebao.contract.__name__
for module in pkgutil.iter_modules(shebao.contract.__path__):
    importlib.import_module(f"{CONTRACT}.{module.name}")
ANSWERS = {name: model for name, model in _kinds_of(Answer).items() if model is not Answer}


JSON = ReauthRequest(password="x").model_dump_json().encode()


class _Saying:
    """A way to the bureau on which every question gets these bytes."""

    def __init__(self, status: int, content: bytes) -> None:
        self._told = (status, content)

    def transport(self, _trust: object) -> BaseTransport:
        status, content = self._told
        return MockTransport(lambda _: Response(status, stream=ByteStream(content)))


def _transport(status: int, content: bytes) -> Transport:
    network = cast("Network", _Saying(status, content))
    return Transport("http://127.0.0.1:1", 1.0, network)


@cache
def _documents(name: str) -> st.SearchStrategy[Any]:
    schema = ANSWERS[name].model_json_schema()
    return spoiled(_of_schema(schema, schema.get("$defs", {})))


@st.composite
def _answer(draw: st.DrawFn) -> tuple[type[BaseModel], bytes]:
    name = draw(st.sampled_from(sorted(ANSWERS)))
    model, document = ANSWERS[name], draw(_documents(name))
    content = bytearray(json.dumps(document).encode())
    for _ in range(draw(st.integers(0, 2)) if draw(st.booleans()) else 0):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return model, bytes(content)


def _texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts_in(one)]


@pytest.mark.feature("X-LEDGER")
@given(answer=_answer(), status=st.sampled_from([200, 200, 200, 202, 409, 404]))
def test_answer_is_read_in_bounds_or_refused(
    answer: tuple[type[BaseModel], bytes], status: int
) -> None:
    """Every answer of the contract, spoiled: no text that obeys, no number beyond 64 bits."""
    model, content = answer
    transport = _transport(status, content)
    try:
        read = transport.read("GET", "/v1/anything", model, headers={})
    except BureauError as error:
        said = error.message
    else:
        said = ""
    finally:
        transport.close()
    assert not set(said) & CONTROLS
    if said:
        return
    told = read.model_dump(mode="json")
    assert not any(set(text) & CONTROLS for text in _texts_in(told))
    json.dumps(told, ensure_ascii=False).encode()
    assert model.model_validate_json(read.model_dump_json()) == read


@pytest.mark.feature("X-LEDGER")
@given(answer=_answer(), status=st.sampled_from([200, 202, 400, 401, 404, 409, 500, 502, 503]))
def test_answer_to_a_submission_is_a_receipt_or_unknown(
    answer: tuple[type[BaseModel], bytes], status: int
) -> None:
    """Nothing that is said to a submission becomes a no, nor anything but its own kind of yes."""
    _, content = answer
    transport = _transport(status, content)
    try:
        receipt, _ = transport.write("/v1/payments", JSON, Receipt, headers={}, entry_id="1")
    except OutcomeUnknownError as error:
        said = error.message
    else:
        said = ""
        assert status in (200, 202)
        assert receipt.receipt_no
    finally:
        transport.close()
    assert not said or "无法确定是否已经受理" in said
