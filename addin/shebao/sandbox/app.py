"""The application: published endpoints, control endpoints and the fault line in front."""

import secrets
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from shebao.sandbox import routes
from shebao.sandbox.bureau import Bureau, Settings
from shebao.sandbox.clock import kept_clock
from shebao.sandbox.control import control, control_elsewhere, control_states
from shebao.sandbox.counter import pages
from shebao.sandbox.database import open_database
from shebao.sandbox.door import ControlKey, Door, Pace
from shebao.sandbox.faults import Fault, FaultLine
from shebao.sandbox.plain_bodies import PlainBodies
from shebao.sandbox.premiums.rulebook import Rulebook
from shebao.sandbox.refusals import refuse_in_words
from shebao.sandbox.signing import signing_key

CONTROL = (control, control_states, control_elsewhere, pages)


def create_app(settings: Settings) -> FastAPI:
    """The sandbox as an ASGI application; ``app.state.bureau`` is its bureau.

    ``app.state.control_token`` is what its control endpoints ask for, another one at each start.

    Raises SandboxError: the database cannot be opened.
    """
    app = bare_app()  # first: a module of routes may bring a table of its own
    engine = open_database(settings.database_url)
    bureau = Bureau(engine, settings, Rulebook(), signing_key(engine), clock=kept_clock(engine))
    faults: list[Fault] = []
    app.state.bureau = bureau
    app.state.faults = faults
    app.state.control_token = secrets.token_urlsafe(32)
    app.state.counter_said = []  # what the counter's page has to say at the next look
    app.add_middleware(GZipMiddleware, minimum_size=4096, compresslevel=1)
    app.add_middleware(PlainBodies, bureau=bureau)
    app.add_middleware(FaultLine, bureau=bureau, faults=faults)
    app.add_middleware(ControlKey, bureau=bureau, token=app.state.control_token)
    app.add_middleware(Pace, bureau=bureau)
    app.add_middleware(Door)  # added last stands outermost
    refuse_in_words(app)
    return app


def bare_app() -> FastAPI:
    """The routes alone, which is all that the published document needs."""
    app = _without_routes()
    app.router.routes.extend(_routes())
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """All routes, for every bureau that this process opens.

    FastAPI works out each one at its first call, which takes longer than opening the rest.
    """
    app = _without_routes()
    for router in (*_published(), *(module.router for module in CONTROL)):
        app.include_router(router)
    return tuple(app.routes)


def _published() -> Iterator[APIRouter]:
    """Every router of the folder of routes, each of one noun."""
    for found in iter_modules(routes.__path__):
        module = import_module(f"{routes.__name__}.{found.name}")
        yield from (one for one in vars(module).values() if isinstance(one, APIRouter))


def _without_routes() -> FastAPI:
    return FastAPI(
        title="社保费沙箱税务局接口",
        version="1",
        summary="The HTTP contract between the add-in and a bureau",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # no published answer is a redirect
        generate_unique_id_function=lambda route: route.name,
    )
