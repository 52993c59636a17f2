"""Searches as feeds, read by feedparser and by the rules of JSON Feed; and the OpenSearch description."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import feedparser  # type: ignore[import-untyped]
import pytest
from fake_archive import HOSTILE_TITLE, STOCKHOLM, client_of
from fastapi.testclient import TestClient
from lxml import etree  # type: ignore[import-untyped]

from api.archive import Archive
from api.linked import feeds
from corpus.case import Case
from corpus.results import SearchQuery

pytest_plugins = ("archive_client",)

Json = dict[str, Any]
LISTS = ("", "?topic=transport&topic=governance&lang=ko", "?q=stockholm", "?year_from=2000&year_to=2005&country=KR")


def read(client: TestClient, query: str = "") -> Any:
    answer = client.get(f"/v1/feed.atom{query}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert (found.bozo, found.version) == (False, "atom10")
    return found


@pytest.mark.parametrize("query", LISTS)
def test_atom_holds_the_cases_of_the_search_the_last_changed_first(client: TestClient, query: str) -> None:
    found = read(client, query)
    listed = client.get(f"/v1/search{query}{'&' if query else '?'}limit=50").json()["cases"]
    assert {entry.id.rpartition("/")[2] for entry in found.entries} == {card["id"] for card in listed}
    changes = [entry.updated for entry in found.entries]
    assert changes == sorted(changes, reverse=True)
    assert found.feed.updated == changes[0]


@pytest.mark.parametrize("query", LISTS)
def test_json_feed_says_the_same_as_atom(client: TestClient, query: str) -> None:
    atom, found = read(client, query), client.get(f"/v1/feed.json{query}").json()
    assert [item["id"] for item in found["items"]] == [entry.id for entry in atom.entries]
    assert [item["title"] for item in found["items"]] == [entry.title for entry in atom.entries]
    assert found["title"] == atom.feed.title


@pytest.mark.parametrize("query", LISTS)
def test_json_feed_keeps_to_the_rules_of_its_standard(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/feed.json{query}")
    assert answer.headers["content-type"] == "application/feed+json"
    found: Json = answer.json()
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(found["title"], str)
    assert all(urlsplit(found[name]).scheme == "http" for name in ("home_page_url", "feed_url"))
    ids = [item["id"] for item in found["items"]]
    assert len(set(ids)) == len(ids)
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert "content_text" in item or "content_html" in item
        assert all(dt.datetime.fromisoformat(item[name]).tzinfo for name in ("date_published", "date_modified"))
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])


def test_address_of_a_feed_is_the_same_however_the_search_was_written(client: TestClient) -> None:
    one, other = read(client, "?q=bus&topic=transport&limit=3&lang=en"), read(client, "?topic=transport&q=bus")
    assert one.feed.id == other.feed.id == "http://127.0.0.1:8000/v1/feed.atom?topic=transport&q=bus"
    links = {link["rel"]: link["href"] for link in one.feed.links}
    assert links["self"] == one.feed.id
    assert parse_qs(urlsplit(links["alternate"]).query) == {"topic": ["transport"], "q": ["bus"]}


def test_entry_names_the_case_for_good_and_tells_of_it(client: TestClient) -> None:
    (entry,) = read(client, "?q=stockholm&lang=ko").entries
    assert entry.id == entry.link == "http://127.0.0.1:8000/id/case/stockholm-charge"
    assert entry.title == "스톡홀름 혼잡통행료"
    assert entry.author == "Casebook contributors"
    assert [(tag.term, tag.scheme, tag.label) for tag in entry.tags] == [
        ("transport", "http://127.0.0.1:8000/id/scheme/topics", "교통과 이동")
    ]
    assert client.get(entry.link).status_code == 200


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (SearchQuery(), "Casebook: every case"),
        (SearchQuery(text="bus lanes"), "Casebook: “bus lanes”"),
        (
            SearchQuery(filters={"topic": ("transport",), "country": ("KR", "SE")}, year_from=2000, language="fr"),
            "Casebook : Thème: Transports et mobilité · Pays: Corée du Sud, Suède · Année de début: 2000–",
        ),
        (SearchQuery(like="Bogotá", language="es"), "Casebook: ciudades como Bogotá"),
    ],
)
def test_title_says_the_query_in_words(query: SearchQuery, title: str) -> None:
    assert feeds.feed_title(query) == title


def test_titles_from_anywhere_leave_a_feed_whole(tmp_path: Path) -> None:
    odd = Case.model_validate(STOCKHOLM.model_dump() | {"id": "odd", "title": {"en": "A\x00 & <b>\x0b\ufffe"}})
    with client_of(tmp_path, lambda archive: cast(None, archive.catalogue.publish(odd, [], "odd", "1"))) as client:
        titles = [entry.title for entry in read(client).entries]
        plain = etree.fromstring(client.get("/v1/feed.atom").content).findall(".//{*}entry/{*}title")
    assert len(titles) == 27
    assert {"A & <b>", HOSTILE_TITLE} <= {title.text for title in plain}


def test_changed_case_comes_first_and_keeps_its_id(tmp_path: Path) -> None:
    def change(archive: Archive) -> None:
        archive.catalogue.publish(STOCKHOLM, [], "stockholm", "2")

    with client_of(tmp_path, change) as client:
        first = client.get("/v1/feed.json").json()["items"][0]
    assert first["id"].endswith("/id/case/stockholm-charge")
    assert first["date_modified"] > first["date_published"]


def test_feed_without_a_ranking_has_the_cases_that_changed_last(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = [entry.id for entry in read(client).entries]
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 5)
    assert [entry.id for entry in read(client).entries] == everything[:5]


def test_ranked_feed_has_the_cases_that_fit_best(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    best = [card["id"] for card in client.get("/v1/search?q=reform&limit=5").json()["cases"]]
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 5)
    assert {entry.id.rpartition("/")[2] for entry in read(client, "?q=reform").entries} == set(best)


def test_feed_of_nothing_is_a_feed(client: TestClient) -> None:
    assert read(client, "?q=nothinghaswordslikethis").entries == []
    assert client.get("/v1/feed.json?q=nothinghaswordslikethis").json()["items"] == []


@pytest.mark.parametrize("query", ["?topic=nope", "?year_from=2010&year_to=2000", "?nope=1"])
def test_feed_of_a_wrong_search_is_refused_as_the_search_is(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/feed.atom{query}").json()["errors"] == client.get(f"/v1/search{query}").json()["errors"]


NAMES = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


def test_opensearch_description_keeps_to_its_limits_and_its_templates_answer(client: TestClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.headers["content-type"] == "application/opensearchdescription+xml"
    root = etree.fromstring(answer.content)
    assert 1 <= len(root.findtext("os:ShortName", namespaces=NAMES)) <= 16
    assert len(root.findtext("os:Description", namespaces=NAMES)) <= 1024
    urls = [url for url in root.findall("os:Url", NAMES) if url.get("template").startswith("http://127.0.0.1:8000/")]
    assert len(urls) == 5
    for url in urls:
        found = client.get(url.get("template").replace("{searchTerms}", "b%C3%BCs"))
        assert (found.status_code, found.headers["content-type"]) == (200, url.get("type"))


def test_suggestions_are_four_parallel_lists_with_addresses_that_answer(client: TestClient) -> None:
    typed, words, kinds, addresses = client.get("/v1/suggest.opensearch.json?q=cong").json()
    assert (typed, words, kinds) == ("cong", ["Congestion charge in Stockholm"], ["case"])
    assert [client.get(address).status_code for address in addresses] == [200]
    assert client.get("/v1/suggest.opensearch.json").json() == ["", [], [], []]
