"""Repeating a query: the archive of the snapshot that a request names, and the link that asks exactly the same again.

As the RDA's recommendations on data citation have it: versioned data, queries that are run again on the state of then, a stable form of
the query, and a fixity digest of what it answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import Request

from api.archive import Archive
from api.conditional import is_volatile
from api.parameters import RANKING_PATTERN, SNAPSHOT_PATTERN, ListParameters
from api.problems import known_parameters
from corpus.errors import NotReadyYet, NotRepeatable
from corpus.results import Results
from index.past import PastArchive

NAMING = ("snapshot", "ranking")
"""Parameters that name the state of the archive and the order; a link has them last."""


@contextmanager
def archive_asked(request: Request) -> Iterator[Archive]:
    """The archive that the request asks: of `snapshot` where its route takes that and it is not the present one.

    The answer's header names the snapshot. NotFound, NotRepeatable or NotReadyYet where there is none to ask; a value of the wrong form is
    left to the route, which names it.
    """
    present: Archive = request.state.archive
    newest = present.past.notice()
    asked = str(int(_given(request, "snapshot", SNAPSHOT_PATTERN) or newest))
    _require_ranking(request, present)
    if not is_volatile(request.url.path):
        request.state.snapshot = asked
    if asked == newest:
        yield present
        return
    with present.past.at(int(asked)) as past:
        yield _as_of(present, past)


def linked(results: Results, path: str, parameters: ListParameters, archive: Archive) -> Results:
    """The results with the address that repeats them; NotReadyYet where the archive changed while it was asked for a snapshot."""
    if parameters.snapshot and int(parameters.snapshot) != int(results.snapshot):
        raise NotReadyYet("the archive changed while it was asked; ask again", 1)
    naming = [("snapshot", results.snapshot), ("ranking", results.ranking)]
    query = urlencode([*_chosen(parameters), *naming])
    return results.model_copy(update={"link": f"{archive.settings.public_api}{path}?{query}"})


def _chosen(parameters: ListParameters) -> Iterator[tuple[str, str]]:
    """Parameters that differ from their default, in the order of the type; the values of one sorted, each once."""
    for name, field in type(parameters).model_fields.items():
        value = getattr(parameters, name)
        if name in NAMING or value == field.default:
            continue
        values = sorted(set(value)) if isinstance(value, tuple) else [str(value).strip()]
        yield from ((name, each) for each in values if each)


def _given(request: Request, name: str, pattern: str) -> str | None:
    """A parameter of the request, None where it has none of the right form or the route does not take it."""
    given = request.query_params.get(name, "")
    return given if re.match(pattern, given) and name in known_parameters(request) else None


def _require_ranking(request: Request, archive: Archive) -> None:
    """NotRepeatable where the request names another ranking than that of this search."""
    if _given(request, "ranking", RANKING_PATTERN) in {None, archive.engine.ranking}:
        return
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "ranking"]
    raise NotRepeatable(
        "another encoder, reranker or version of the search orders lists now, so this order cannot be had again; "
        f"in the order of now it is {request.url.path}?{urlencode(rest)}"
    )


def _as_of(present: Archive, past: PastArchive) -> Archive:
    opened = replace(present.opened, catalogue=past.catalogue, index=past.index)
    return replace(present, catalogue=past.catalogue, engine=past.engine, opened=opened)
