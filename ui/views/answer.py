"""The answer above the results: sentences with their pages, or that the archive has none. It comes after the results have been drawn."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.questions import is_question
from corpus.results import EvidenceAnswer
from ui.client import ApiProblem
from ui.location import Location
from ui.rendering import render
from ui.views.content import Archive


def is_answered(here: Location) -> bool:
    """Whether this place has an answer above its results: a search that asks a question."""
    return here.page == "search" and is_question(here.query)


def answer_steps(archive: Archive, here: Location) -> Iterator[str]:
    """The block as it grows: a place holder, the sentences, and where a language model is set up, its text above them.

    Results stand below already, so an answer that fails leaves nothing.
    """
    yield _block(here, None)
    query = here.search_query(1)
    try:
        answer = archive.client.answer(query)
        yield _block(here, answer)
        if answer.can_be_written:
            yield _block(here, archive.client.answer(query, is_written=True))
    except ApiProblem:
        yield ""


def _block(here: Location, answer: EvidenceAnswer | None) -> str:
    return render("answer.html", here.language, here=here, answer=answer)
