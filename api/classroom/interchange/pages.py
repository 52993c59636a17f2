"""The HTML pages of a package: about the programme, a session, a session for its facilitator, a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from api.classroom.content import Classroom
from api.classroom.interchange.markup import Content, element, items, link, page, paragraphs, said, titled
from api.classroom.interchange.wording import label, leaders, one_line, room_of, spoken, title_of, when
from api.exports.chapters import SECTIONS, TEXTS, best_sources, place_of
from api.exports.chapters import label as case_label
from api.exports.chapters import title_of as case_title
from api.exports.word import Words
from corpus.case import Case, Text
from corpus.programme.model import Citation, Material, Objective, Session, Statement, Step
from corpus.programme.timetable import Slot
from corpus.programme.wording import objective_sentence
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.programmes import PinnedCase


def about_page(classroom: Classroom, left_out: Iterable[str]) -> bytes:
    """What the programme is, and what of it is not in the package and why."""
    programme, language = classroom.programme, classroom.language
    facts = {
        "theme": classroom.words(programme.theme),
        "audience": classroom.words(programme.audience.description),
        "entry": classroom.words(programme.audience.entry),
        "place": classroom.words(programme.place.name),
        "organiser": programme.organiser,
        "time_zone": programme.time_zone,
        "licence": programme.licence or "",
        "version": str(classroom.stored.version),
    }
    return page(
        title_of(classroom, programme.title, classroom.stored.id), language,
        _paragraphs(classroom, programme.summary), _facts(language, facts),
        titled(label("objectives", language), _objectives(classroom, programme.objectives)),
        titled(label("left_out", language), items(left_out)),
    )  # fmt: skip


def session_page(classroom: Classroom, session: Session, slot: Slot | None) -> bytes:
    """What participants see of a session."""
    programme, language = classroom.programme, classroom.language
    facts = {
        "when": when(session, slot, language),
        "method": vocabulary("methods").label(session.method, language),
        "room": room_of(programme, session),
        "people": leaders(programme, session),
    }
    objectives = [each for each in programme.objectives if each.id in session.objectives]
    open_materials = [each for each in session.materials if each.is_open]
    return page(
        title_of(classroom, session.title, session.id), language,
        _facts(language, facts), _paragraphs(classroom, session.summary),
        titled(label("objectives", language), _objectives(classroom, objectives)),
        titled(label("messages", language), _statements(classroom, session.messages)),
        titled(label("cases", language), items(_case_use(classroom, session))),
        titled(label("questions", language), _statements(classroom, session.questions, "ol")),
        titled(label("materials", language), items(material_line(classroom, each) for each in open_materials)),
    )  # fmt: skip


def facilitator_page(classroom: Classroom, session: Session) -> bytes:
    """Steps, notes and materials that are for whoever leads the session, with the passages that they rest on."""
    language = classroom.language
    closed = [each for each in session.materials if not each.is_open]
    return page(
        label("facilitator", language, title=title_of(classroom, session.title, session.id)), language,
        element("p", element("strong", label("instructors_only", language))),
        titled(label("steps", language), items((_step(classroom, each) for each in session.steps), "ol")),
        titled(label("notes", language), _statements(classroom, session.notes)),
        titled(label("materials", language), items(material_line(classroom, each) for each in closed)),
    )  # fmt: skip


def case_page(classroom: Classroom, pinned: PinnedCase) -> bytes:
    """The texts of a case as its record has them, word for word, with their sources and the version; each in its own language."""
    case, language = pinned.case, classroom.language
    title = case_title(case, language)
    facts = {
        "place": place_of(case, _interface(language)),
        "licence": ", ".join(filter(None, (case.licence, case.rights_holder))),
    }
    return page(
        one_line(title.text), language,
        _facts(language, facts), _paragraphs(classroom, case.abstract),
        (titled(_heading(name, language), _paragraphs(classroom, getattr(case, name))) for name in TEXTS),
        titled(label("source", language), items(_sources(case))),
        element("p", label("case_version", language, version=case.version), " · ",
                link(classroom.addresses.case(case.id), classroom.addresses.case(case.id))),
    )  # fmt: skip


def discussion_text(classroom: Classroom, question: Statement) -> tuple[Any, ...]:
    """A question with the passages that it comes from."""
    return (*_paragraphs(classroom, question.text), *_cited(classroom, question.citations))


def material_line(classroom: Classroom, material: Material) -> Content:
    """Title, pages to read and minutes; linked where it has an address."""
    language = classroom.language
    title = title_of(classroom, material.title, material.id)
    address = material_address(classroom, material)
    span = label("pages", language, first=material.pages[0], last=material.pages[1]) if material.pages else ""
    minutes = label("minutes", language, minutes=material.minutes) if material.minutes else ""
    rest = "".join(f" · {each}" for each in (span, minutes, material.licence) if each)
    return (link(address, title) if address else title, rest)


def material_address(classroom: Classroom, material: Material) -> str:
    """Where a material is read; empty for what the trainer brings along."""
    if material.url:
        return material.url
    return classroom.addresses.document_page(material.document, classroom.language) if material.document else ""


def _interface(language: str) -> str:
    return language if language in INTERFACE_LANGUAGES else "en"


def _heading(name: str, language: str) -> str:
    section = SECTIONS.get(name)
    if section:
        return vocabulary("sections").label(section, language)
    return case_label(name, _interface(language))


def _paragraphs(classroom: Classroom, text: Text) -> Iterable[Any]:
    words = spoken(classroom, text)
    return list(paragraphs(words)) if words else []


def _facts(language: str, facts: dict[str, str]) -> Iterator[Any]:
    rows = [
        element("tr", element("th", label(name, language), scope="row"), element("td", element("bdi", value)))
        for name, value in facts.items()
        if value
    ]
    if rows:
        yield element("table", element("tbody", *rows))


def _objectives(classroom: Classroom, objectives: Iterable[Objective]) -> Iterable[Any]:
    return items(objective_sentence(each, classroom.language) for each in objectives)


def _statements(classroom: Classroom, statements: Iterable[Statement], tag: str = "ul") -> Iterable[Any]:
    return items(((_said(classroom, each.text), _cited(classroom, each.citations)) for each in statements), tag)


def _step(classroom: Classroom, step: Step) -> Content:
    minutes = label("minutes", classroom.language, minutes=step.minutes)
    return (element("strong", minutes), " · ", _said(classroom, step.text), _cited(classroom, step.citations))


def _said(classroom: Classroom, text: Text) -> Content:
    return spoken(classroom, text) or ""


def _cited(classroom: Classroom, citations: Iterable[Citation]) -> Iterator[Any]:
    """The passage, word for word, with document and page, linked to where it stands."""
    for each in citations:
        place = label("page", classroom.language, page=each.page) if each.page else ""
        address = classroom.addresses.passage_page(each.passage, each.page, classroom.language)
        quoted = [said("p", Words(each.words, each.language))] if each.words else []
        named = link(address, ", ".join(filter(None, (each.document, place))))
        yield element("blockquote", *quoted, element("p", label("source", classroom.language), ": ", named))


def _case_use(classroom: Classroom, session: Session) -> Iterator[Content]:
    for pin in session.cases:
        pinned = classroom.cases.get(pin.case)
        title = case_title(pinned.case, classroom.language).text if pinned else pin.case
        use = spoken(classroom, pin.use)
        named = link(classroom.addresses.case_page(pin.case, classroom.language), one_line(title))
        yield (named, " – ", use) if use else named


def _sources(case: Case) -> Iterator[Content]:
    for source in best_sources(case):
        year = str(source.year) if source.year else ""
        told = ", ".join(filter(None, (source.author, source.title, source.publisher, year)))
        yield link(source.url, told) if source.url else told
