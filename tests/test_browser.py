"""The whole of Casebook in Chromium: shipped cases, real encoder, real API, real front end, from a question to the cited page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from docx import Document
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.fail("these tests need Chromium: apt-get install chromium")
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, ui_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=ui_url, locale="en-GB", accept_downloads=True)
    foreign: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda request: "127.0.0.1" in request.url or foreign.append(request.url))
    yield opened
    context.close()
    assert [url for url in foreign if not url.startswith(("data:", "blob:"))] == []


def search(page: Page, words: str, name: str = "Search the cases") -> None:
    page.get_by_role("combobox", name=name).fill(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("[?&]q="))


def test_an_official_goes_from_a_question_to_the_marked_page_of_a_korean_pdf(page: Page) -> None:
    page.goto("")
    search(page, "Why did the light railway of Uijeongbu go bankrupt?")
    page.goto(f"{page.url}&language=ko")
    card = page.locator("#case-uijeongbu-lrt")
    expect(card).to_be_visible()
    expect(card.locator("mark").first).to_be_visible()
    card.get_by_role("link", name=re.compile(r"^pp?\. \d")).first.click()
    expect(page).to_have_url(re.compile("passage=uijeongbu-lrt"))
    picture = page.get_by_role("img", name=re.compile(r"^Page \d"))
    expect(picture).to_be_visible()
    address = picture.get_attribute("src") or ""
    assert "/pages/" in address
    marked, plain = (Image.open(BytesIO(httpx.get(url).content)) for url in (address, address.split("&passage=")[0]))
    assert marked.width > 300
    assert "passage=" in address
    assert ImageChops.difference(marked.convert("RGB"), plain.convert("RGB")).getbbox(), "nothing is marked on the page"
    page.go_back()
    expect(page.locator("#case-uijeongbu-lrt")).to_be_visible()


def test_the_count_beside_a_facet_is_the_number_of_cases_after_choosing_it(page: Page) -> None:
    page.goto("?q=bus")
    facet = page.locator("#f-country-CO")
    expect(facet).to_be_visible()
    count = re.match(r"\d+", facet.locator(".count").inner_text())
    assert count
    facet.click()
    expect(page.get_by_role("heading", name=re.compile(rf"^{count[0]} cases? for"))).to_be_visible()


def test_a_trainer_takes_a_tray_away_as_a_reading_pack(page: Page) -> None:
    page.goto("?page=case&case=bogota-transmilenio")
    page.locator(".case-head").get_by_role("link", name="Add to tray").click()
    expect(page.locator("#nav-tray")).to_contain_text("1")
    page.goto(page.url.replace("case=bogota-transmilenio", "case=seoul-bus-reform"))
    page.locator(".case-head").get_by_role("link", name="Add to tray").click()
    expect(page.locator("#nav-tray")).to_contain_text("2")
    page.reload()
    page.locator("#nav-tray").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the reading pack").click()
    document = Document(download.value.path())
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert any("TransMilenio" in heading for heading in headings)


def test_a_researcher_takes_the_filtered_list_away(page: Page) -> None:
    page.goto("?q=bus&country=CO")
    expect(page.get_by_role("heading", name=re.compile("cases? for"))).to_be_visible()
    page.locator("#take-away > summary").click()
    for name, start in (("CSV", b"\xef\xbb\xbfid,"), ("BibTeX", b"@")):
        address = page.get_by_role("link", name=name).get_attribute("href") or ""
        content = httpx.get(address, timeout=60).content
        assert content.lstrip().startswith(start)
        assert b"bogota-transmilenio" in content
        assert b"stockholm" not in content


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "What did other cities do"), ("es", "ciudades"), ("fr", "villes"), ("ko", "다른 도시")],
)
def test_the_page_speaks_each_interface_language(page: Page, language: str, words: str) -> None:
    page.goto(f"?lang={language}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    assert page.evaluate("document.documentElement.lang") == language


def test_a_question_without_an_answer_says_what_to_do(page: Page) -> None:
    page.goto('?q="these words stand nowhere at all"')
    expect(page.get_by_role("status")).to_contain_text(re.compile("^0 cases"))
