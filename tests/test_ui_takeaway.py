"""Taking away, following and citing: what the pages link to, and the citation that the front end's server shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape

import pytest
from fake_api import SNAPSHOT, create_fake_api, serve
from fake_cases import fake_archive
from starlette.applications import Starlette
from starlette.testclient import TestClient

from corpus.results import Results, SearchQuery
from ui.citations import citation_address, sifted
from ui.client import ArchiveClient, PublicAddresses
from ui.location import MOST_IN_TRAY, Location
from ui.server import routes
from ui.views.case import case_page
from ui.views.content import Archive
from ui.views.search import search_page
from ui.views.takeaway import LONG_LIST, TakeAway, of_cases, of_search
from ui.views.tray import tray_page

PUBLIC = "https://public.test"
PASSAGE = "bogota-buses.aaaaaaaaaaaa.1"


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    with serve(create_fake_api(fake_archive())) as address:
        opened = ArchiveClient(address)
        yield Archive(opened, PublicAddresses(PUBLIC))
        opened.close()


@pytest.fixture(scope="module")
def web(archive: Archive) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(archive))) as opened:
        yield opened


def addresses(menu: TakeAway) -> dict[str, str]:
    return {way.name: way.href for group in menu.groups for way in group.ways}


def results(total: int, **given: object) -> Results:
    query = SearchQuery(text="bus lanes", filters={"country": ("KR", "CO")}, year_from=1999, language="es")
    empty = Results(
        query=query, total=total, total_is_exact=True, cases=(), facets=(), snapshot=SNAPSHOT, milliseconds=1
    )
    return empty.model_copy(update=given)


def answering_with(archive: Archive, found: Results) -> Archive:
    """The archive with one answer to every search."""

    class Client(ArchiveClient):
        def search(self, query: SearchQuery) -> Results:  # noqa: ARG002
            return found

    return Archive(Client(archive.client.api), archive.public)


def test_every_format_asks_for_the_whole_filtered_list(archive: Archive) -> None:
    found = addresses(of_search(archive, Location(), results(3)))
    asked = "q=bus+lanes&country=KR&country=CO&year_from=1999&lang=es"
    names = ("CSV", "JSONL", "Parquet", "GeoJSON", "BibTeX", "RIS", "CSL-JSON")
    endings = ("csv", "jsonl", "parquet", "geojson", "bib", "ris", "csl.json")
    assert [found[name] for name in names] == [f"{PUBLIC}/v1/export.{ending}?{asked}" for ending in endings]
    assert found["Passages and embeddings (Parquet)"] == f"{PUBLIC}/v1/export.passages.parquet?{asked}&embeddings=true"
    assert found["Atom"] == f"{PUBLIC}/v1/feed.atom?{asked}"
    assert found["JSON Feed"] == f"{PUBLIC}/v1/feed.json?{asked}"
    assert found["API"] == f"{PUBLIC}/v1/search?{asked}"


def test_named_cases_are_taken_away_in_their_order(archive: Archive) -> None:
    found = addresses(of_cases(archive, Location(language="fr"), "tray", ["b-case", "a-case"]))
    assert found["RIS"] == f"{PUBLIC}/v1/export.ris?case=b-case&case=a-case&lang=fr"
    assert found["Dossier de lecture (Word)"] == "reading-pack?tray=b-case%2Ca-case&lang=fr"
    assert found["Atom"] == f"{PUBLIC}/v1/feed.atom?case=b-case&case=a-case&lang=fr"
    assert found["API"] == f"{PUBLIC}/v1/search?case=b-case&case=a-case&lang=fr"


def test_only_long_files_are_fetched_with_a_bar(archive: Archive) -> None:
    def long_ones(total: int) -> set[str]:
        menu = of_search(archive, Location(), results(total))
        return {way.ending for group in menu.groups for way in group.ways if way.is_long}

    assert long_ones(LONG_LIST) == {"passages.parquet", "files.zip"}
    assert {"csv", "jsonl", "bib"} < long_ones(LONG_LIST + 1)


def test_reading_pack_takes_no_more_than_fit(archive: Archive) -> None:
    card = archive.client.case("bogota-buses", "en").card
    many = tuple(card.model_copy(update={"id": f"case-{n}"}) for n in range(MOST_IN_TRAY + 10))
    href = addresses(of_search(archive, Location(), results(90, cases=many)))["Reading pack (Word)"]
    assert href.count("case-") == MOST_IN_TRAY


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(lambda a: search_page(a, Location(query="bus")).html, id="search"),
        pytest.param(lambda a: tray_page(a, Location(tray=("seoul-buses",)).to_tray()).html, id="tray"),
        pytest.param(lambda a: case_page(a, Location().to_case("bogota-buses")).html, id="case"),
    ],
)
def test_every_list_and_case_has_the_menu(archive: Archive, html) -> None:  # type: ignore[no-untyped-def]
    page = html(archive)
    for ending in ("csv", "jsonl", "parquet", "bib", "ris", "csl.json", "geojson", "passages.parquet"):
        assert f"{PUBLIC}/v1/export.{ending}?" in page
    words = re.search(r'data-words="([^"]+)"', page)
    assert words
    assert json.loads(unescape(words[1]))["cancel"] == "Cancel"


def test_similar_cases_have_a_menu_of_their_own(archive: Archive) -> None:
    page = unescape(case_page(archive, Location().to_case("bogota-buses")).html)
    assert f"{PUBLIC}/v1/export.csv?case=seoul-buses&case=lyon-heat&lang=en" in page


def test_nothing_found_is_nothing_to_take_away(archive: Archive) -> None:
    assert "export." not in search_page(archive, Location(query="zeppelin")).html


def test_link_to_exactly_this_stands_in_a_field_to_copy(archive: Archive) -> None:
    exact = f"{PUBLIC}/v1/search?q=bus&snapshot=7"
    page = search_page(answering_with(archive, results(2, link=exact)), Location(query="bus")).html
    assert f'readonly dir="ltr" value="{escape(exact)}"' in page
    assert 'data-copy="take-away-exact"' in page


def test_citation_has_three_styles_the_address_and_files(web: TestClient) -> None:
    answer = web.get("/" + citation_address("en", passage=PASSAGE))
    page = answer.text
    assert "<title>Cite this passage</title>" in page
    for style in ("apa", "chicago", "vancouver"):
        assert f"{style}: <i>Fast buses of Bogotá</i>. Casebook, p. 7." in page
    assert f"{PUBLIC}/id/passage/{PASSAGE}" in page
    assert "alert" not in page
    assert 'data-close="Close"' in page


@pytest.mark.parametrize(
    ("ending", "media_type", "start"),
    [
        ("bib", "application/x-bibtex", "@misc{"),
        ("ris", "application/x-research-info-systems", "TY  - RPRT"),
        ("csl.json", "application/vnd.citationstyles.csl+json", '[{"id"'),
    ],
)
def test_citation_is_a_file_for_reference_managers(web: TestClient, ending: str, media_type: str, start: str) -> None:
    answer = web.get("/" + citation_address("ko", case="bogota-buses", ending=ending))
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"] == f'attachment; filename="bogota-buses.{ending}"'
    assert answer.text.startswith(start)


def test_citation_of_an_unknown_case_says_so_in_the_language_asked_for(web: TestClient) -> None:
    answer = web.get("/" + citation_address("fr", case="no-such-case"))
    assert "Ceci n'est pas dans l'archive" in unescape(answer.text)
    assert '<html lang="fr"' in answer.text


@pytest.mark.parametrize("passage", ['x"; filename="evil.exe', "bogota-buses.aaaaaaaaaaaa.1\r\nX-Bad: 1", "단락"])
def test_hostile_passage_ids_make_no_header(web: TestClient, passage: str) -> None:
    answer = web.get("/citation", params={"passage": passage, "as": "bib"})
    assert "x-bad" not in answer.headers
    assert answer.status_code in {200, 502}


def test_citations_keep_italics_and_nothing_else() -> None:
    html = "<i>A &amp; B</i> <b onclick='x'>bold</b> <script>alert(1)</script><img src=x onerror=y><a href='javascript:x'>l</a>"
    assert sifted(html) == "<i>A &amp; B</i> <b>bold</b> l"


def test_shell_names_the_search_and_the_feed_of_what_is_asked(web: TestClient) -> None:
    page = unescape(web.get("/?q=bus&country=CO&lang=es").text)
    assert (
        f'<link rel="search" type="application/opensearchdescription+xml" title="Casebook" href="{PUBLIC}/opensearch.xml">'
        in page
    )
    assert re.search(
        rf'<link rel="alternate" type="application/atom\+xml"[^>]* href="{PUBLIC}/v1/feed.atom\?q=bus&country=CO&lang=es">',
        page,
    )
    assert '"><script>alert' not in web.get('/?q="><script>alert(1)</script>').text
