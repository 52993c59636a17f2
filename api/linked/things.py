"""What stands behind the addresses under `/id`: found, or gone and since when, and each of its forms as an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.addresses import Addresses
from api.archive import Archive
from api.linked.case import DescribedCase, case_jsonld, document_jsonld, passage_jsonld, period
from api.linked.pages import landing_page
from api.linked.rdf import Json, jsonld_response
from api.linked.skos import concept_jsonld, narrower, scheme_jsonld, scheme_turtle, schemes
from api.negotiation import HTML, JSON, JSON_LD, TURTLE, VARY, chosen_form, chosen_language
from corpus.errors import Gone, NotFound
from corpus.passage import Passage, StoredDocument, document_of
from corpus.results import CaseCard, InterfaceLanguage
from corpus.vocabulary import VOCABULARIES, Concept, Vocabulary, vocabulary
from index.catalogue import CaseDates, ChangeLog, StoredCase

EXPORTS: Mapping[str, str] = {
    "application/x-bibtex": "bib",
    "application/x-research-info-systems": "ris",
    "application/vnd.citationstyles.csl+json": "csl.json",
}
"""Media types that reference managers ask for, as of DOIs -> ending of the export that has the case in it."""

SEARCHED = {"topics": "topic", "regions": "region", "sdgs": "sdg", "verdicts": "verdict", "sections": "section"}
"""Vocabularies that cases can be filtered by, and the filter."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the forms of a thing need to know of the request."""

    archive: Archive
    addresses: Addresses
    language: InterfaceLanguage
    media_type: str

    def see(self, address: str) -> Response:
        """303: the thing itself is not a file, and this address tells of it in the form that was asked for."""
        return RedirectResponse(address, 303, {"Vary": VARY})

    def described(self, jsonld: Json) -> Response:
        return jsonld_response(jsonld, self.media_type, {"Vary": VARY})


Form = Callable[[Asked, Thing], Response]


def answered(request: Request, archive: Archive, thing: Thing, forms: Mapping[str, Form[Thing]]) -> Response:
    """The thing in the form that the request accepts best; NotAcceptable where it accepts none of them."""
    media_type = chosen_form(request, tuple(forms))
    return forms[media_type](
        Asked(archive, Addresses.of(archive.settings), chosen_language(request), media_type), thing
    )


def stored_case(archive: Archive, case_id: str) -> StoredCase:
    """The case; Gone says when it was removed, NotFound that there never was one."""
    try:
        return archive.catalogue.case(case_id)
    except NotFound:
        raise _missing(archive, case_id, f"there is no case {case_id!r}") from None


def stored_document(archive: Archive, document_id: str) -> StoredDocument:
    """The document, of an older version of its case too; Gone where the case was removed."""
    try:
        return archive.catalogue.document(document_id)
    except NotFound:
        case_id = document_id.rpartition(".")[0]
        raise _missing(archive, case_id, f"there is no document {document_id!r}") from None


def stored_passage(archive: Archive, passage_id: str) -> Passage:
    """The passage; Gone where its case was removed."""
    found = archive.catalogue.passages_by_id([passage_id])
    if passage_id not in found:
        case_id = document_of(passage_id).rpartition(".")[0]
        raise _missing(archive, case_id, f"there is no passage {passage_id!r}")
    return found[passage_id]


def _missing(archive: Archive, case_id: str, sentence: str) -> NotFound:
    removed = ChangeLog(archive.catalogue.engine).removed(case_id)
    is_gone = removed is not None and case_id not in archive.catalogue.cases()
    if removed is None or not is_gone:
        return NotFound(sentence)
    return Gone(f"the case {case_id!r} was in the archive and was removed on {removed:%Y-%m-%d at %H:%M} UTC")


@dataclass(frozen=True, slots=True)
class KnownConcept:
    """A concept with the vocabulary that it is of."""

    vocabulary: Vocabulary
    concept: Concept


def known_vocabulary(name: str) -> Vocabulary:
    """NotFound names those that there are."""
    if name not in VOCABULARIES:
        raise NotFound(f"there is no vocabulary {name[:100]!r}; there are: {', '.join(VOCABULARIES)}")
    return vocabulary(name)


def known_concept(name: str, concept_id: str) -> KnownConcept:
    """NotFound says whether there is no such vocabulary, or none of that id in it."""
    found = known_vocabulary(name)
    if concept_id not in found:
        raise NotFound(f"the vocabulary {name!r} has no concept {concept_id[:100]!r}")
    return KnownConcept(found, found[concept_id])


def described(stored: StoredCase) -> DescribedCase:
    """A case with its documents and dates, as descriptions need it."""
    created = [version.created for version in stored.versions]
    return DescribedCase(stored.case, stored.documents, CaseDates(min(created), max(created)) if created else None)


def _case_page(asked: Asked, stored: StoredCase) -> Response:
    card = asked.archive.engine.case_card(stored.case.id, asked.language)
    uri = asked.addresses.case(card.id)
    forms = {
        JSON_LD: uri,
        TURTLE: uri,
        JSON: asked.addresses.case_record(card.id),
        **{media_type: _export(asked, card.id, ending) for media_type, ending in EXPORTS.items()},
    }
    return landing_page(
        "case.html", asked.language, asked.addresses, uri=uri, forms=forms, card=card,
        facts=tuple(_facts(card, stored)), documents=stored.documents, sources=stored.case.sources,
        jsonld=case_jsonld(described(stored), asked.addresses),
    )  # fmt: skip


def _facts(card: CaseCard, stored: StoredCase) -> Iterator[tuple[str, str]]:
    """Label of the page -> value, of what is known."""
    values = {
        "place": ", ".join(filter(None, (card.city, card.country_label))),
        "period": (period(stored.case) or "").removesuffix("..").replace("/", " – "),
        "verdict": card.verdict_label,
        "licence": ", ".join(filter(None, (stored.case.licence, stored.case.rights_holder))),
        "version": str(card.version),
    }
    return ((name, value) for name, value in values.items() if value)


def _scheme_page(asked: Asked, found: Vocabulary) -> Response:
    endings = {JSON_LD: ".jsonld", TURTLE: ".ttl", JSON: ""}
    return landing_page(
        "scheme.html",
        asked.language,
        asked.addresses,
        uri=asked.addresses.scheme(found.name),
        forms={form: asked.addresses.vocabulary(found.name, ending) for form, ending in endings.items()},
        found=found,
        scheme=schemes()[found.name],
        parents={each.parent for each in found},
    )


def _concept_page(asked: Asked, known: KnownConcept) -> Response:
    found, concept = known.vocabulary, known.concept
    uri = asked.addresses.concept(found.name, concept.id)
    return landing_page(
        "concept.html",
        asked.language,
        asked.addresses,
        uri=uri,
        forms={JSON_LD: uri, TURTLE: uri},
        found=found,
        concept=concept,
        scheme=schemes()[found.name],
        page=_cases_of(asked, known),
        narrower=narrower(found, concept.id),
    )


def _cases_of(asked: Asked, known: KnownConcept) -> str | None:
    """The search for cases with this concept, None where cases cannot be filtered by its vocabulary."""
    filter_name = SEARCHED.get(known.vocabulary.name)
    return asked.addresses.page({filter_name: known.concept.id, "lang": asked.language}) if filter_name else None


def _case_described(asked: Asked, stored: StoredCase) -> Response:
    return asked.described(case_jsonld(described(stored), asked.addresses))


def _export(asked: Asked, case_id: str, ending: str) -> str:
    return asked.addresses.answer(f"/v1/export.{ending}", {"case": case_id})


def _case_exported(asked: Asked, stored: StoredCase) -> Response:
    return asked.see(_export(asked, stored.case.id, EXPORTS[asked.media_type]))


def _document_described(asked: Asked, found: StoredDocument) -> Response:
    return asked.described(document_jsonld(found, asked.addresses))


def _passage_described(asked: Asked, found: Passage) -> Response:
    return asked.described(passage_jsonld(found, asked.addresses))


def _concept_described(asked: Asked, known: KnownConcept) -> Response:
    return asked.described(concept_jsonld(known.vocabulary.name, known.concept.id, asked.addresses))


def _scheme_as_jsonld(asked: Asked, found: Vocabulary) -> Response:
    return asked.described(scheme_jsonld(found.name, asked.addresses))


def _scheme_as_turtle(asked: Asked, found: Vocabulary) -> Response:
    return Response(scheme_turtle(found.name, asked.addresses), headers={"Vary": VARY}, media_type=TURTLE)


CASE_FORMS: Mapping[str, Form[StoredCase]] = {
    HTML: _case_page,
    JSON_LD: _case_described,
    TURTLE: _case_described,
    JSON: lambda asked, stored: asked.see(asked.addresses.case_record(stored.case.id)),
    **{media_type: _case_exported for media_type in EXPORTS},
}
"""Media type -> how a case is answered in it. The first of every table is the one for whoever accepts anything."""

PASSAGE_FORMS: Mapping[str, Form[Passage]] = {
    HTML: lambda asked, found: asked.see(asked.addresses.passage_page(found.id, found.page, asked.language)),
    JSON_LD: _passage_described,
    TURTLE: _passage_described,
    JSON: lambda asked, found: asked.see(asked.addresses.passage_record(found.id)),
}

CONCEPT_FORMS: Mapping[str, Form[KnownConcept]] = {
    HTML: _concept_page,
    JSON_LD: _concept_described,
    TURTLE: _concept_described,
}

SCHEME_FORMS: Mapping[str, Form[Vocabulary]] = {
    HTML: _scheme_page,
    JSON_LD: _scheme_as_jsonld,
    TURTLE: _scheme_as_turtle,
    JSON: lambda asked, found: asked.see(asked.addresses.vocabulary(found.name)),
}


def document_forms(found: StoredDocument) -> Mapping[str, Form[StoredDocument]]:
    """Page, descriptions and record; and the file for whoever asks for its very format."""
    return {
        HTML: lambda asked, found: asked.see(asked.addresses.document_page(found.id, asked.language)),
        JSON_LD: _document_described,
        TURTLE: _document_described,
        JSON: lambda asked, found: asked.see(asked.addresses.document_record(found.id)),
        **({found.media_type: _file} if found.media_type != HTML else {}),
    }


def _file(asked: Asked, found: StoredDocument) -> Response:
    return asked.see(asked.addresses.file(found.id))
