"""The case page: the record by sections, each figure with who says so, and the document at the cited page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from corpus.case import Case, Text, in_language
from corpus.programme.results import CaseTeaching
from corpus.results import CaseAnswer, CaseCard
from corpus.vocabulary import vocabulary
from ui.client import ApiProblem
from ui.location import Location
from ui.rendering import render
from ui.views.changes import changes_address
from ui.views.content import Archive, Content
from ui.views.reader import open_reader
from ui.views.takeaway import TakeAway, of_cases
from ui.wording import N_, wording


@dataclass(frozen=True)
class Reading:
    """A text of the record in the language that it is shown in."""

    language: str
    words: str


@dataclass(frozen=True)
class Section:
    """A part of the record that is running text; `missing` says so where there is none."""

    key: str
    heading: str
    reading: Reading | None
    missing: str


@dataclass(frozen=True)
class Similar:
    """Cases like this one, or why they cannot be shown: the record is worth reading without them."""

    cards: tuple[CaseCard, ...] = ()
    menu: TakeAway | None = None
    """None where there are no cases to take away."""
    problem: ApiProblem | None = None


Part = tuple[str, Callable[[Case], Text], str | None, str]
"""Key (an id of the sections vocabulary where there is one), its text, its heading if the vocabulary has none, what to say if empty."""

STORY: tuple[Part, ...] = (
    ("challenge", lambda c: c.challenge, None, N_("The record does not say what the problem was.")),
    ("objectives", lambda c: c.objectives, None, N_("No objectives found.")),
    ("solution", lambda c: c.solution, None, N_("The record does not describe the solution.")),
    ("implementation", lambda c: c.implementation, None, N_("Nothing found on how it was done.")),
    ("stakeholders", lambda c: c.stakeholders, N_("Stakeholders"), N_("No stakeholders named.")),
    ("legal", lambda c: c.legal_background, N_("Legal background"), N_("No legal background found.")),
)
JUDGEMENT: tuple[Part, ...] = (
    ("success", lambda c: c.success_factors, None, N_("Nothing found on what made it work.")),
    ("failure", lambda c: c.limiting_factors, None, N_("Nothing found on what went wrong.")),
    ("lessons", lambda c: c.lessons, None, N_("No lessons recorded.")),
)
TRANSFER: tuple[Part, ...] = (
    ("preconditions", lambda c: c.transfer.preconditions, N_("What it takes"), N_("No preconditions recorded.")),
    ("adaptations", lambda c: c.transfer.adaptations, N_("What to adapt"), N_("No adaptations recorded.")),
)


def _reading(text: Text, *, preferred: tuple[str, ...]) -> Reading | None:
    found = in_language(text, *preferred)
    return Reading(*found) if found else None


def record_languages(record: Case) -> tuple[str, ...]:
    """Languages that the running text of the record can be read in, the original first."""
    texts = [record.title, record.abstract, *(part[1](record) for part in (*STORY, *JUDGEMENT, *TRANSFER))]
    tags = {tag for text in texts for tag in text}
    return tuple(sorted(tags, key=lambda tag: (tag != record.original_language, tag)))


def _sections(
    parts: tuple[Part, ...], record: Case, here: Location, read: Callable[[Text], Reading | None]
) -> list[Section]:
    say = wording(here.language).gettext
    labels = vocabulary("sections")
    return [
        Section(key, say(heading) if heading else labels.label(key, here.language), read(text(record)), say(missing))
        for key, text, heading, missing in parts
    ]


def _linked_ids(record: Case) -> tuple[str, ...]:
    transfer = record.transfer
    ids = (*transfer.adopted_from, *transfer.adopted_by, *(related.case for related in record.related))
    return tuple(dict.fromkeys(ids))


def _similar(archive: Archive, answer: CaseAnswer, here: Location) -> Similar:
    try:
        cards = archive.client.similar(answer.card.id, here.language)
    except ApiProblem as problem:
        return Similar(problem=problem)
    ids = [card.id for card in cards]
    api = archive.public.similar(answer.card.id)
    return Similar(cards, of_cases(archive, here, "take-similar", ids, api) if ids else None)


def _teaching(archive: Archive, answer: CaseAnswer) -> CaseTeaching | None:
    """None where it cannot be told now: the record is worth reading without."""
    try:
        return archive.client.teaching(answer.card.id)
    except ApiProblem:
        return None


def _changes(answer: CaseAnswer, here: Location) -> dict[int, str]:
    """Version -> where it is shown what changed since the one before; the first one changed nothing."""
    numbers = sorted(version.version for version in answer.versions)
    return {new: changes_address(answer.card.id, old, new, here.language) for old, new in pairwise(numbers)}


def case_page(archive: Archive, here: Location) -> Content:
    """Raises ApiProblem where there is no such case or the archive cannot answer."""
    answer = archive.client.case(here.case or "", here.language)
    record = answer.record
    read = partial(_reading, preferred=tuple(filter(None, (here.text_language, here.language))))
    title = read(record.title)
    html = render(
        "case.html",
        here.language,
        here=here,
        answer=answer,
        record=record,
        card=answer.card,
        read=read,
        languages=record_languages(record),
        translations={translation.language: translation for translation in record.translations},
        story=_sections(STORY, record, here, read),
        judgement=_sections(JUDGEMENT, record, here, read),
        transfer=_sections(TRANSFER, record, here, read),
        sources={source.id: source for source in record.sources},
        reader=open_reader(archive, here, answer.documents),
        linked=archive.client.known_cases(_linked_ids(record), here.language),
        similar=_similar(archive, answer, here),
        changes=_changes(answer, here),
        teaching=_teaching(archive, answer),
        public=archive.public,
        menu=of_cases(archive, here, "take-away", [answer.card.id], archive.public.case(answer.card.id)),
    )
    return Content(title.words if title else answer.card.title, html, answer.card.title)
