"""Cases side by side: what is chosen, what each statement rests on, and what can be left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fake_api import FakeArchive, create_fake_api, serve
from fake_cases import fake_archive

from ui.client import ArchiveClient, PublicAddresses
from ui.location import Location
from ui.views.content import Archive
from ui.views.matrix import matrix_page
from ui.views.tray import tray_page

BOTH = ("bogota-buses", "lyon-heat")


@pytest.fixture(scope="module")
def fake() -> FakeArchive:
    return fake_archive()


@pytest.fixture(scope="module")
def archive(fake: FakeArchive) -> Iterator[Archive]:
    with serve(create_fake_api(fake)) as address:
        opened = ArchiveClient(address)
        yield Archive(opened, PublicAddresses("https://public.test"))
        opened.close()


def page_of(archive: Archive, here: Location) -> str:
    return unescape(matrix_page(archive, here).html)


def cells(html: str) -> list[str]:
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip()
        for cell in re.findall(r"<td.*?</td>", html, re.DOTALL)
    ]


def test_each_statement_has_its_page_and_what_is_missing_is_said(archive: Archive) -> None:
    html = page_of(archive, Location(language="en").to_comparison((*BOTH, "found-file")))
    told = cells(html)[3:]
    assert told[0] == "Pagar un buen pavimento. pp. 7–8 Spanish"
    assert "no passage is near enough" in told[2]
    assert told[3] == "Not in the record"
    dollars = "about USD 405,000,000 in prices of 2025"
    assert (
        told[5]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith(f"USD 240,000,000 {dollars} City auditor, 2010 , p. 7 Unconfirmed")
    )
    there = Location.from_href(re.findall(r'href="([^"]*passage=[^"]*)"', html)[0])
    assert (there.case, there.leaf, [(m.start, m.end) for m in there.marks]) == ("bogota-buses", 7, [(0, 10)])


def test_what_the_editor_alone_says_is_said_once_for_the_row(archive: Archive) -> None:
    html = page_of(archive, Location().to_comparison(BOTH))
    assert html.count("a classification by the editor") == 1
    assert cells(html)[0] == "transport governance"


def test_texts_of_the_archive_are_only_text(archive: Archive) -> None:
    html = matrix_page(archive, Location().to_comparison(BOTH)).html
    assert "<script" not in html
    assert "Lessons <b>" not in html
    assert "<i>learnt" not in html


def test_fields_that_are_chosen_are_asked_for_and_travel_along(archive: Archive, fake: FakeArchive) -> None:
    here = Location.from_href(
        "?page=compare&compare=bogota-buses&compare=lyon-heat&field=lessons&field=cost&field=nonsense"
    )
    html = page_of(archive, here)
    assert any(
        a == "/v1/compare?case=bogota-buses&case=lyon-heat&fields=cost&fields=lessons&lang=en" for a in fake.asked
    )
    assert len(re.findall(r"checked>", html)) == 2
    assert (
        "https://public.test/v1/compare.xlsx?case=bogota-buses&case=lyon-heat&fields=cost&fields=lessons&lang=en"
        in html
    )
    assert Location.from_href(here.href) == here


def test_a_case_can_be_left_out_while_two_remain(archive: Archive) -> None:
    html = page_of(archive, Location().to_comparison((*BOTH, "seoul-buses")))
    without = re.search(r'href="([^"]+)" id="without-lyon-heat"', html)
    assert without
    left = Location.from_href(without[1])
    assert left.compared == ("bogota-buses", "seoul-buses")
    assert "without-" not in page_of(archive, left)


@pytest.mark.parametrize("compared", [(), ("bogota-buses",)])
def test_too_few_cases_are_told_where_to_choose(archive: Archive, compared: tuple[str, ...]) -> None:
    assert "Choose 2 to 6 cases to compare" in page_of(archive, Location().to_comparison(compared))


def test_more_cases_than_fit_are_counted(archive: Archive, fake: FakeArchive) -> None:
    many = (*BOTH, *(f"case-{n}" for n in range(6)))
    assert "Only the first 6 of the 8 chosen cases stand here." in page_of(archive, Location().to_comparison(many))
    assert "case-4" not in fake.asked[-1]


def test_tray_leads_to_the_comparison(archive: Archive) -> None:
    html = unescape(tray_page(archive, Location(tray=BOTH).to_tray()).html)
    there = re.search(r'href="([^"]+)" id="compare"', html)
    assert there
    assert Location.from_href(there[1]).compared == BOTH
    assert 'id="compare"' not in tray_page(archive, Location(tray=BOTH[:1]).to_tray()).html


def test_full_tray_lets_choose_what_is_compared(
    archive: Archive, fake: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = fake.cases[0]
    renamed = [type(known)(known.record.model_copy(update={"id": f"case-{n}"})) for n in range(7)]
    monkeypatch.setattr(fake, "cases", renamed)
    html = tray_page(archive, Location(tray=tuple(f"case-{n}" for n in range(7))).to_tray()).html
    assert html.count('name="compare"') == 7
