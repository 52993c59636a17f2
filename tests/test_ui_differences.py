"""What changed between versions of a case, readable word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fake_api import create_fake_api, serve
from fake_cases import fake_archive
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui.client import ArchiveClient, PublicAddresses
from ui.differences import MOST_PAIRS, differences, in_words
from ui.location import Location
from ui.server import routes
from ui.views.case import case_page
from ui.views.changes import changes_address
from ui.views.content import Archive


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    with serve(create_fake_api(fake_archive())) as address:
        opened = ArchiveClient(address)
        yield Archive(opened, PublicAddresses("https://public.test"))
        opened.close()


@pytest.fixture(scope="module")
def web(archive: Archive) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(archive))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("", "new"), ("old", ""), ("a b c", "a x c"), ("서울 버스", "서울의 버스"), ("one\ntwo", "one two")],
)
def test_stretches_give_both_texts_back(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(part.text for part in found if part.kind != "in") == before
    assert "".join(part.text for part in found if part.kind != "out") == after


def test_only_the_words_that_changed_are_marked() -> None:
    found = [(part.kind, part.text) for part in differences("It cost 5 million.", "It cost 7 million.")]
    assert found == [("kept", "It cost "), ("out", "5"), ("in", "7"), ("kept", " million.")]


def test_very_long_texts_are_exchanged_as_a_whole() -> None:
    words = int(MOST_PAIRS**0.5)
    assert [part.kind for part in differences("a " * words, "b " * words)] == ["out", "in"]


def test_parts_of_a_value_are_named_and_empty_ones_left_out() -> None:
    assert in_words({"amount": 5, "note": {"en": "x"}, "page": None, "checks": []}) == "amount: 5; note: en: x"
    assert in_words(["a", 2.5, False]) == "a; 2.5; False"


def test_case_lists_its_versions_and_what_changed(archive: Archive) -> None:
    html = unescape(case_page(archive, Location().to_case("bogota-buses")).html)
    assert html.index("Version 2") < html.index("Version 1 ")
    assert re.findall(r'href="(changes[^"]*)"', html) == ["changes?case=bogota-buses&from=1&to=2&lang=en"]
    assert "November 21, 2026" in html


def test_changes_are_a_page_of_their_own(web: TestClient) -> None:
    page = web.get("/" + changes_address("bogota-buses", 1, 2, "es")).text
    assert "Qué cambió en la versión 2" in page
    assert "&lt;b&gt;very&lt;/b&gt;" in re.sub(r"</?(ins|del|span)[^>]*>|\[añadido:|\]", "", page).replace(" ", "")
    assert "<b>" not in page
    assert "amount: 240; currency: USD" in page
    assert "Sustituido: <bdi>report.pdf</bdi>" in page


@pytest.mark.parametrize("asked", ["", "&from=x&to=-1", "&from=99999999999&to=0"])
def test_strange_versions_are_not_an_error_of_the_server(web: TestClient, asked: str) -> None:
    assert "version 2" in web.get(f"/changes?case=bogota-buses&lang=en{asked}").text
