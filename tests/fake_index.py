"""A passage index, an encoder and a small archive for tests of searching, whose every score can be worked out by hand.

`FakeIndex` fakes `index.passages.PassageIndex`: it holds everything in memory and compares with everything, by numpy. `FakeEncoder`
fakes `index.encoder.Encoder`: it knows a few words in four languages. Each adds to the dimension of its meaning, and most of that to
its language, because real encoders take the language for a meaning too. The catalogue is the real one.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from corpus.case import Case
from corpus.passage import Passage, PassageKind, Span, StoredDocument, document_id
from corpus.results import Results, SearchQuery
from index.build import add_document
from index.catalogue import Catalogue, ParsedDocument, open_catalogue
from index.encoder import Embedded, Encoder, PassageText
from index.passages import Candidate, DensePlan, Filter, IndexedPassage, KeywordPlan, Plan, SentencePlan, Vector
from index.search import SearchEngine, open_search

LANGUAGES = ("en", "es", "fr", "ko")
MEANINGS: Mapping[str, tuple[str, str, str, str]] = {
    "bus": ("buses", "autobuses", "autobus", "버스"),
    "charge": ("toll", "peaje", "péage", "통행료"),
    "carbon": ("carbon", "carbono", "carbone", "탄소"),
    "water": ("water", "agua", "eau", "수돗물"),
    "cost": ("cost", "costo", "coût", "비용"),
    "failure": ("failed", "fracasó", "échoué", "실패"),
}
WORDS = {word: (row, column) for row, words in enumerate(MEANINGS.values()) for column, word in enumerate(words)}
DIMENSION = len(MEANINGS) + len(LANGUAGES) + 1
LANGUAGE_WEIGHT = 0.7


def embed(text: str) -> Vector:
    """Unit vector of a text; the last dimension is in every text, so that one without a known word has a direction too."""
    vector = np.zeros(DIMENSION, np.float32)
    vector[-1] = 1.0
    for word, (meaning, language) in WORDS.items():
        if word in text.casefold():
            vector[meaning] += 1.0
            vector[len(MEANINGS) + language] = LANGUAGE_WEIGHT
    return vector / np.float32(np.linalg.norm(vector))


class FakeEncoder:
    """Counts how often it is asked for a query."""

    name, dimension = "fake", DIMENSION

    def __init__(self) -> None:
        self.queries = 0

    def embed_query(self, text: str) -> Vector:
        self.queries += 1
        return embed(text)

    def embed_texts(self, texts: Sequence[str]) -> Vector:
        return np.array([embed(text) for text in texts], np.float32).reshape(-1, DIMENSION)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        return [Embedded(embed(p.text), np.stack([embed(part) for part in _parts(p)])) for p in passages]


def _parts(passage: PassageText) -> list[str]:
    return [passage.text[span.start : span.end] for span in passage.sentences] or [passage.text]


@dataclass
class FakeIndex:
    """Keeps the Protocol and nothing more; `asked` counts the plans of every search."""

    held: dict[str, IndexedPassage] = field(default_factory=dict)
    asked: list[Plan] = field(default_factory=list)
    encoder_name: str = "fake"
    dimension: int = DIMENSION

    def add(self, passages: Sequence[IndexedPassage]) -> None:
        self.held.update({passage.passage_id: passage for passage in passages})

    def remove(self, filter: Filter) -> None:
        for id in self.passage_ids(filter):
            del self.held[id]

    def search(self, plans: Sequence[Plan]) -> list[list[Candidate]]:
        self.asked.extend(plans)
        return [self._answer(plan) for plan in plans]

    def dense_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        return {id: self.held[id].dense for id in passage_ids if id in self.held}

    def sentence_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        return {id: self.held[id].sentences for id in passage_ids if id in self.held}

    def passage_ids(self, filter: Filter) -> list[str]:
        return sorted(passage.passage_id for passage in self._kept(filter))

    def documents(self) -> dict[str, int]:
        ids = [passage.document_id for passage in self.held.values()]
        return {id: ids.count(id) for id in ids}

    def count(self) -> int:
        return len(self.held)

    def flush(self) -> None:
        """Nothing to make durable."""

    def close(self) -> None:
        """Nothing to let go."""

    def _kept(self, filter: Filter) -> Iterator[IndexedPassage]:
        return (passage for passage in self.held.values() if _keeps(filter, passage))

    def _answer(self, plan: Plan) -> list[Candidate]:
        scored = [(self._score(plan, passage), passage) for passage in self._kept(plan.filter)]
        threshold = None if isinstance(plan, SentencePlan) else plan.threshold
        least = -math.inf if threshold is None else threshold
        kept = [(s, p) for s, p in scored if s >= least and (not isinstance(plan, KeywordPlan) or s > 0)]
        kept.sort(key=lambda pair: (-pair[0], pair[1].passage_id))
        return [Candidate(p.passage_id, p.document_id, p.case_id, s, p.filters) for s, p in kept[: plan.limit]]

    def _score(self, plan: Plan, passage: IndexedPassage) -> float:
        if isinstance(plan, DensePlan):
            return float(plan.vector @ passage.dense)
        if isinstance(plan, SentencePlan):
            return float((passage.sentences @ plan.vector).max())
        return self._bm25(plan, passage)

    def _bm25(self, plan: KeywordPlan, passage: IndexedPassage) -> float:
        weights = dict(zip(passage.keywords.indices, passage.keywords.values, strict=True))
        return sum(
            asked * weights[term] * self._rarity(term)
            for term, asked in zip(plan.terms.indices, plan.terms.values, strict=True)
            if term in weights
        )

    def _rarity(self, term: int) -> float:
        having = sum(term in passage.keywords.indices for passage in self.held.values())
        return math.log(1 + (len(self.held) - having + 0.5) / (having + 0.5))


def _keeps(filter: Filter, passage: IndexedPassage) -> bool:
    own = {name: (getattr(passage, name),) for name in ("case_id", "document_id", "passage_id")}
    values = {**passage.filters, **own}
    if passage.case_id in filter.excluded_cases:
        return False
    if not all(set(values.get(name, ())) & set(wanted) for name, wanted in filter.fields.items()):
        return False
    if filter.year_from is None and filter.year_to is None:
        return True
    year = passage.start_year
    return year is not None and (filter.year_from or 0) <= year <= (filter.year_to or 9999)


Written = tuple[str, str, str]
"""Language, section and text of a passage; sentences end with a full stop, a text with bars is a table."""


@dataclass(frozen=True)
class FakeFile:
    """A document to be: its type, and the passages that are in it."""

    document_type: str
    passages: tuple[Written, ...]


def make_case(id: str, **fields: Any) -> Case:
    given = {
        "id": id,
        "title": {"en": id.replace("-", " ").capitalize()},
        "abstract": {"en": "."},
        "original_language": "en",
    }
    return Case.model_validate(given | fields)


def place(name: str, geonames_id: int, country: str, **names: str) -> dict[str, Any]:
    return {"city": {"name": {"en": name, **names}, "geonames_id": geonames_id}, "country": country}


def parse(case_id: str, number: int, file: FakeFile) -> ParsedDocument:
    """The document as ingestion would hand it over; page n holds passage n."""
    digest = f"{number}" * 64
    id = document_id(case_id, digest)
    passages = tuple(_passage(id, position, *written) for position, written in enumerate(file.passages))
    stored = StoredDocument(
        id, case_id, f"file.{file.document_type}", "Report", file.passages[0][0] if passages else "en", "text/plain",
        file.document_type, digest, 1, len(passages), None,
    )  # fmt: skip
    return ParsedDocument(stored, passages)


def _passage(document: str, position: int, language: str, section: str, text: str) -> Passage:
    kind = PassageKind.table if "|" in text else PassageKind.text
    return Passage(
        document, position, text, _sentences(text), language, section, ("Part",), position + 1, position + 1, kind
    )


def _sentences(text: str) -> tuple[Span, ...]:
    starts = [0, *(place + 2 for place in range(len(text) - 2) if text[place : place + 2] == ". ")]
    return tuple(Span(start, end) for start, end in zip(starts, [*(s - 1 for s in starts[1:]), len(text)], strict=True))


@dataclass
class FakeArchive:
    """A real catalogue and a fake index that are filled together."""

    catalogue: Catalogue
    index: FakeIndex
    encoder: FakeEncoder
    engine: SearchEngine

    def publish(self, case: Case, *files: FakeFile) -> None:
        documents = [parse(case.id, number, file) for number, file in enumerate(files)]
        self.catalogue.publish(case, documents, case.id, case.id)
        for document in documents:
            add_document(self.index, cast(Encoder, self.encoder), case, document.document, document.passages)


CASES: Sequence[tuple[Case, tuple[FakeFile, ...]]] = (
    (
        make_case(
            "seoul-buses", title={"en": "Seoul bus reform", "ko": "서울 버스 개편"}, topics=("transport",), sdgs=("11.2", "11.6"),
            start_date="2004-07-01", **place("Seoul", 1835848, "KR", ko="서울"),
        ),
        (
            FakeFile("pdf", (
                ("ko", "solution", "버스 노선을 바꾸었다. 버스 회사는 그대로 남았다."),
                ("ko", "cost", "비용은 해마다 늘었다."),
            )),
            FakeFile("md", (("en", "results", "Routes of buses were redrawn. The city pays what fares do not cover."),)),
        ),
    ),
    (
        make_case(
            "bogota-buses", title={"en": "Bogotá bus rapid transit", "es": "TransMilenio en Bogotá"},
            topics=("transport", "climate-mitigation"), sdgs=("11",), start_date="2000", **place("Bogotá", 3688689, "CO"),
        ),
        (
            FakeFile("pdf", (
                ("es", "solution", "Los autobuses tienen carril propio. El metro quedó aplazado."),
                ("es", "failure", "El pavimento fracasó. Los autobuses van llenos."),
            )),
        ),
    ),
    (
        make_case("stockholm-toll", topics=("transport",), start_date="2006", **place("Stockholm", 2673730, "SE")),
        (
            FakeFile("pdf", (
                ("en", "solution", "A toll is taken at the bridges. Cameras read the plates."),
                ("en", "results", "| year | toll in kronor | 2006 | 20 |"),
            )),
        ),
    ),
    (
        make_case("tokyo-carbon", topics=("climate-mitigation",), sdgs=("13",), start_date="2010", **place("Tokyo", 1850147, "JP")),
        (FakeFile("html", (("en", "solution", "Offices must cut carbon. Trading was rare."),)),),
    ),
    (
        make_case("quito-water", topics=("water",), original_language="es", start_date="2012", **place("Quito", 3652462, "EC")),
        (FakeFile("pdf", (("es", "solution", "Un fondo cuida las fuentes de agua. El páramo las guarda."),)),),
    ),
    (
        make_case("busan-carbon", topics=("climate-mitigation",), original_language="ko", start_date="2018", **place("Busan", 1838524, "KR")),
        (FakeFile("pdf", (("ko", "solution", "항만의 탄소를 줄인다. 전기를 쓴다."),)),),
    ),
    (
        make_case("dakar-toll", topics=("transport",), original_language="fr", start_date="2013", **place("Dakar", 2253354, "SN")),
        (FakeFile("docx", (("fr", "solution", "Le péage finance la voie. Elle relie le port."),)),),
    ),
    (
        make_case(
            "lyon-water", title={"fr": "L'eau à Lyon"}, topics=("water",), original_language="fr", start_date="2015",
            **place("Lyon", 2996944, "FR"),
        ),
        (FakeFile("docx", (("fr", "solution", "La régie vend l'eau. Le prix a baissé."),)),),
    ),
    (make_case("no-city-yet", status="draft", start_date="1999"), (FakeFile("md", (("en", "other", "Notes about buses."),)),)),
    (make_case("nothing-inside", status="draft"), ()),
    (
        make_case("old-tram", status="archived", start_date="1980", **place("Lyon", 2996944, "FR")),
        (FakeFile("md", (("en", "other", "Old buses and old water."),)),),
    ),
)  # fmt: skip


@contextmanager
def open_fake(database: Path, held: Mapping[str, IndexedPassage]) -> Iterator[FakeArchive]:
    catalogue, index, encoder = open_catalogue(f"sqlite:///{database}"), FakeIndex(dict(held)), FakeEncoder()
    yield FakeArchive(catalogue, index, encoder, open_search(catalogue, index, cast(Encoder, encoder)))
    catalogue.close()


@dataclass(frozen=True)
class Filled:
    """`CASES` as they lie in database and index; tests work on copies."""

    database: Path
    held: Mapping[str, IndexedPassage]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    database = tmp_path_factory.mktemp("filled") / "catalogue.sqlite3"
    with open_fake(database, {}) as made:
        for case, files in CASES:
            made.publish(case, *files)
    return Filled(database, made.index.held)


@pytest.fixture
def archive(filled: Filled, tmp_path: Path) -> Iterator[FakeArchive]:
    """The archive of `CASES`: buses in Korean, English and Spanish, tolls, carbon and water."""
    with open_fake(Path(shutil.copy(filled.database, tmp_path)), filled.held) as opened:
        yield opened


@pytest.fixture
def empty_archive(tmp_path: Path) -> Iterator[FakeArchive]:
    """An archive without cases."""
    with open_fake(tmp_path / "catalogue.sqlite3", {}) as opened:
        yield opened


def search(archive: FakeArchive, text: str = "", **fields: Any) -> Results:
    return archive.engine.search(SearchQuery(text=text, **fields))


def found(results: Results) -> list[str]:
    """Ids of the cases of the page, in order."""
    return [card.id for card in results.cases]
