"""Vocabularies as SKOS concept schemes: every concept with its labels in all languages, its place, its notation and its match elsewhere.

https://www.w3.org/TR/skos-reference/; a label that a concept has as its preferred one is not repeated as an alternative or hidden one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

import yaml

from api.addresses import Addresses
from api.linked.rdf import Json, turtle
from corpus.vocabulary import VOCABULARIES, Concept, Vocabulary, vocabulary

_LINKS = ("broadMatch", "broader", "exactMatch", "hasTopConcept", "inScheme", "narrower", "topConceptOf")

CONTEXT: Json = {
    "@vocab": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "title": {"@id": "dcterms:title", "@container": "@language"},
    "description": {"@id": "dcterms:description", "@container": "@language"},
    "prefLabel": {"@container": "@language"},
    **{name: {"@type": "@id"} for name in _LINKS},
}
"""Names of SKOS in our JSON-LD."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a vocabulary says of itself as a concept scheme, and how its notes are said in SKOS."""

    labels: Mapping[str, str]
    about: str
    """One English sentence."""
    describes: Mapping[str, str] = field(default_factory=dict)
    """Note of a concept -> property of SKOS."""
    match: str = ""
    """Address of the same concept in somebody else's scheme, with `{id}`; empty where there is none."""
    broad: Mapping[str, str] = field(default_factory=dict)
    """Note that names a broader concept -> our vocabulary that has it."""


@cache
def schemes() -> Mapping[str, Scheme]:
    """Vocabulary -> what is written of it in schemes.yaml."""
    text = resources.files("api.linked").joinpath("schemes.yaml").read_text("utf-8")
    return {name: Scheme(**entry) for name, entry in yaml.safe_load(text).items()}


def scheme_jsonld(name: str, addresses: Addresses) -> Json:
    """A whole vocabulary: the scheme, then its concepts in their order."""
    found = vocabulary(name)
    tops = [addresses.concept(name, each.id) for each in found if each.parent is None]
    concepts = [_concept(found, each, addresses) for each in found]
    return {"@context": CONTEXT, "@graph": [{**_scheme(name, addresses), "hasTopConcept": tops}, *concepts]}


@lru_cache(len(VOCABULARIES))
def scheme_turtle(name: str, addresses: Addresses) -> str:
    """The same as Turtle. Kept, since it changes with the program only: writing that of `terms` takes two seconds."""
    return turtle(scheme_jsonld(name, addresses))


def concept_jsonld(name: str, concept_id: str, addresses: Addresses) -> Json:
    """One concept, with what its scheme is called; BadInput where the vocabulary has none of that id."""
    found = vocabulary(name)
    return {"@context": CONTEXT, "@graph": [_scheme(name, addresses), _concept(found, found[concept_id], addresses)]}


def narrower(found: Vocabulary, concept_id: str) -> tuple[Concept, ...]:
    """Concepts right below this one, in the order of the vocabulary."""
    return tuple(each for each in found if each.parent == concept_id)


def _scheme(name: str, addresses: Addresses) -> Json:
    scheme = schemes()[name]
    return {
        "@id": addresses.scheme(name),
        "@type": "ConceptScheme",
        "prefLabel": scheme.labels,
        "title": scheme.labels,
        "description": {"en": scheme.about},
    }


def _concept(found: Vocabulary, concept: Concept, addresses: Addresses) -> Json:
    node: Json = {
        "@id": addresses.concept(found.name, concept.id),
        "@type": "Concept",
        "notation": concept.id,
        "prefLabel": concept.labels,
        "inScheme": addresses.scheme(found.name),
    }
    for name, value in (*_notes(schemes()[found.name], concept), *_links(found, concept, addresses)):
        node.setdefault(name, []).append(value)
    return node


def _notes(scheme: Scheme, concept: Concept) -> Iterator[tuple[str, Json | str]]:
    for note, name in scheme.describes.items():
        for tag, words in _texts(concept.notes.get(note), "en" if name == "scopeNote" else ""):
            if words != concept.labels.get(tag):
                yield name, {"@language": tag, "@value": words} if tag else words


def _texts(note: object, language: str) -> Iterator[tuple[str, str]]:
    """Language and words: as the note says, else in the one given; the names of regions are a mixture, and have none."""
    if isinstance(note, Mapping):
        yield from ((tag, each) for tag, words in note.items() for each in dict.fromkeys(words))
    elif isinstance(note, list):
        yield from ((language, each) for each in dict.fromkeys(note))
    elif note:
        yield language, str(note)


def _links(found: Vocabulary, concept: Concept, addresses: Addresses) -> Iterator[tuple[str, str]]:
    scheme = schemes()[found.name]
    if concept.parent is None:
        yield "topConceptOf", addresses.scheme(found.name)
    else:
        yield "broader", addresses.concept(found.name, concept.parent)
    yield from (("narrower", addresses.concept(found.name, each.id)) for each in narrower(found, concept.id))
    if scheme.match:
        yield "exactMatch", scheme.match.format(id=concept.id)
    for note, other in scheme.broad.items():
        yield "broadMatch", addresses.concept(other, concept.notes[note])
