"""What participants read beforehand: a document of each case, in a language of the programme where there is one, as far as time allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.passage import StoredDocument
from corpus.programme.model import Material, Session
from corpus.reading_time import reading_minutes, whole_minutes
from index.planning.excerpts import Excerpts
from index.planning.wording import say

MINUTES_A_DAY, MOST_MINUTES = 40, 600
"""Of preparation for each day of teaching, and in all."""

LONGEST_READING = 25
"""Minutes of one document; of a longer one some pages are read."""


def preparation_minutes(days: int) -> int:
    """Time that participants are asked to set aside."""
    return min(MOST_MINUTES, MINUTES_A_DAY * (days + 1))


def with_readings(
    sessions: Iterable[Session], excerpts: Mapping[str, Excerpts], languages: Sequence[str], minutes: int
) -> tuple[Session, ...]:
    """The sessions with a document for each case where it comes first; those that the minutes do not hold are for later."""
    left, seen, made = minutes, set[str](), list[Session]()
    for session in sessions:
        materials = list(session.materials)
        for pin in session.cases:
            if session.is_locked or pin.case in seen or pin.case not in excerpts:
                continue
            seen.add(pin.case)
            material = reading(excerpts[pin.case], languages, f"a{len(seen)}", left, minutes)
            materials += [material] if material else []
            left -= material.minutes if material and material.before else 0
        made.append(session.model_copy(update={"materials": tuple(materials)}))
    return tuple(made)


def reading(excerpts: Excerpts, languages: Sequence[str], id: str, left: int, total: int) -> Material | None:
    """The document of a case to read, before the programme where `left` minutes hold it; None where the case has none."""
    document = _document(excerpts, languages)
    if document is None:
        return None
    pages, minutes = _part(excerpts, document)
    fits = minutes <= left
    reason = "reason_reading" if fits else "reason_further"
    return Material.model_validate(
        {
            "id": id,
            "title": {document.language: document.title},
            "document": document.id,
            "pages": pages,
            "language": document.language,
            "minutes": minutes,
            "licence": document.licence or excerpts.case.licence,
            "before": fits,
            "reason": {"text": say(reason, minutes=minutes, total=total)},
        }
    )


def _document(excerpts: Excerpts, languages: Sequence[str]) -> StoredDocument | None:
    """In the first language of the programme that the case has, else in English, else the first; of several the shortest."""
    held = [document for document in excerpts.summary.documents if excerpts.minutes(document)]
    wanted = [*languages, "en"]

    def order(document: StoredDocument) -> tuple[int, float]:
        rank = wanted.index(document.language) if document.language in wanted else len(wanted)
        return rank, excerpts.minutes(document)

    return min(held, key=order, default=None)


def _part(excerpts: Excerpts, document: StoredDocument) -> tuple[tuple[int, int] | None, int]:
    """Pages to read, None for all of it, and the minutes that they take."""
    whole = excerpts.minutes(document)
    by_page = _minutes_by_page(excerpts, document)
    if whole <= LONGEST_READING or not by_page:
        return None, whole_minutes(whole)
    first = min((page for page in _cited_pages(excerpts, document) if page in by_page), default=min(by_page))
    last, taken = first, by_page[first]
    for page in sorted(page for page in by_page if page > first):
        if taken + by_page[page] > LONGEST_READING:
            break
        last, taken = page, taken + by_page[page]
    return (first, last), whole_minutes(taken)


def _minutes_by_page(excerpts: Excerpts, document: StoredDocument) -> dict[int, float]:
    found: dict[int, float] = {}
    for passage in excerpts.text.passages:
        if passage.document_id == document.id and passage.page:
            found[passage.page] = found.get(passage.page, 0.0) + reading_minutes(passage.text, passage.language)
    return found


def _cited_pages(excerpts: Excerpts, document: StoredDocument) -> Iterable[int]:
    """Pages that something of the programme rests on: reading begins with the first."""
    cited = [citation for statement in excerpts.texts.values() for citation in statement.citations]
    own = (citation for citation in cited if citation.passage.startswith(f"{document.id}."))
    return [citation.page for citation in own if citation.page]
