"""What the published document says is what is served: schemathesis tries to prove otherwise.

Control endpoints (/sandbox/...) are not published, so they are not called. Everything made up
derives from fixed seeds: a failure comes again.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from scripts.openapi import openapi_document
from scripts.openapi_links import LINKS
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.fuzzing import Clerk, Tally, established
from tests.sandbox.running import Running, running

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
]
ORDERS = 6  # of the rules that begin a walk
# A clerk at random gets passwords wrong; nobody shall be locked out for it.
SETTINGS = Settings("", wrong_passwords_allowed=1_000_000)


@pytest.fixture(scope="module")
def schema() -> BaseSchema:
    schema = schemathesis.openapi.from_dict(openapi_document())
    # Sessions are the clerk's; of query parameters the contract reads those it knows.
    schema.config.generation.with_security_parameters = False
    schema.config.generation.allow_extra_parameters = False
    schema.config.phases.stateful.inference.algorithms = []  # the declared links alone
    return schema


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Settings(data_url(tmp_path_factory.mktemp("bureau")))) as sandbox:
        sandbox.reset(SETTINGS)
        yield sandbox


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # no proxy to 127.0.0.1
        yield session


@pytest.fixture
def scale(pytestconfig: pytest.Config) -> int:
    return 40 if pytestconfig.getoption("campaign") else 1


def sized(examples: int, **changes: Any) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **changes,
    )


def operations(schema: BaseSchema) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        yield result.ok()


def operation_id(operation: APIOperation[Any, Any, Any, Any]) -> str:
    return str(operation.definition.raw["operationId"])


def call_of(case: Case[Any], clerk: Clerk, session: requests.Session) -> dict[str, Any]:
    told = {"base_url": clerk.url, "session": session, "headers": clerk.headers(case)}
    return {**told, "timeout": PATIENCE_SECONDS}


def send(case: Case[Any], clerk: Clerk, session: requests.Session) -> None:
    clerk.prepare(case)
    call = call_of(case, clerk, session)
    response = case.call(**call)
    clerk.hear(case, response)
    case.validate_response(response, checks=CHECKS, transport_kwargs=call)


def fuzz(
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    examples: int,
    clerk: Clerk,
    session: requests.Session,
) -> None:
    @sized(examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case[Any]) -> None:
        send(case, clerk, session)

    run()


def limits(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, most: int
) -> Iterator[Case[Any]]:
    """The shortest, longest, least, most and the like of every field."""
    made = operation.schema.iter_coverage_cases(
        operation,
        generation_modes=[mode],
        generation_config=operation.schema.config.generation_for(
            operation=operation, phase="coverage"
        ),
    )
    return islice(made, most)


def test_valid_calls_are_answered_as_documented(
    schema: BaseSchema, bureau: Running, session: requests.Session, scale: int
) -> None:
    """What the document allows, filled by a clerk who read the lists."""
    tally = Tally()
    clerk = Clerk(established(bureau), tally)
    for operation in operations(schema):
        for case in limits(operation, GenerationMode.POSITIVE, 10 * scale):
            send(case, clerk, session)
        fuzz(operation, GenerationMode.POSITIVE, 2 * scale, clerk, session)

    print(tally)
    assert {operation.label for operation in operations(schema)} == tally.past_the_door
    assert len(tally.succeeded) >= 50
    assert tally.share() > 0.4


def test_invalid_calls_are_refused_as_documented(
    schema: BaseSchema, bureau: Running, session: requests.Session, scale: int
) -> None:
    """What the document does not allow; few are answered, where a header more does no harm."""
    tally = Tally()
    clerk = Clerk(established(bureau), tally)
    for operation in operations(schema):
        for case in limits(operation, GenerationMode.NEGATIVE, 8 * scale):
            send(case, clerk, session)
        with suppress(Unsatisfiable):  # nothing that could be sent is invalid
            fuzz(operation, GenerationMode.NEGATIVE, 2 * scale, clerk, session)

    print(tally)
    assert tally.share() < 0.05


def test_linked_calls_are_answered_as_documented(
    schema: BaseSchema, bureau: Running, session: requests.Session, scale: int
) -> None:
    """From answer to call along the declared links, at an employer new for each walk."""
    tally = Tally()

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.clerk = Clerk(established(bureau), tally)

        def before_call(self, case: Case[Any]) -> None:
            self.clerk.prepare(case)

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            return call_of(case, self.clerk, session)

        def after_call(self, response: Response, case: Case[Any]) -> None:
            super().after_call(response, case)
            self.clerk.hear(case, response)

        def validate_response(self, response: Response, case: Case[Any], **call: Any) -> None:
            case.validate_response(
                response, checks=CHECKS, transport_kwargs=call, recorder=self.recorder
            )

    for order in range(ORDERS):
        Walk.rule_order_seed = order  # else most walks begin alike
        Walk.run(settings=sized(3 * scale, stateful_step_count=25))

    print(tally)
    targets = {link.target for link in LINKS}
    linked = {one.label for one in operations(schema) if operation_id(one) in targets}
    assert len(linked & tally.succeeded) >= len(linked) / 2
    assert tally.share() > 0.5
