"""A stand-in for the API, written by hand for the tests of the front end: `corpus.results` types over HTTP, from a few cases.

What it fakes: search is 'one of the words stands in a passage' in the order of the list; there is no ranking, no similarity, and
pages of PDFs are pictures of one colour. What is real: addresses, parameters, status codes, problem documents, and the types.
"""

from __future__ import annotations

import socket
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import uvicorn
from fake_takeaway import add_citations, add_comparison, add_differences, add_exports
from fastapi import FastAPI, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, Response

from corpus import gazetteer
from corpus.case import Case, Status, in_language
from corpus.facets import case_values, city_name, facet_label, value_label
from corpus.passage import document_of
from corpus.programme.results import CaseTeaching, TaughtBy
from corpus.results import (
    FACETS,
    FILTERS,
    Adjustment,
    CaseAnswer,
    CaseCard,
    CityAnswer,
    Comparison,
    Correction,
    DocumentAnswer,
    EvidenceAnswer,
    EvidenceGroup,
    EvidenceSentence,
    EvidenceWhy,
    Facet,
    FacetValue,
    Highlight,
    Hit,
    LikeAnswer,
    Offer,
    PassageAnswer,
    Results,
    SearchQuery,
    Suggestion,
    VersionAnswer,
    Why,
)
from corpus.vocabulary import vocabulary

SNAPSHOT = "fake-1"

CORRECTIONS = (Correction(word="pavimneto", instead="pavimento"), Correction(word="<i>bsu", instead="<b>bus"))
"""The slips that the stand-in knows."""
NAMED = {
    "bogotá": ("city", "3688689"),
    "seoul": ("city", "1835848"),
    "colombia": ("country", "CO"),
    "transport": ("topic", "transport"),
    "cost": ("section", "cost"),
    "lessons": ("section", "lessons"),
    **{str(year): ("year", str(year)) for year in range(2000, 2005)},
}
"""The words that name a filter; after 'not' they name what is not wanted."""


@dataclass(frozen=True)
class FakeCase:
    """A record with its documents and their passages."""

    record: Case
    documents: tuple[DocumentAnswer, ...] = ()
    passages: tuple[PassageAnswer, ...] = ()

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        languages = tuple(dict.fromkeys(document.language for document in self.documents))
        types = tuple(dict.fromkeys(document.document_type for document in self.documents))
        return {**case_values(self.record), "language": languages, "document_type": types}

    def document(self, document_id: str) -> DocumentAnswer:
        return next(document for document in self.documents if document.id == document_id)


@dataclass
class FakeArchive:
    """The cases, and what was asked: tests read `asked` to see what the front end sent."""

    cases: Sequence[FakeCase]
    asked: list[str] = field(default_factory=list)
    unlisted: int = 0
    """Cases that count and are exported, but stand on no page: a long list that costs nothing to draw."""
    may_go_on: Event = field(default_factory=Event)
    """Until it is set, an export of more than a hundred cases stops after the first hundred."""
    breaks_after: int | None = None
    """Cases after which an export ends too early, as if it were whole."""
    promised: int | None = None
    """Bytes that an export claims to have: if it has fewer, the connection breaks off."""

    def found(self, case_id: str) -> FakeCase | None:
        return next((case for case in self.cases if case.record.id == case_id), None)

    def passage(self, passage_id: str) -> tuple[FakeCase, PassageAnswer] | None:
        """The passage with its case."""
        passages = ((case, passage) for case in self.cases for passage in case.passages)
        return next(((case, passage) for case, passage in passages if passage.id == passage_id), None)

    def owner(self, document_id: str) -> FakeCase | None:
        return next((case for case in self.cases if any(d.id == document_id for d in case.documents)), None)


def card(case: FakeCase, language: str, hits: Sequence[Hit] = ()) -> CaseCard:
    record = case.record
    title = in_language(record.title, language) or ("en", "")
    abstract = in_language(record.abstract, language) or ("en", "")
    region = gazetteer.region_of(record.country)
    topics = vocabulary("topics")
    return CaseCard(
        id=record.id,
        version=record.version,
        status=record.status.value,
        title=title[1],
        title_language=title[0],
        abstract=abstract[1],
        abstract_language=abstract[0],
        city=city_name(record, language),
        country=record.country,
        country_label=gazetteer.country_name(record.country, language) if record.country else None,
        region_label=region.label(language) if region else None,
        latitude=None,
        longitude=None,
        year=record.year,
        stage=record.stage.value if record.stage else None,
        stage_label=vocabulary("stages").label(record.stage.value, language) if record.stage else None,
        verdict=record.verdict.value if record.verdict else None,
        verdict_label=vocabulary("verdicts").label(record.verdict.value, language) if record.verdict else None,
        topics=record.topics,
        topic_labels=tuple(topics.label(topic, language) for topic in record.topics),
        languages=case.values["language"],
        document_types=case.values["document_type"],
        evidence=tuple(dict.fromkeys(outcome.evidence.value for outcome in record.outcomes)),
        unconfirmed=sum(figure.check == "unconfirmed" for figure in (*record.outcomes, *record.cost)),
        completeness=record.completeness,
        guessed=record.guessed,
        hits=tuple(hits),
    )


def _offers(query: SearchQuery) -> tuple[Offer, ...]:
    words = query.text.casefold().split()
    return tuple(
        Offer(filter=NAMED[word][0], value=NAMED[word][1], label=value_label(*NAMED[word], query.language), words=word, negated=before == "not")
        for before, word in zip(("", *words), words, strict=False)
        if word in NAMED
    )  # fmt: skip


def _adjustments(case: FakeCase, query: SearchQuery) -> tuple[Adjustment, ...]:
    """Recency of every case, and the places that the words name."""
    places = [offer for offer in _offers(query) if offer.value in case.values.get(offer.filter, ())]
    moved = (
        Adjustment(name="negation", effect=-3) if o.negated else Adjustment(name="place", effect=1) for o in places
    )
    return (Adjustment(name="recency", effect=0.1), *moved)


def _hit(case: FakeCase, passage: PassageAnswer, words: Sequence[str], query: SearchQuery) -> Hit:
    document = case.document(passage.document_id)
    shared = tuple(word for word in words if word in passage.text.casefold())
    marks = [Highlight(start=s, end=e, by="words") for s, e in passage.sentences if _has(passage.text[s:e], shared)]
    return Hit(
        passage_id=passage.id,
        document_id=document.id,
        document_title=document.title,
        document_type=document.document_type,
        language=passage.language,
        page=passage.page,
        page_end=passage.page_end,
        heading_path=passage.heading_path,
        section=passage.section,
        section_label=vocabulary("sections").label(passage.section, query.language),
        text=passage.text,
        highlights=tuple(marks[:2]),
        score=1.0,
        why=Why(
            dense_rank=1,
            similarity=0.8,
            keyword_rank=1 if shared else None,
            words=shared,
            adjustments=_adjustments(case, query),
        ),
    )


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text.casefold() for word in words)


def _hits(case: FakeCase, query: SearchQuery) -> list[Hit]:
    words = query.text.replace('"', " ").casefold().split()
    sections = query.filters.get("section", ())
    found = [p for p in case.passages if _has(p.text, words) and (not sections or p.section in sections)]
    return [_hit(case, passage, words, query) for passage in found[: query.hits_per_case]]


def _passes(case: FakeCase, query: SearchQuery, but: str = "") -> bool:
    chosen = {name: values for name, values in query.filters.items() if name not in (but, "section")}
    years = (query.year_from or 0) <= (case.record.year or 0) <= (query.year_to or 9999)
    return years and all(set(values) & set(case.values.get(name, ())) for name, values in chosen.items())


def _answers(archive: FakeArchive, query: SearchQuery, but: str = "") -> list[tuple[FakeCase, list[Hit]]]:
    kept = [(case, _hits(case, query)) for case in archive.cases if _passes(case, query, but)]
    return [(case, hits) for case, hits in kept if hits or not query.text]


def _facet(archive: FakeArchive, query: SearchQuery, name: str) -> Facet:
    counts: dict[str, int] = {}
    for case, _ in _answers(archive, query, but=name):
        for value in case.values[name]:
            counts[value] = counts.get(value, 0) + 1
    regions = vocabulary("regions")
    values = [
        FacetValue(
            value=value,
            label=value_label(name, value, query.language),
            count=count,
            selected=value in query.filters.get(name, ()),
            parent=regions[value].parent if name == "region" else None,
        )
        for value, count in counts.items()
    ]
    in_order = sorted(values, key=lambda v: (-v.count, v.label))
    return Facet(name=name, label=facet_label(name, query.language), values=tuple(in_order))


def _results(archive: FakeArchive, query: SearchQuery) -> Results:
    answers = _answers(archive, query)
    page = answers[query.offset : query.offset + query.limit]
    after = query.offset + query.limit
    return Results(
        query=query,
        total=len(answers) + archive.unlisted,
        total_is_exact=True,
        cases=tuple(_compared(card(case, query.language, hits), query) for case, hits in page),
        like=_like(query),
        facets=tuple(_facet(archive, query, name) for name in FACETS),
        offers=_offers(query),
        corrections=tuple(slip for slip in CORRECTIONS if slip.word in query.text),
        next_cursor=str(after) if after < len(answers) else None,
        snapshot=SNAPSHOT,
        milliseconds=3,
    )


LYON = CityAnswer(geonames_id=2996944, name="Lyon", country="FR", country_label="France", population=520_774)
"""The only city that the stand-in knows to compare with."""
REASONS = (("population", "similar size: 7 against 8", 3, 0.9), ("income", "same income", 2, 1.0), ("region", "same <b>region</b>", 1, 0.5),
           ("language", "another language", 1, 0.0), ("density", "Density: not known", 1, None))  # fmt: skip


def _compared(shown: CaseCard, query: SearchQuery) -> CaseCard:
    if not query.like or not shown.city:
        return shown
    factors = [{"factor": f, "label": f, "reason": r, "weight": w, "likeness": share} for f, r, w, share in REASONS]
    comparison = {"score": 0.8, "known": 0.875, "same_city": shown.city == "Lyon", "factors": factors}
    return shown.model_copy(update={"comparison": Comparison.model_validate(comparison)})


def _like(query: SearchQuery) -> LikeAnswer | None:
    if not query.like:
        return None
    weights = ({"factor": f, "label": f, "weight": query.weights.get(f, w), "default": w} for f, _, w, _ in REASONS)  # type: ignore[call-overload]
    other = LYON.model_copy(update={"geonames_id": 1, "country": "US", "country_label": "United States"})
    return LikeAnswer.model_validate({"city": LYON, "others": (other,), "weights": tuple(weights)})


def _evidence(case: FakeCase, hit: Hit, number: int, language: str) -> EvidenceSentence:
    shown, mark = card(case, language), hit.highlights[0]
    kept = hit.model_dump(include=set(Hit.model_fields) & set(EvidenceSentence.model_fields) - {"text", "kind", "why"})
    return EvidenceSentence(
        **kept, number=number, text=hit.text[mark.start : mark.end], kind="text", start=mark.start, end=mark.end, case_id=shown.id,
        case_title=shown.title, case_title_language=shown.title_language, city=shown.city, country_label=shown.country_label,
        year=shown.year, verdict="mixed", verdict_label="Mixed results", why=EvidenceWhy(similarity=0.9, above_usual=0.1),
    )  # fmt: skip


def _evidence_answer(archive: FakeArchive, query: SearchQuery) -> EvidenceAnswer:
    """Every first marked sentence; not enough where none of the words stands anywhere."""
    marked = [(case, hits[0]) for case, hits in _answers(archive, query) if hits and hits[0].highlights]
    shown = tuple(_evidence(case, hit, number, query.language) for number, (case, hit) in enumerate(marked, 1))
    group = EvidenceGroup(
        basis="verdict", value="mixed", label="Mixed results", is_alike=False, cases=len(shown), sentences=shown
    )
    nearest = () if shown else (card(archive.cases[0], query.language),)
    return EvidenceAnswer(
        query=query, enough=bool(shown), confidence=0.9, threshold=0.8, groups=(group,) if shown else (), nearest=nearest,
        snapshot=SNAPSHOT, milliseconds=2,
    )  # fmt: skip


def _read_query(request: Request) -> SearchQuery:
    given = request.query_params
    chosen = {name: tuple(given.getlist(name)) for name in FILTERS if name in given}
    return SearchQuery.model_validate(
        {
            "text": given.get("q", ""),
            "filters": chosen,
            "language": given.get("lang", "en"),
            "offset": int(given.get("cursor") or 0),
            **{
                name: given[name]
                for name in ("limit", "year_from", "year_to", "hits_per_case", "like")
                if name in given
            },
            "weights": dict(pair.split(":") for pair in given.get("weights", "").split(",") if pair),
        }
    )


def _problem(status: int, title: str, detail: str, errors: Sequence[object] = ()) -> JSONResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": errors}
    return JSONResponse(body, status, media_type="application/problem+json")


def _missing(what: str) -> JSONResponse:
    return _problem(404, "Not found", f"nothing in the archive has the id {what!r}")


def png(width: int = 60, height: int = 85) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def create_fake_api(archive: FakeArchive) -> FastAPI:
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["*"], expose_headers=["X-Total-Count", "Content-Disposition"])

    @app.middleware("http")
    async def remember(request: Request, call_next):  # type: ignore[no-untyped-def]
        archive.asked.append(f"{request.url.path}?{request.url.query}")
        return await call_next(request)

    _add_search(app, archive)
    _add_cases(app, archive)
    _add_documents(app, archive)
    add_exports(app, archive, lambda request: [case.record.id for case, _ in _answers(archive, _read_query(request))])
    add_citations(app, archive)
    add_comparison(app, archive, card)
    add_differences(app, archive)
    return app


def _add_search(app: FastAPI, archive: FakeArchive) -> None:
    @app.get("/v1/search")
    def search(request: Request) -> Response:
        query = _read_query(request)
        known = vocabulary("topics")
        if wrong := [topic for topic in query.filters.get("topic", ()) if topic not in known]:
            return _problem(
                422, "Unprocessable", f"topic has no value {wrong[0]!r}; allowed: {', '.join(known.concepts)}"
            )
        if query.like not in (None, "Lyon", "Lyon, France", "2996944"):
            near = [{"value": "2996944", "label": "Lyon, France"}]
            return _problem(422, "Unprocessable", "no such city", [{"parameter": "like", "allowed": near}])
        return Response(_results(archive, query).model_dump_json(), media_type="application/json")

    @app.get("/v1/cities")
    def cities(q: str) -> list[CityAnswer]:
        return [LYON] if LYON.name.casefold().startswith(q.casefold()) else []

    @app.get("/v1/answers")
    def answers(request: Request) -> Response:
        return Response(
            _evidence_answer(archive, _read_query(request)).model_dump_json(), media_type="application/json"
        )

    @app.get("/v1/suggest")
    def suggest(q: str, lang: str = "en") -> list[Suggestion]:
        cards = [card(case, lang) for case in archive.cases]
        cases = [
            Suggestion(kind="case", label=c.title, value=c.id) for c in cards if q.casefold() in c.title.casefold()
        ]
        topics = [t for t in vocabulary("topics") if q.casefold() in t.label(lang).casefold()]
        return cases + [Suggestion(kind="topic", label=t.label(lang), value=t.id) for t in topics]

    @app.post("/v1/reading-pack")
    def reading_pack(body: dict[str, object]) -> Response:
        media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return Response(f"{body['cases']} {body['language']}".encode(), media_type=media_type)


def _add_cases(app: FastAPI, archive: FakeArchive) -> None:
    @app.get("/v1/cases/{case_id}", response_model=None)
    def one(case_id: str, lang: str = "en") -> CaseAnswer | Response:
        case = archive.found(case_id)
        if case is None:
            return _missing(case_id)
        documents = tuple(d.id for d in case.documents)
        versions = tuple(
            VersionAnswer(version=n, created=f"2026-11-2{n}T12:00:00Z", documents=documents) for n in (1, 2)
        )
        answer = CaseAnswer(
            card=card(case, lang), record=case.record, documents=case.documents, versions=versions, snapshot=SNAPSHOT
        )
        return Response(answer.model_dump_json(), media_type="application/json")

    @app.get("/v1/cases/{case_id}/teaching")
    def teaching(case_id: str) -> CaseTeaching:
        public = TaughtBy(
            id="p1",
            title={"en": "Streets <b>for</b> people", "ko": "사람을 위한 거리"},
            version=1,
            last_day=None,
            link="/?page=programme&programme=p1",
        )
        return CaseTeaching(
            case=case_id, programmes=4, last_year=2026, versions=(1,), raters=41, rating=4.3, public=(public,)
        )

    @app.get("/v1/cases/{case_id}/similar")
    def similar(case_id: str, lang: str = "en") -> list[CaseCard]:
        others = [case for case in archive.cases if case.record.id != case_id and case.record.status != Status.draft]
        return [card(case, lang) for case in others[:3]]


def _add_documents(app: FastAPI, archive: FakeArchive) -> None:
    @app.get("/v1/documents/{document_id}/passages", response_model=None)
    def passages(document_id: str) -> list[PassageAnswer] | Response:
        owner = archive.owner(document_id)
        if owner is None:
            return _missing(document_id)
        return [passage for passage in owner.passages if document_of(passage.id) == document_id]

    @app.get("/v1/documents/{document_id}/file")
    def file(document_id: str) -> Response:
        return Response(f"the file of {document_id}", media_type="text/plain")

    @app.get("/v1/documents/{document_id}/pages/{page}.png")
    def page_image(document_id: str, page: int, width: int = Query(default=1000)) -> Response:  # noqa: ARG001
        return Response(png(), media_type="image/png")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(app: object, port: int = 0) -> Iterator[str]:
    """Serves an ASGI application on a free port of this machine, and gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
