"""An archive to test the API with: a real catalogue and real files, and a fake of the search engine.

`FakeEngine` fakes `index.search.SearchEngine`: it finds a case when every word of the query stands in its texts or passages, orders
cases by start year, and never ranks. It counts facets and applies filters from the catalogue, so pages, exports and
errors of the API are the real ones.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
from fastapi.testclient import TestClient

from api.app import create_app
from api.archive import Archive
from corpus import gazetteer
from corpus.case import Case
from corpus.facets import facet_label, value_label
from corpus.passage import Passage, Span, StoredDocument, document_id
from corpus.results import (
    FACETS,
    CaseAnswer,
    CaseCard,
    CityAnswer,
    EvidenceAnswer,
    Facet,
    FacetValue,
    Hit,
    Results,
    SearchQuery,
    Suggestion,
    Why,
)  # fmt: skip
from corpus.settings import Settings
from corpus.vocabulary import vocabulary
from index import archive as opening
from index.catalogue import CaseSummary, Catalogue, ParsedDocument, open_catalogue
from index.encoder import Embedded, Encoder, PassageText
from index.files import FileStore
from index.passages import PassageIndex, Vector
from index.past import PastArchives
from index.search import SearchEngine
from index.search.background import Background
from index.search.cards import case_answer, case_card
from index.search.listing import CaseList, list_cases
from index.search.parts import Group
from index.search.ranking import list_fixity
from index.search.scope import fixed_values
from index.search.snapshot import Snapshot

HOSTILE_TITLE = '<script>alert("title")</script> & =HYPERLINK("http://example.org")'
HOSTILE_FILE = 'a";\r\nSet-Cookie: x=1; "보고서.pdf'
TOKEN = "a token of the settings"
"""Opens jobs, uploads and gaps where a test puts it into the settings."""

REPORT_LINES = (
    ("Congestion fell by a fifth.", "Buses ran on time."),
    ("The charge cost two billion kronor.", "Nobody wanted it back."),
)
"""Sentences of the PDF, page by page."""


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with lines of Helvetica, written by hand: catalogue, page tree, font, and a page and a content stream for each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"]
    bodies.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for number, lines in enumerate(pages):
        shown = "".join(f"BT /F1 18 Tf 72 {700 - 40 * line} Td ({text}) Tj ET\n" for line, text in enumerate(lines))
        box = "/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
        bodies.append(f"<</Type/Page/Parent 2 0 R{box}/Contents {5 + 2 * number} 0 R>>")
        bodies.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(content))
        content += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF"
    return content + f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def _docx() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    return stream.getvalue()


CONTENTS: Mapping[str, bytes] = {
    "pdf": pdf(REPORT_LINES),
    "broken.pdf": b"%PDF-1.4\nnothing follows",
    "html": b"<h1>Buses</h1><script>alert(1)</script>",
    "docx": _docx(),
    "md": "# Ménages\n\nLe compostage a réduit les déchets.".encode(),
}


def _case(
    id: str, name: str, year: int, city: tuple[str, int] | None, country: str | None, topic: str, **more: Any
) -> Case:  # fmt: skip
    fields: dict[str, Any] = {
        "id": id, "title": {"en": name}, "abstract": {"en": f"Abstract of {name}."}, "original_language": "en",
        "country": country, "start_date": f"{year}-05", "topics": (topic,), "rights_holder": "Casebook contributors",
        "last_verified": "2026-11-22", "licence": "CC-BY-4.0", "sdgs": ("11.2",),
        "city": {"name": {"en": city[0]}, "geonames_id": city[1]} if city else None,
    }  # fmt: skip
    return Case.model_validate(fields | more)


STOCKHOLM = _case(
    "stockholm-charge", "Congestion charge in Stockholm", 2006, ("Stockholm", 2673730), "SE", "transport",
    title={"en": "Congestion charge in Stockholm", "ko": "스톡홀름 혼잡통행료"}, translations=({"language": "ko", "by": "machine"},),
    challenge={"en": "Traffic stood still.", "ko": "교통이 멈췄다."}, lead_agency={"name": "City of Stockholm", "role": "ran it"},
    lessons={"es": "Votar después de probar."}, stage="running",
    sources=(
        {"id": "eliasson", "title": "The Stockholm trial", "kind": "evaluation", "year": 2009, "url": "https://example.org/trial"},
        {"id": "news", "title": "Charge stays", "kind": "news"},
    ),
    cost=({"amount": 1900000000, "currency": "SEK", "basis": "capital", "source": "eliasson", "page": 12, "check": "confirmed"},),
    outcomes=(
        {"indicator": {"en": "Vehicles over the cordon", "ko": "통과 차량"}, "value": -22, "unit": "percent", "evidence": "independent",
         "source": "eliasson", "page": 3, "check": "confirmed"},
        {"indicator": {"en": "Exhaust"}, "baseline": 10, "value": 8.6, "unit": "tonnes", "evidence": "self-reported",
         "source": "news", "check": "unconfirmed"},
    ),
    learning={"questions": ({"en": "Who should pay?", "ko": "누가 내야 하는가?"},)},
)  # fmt: skip
HOSTILE = _case(
    "hostile-title", HOSTILE_TITLE, 2011, ("Lagos", 2332459), "NG", "governance", rights_holder="{Brace} & Co_50%"
)
DRAFT = _case(
    "found-file", "A file that was found", 2015, None, None, "waste", status="draft",
    guesses=({"field": "topics", "found_in": "similarity", "confidence": 0.4},),
)  # fmt: skip
OTHERS = tuple(
    _case(f"seoul-{number:02}", f"Bus reform {number}", 1990 + number, ("Seoul", 1835848), "KR", "transport")
    for number in range(23)
)


def _document(
    case: Case, file: str, kind: str, content: bytes, files: FileStore, folder: Path, pages: int | None
) -> StoredDocument:
    path = folder / "incoming"
    path.write_bytes(content)
    digest = files.put(path)
    media_type = str(vocabulary("document_types")[kind].notes["media_type"])
    return StoredDocument(
        document_id(case.id, digest),
        case.id,
        file,
        file,
        "en",
        media_type,
        kind,
        digest,
        len(content),
        pages,
        "CC-BY-4.0",
    )


def _passage(document: StoredDocument, position: int, sentences: Sequence[str], page: int | None) -> Passage:
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    return Passage(
        document.id, position, text.strip(), tuple(spans), "en", "results", ("Report", "Results"), page, page
    )


def publish_corpus(catalogue: Catalogue, files: FileStore, folder: Path) -> None:
    """The cases of the tests: Stockholm with a file of each kind, a hostile one, a draft, and two dozen to page through."""
    report = _document(STOCKHOLM, "report.pdf", "pdf", CONTENTS["pdf"], files, folder, 2)
    broken = _document(STOCKHOLM, "broken.pdf", "pdf", CONTENTS["broken.pdf"], files, folder, 1)
    page = _document(STOCKHOLM, "page.html", "html", CONTENTS["html"], files, folder, None)
    word = _document(STOCKHOLM, "brief.docx", "docx", CONTENTS["docx"], files, folder, None)
    parsed = [ParsedDocument(report, tuple(_passage(report, n, lines, n + 1) for n, lines in enumerate(REPORT_LINES)))]
    parsed += [ParsedDocument(each, (_passage(each, 0, ["Some words."], None),)) for each in (broken, page, word)]
    catalogue.publish(STOCKHOLM, parsed, STOCKHOLM.id, "1")
    hostile = _document(HOSTILE, HOSTILE_FILE, "pdf", CONTENTS["pdf"], files, folder, 2)
    words = "<img src=x onerror=alert(1)> fell by half."
    catalogue.publish(HOSTILE, [ParsedDocument(hostile, (_passage(hostile, 0, [words], 1),))], HOSTILE.id, "1")
    for case in (DRAFT, *OTHERS):
        note = _document(case, "note.md", "md", CONTENTS["md"], files, folder, None)
        passages = tuple(_passage(note, n, [f"Passage {n} of {case.id}."], None) for n in range(5))
        catalogue.publish(case, [ParsedDocument(note, passages)], case.id, "1")


@dataclass(frozen=True)
class FakeIndex:
    """Holds a vector of two numbers for every passage but the last of each document: its position, and 1."""

    catalogue: Catalogue
    encoder_name: str = "fake-encoder"
    dimension: int = 2

    def count(self) -> int:
        return 1

    def dense_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        ends = {id: id.rpartition(".")[2] for id in passage_ids}
        positions = {id: int(end) for id, end in ends.items() if end.isdecimal()}
        return {id: np.array([position, 1], np.float32) for id, position in positions.items() if position < 4}

    def sentence_vectors(self, _: Iterable[str]) -> dict[str, Vector]:
        return {}


@dataclass(frozen=True)
class FakeEncoder:
    name: str = "fake"
    dimension: int = 2

    def embed_query(self, _: str) -> list[float]:
        return [1.0, 0.0]

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        vector = np.array([1, 0], np.float32)
        return [Embedded(vector, vector[None]) for _ in passages]


class WordLikeness:
    """Fakes `index.search.likeness`: the share of the words of either text that both have, from 0 to 1."""

    def read(self, texts: Sequence[str]) -> None:
        pass

    def to_passages(self, text: str, passages: Sequence[Passage]) -> Vector:
        return np.array([self.between(text, passage.text) for passage in passages], np.float32)

    def to_sentences(self, text: str, passage: Passage) -> Vector:
        sentences = (passage.text[span.start : span.end] for span in passage.sentences)
        return np.array([self.between(text, sentence) for sentence in sentences], np.float32)

    def between(self, text: str, other: str) -> float:
        one, two = (set(gazetteer.words_of(gazetteer.fold(each))) for each in (text, other))
        return len(one & two) / max(len(one | two), 1)


@dataclass(frozen=True)
class FakeSnapshots:
    """The present archive, without what the search measures of its passages."""

    engine: FakeEngine

    def present(self) -> Snapshot:
        return self.engine._snapshot()


class FakeEngine:
    """See the top of the file."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.index, self.encoder = catalogue, FakeIndex(catalogue), FakeEncoder()
        self._read: dict[str, tuple[Passage, ...]] = {}
        self._texts: dict[tuple[str, int], str] = {}

    ranking = "0123456789ab"

    def over(self, catalogue: Catalogue, _index: PassageIndex) -> FakeEngine:
        return FakeEngine(catalogue)

    def allowed_values(self, filter_name: str, /) -> tuple[str, ...]:
        if fixed := fixed_values(filter_name):
            return fixed
        values = (
            value for each in self.catalogue.cases().values() for value in self._values(each).get(filter_name, ())
        )
        return tuple(sorted(set(values)))

    @property
    def snapshots(self) -> FakeSnapshots:
        return FakeSnapshots(self)

    def likeness(self) -> WordLikeness:
        return WordLikeness()

    def search(self, query: SearchQuery) -> Results:
        found = self._found(query)
        page = found[query.offset : query.offset + query.limit]
        return Results(
            query=query, total=len(found), total_is_exact=True, snapshot=self.catalogue.snapshot(), milliseconds=1, ranking=self.ranking,
            fixity=list_fixity((each.case.id, each.case.version) for each in found),
            cases=tuple(case_card(each, query.language, None, self._hits(each, query.hits_per_case if query.text else 0)) for each in page),
            facets=tuple(self._facet(name, query) for name in FACETS),
        )  # fmt: skip

    def answer(self, query: SearchQuery, threshold: float) -> EvidenceAnswer:
        """Never enough: it offers the first cases that hold the words."""
        nearest = tuple(case_card(each, query.language) for each in self._found(query)[:3])
        return EvidenceAnswer(
            query=query, enough=False, confidence=0.5, threshold=threshold, groups=(), nearest=nearest,
            snapshot=self.catalogue.snapshot(), milliseconds=1,
        )  # fmt: skip

    def every_card(self, query: SearchQuery, most: int | None = None) -> Iterator[CaseCard]:
        yield from (listed.card for listed in islice(self.case_list(query), most))

    def case_list(self, query: SearchQuery, only: Sequence[str] = ()) -> CaseList:
        return list_cases(query, self._snapshot(), only, lambda: [Group(each.case.id) for each in self._found(query)])

    def _snapshot(self) -> Snapshot:
        counts, no_background = self.catalogue.passage_counts(), cast(Background, None)
        return Snapshot(self.catalogue.snapshot(), self.catalogue.cases(), {}, counts, no_background)

    def similar(self, case_id: str, language: str, limit: int) -> tuple[CaseCard, ...]:
        self.catalogue.case(case_id)
        others = [each for id, each in self.catalogue.cases().items() if id != case_id]
        return tuple(case_card(each, language) for each in others[:limit])

    def suggest(self, text: str, language: str, limit: int) -> tuple[Suggestion, ...]:
        cards = (case_card(each, language) for each in self.catalogue.cases().values())
        found = (card for card in cards if text and gazetteer.fold(text) in gazetteer.fold(card.title))
        return tuple(Suggestion(kind="case", label=card.title, value=card.id) for card in found)[:limit]

    def suggest_cities(self, text: str, language: str, limit: int) -> tuple[CityAnswer, ...]:
        return tuple(
            CityAnswer(
                geonames_id=city.geonames_id, name=city.name, country=city.country,
                country_label=gazetteer.country_name(city.country, language), population=city.population,
            )
            for city in gazetteer.cities_beginning(text, limit)
        )  # fmt: skip

    def case_card(self, case_id: str, language: str) -> CaseCard:
        self.catalogue.case(case_id)
        return case_card(self.catalogue.cases()[case_id], language)

    def case_answer(self, case_id: str, language: str) -> CaseAnswer:
        card = self.case_card(case_id, language)
        return case_answer(self.catalogue.case(case_id), card, self.catalogue.snapshot())

    def _found(self, query: SearchQuery) -> list[CaseSummary]:
        kept = [each for each in self.catalogue.cases().values() if self._keeps(query, each)]
        return sorted(kept, key=lambda each: (-(each.case.year or 0), each.case.id))

    def _keeps(self, query: SearchQuery, each: CaseSummary) -> bool:
        values, year = self._values(each), each.case.year or 0
        chosen = all(set(wanted) & set(values.get(name, ())) for name, wanted in query.filters.items())
        chosen = chosen and (not query.cases or each.case.id in query.cases)
        in_years = (query.year_from or 0) <= year <= (query.year_to or 9999)
        return chosen and in_years and (not query.text or self._holds(each, gazetteer.fold(query.text).split()))

    def _holds(self, each: CaseSummary, words: Sequence[str]) -> bool:
        key = (each.case.id, each.case.version)
        if key not in self._texts:
            passages = " ".join(p.text for document in each.documents for p in self._passages(document))
            self._texts[key] = gazetteer.fold(each.case.model_dump_json() + passages)
        return all(word in self._texts[key] for word in words)

    def _passages(self, document: StoredDocument) -> tuple[Passage, ...]:
        if document.id not in self._read:
            self._read[document.id] = self.catalogue.passages(document.id)
        return self._read[document.id]

    def _values(self, each: CaseSummary) -> dict[str, tuple[str, ...]]:
        types = tuple(document.document_type for document in each.documents)
        return {**each.values, "document_type": types, "language": ("en",), "section": ("results",)}

    def _facet(self, name: str, query: SearchQuery) -> Facet:
        open_query = query.model_copy(update={"filters": {key: v for key, v in query.filters.items() if key != name}})
        counts: dict[str, int] = {}
        for each in self._found(open_query):
            for value in set(self._values(each).get(name, ())):
                counts[value] = counts.get(value, 0) + 1
        values = (
            FacetValue(value=value, label=value_label(name, value, query.language), count=count, selected=value in query.filters.get(name, ()))
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        )  # fmt: skip
        return Facet(name=name, label=facet_label(name, query.language), values=tuple(values))

    def _hits(self, each: CaseSummary, most: int) -> tuple[Hit, ...]:
        passages = [(document, p) for document in each.documents for p in self._passages(document)]
        return tuple(
            Hit(
                passage_id=p.id, document_id=document.id, document_title=document.title, document_type=document.document_type,
                language=p.language, page=p.page, page_end=p.page_end, heading_path=p.heading_path, section=p.section,
                section_label=p.section, text=p.text, score=1.0, why=Why(),
            )
            for document, p in passages[:most]
        )  # fmt: skip


@contextmanager
def open_fake_archive(settings: Settings) -> Iterator[Archive]:
    """A new archive in the settings' data directory with the corpus of the tests in it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        files, engine = FileStore(settings.files_dir), FakeEngine(catalogue)
        publish_corpus(catalogue, files, settings.data_dir)
        opened = opening.Archive(
            settings, catalogue, files, cast(Encoder, engine.encoder), cast(PassageIndex, engine.index), None
        )
        with closing(PastArchives(opened, cast(SearchEngine, engine))) as past:
            yield Archive(settings, catalogue, files, cast(SearchEngine, engine), opened, past)


def settings_in(folder: Path) -> Settings:
    return Settings(data_dir=folder, _env_file=None)


def client_of(folder: Path, change: Callable[[Archive], None]) -> TestClient:
    """A client of an archive of its own, changed before the application gets it; enter it to start the application."""

    @contextmanager
    def open_changed(settings: Settings) -> Iterator[Archive]:
        with open_fake_archive(settings) as archive:
            change(archive)
            yield archive

    return TestClient(create_app(settings_in(folder), open_changed))


def document_of_kind(client: TestClient, file: str, case_id: str = "stockholm-charge") -> str:
    """Id of the document with this file name."""
    documents = client.get(f"/v1/cases/{case_id}/documents").json()
    return next(str(document["id"]) for document in documents if document["file"] == file)
