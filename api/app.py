"""The API as one application: opened archive, routes, middleware, errors, reference."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, closing

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route

from api.archive import Archive, open_archive
from api.classroom.press import Press
from api.deprecation import DEPRECATIONS, Deprecation
from api.feedback.gate import FormGate
from api.jobs import router as jobs_router
from api.mcp.server import PATH as MCP_PATH
from api.mcp.server import Bound, mcp_app
from api.middleware import wrap
from api.openapi import TITLE, describe
from api.problems import answer_with_problems
from api.renderer import PageRenderer
from api.routes import (
    answers,
    cases,
    citations,
    classroom_documents,
    classroom_packages,
    compare,
    counting,
    dataset,
    docs,
    documents,
    exports,
    feedback,
    feeds,
    form_pages,
    harvest,
    history,
    identifiers,
    links,
    near,
    passages,
    planning,
    programme_checks,
    programme_imports,
    programmes,
    proposals,
    schemes,
    search,
    state,
    vocabularies,
)
from api.site.pages import Site
from api.version import casebook_version
from corpus.settings import Settings
from ingest.jobs.runner import open_runner

ROUTERS = (
    search.router,
    answers.router,
    cases.router,
    links.router,
    history.router,
    proposals.router,
    proposals.decisions,
    planning.router,
    documents.router,
    near.router,
    passages.router,
    schemes.router,  # before the vocabularies, whose names would take the endings
    vocabularies.router,
    harvest.router,  # before the identifiers, whose schemas would take its own
    identifiers.router,
    feeds.router,
    dataset.router,
    exports.router,
    classroom_packages.router,
    citations.router,
    compare.router,
    classroom_documents.router,
    counting.router,
    programmes.router,
    programme_checks.router,
    programme_imports.router,
    state.router,
    docs.router,
    feedback.router,
    feedback.taught,
    form_pages.router,
    jobs_router,
)


OpenArchive = Callable[[Settings], AbstractContextManager[Archive]]


def create_app(
    settings: Settings,
    open_archive: OpenArchive = open_archive,
    deprecations: Sequence[Deprecation] = DEPRECATIONS,
) -> FastAPI:
    """The application; the archive is opened when it starts and closed when it stops.

    A CasebookError from `open_archive` ends the start with its sentence.
    """

    mcp = mcp_app(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, object]]:
        with (
            open_archive(settings) as archive,
            closing(PageRenderer()) as renderer,
            open_runner(archive.opened) as jobs,
        ):
            async with mcp.lifespan(mcp):
                yield {
                    "archive": archive,
                    "renderer": renderer,
                    "jobs": jobs,
                    "press": Press(),
                    "form_gate": FormGate(settings.form_rate),
                }

    app = FastAPI(
        title=TITLE, version=casebook_version(), lifespan=lifespan, docs_url=None, redoc_url=None,
        redirect_slashes=False, generate_unique_id_function=_operation_id,
    )  # fmt: skip
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.append(Route(MCP_PATH, Bound(mcp)))
    answer_with_problems(app)
    describe(app, deprecations)
    app.state.site = Site(app, settings.public_api, deprecations)
    wrap(app, settings, deprecations)
    return app


def _operation_id(route: APIRoute) -> str:
    """The name of the route's function: clients generated from the document get readable names that stay."""
    return route.name
