"""Searching, completing what is being typed, and counting facets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ArchiveDep
from api.parameters import CityParameters, SearchParameters, SuggestParameters
from api.queries import results_page, search_query
from api.repeat import linked
from corpus.results import CityAnswer, Facet, Results, Suggestion

router = APIRouter(prefix="/v1", tags=["search"])


@router.get("/search", summary="Search the archive")
def search(parameters: Annotated[SearchParameters, Query()], archive: ArchiveDep) -> Results:
    """One page of cases in order of fit, each with its best passages and the reason why they were found, and facets over the whole list.

    Questions find passages in every language. Without `q`, every case that the filters leave is listed, newest policy first.

    With `like`, each case says how comparable its city is to that one, and why. The list is then in the order of that alone, or with
    `q` in an order in which it counts beside relevance, by `like_share`.

    With `snapshot`, the archive is asked as it stood then. The first to ask an older one may have to wait until it is made again, and is
    told by a 503 with `Retry-After` when that takes more than some seconds.
    """
    return linked(results_page(parameters, archive.engine), "/v1/search", parameters, archive)


@router.get("/suggest", summary="Complete what was typed so far")
def suggest(parameters: Annotated[SuggestParameters, Query()], archive: ArchiveDep) -> tuple[Suggestion, ...]:
    """Cases to open, and cities, countries and topics to filter by, that begin with the words or hold them."""
    return archive.engine.suggest(parameters.q, parameters.lang, parameters.limit)


@router.get("/cities", summary="Complete the name of a city")
def cities(parameters: Annotated[CityParameters, Query()], archive: ArchiveDep) -> tuple[CityAnswer, ...]:
    """Cities of the gazetteer (all above 15,000 inhabitants, not only those of the archive) one of whose names, in any language, begins
    with what was typed. Their ids are what `like` takes.
    """
    return archive.engine.suggest_cities(parameters.q, parameters.lang, parameters.limit)


@router.get("/facets", summary="Count cases by facet")
def facets(parameters: Annotated[SearchParameters, Query()], archive: ArchiveDep) -> tuple[Facet, ...]:
    """Every facet with its values and the cases that each would leave: of the whole archive, or of the same query as `/search`.

    `limit`, `cursor` and `hits_per_case` are taken, so that the address of a search can be used, and change nothing.
    """
    return archive.engine.search(search_query(parameters, archive.engine).model_copy(update={"limit": 1})).facets
