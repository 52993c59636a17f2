"""Searches as feeds, and how browsers and search clients learn to search here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.addresses import Addresses
from api.archive import Archive
from api.deps import ArchiveDep
from api.linked import opensearch
from api.linked.feeds import ATOM, JSON_FEED, Feed, atom, feed_entries, feed_title, json_feed, last_change
from api.openapi import file_body
from api.parameters import SearchParameters, SuggestParameters, TakesNone
from api.queries import search_query

router = APIRouter(tags=["linked data"])

OF_PAGES = frozenset({"limit", "cursor", "hits_per_case"})
"""Parameters of a search that a feed takes, so that the address of a search can be used, and that change nothing in it."""


@router.get(
    "/v1/feed.atom",
    summary="Follow a search by Atom",
    response_class=Response,
    responses={200: file_body("A feed.", ATOM, '<feed xmlns="http://www.w3.org/2005/Atom">…</feed>')},
)
def feed_atom(parameters: Annotated[SearchParameters, Query()], archive: ArchiveDep) -> Response:
    """Cases that answer the query, the last changed first, at most 100: those that fit best where there are words or a city, else those
    that changed last. `limit`, `cursor` and `hits_per_case` change nothing. Ask again with `If-None-Match`: it costs next to nothing.
    """
    addresses = Addresses.of(archive.settings)
    return Response(atom(_feed(parameters, archive, addresses), addresses), media_type=ATOM)


@router.get(
    "/v1/feed.json",
    summary="Follow a search by JSON Feed",
    response_class=Response,
    responses={200: file_body("A feed.", JSON_FEED, '{"version": "https://jsonfeed.org/version/1.1", "items": []}')},
)
def feed_json(parameters: Annotated[SearchParameters, Query()], archive: ArchiveDep) -> Response:
    """The same feed as in Atom, as JSON Feed 1.1."""
    addresses = Addresses.of(archive.settings)
    feed = json_feed(_feed(parameters, archive, addresses), addresses)
    return Response(json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace"), media_type=JSON_FEED)


def _feed(parameters: SearchParameters, archive: Archive, addresses: Addresses) -> Feed:
    query = search_query(parameters, archive.engine)
    entries, params = feed_entries(archive, query), dict(_params(parameters))
    return Feed(
        title=feed_title(query),
        language=query.language,
        atom_url=addresses.answer("/v1/feed.atom", params),
        json_url=addresses.answer("/v1/feed.json", params),
        page_url=addresses.page(params),
        updated=entries[0].dates.changed if entries else last_change(archive),
        entries=entries,
    )


def _params(parameters: SearchParameters) -> Iterator[tuple[str, str | list[str]]]:
    """Parameters that differ from their default, in one order whatever the order of the request, so that a feed has one address."""
    for name, value in parameters.model_dump(exclude_defaults=True, exclude=set(OF_PAGES)).items():
        yield name, sorted(set(value)) if isinstance(value, tuple) else str(value)


@router.get(
    "/opensearch.xml",
    summary="Learn how to search here",
    response_class=Response,
    responses={200: file_body("An OpenSearch 1.1 description.", opensearch.DESCRIPTION, "<OpenSearchDescription/>")},
)
def opensearch_description(_: TakesNone, archive: ArchiveDep) -> Response:
    """Search pages, feeds and suggestions, as browsers and search clients read them."""
    return Response(opensearch.description(Addresses.of(archive.settings)), media_type=opensearch.DESCRIPTION)


@router.get(
    opensearch.SUGGEST,
    summary="Complete what was typed, for browsers",
    response_class=Response,
    responses={
        200: file_body(
            "Typed words, completions, their kinds, their addresses.", opensearch.SUGGESTIONS, '["st", [], [], []]'
        )
    },
)
def suggest_opensearch(parameters: Annotated[SuggestParameters, Query()], archive: ArchiveDep) -> Response:
    """The suggestions of `/v1/suggest` in the form that the address bars of browsers read."""
    found = archive.engine.suggest(parameters.q, parameters.lang, parameters.limit)
    told = opensearch.suggestions(parameters.q, found, Addresses.of(archive.settings), parameters.lang)
    return Response(json.dumps(told, ensure_ascii=False), media_type=opensearch.SUGGESTIONS)
