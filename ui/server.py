"""The web server of the front end: Streamlit's, and beside it the page shell, the static files, suggestions, citations and the reading pack."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import config

from corpus.errors import BadInput, CasebookError
from corpus.garbage import settle
from corpus.results import CityAnswer, Suggestion
from corpus.settings import Settings
from ui import app as script
from ui.citations import FILES, CitationFile
from ui.client import ApiProblem, ArchiveClient, PublicAddresses
from ui.location import Location
from ui.planner.starting import make_course
from ui.rendering import render, warm_up
from ui.shell import STATIC, plain_page, shell
from ui.terms import term
from ui.views.changes import changes_page
from ui.views.citation import citation_page
from ui.views.content import Archive
from ui.views.takeaway import feed_address
from ui.wording import best_language, wording

SCRIPT = Path(script.__file__)
"""Imported as well, though Streamlit runs the file: what it needs is then loaded before the first reader comes."""
PACK_NAME = "casebook-reading-pack.docx"
SHORTEST_TO_SUGGEST = 2

Endpoint = Callable[[Request], Awaitable[Response]]


def _location(request: Request) -> Location:
    params = {name: request.query_params.getlist(name) for name in request.query_params}
    return Location.read(params, best_language(request.headers.get("accept-language", "")))


def _shell(public: PublicAddresses) -> Endpoint:
    async def page(request: Request) -> Response:
        """The page that Streamlit starts in, with the addresses by which browsers and feed readers find the search and its feed."""
        here = _location(request)
        headers = {
            "Cache-Control": "no-cache",
            "Content-Language": here.language,
            # The address may hold the key of a course, which no other server is told.
            "Referrer-Policy": "same-origin",
        }
        return HTMLResponse(shell(here.language, public.open_search, feed_address(public, here)), headers=headers)

    return page


def _target(here: Location, suggestion: Suggestion) -> str:
    """Where a suggestion leads: a case is opened, anything else filters the list."""
    if suggestion.kind == "case":
        return here.to_case(suggestion.value).href
    return here.asking("").toggled(suggestion.kind, suggestion.value).href


def suggestion_rows(here: Location, suggestions: tuple[Suggestion, ...]) -> list[dict[str, str]]:
    """What the search box shows: the label, the kind in words, and the link."""
    say = wording(here.language).gettext
    return [
        {"label": found.label, "kind": say(term(found.kind, "suggestion")), "href": _target(here, found)}
        for found in suggestions
    ]


def city_rows(here: Location, cities: tuple[CityAnswer, ...]) -> list[dict[str, str]]:
    """What the box of cities shows: the name, the country, and the link to the comparison."""
    return [
        {"label": city.name, "kind": city.country_label, "href": here.comparing(str(city.geonames_id)).href}
        for city in cities
    ]


def _rows(client: ArchiveClient, here: Location, typed: str, of: str) -> list[dict[str, str]]:
    if of == "city":
        return city_rows(here, client.cities(typed, here.language))
    return suggestion_rows(here, client.suggest(typed, here.language))


def _suggest(client: ArchiveClient) -> Endpoint:
    async def suggest(request: Request) -> Response:
        """Rows for what is typed (`typed`) at an address (`at`), only cities where `of` says so.

        None where the archive is slow or gone: typing goes on.
        """
        here = Location.from_href("?" + request.query_params.get("at", "").lstrip("?"))
        typed = request.query_params.get("typed", "").strip()[:200]
        if len(typed) < SHORTEST_TO_SUGGEST:
            return JSONResponse([])
        try:
            rows = await run_in_threadpool(_rows, client, here, typed, request.query_params.get("of", ""))
        except ApiProblem:
            return JSONResponse([])
        return JSONResponse(rows)

    return suggest


def _problem_page(here: Location, problem: ApiProblem) -> Response:
    body = render("problem.html", here.language, here=here, problem=problem)
    return HTMLResponse(plain_page(here.language, "Casebook", body), status_code=502)


def _reading_pack(client: ArchiveClient) -> Endpoint:
    async def reading_pack(request: Request) -> Response:
        """The cases of the tray (`tray`) as a Word document in the language `lang`."""
        here = _location(request).to_tray()
        try:
            pack = await run_in_threadpool(client.reading_pack, here.tray, here.language)
        except ApiProblem as problem:
            return _problem_page(here, problem)
        headers = {"Content-Disposition": f'attachment; filename="{PACK_NAME}"', "Cache-Control": "no-store"}
        return Response(pack.content, media_type=pack.media_type, headers=headers)

    return reading_pack


def _citation(archive: Archive) -> Endpoint:
    async def citation(request: Request) -> Response:
        """How to cite a case (`case`) or a passage (`passage`): a page, or the file that `as` asks for (an ending of `FILES`)."""
        here = _location(request)
        try:
            if file := FILES.get(request.query_params.get("as", "")):
                return await run_in_threadpool(_citation_file, archive, here, file, request.query_params["as"])
            page = await run_in_threadpool(citation_page, archive, here)
        except ApiProblem as problem:
            return _problem_page(here, problem)
        return HTMLResponse(plain_page(here.language, page.title, page.html))

    return citation


def _citation_file(archive: Archive, here: Location, file: CitationFile, ending: str) -> Response:
    answer = archive.client.citation(here.case, here.passage, here.language)
    name = re.sub(r"[^A-Za-z0-9._-]", "_", here.passage or here.case or "")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(file.content(answer), media_type=file.media_type, headers=headers)


def _changes(archive: Archive) -> Endpoint:
    async def changes(request: Request) -> Response:
        """What changed in a case (`case`) from one version (`from`) to another (`to`); the first two where none are named."""
        here = _location(request)
        earlier, later = (
            _version(request.query_params.get(name, ""), usual) for name, usual in (("from", 1), ("to", 2))
        )
        try:
            page = await run_in_threadpool(changes_page, archive, here, earlier, later)
        except ApiProblem as problem:
            return _problem_page(here, problem)
        return HTMLResponse(plain_page(here.language, page.title, page.html))

    return changes


def _new_course(archive: Archive) -> Endpoint:
    async def new_course(request: Request) -> Response:
        """Makes a course as the form of the start page asks, and shows the links to it: the only time that they are told."""
        here = _location(request)
        form = await request.form(max_files=0, max_fields=20, max_part_size=20_000)
        asked = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            page = await run_in_threadpool(make_course, archive, here, asked)
        except (ApiProblem, BadInput) as problem:
            return _refused(here, problem)
        return HTMLResponse(plain_page(here.language, page.title, page.html), 201, {"Cache-Control": "no-store"})

    return new_course


def _refused(here: Location, problem: CasebookError) -> Response:
    if isinstance(problem, ApiProblem) and problem.kind != "refused":
        return _problem_page(here, problem)
    html = render("refused.html", here.language, here=here, sentence=str(problem))
    return HTMLResponse(plain_page(here.language, "Casebook", html), 422)


async def _open_course(request: Request) -> Response:
    """Leads to the course of a link that was pasted, on this server whatever server it names; else back to the start page."""
    here = _location(request)
    there = Location.from_href(request.query_params.get("link", "").strip())
    opened = here.to_programme(there.programme, there.key, there.read_key) if there.programme else here.to_programmes()
    return RedirectResponse("./" + opened.href, 303)


def _version(given: str, usual: int) -> int:
    return int(given) if re.fullmatch(r"[1-9][0-9]{0,5}", given) else usual


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
    warm_up()
    settle()  # Streamlit asks for a collection after each step of each reader.
    yield None


def routes(archive: Archive) -> list[Route | Mount]:
    """What is served beside Streamlit's own addresses."""
    return [
        Route("/", _shell(archive.public)),
        Route("/suggest", _suggest(archive.client)),
        Route("/reading-pack", _reading_pack(archive.client)),
        Route("/citation", _citation(archive)),
        Route("/changes", _changes(archive)),
        Route("/new-course", _new_course(archive), methods=["POST"]),
        Route("/open-course", _open_course),
        Mount("/assets", StaticFiles(directory=STATIC)),
    ]


NEVER_BY_HASH = 2**40
"""Bytes; no message is that large."""


def build_app(settings: Settings) -> st.App:
    """The front end as an ASGI application. One for each process: Streamlit keeps its configuration in the process."""
    archive = Archive(ArchiveClient(settings.api, attempts=1), PublicAddresses(settings.public_api))
    app = st.App(SCRIPT, routes=routes(archive), lifespan=_lifespan)
    # After the App is made: the first option that is set or read settles which config.toml counts, and the App names ours.
    config.set_option("browser.serverAddress", settings.host)
    config.set_option("browser.serverPort", settings.ui_port)
    # Streamlit sends a large piece that the browser has had before by its hash alone. Where two runs overlap, as when someone goes back
    # quickly, the browser may have dropped it by then, and the page stays as it was.
    config.set_option("global.minCachedMessageSize", NEVER_BY_HASH)
    return app
