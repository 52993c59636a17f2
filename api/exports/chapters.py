"""One case as a chapter of a reading pack: facts, record, costs and outcomes with who says so, sources, questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

import yaml

from api.exports.word import WordFile, Words
from corpus import gazetteer
from corpus.case import Case, Check, Money, Organisation, Outcome, Source, in_language
from corpus.facets import city_name
from corpus.quantities import measured, written_number
from corpus.vocabulary import vocabulary

MOST_SOURCES = 10
"""Sources that a chapter lists beside those that its figures cite."""

SOURCE_ORDER = ("evaluation", "report", "official", "dataset", "book", "article", "news")
"""Kinds of sources, the ones that a reader should trust first in front."""

SECTIONS: Mapping[str, str] = {
    "challenge": "challenge", "objectives": "objectives", "solution": "solution", "implementation": "implementation",
    "success_factors": "success", "limiting_factors": "failure", "lessons": "lessons",
}  # fmt: skip
"""Texts of the record -> the section of the vocabulary that heads them; other texts have headings of their own."""

FACTS = (
    "city", "country", "city_size", "topics", "instruments", "sdgs", "lead_agency", "partners", "funders",
    "stage", "verdict", "start", "end", "last_verified", "licence", "address",
)  # fmt: skip
"""Rows of the table of facts, in order."""

TEXTS = (
    "challenge", "objectives", "solution", "implementation", "stakeholders", "legal_background",
    "success_factors", "limiting_factors", "lessons",
)  # fmt: skip
"""Texts of the record in the order in which a chapter tells them."""


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("api.exports").joinpath("labels.yaml").read_text("utf-8")
    labels: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return labels


def label(name: str, interface: str, /, **values: object) -> str:
    """Words of the reading pack in an interface language, with values filled in."""
    return _labels()[name][interface].format(**values)


def title_of(case: Case, language: str) -> Words:
    """The title with the language that it is in, which need not be the one asked for."""
    found = in_language(case.title, language) or ("en", case.id)
    return Words(found[1], found[0])


def place_of(case: Case, language: str) -> str:
    """City and country as far as they are known."""
    country = gazetteer.country_name(case.country, language) if case.country else None
    return ", ".join(filter(None, (city_name(case, language), country)))


def _concept_label(name: str, concept_id: str, language: str) -> str:
    return vocabulary(name).label(concept_id, language)


@dataclass
class Chapter:
    """Writes one case into `word` in an interface language; `url` is where the case can be read in the archive."""

    word: WordFile
    case: Case
    language: str
    url: str
    sections: frozenset[str] = frozenset()
    """Sections that are wanted, by their ids in the vocabulary; all where none is named. Facts, sources and questions always are."""
    concept: Callable[[str, str, str], str] = _concept_label
    """Vocabulary, id and language -> label."""

    def write(self, bookmark: str) -> None:
        """The whole chapter, under a level 1 heading that carries the bookmark."""
        self.word.heading(title_of(self.case, self.language), 1, bookmark)
        self._notes()
        self._heading("facts")
        self.word.table([self._label("fact"), self._label("value")], list(self._facts()), (4.4, 12))
        self._text(self._label("abstract"), self.case.abstract)
        for name in filter(lambda name: self._wants(SECTIONS.get(name)), TEXTS):
            self._text(self._text_label(name), getattr(self.case, name))
        if self._wants("lessons"):
            for name in ("preconditions", "adaptations"):
                self._text(self._label(name), getattr(self.case.transfer, name))
        if self._wants("cost"):
            self._costs()
        if self._wants("results"):
            self._outcomes()
        self._sources()
        self._questions()
        if not self.sections:
            self._gaps()

    def _wants(self, section: str | None) -> bool:
        """Texts that belong to no section are part of a whole case only."""
        return not self.sections or section in self.sections

    def _label(self, name: str, **values: object) -> str:
        return label(name, self.language, **values)

    def _text_label(self, name: str) -> str:
        section = SECTIONS.get(name)
        return self._section_label(section) if section else self._label(name)

    def _section_label(self, section: str) -> str:
        return self.concept("sections", section, self.language)

    def _heading(self, name: str) -> None:
        self.word.heading(Words(self._label(name), self.language), 2)

    def _own(self, text: str) -> Words:
        return Words(text, self.language)

    def _words(self, text: Mapping[str, str]) -> Words:
        language, words = in_language(text, self.language) or (self.language, "")
        return Words(words, language)

    def _notes(self) -> None:
        notes = [f"{place_of(self.case, self.language)} · {self.case.year or '–'}"]
        translations = {each.language: each for each in self.case.translations}
        shown = title_of(self.case, self.language).language or ""
        translation = translations.get(shown)
        if translation and translation.by == "machine" and not translation.reviewed:
            notes.append(self._label("machine"))
        if self.case.guessed:
            notes.append(self._label("draft", fields=", ".join(self.case.guessed)))
        for note in notes:
            self.word.text(self._own(note), quiet=True)

    def _facts(self) -> Iterator[tuple[Words, Words]]:
        """Rows of the facts that are known."""
        for name, words in self._known_facts().items():
            if words and words.text:
                yield self._own(self._label(name)), words

    def _known_facts(self) -> Mapping[str, Words | None]:
        case = self.case
        facts = {
            "city": city_name(case, self.language),
            "country": gazetteer.country_name(case.country, self.language) if case.country else None,
            "city_size": self._population(),
            "topics": self._concepts("topics", case.topics),
            "instruments": self._concepts("instruments", case.instruments),
            "sdgs": ", ".join(case.sdgs),
            "stage": self.concept("stages", case.stage.value, self.language) if case.stage else None,
            "verdict": self.concept("verdicts", case.verdict.value, self.language) if case.verdict else None,
            "start": case.start_date,
            "end": case.end_date,
            "last_verified": case.last_verified,
            "licence": ", ".join(filter(None, (case.licence, case.rights_holder))),
            "address": self.url,
        }
        bodies = {"lead_agency": (case.lead_agency,), "partners": case.partners, "funders": case.funders}
        own = {name: self._own(value) for name, value in facts.items() if value}
        found = own | {name: _organisations(bodies_of) for name, bodies_of in bodies.items()}
        return {name: found.get(name) for name in FACTS}

    def _population(self) -> str:
        context = self.case.city_context
        if context is None or context.population is None:
            return ""
        year = f", {context.year}" if context.year else ""
        return (
            f"{written_number(context.population, self.language)} ({context.scope}{year}; {self._check(context.check)})"
        )

    def _concepts(self, name: str, ids: tuple[str, ...]) -> str:
        return ", ".join(self.concept(name, id, self.language) for id in ids)

    def _text(self, heading: str, text: Mapping[str, str]) -> None:
        words = self._words(text)
        if not words.text:
            return
        self.word.heading(self._own(heading), 2)
        if words.language and words.language != self.language:
            spoken = gazetteer.language_name(words.language, self.language)
            self.word.text(self._own(self._label("in_language", language=spoken)), quiet=True)
        self.word.text(words)

    def _costs(self) -> None:
        if not (self.case.cost or self.case.funding_sources):
            return
        self.word.heading(self._own(self._section_label("cost")), 2)
        if self.case.cost:
            header = [self._label(name) for name in ("amount", "basis", "price_year", "source", "check")]
            self.word.table(header, [self._cost(cost) for cost in self.case.cost], (4, 5.5, 2, 2.5, 2.5))
        for funds in self.case.funding_sources:
            self.word.numbered("•", self._words(funds))

    def _cost(self, cost: Money) -> list[Words]:
        amount = f"{cost.currency} {written_number(cost.amount, self.language)}"
        return [
            self._own(amount),
            Words(cost.basis, "en"),
            self._own(str(cost.price_year or "–")),
            self._own(self._cited(cost.source, cost.page)),
            self._own(self._check(cost.check)),
        ]

    def _outcomes(self) -> None:
        if not self.case.outcomes:
            return
        self.word.heading(self._own(self._section_label("results")), 2)
        header = [
            self._label(name) for name in ("indicator", "baseline", "after", "period", "evidence", "source", "check")
        ]
        self.word.table(
            header, [self._outcome(each) for each in self.case.outcomes], (3.9, 2.2, 2.2, 2.6, 2.2, 1.6, 1.9)
        )

    def _outcome(self, outcome: Outcome) -> list[Words]:
        baseline = "–" if outcome.baseline is None else measured(outcome.baseline, outcome.unit, self.language)
        evidence = self.concept("evidence", outcome.evidence.value, self.language)
        return [
            self._words(outcome.indicator),
            self._own(baseline),
            self._own(measured(outcome.value, outcome.unit, self.language)),
            Words(outcome.period or "–", "en"),
            self._own(evidence),
            self._own(self._cited(outcome.source, outcome.page)),
            self._own(self._check(outcome.check)),
        ]

    def _check(self, check: Check) -> str:
        return self._label(check.value)

    def _cited(self, source: str, page: int | None) -> str:
        number = f"[{self._numbers[source]}]"
        return f"{number}, {self._label('source_page', page=page)}" if page else number

    @cached_property
    def _listed(self) -> list[Source]:
        return best_sources(self.case)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """Id of a source -> its number in this chapter's list."""
        return {source.id: number for number, source in enumerate(self._listed, 1)}

    def _sources(self) -> None:
        if self._listed:
            self._heading("best_sources")
        for number, source in enumerate(self._listed, 1):
            year = str(source.year) if source.year else None
            parts = filter(None, (source.author, source.title, source.publisher, year))
            told = ". ".join(part.rstrip(".") for part in parts)
            self.word.numbered(f"[{number}]", Words(f"{told}."), source.url)

    def _questions(self) -> None:
        if self.case.learning.questions:
            self._heading("questions")
        for number, question in enumerate(self.case.learning.questions, 1):
            self.word.numbered(f"{number}.", self._words(question))

    def _gaps(self) -> None:
        """What the record does not say, so that a reader does not take silence for an answer."""
        empty = [self._text_label(name) for name in TEXTS if not getattr(self.case, name)]
        empty += self._empty_tables()
        if empty:
            self.word.text(self._own(self._label("not_recorded", fields=", ".join(empty))), quiet=True)

    def _empty_tables(self) -> Iterator[str]:
        if not self.case.cost:
            yield self._label("amount") if self.case.funding_sources else self._section_label("cost")
        if not self.case.outcomes:
            yield self._section_label("results")


def _organisations(found: tuple[Organisation | None, ...]) -> Words:
    named = [f"{each.name} ({each.role})" if each.role else each.name for each in found if each]
    return Words("; ".join(named))


def best_sources(case: Case) -> list[Source]:
    """The sources that figures cite, confirmed ones first, then others by kind, up to `MOST_SOURCES` unless more are cited."""
    figures = sorted(case.figures, key=lambda figure: figure.check != Check.confirmed)
    cited = list(dict.fromkeys(figure.source for figure in figures))
    by_id = {source.id: source for source in case.sources}
    rest = sorted((source for source in case.sources if source.id not in cited), key=_trust)
    return [by_id[id] for id in cited] + rest[: max(0, MOST_SOURCES - len(cited))]


def _trust(source: Source) -> int:
    return SOURCE_ORDER.index(source.kind) if source.kind in SOURCE_ORDER else len(SOURCE_ORDER)
