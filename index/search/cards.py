"""Cases as lists and pages show them, with labels in the language that was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from corpus import gazetteer
from corpus.case import Case, Check, in_language
from corpus.facets import city_name
from corpus.licences import withheld
from corpus.passage import StoredDocument
from corpus.results import CaseAnswer, CaseCard, DocumentAnswer, Hit, VersionAnswer
from corpus.vocabulary import vocabulary
from index.catalogue import CaseSummary, StoredCase, Version


def case_card(summary: CaseSummary, language: str, score: float | None = None, hits: tuple[Hit, ...] = ()) -> CaseCard:
    """The card of a case. Title and abstract are in the language asked for where the record has it, else English, else any."""
    case, documents = summary.case, summary.documents
    title_language, title = in_language(case.title, language) or (case.original_language, case.id)
    abstract_language, abstract = in_language(case.abstract, language) or (title_language, "")
    place = gazetteer.city(case.city.geonames_id) if case.city else None
    region = gazetteer.region_of(case.country)
    return CaseCard(
        id=case.id,
        version=case.version,
        status=case.status.value,
        title=title,
        title_language=title_language,
        abstract=abstract,
        abstract_language=abstract_language,
        city=city_name(case, language),
        country=case.country,
        country_label=gazetteer.country_name(case.country, language) if case.country else None,
        region_label=region.label(language) if region else None,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        year=case.year,
        stage=case.stage.value if case.stage else None,
        stage_label=vocabulary("stages").label(case.stage.value, language) if case.stage else None,
        verdict=case.verdict.value if case.verdict else None,
        verdict_label=vocabulary("verdicts").label(case.verdict.value, language) if case.verdict else None,
        topics=case.topics,
        topic_labels=tuple(vocabulary("topics").label(topic, language) for topic in case.topics),
        languages=_distinct(document.language for document in documents),
        document_types=_distinct(document.document_type for document in documents),
        evidence=_distinct(outcome.evidence.value for outcome in case.outcomes),
        unconfirmed=unconfirmed(case),
        completeness=case.completeness,
        guessed=case.guessed,
        score=score,
        hits=hits,
    )


def unconfirmed(case: Case) -> int:
    """Outcomes and costs for which no editor has read the page that says so."""
    checks = [*(outcome.check for outcome in case.outcomes), *(money.check for money in case.cost)]
    return checks.count(Check.unconfirmed)


def case_answer(stored: StoredCase, card: CaseCard, snapshot: str) -> CaseAnswer:
    """A case in full; the record is as written, in all its languages."""
    documents = (document_answer(document, stored.passage_counts[document.id]) for document in stored.documents)
    return CaseAnswer(
        card=card,
        record=stored.case,
        documents=tuple(documents),
        versions=tuple(_version(version) for version in stored.versions),
        snapshot=snapshot,
    )


def document_answer(document: StoredDocument, passages: int) -> DocumentAnswer:
    return DocumentAnswer(
        id=document.id,
        case_id=document.case_id,
        file=document.file,
        title=document.title,
        language=document.language,
        document_type=document.document_type,
        media_type=document.media_type,
        size=document.size,
        pages=document.pages,
        sha256=document.sha256,
        licence=document.licence,
        withheld=withheld(document.licence),
        passages=passages,
    )


def _version(version: Version) -> VersionAnswer:
    return VersionAnswer(version=version.version, created=version.created.isoformat(), documents=version.documents)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
