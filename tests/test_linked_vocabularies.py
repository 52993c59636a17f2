"""Vocabularies in SKOS: whole, sound by the integrity conditions of the standard, and every concept at an address that answers."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, SKOS, Graph, Literal, URIRef

from api.addresses import Addresses
from api.linked.rdf import graph_of
from api.linked.skos import scheme_jsonld, schemes
from corpus.vocabulary import INTERFACE_LANGUAGES, VOCABULARIES, vocabulary

pytest_plugins = ("archive_client",)

HERE = Addresses("http://127.0.0.1:8000", "http://127.0.0.1:8501")


@cache
def graph(name: str) -> Graph:
    return graph_of(scheme_jsonld(name, HERE))


def concepts(name: str) -> list[URIRef]:
    return [each for each in graph(name).subjects(RDF.type, SKOS.Concept) if isinstance(each, URIRef)]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_concept_is_there_with_one_preferred_label_a_language(name: str) -> None:
    assert len(concepts(name)) == len(vocabulary(name).concepts)
    for concept in concepts(name):
        labels = [each for each in graph(name).objects(concept, SKOS.prefLabel) if isinstance(each, Literal)]
        languages = Counter(label.language for label in labels)
        assert set(INTERFACE_LANGUAGES) <= set(languages), concept
        assert set(languages.values()) == {1}, concept


@pytest.mark.parametrize("name", VOCABULARIES)
def test_labels_of_a_concept_are_of_one_kind_only(name: str) -> None:
    for concept in concepts(name):
        kinds = [set(graph(name).objects(concept, kind)) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
        assert sum(map(len, kinds)) == len(set().union(*kinds)), concept


@pytest.mark.parametrize("name", VOCABULARIES)
def test_broader_and_narrower_are_inverse_without_a_cycle_and_end_at_the_top(name: str) -> None:
    found, scheme = graph(name), URIRef(HERE.scheme(name))
    up, down = set(found.subject_objects(SKOS.broader)), set(found.subject_objects(SKOS.narrower))
    assert up == {(below, above) for above, below in down}
    for concept in concepts(name):
        above = found.value(concept, SKOS.broader)
        assert above is None or concept not in set(found.transitive_objects(above, SKOS.broader))
        is_top = (concept, SKOS.topConceptOf, scheme) in found
        assert (
            is_top == (found.value(concept, SKOS.broader) is None) == ((scheme, SKOS.hasTopConcept, concept) in found)
        )
        assert (concept, SKOS.inScheme, scheme) in found


@pytest.mark.parametrize("name", VOCABULARIES)
def test_notation_is_the_id_and_names_one_concept(name: str) -> None:
    assert Counter(str(each) for each in graph(name).objects(None, SKOS.notation)) == Counter(
        list(vocabulary(name).concepts)
    )


def test_every_vocabulary_is_described_in_every_interface_language() -> None:
    assert set(schemes()) == set(VOCABULARIES)
    assert all(set(scheme.labels) == set(INTERFACE_LANGUAGES) for scheme in schemes().values())


def test_matches_are_with_the_united_nations_the_spdx_list_and_with_topics_that_there_are() -> None:
    goal = URIRef(HERE.concept("sdgs", "11"))
    assert graph("sdgs").value(goal, SKOS.exactMatch) == URIRef("http://metadata.un.org/sdg/11")
    licence = URIRef(HERE.concept("licences", "CC-BY-4.0"))
    assert graph("licences").value(licence, SKOS.exactMatch) == URIRef("https://spdx.org/licenses/CC-BY-4.0")
    assert set(graph("terms").objects(None, SKOS.broadMatch)) <= set(concepts("topics"))
    assert graph("terms").value(URIRef(HERE.concept("terms", "brt")), SKOS.broadMatch) == URIRef(
        HERE.concept("topics", "transport")
    )


def test_regions_have_their_m49_codes_and_their_place() -> None:
    western_africa = URIRef(HERE.concept("regions", "011"))
    assert graph("regions").value(western_africa, SKOS.broader) == URIRef(HERE.concept("regions", "002"))
    assert graph("regions").value(western_africa, SKOS.notation) == Literal("011")


@pytest.mark.parametrize("name", ["topics", "regions", "evidence"])
def test_whole_vocabulary_is_the_same_in_every_form(client: TestClient, name: str) -> None:
    turtle = Graph().parse(data=client.get(f"/v1/vocabularies/{name}.ttl").text, format="turtle")
    named = Graph().parse(
        data=client.get(f"/id/scheme/{name}", headers={"accept": "text/turtle"}).text, format="turtle"
    )
    jsonld = graph_of(client.get(f"/v1/vocabularies/{name}.jsonld").json())
    assert turtle.isomorphic(jsonld)
    assert turtle.isomorphic(named)


@pytest.mark.parametrize("name", ["topics", "regions", "evidence", "sdgs"])
def test_every_address_of_a_concept_answers_with_that_concept(client: TestClient, name: str) -> None:
    for concept in concepts(name):
        told = Graph().parse(data=client.get(str(concept), headers={"accept": "text/turtle"}).text, format="turtle")
        assert set(told.objects(concept)) == set(graph(name).objects(concept))
        assert client.get(str(concept), headers={"accept": "text/html"}).status_code == 200


def test_page_of_a_concept_leads_to_the_cases_that_have_it(client: TestClient) -> None:
    page = client.get("/id/concept/topics/transport", headers={"accept-language": "fr"}).text
    assert "<h1>Transports et mobilité</h1>" in page
    assert "http://127.0.0.1:8501/?topic=transport&amp;lang=fr" in page
    assert "?stage=" not in client.get("/id/concept/stages/pilot").text


def test_page_of_a_vocabulary_lists_it_as_a_tree(client: TestClient) -> None:
    page = client.get("/id/scheme/regions").text
    africa, western = page.index("/id/concept/regions/002"), page.index("/id/concept/regions/011")
    assert "<ul>" in page[africa:western]
    assert page.count("/id/concept/regions/") == len(vocabulary("regions").concepts)


def test_vocabulary_in_json_is_where_it_was(client: TestClient) -> None:
    found = client.get("/id/scheme/topics", headers={"accept": "application/json"})
    assert found.url.path == "/v1/vocabularies/topics"
    assert found.json()["name"] == "topics"


@pytest.mark.parametrize("path", ["/id/scheme/nope", "/id/concept/nope/a", "/id/concept/topics/nope", "/v1/vocabularies/nope.ttl"])  # fmt: skip
def test_what_is_in_no_vocabulary_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
