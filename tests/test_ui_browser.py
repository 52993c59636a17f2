"""The front end in Chromium, against the stand-in of the API: what only a browser can show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fake_api import FakeArchive, create_fake_api, free_port, serve
from fake_cases import HOSTILE, fake_archive
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def wait_for(url: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    pytest.fail(f"nothing answered at {url}")


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return fake_archive()


@pytest.fixture
def long_list(archive: FakeArchive) -> Iterator[FakeArchive]:
    """The archive with a list so long that its exports stop on their way, for one test."""
    archive.unlisted = 500
    archive.may_go_on.clear()
    yield archive
    archive.may_go_on.set()
    archive.unlisted, archive.breaks_after, archive.promised = 0, None, None


@pytest.fixture(scope="module")
def front_end(archive: FakeArchive) -> Iterator[str]:
    """The front end as `make run` starts it: a process of its own, since Streamlit keeps its configuration in the process."""
    port = str(free_port())
    with serve(create_fake_api(archive)) as api:
        given = {**os.environ, "CASEBOOK_API_URL": api, "CASEBOOK_UI_PORT": port}
        process = subprocess.Popen([sys.executable, "-m", "ui"], cwd=ROOT, env=given)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.fail("these tests need Chromium: apt-get install chromium")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, front_end: str) -> Iterator[Page]:
    """A new reader; the test fails where the page complains or asks another server for something."""
    context = browser.new_context(base_url=front_end, locale="en-GB")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    opened.on("request", lambda request: "127.0.0.1" in request.url or complaints.append(request.url))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield opened
    context.close()
    assert not [found for found in complaints if not found.startswith(("data:", "blob:"))]


def search(page: Page, words: str) -> None:
    page.get_by_role("combobox", name="Search the cases").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("found")
    expect(page).to_have_url(re.compile("[?&]q="))


def test_question_leads_to_the_cited_page_without_a_reload(page: Page) -> None:
    page.goto("")
    # Until the script that follows links has come, the browser follows them itself, as it should.
    expect(page.locator("#announcement")).to_be_attached()
    page.evaluate("window.still = 'the same page'")
    search(page, "pavimento")
    expect(page).to_have_title("pavimento – Casebook")
    expect(page.locator("mark").first).to_have_text("El pavimento costó mucho.")
    page.get_by_role("link", name="pp. 7–8", exact=True).click()
    expect(page.get_by_role("img", name="Page 7 of")).to_be_visible()
    expect(page.locator(".cited mark").first).to_have_text("El pavimento costó mucho.")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Page 8 of 12", exact=True)).to_be_visible()
    assert page.evaluate("window.still") == "the same page"


def test_back_and_forward_return_to_what_was_there(page: Page) -> None:
    page.goto("")
    search(page, "bus 버스")
    expect(page.get_by_role("heading", name="2 cases for")).to_be_visible()
    page.locator("#f-country-CO").click()
    expect(page.get_by_role("heading", name="1 case for")).to_be_visible()
    page.locator("#open-bogota-buses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fast buses of Bogotá")
    page.go_back()
    expect(page.get_by_role("heading", name="1 case for")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="2 cases for")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What did other cities do")
    page.go_forward()
    page.go_forward()
    expect(page.get_by_role("heading", name="1 case for")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fast buses of Bogotá")


def test_who_goes_on_while_a_page_still_connects_arrives_where_the_address_says(page: Page) -> None:
    page.goto("")
    page.goto("?q=bus+버스")
    expect(page.locator("#announcement")).to_be_attached()
    page.locator("#f-country-CO").click()
    expect(page.get_by_role("heading", name="1 case for")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What did other cities do")
    held: list[Route] = []
    page.route("**/_stcore/health", lambda route: held.append(route), times=1)
    page.go_forward()
    page.go_forward()
    expect(page).to_have_url(re.compile("country=CO"))
    held.pop().continue_()
    expect(page.get_by_role("heading", name="1 case for")).to_be_visible()


def test_tray_survives_back_and_reload(page: Page) -> None:
    page.goto("?q=bus")
    page.locator("#open-bogota-buses").click()
    page.locator(".case-head").get_by_role("link", name="Add to tray").click()
    expect(page.locator("#nav-tray")).to_contain_text("1")
    page.go_back()
    expect(page.locator("#case-bogota-buses")).to_contain_text("In your tray")
    page.reload()
    expect(page.locator("#case-bogota-buses")).to_contain_text("In your tray")
    page.locator("#nav-tray").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the reading pack").click()
    assert download.value.suggested_filename == "casebook-reading-pack.docx"


def test_search_works_by_keyboard_alone_and_focus_stays(page: Page) -> None:
    page.goto("")
    # What is typed before the script has come is not completed.
    expect(page.locator("#announcement")).to_be_attached()
    box = page.get_by_role("combobox", name="Search the cases")
    box.focus()
    page.keyboard.type("transp")
    expect(page.get_by_role("option", name="Transport and mobility")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#c-topic-transport")).to_be_visible()
    page.locator("#f-country-CO").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#c-country-CO")).to_be_visible()
    expect(page.locator("#f-country-CO")).to_be_focused()


def test_city_to_compare_with_is_completed_chosen_and_weighed(page: Page) -> None:
    page.goto("?q=bus")
    box = page.get_by_role("combobox", name="Cities like")
    box.press_sequentially("lyo")
    expect(page.get_by_role("option", name="Lyon")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Lyon, France")
    expect(page.locator("#case-bogota-buses .comparison")).to_contain_text("80% comparable")
    page.get_by_text("What counts", exact=True).click()
    page.get_by_label("population").select_option(label="leave out")
    page.locator("#like-weights button").click()
    expect(page).to_have_url(re.compile(r"q=bus&like=2996944&weights=population%3A0"))
    expect(page.get_by_label("population")).to_have_value("population:0")


def test_language_of_the_page_follows_the_interface(page: Page) -> None:
    page.goto("?q=bus")
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("heading", name="사례 1건")).to_be_visible()
    expect(page).to_have_url(re.compile("lang=ko"))


def test_long_export_shows_how_far_it_is_and_is_saved_whole(page: Page, long_list: FakeArchive) -> None:
    page.goto("?q=bus")
    page.locator("#take-away > summary").press("Enter")
    bar = page.locator("dialog.download")
    with page.expect_download() as download:
        page.get_by_role("link", name="JSONL").press("Enter")
        expect(bar).to_contain_text("100 of 501 cases")
        expect(page.get_by_role("button", name="Cancel")).to_be_focused()
        page.locator("#f-country-CO").click()
        expect(page.locator("#c-country-CO")).to_be_visible()
        expect(bar).to_contain_text("100 of 501 cases")
        long_list.may_go_on.set()
    assert download.value.suggested_filename == "casebook-fake-1.jsonl"
    assert len(download.value.path().read_text("utf-8").splitlines()) == 501
    expect(page.get_by_role("status").last).to_contain_text("casebook-fake-1.jsonl is saved")
    page.get_by_role("button", name="Close").click()
    expect(bar).to_have_count(0)


def test_long_export_can_be_cancelled(page: Page, long_list: FakeArchive) -> None:
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    page.goto("?q=bus")
    page.locator("#take-away > summary").click()
    page.get_by_role("link", name="Passages (Parquet)").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("dialog.download")).to_contain_text("Cancelled. Nothing was saved.")
    assert not saved
    assert any("export.passages.parquet" in asked for asked in long_list.asked)


@pytest.mark.parametrize(
    ("promised", "said"), [(None, "Only 150 of 501 cases came."), (10**6, "The download broke off after")]
)
def test_export_that_is_not_whole_is_not_saved_and_leaves_the_plain_link(
    browser: Browser, front_end: str, long_list: FakeArchive, promised: int | None, said: str
) -> None:
    long_list.breaks_after, long_list.promised = 150, promised
    long_list.may_go_on.set()
    page = browser.new_page(base_url=front_end, locale="en-GB")
    page.goto("?q=bus")
    page.locator("#take-away > summary").click()
    page.get_by_role("link", name="JSONL").click()
    bar = page.locator("dialog.download")
    expect(bar).to_contain_text(said)
    plain = bar.get_by_role("link", name="Download without this bar")
    expect(plain).to_have_attribute("href", re.compile("export.jsonl"))
    long_list.breaks_after = long_list.promised = None
    with page.expect_download():
        bar.get_by_role("button", name="Try again").click()
    page.context.close()


def test_citation_opens_in_place_is_copied_with_its_italics_and_gives_the_focus_back(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("?q=pavimento")
    link = page.locator(".hit .cite").first
    expect(page.locator("#announcement")).to_be_attached()
    link.press("Enter")
    dialog = page.get_by_role("dialog", name="Cite this passage")
    expect(dialog).to_contain_text("apa: Fast buses of Bogotá. Casebook, p. 7.")
    dialog.get_by_role("button", name=re.compile("Copy.*APA")).press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Copied")
    copied = "navigator.clipboard.read().then(async ([item]) => (await item.getType('{}')).text())"
    assert page.evaluate(copied.format("text/plain")) == "apa: Fast buses of Bogotá. Casebook, p. 7."
    assert "<i>Fast buses of Bogotá</i>" in page.evaluate(copied.format("text/html"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()
    with page.expect_download() as download:
        link.click()
        page.get_by_role("link", name="BibTeX").last.click()
    assert download.value.suggested_filename == "bogota-buses.aaaaaaaaaaaa.1.bib"


def test_feed_of_the_page_follows_the_search(page: Page) -> None:
    page.goto("")
    search(page, "bus")
    expect(page.locator("link#feed")).to_have_attribute("href", re.compile(r"/v1/feed\.atom\?q=bus&lang=en$"))


def test_hostile_texts_are_only_text(page: Page) -> None:
    page.goto("?page=case&case=lyon-heat&passage=lyon-heat.dddddddddddd.0&lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)


@pytest.mark.parametrize("href", ["", "?q=bus", "?page=case&case=bogota-buses&passage=bogota-buses.aaaaaaaaaaaa.1"])
def test_narrow_screen_needs_no_sideways_scrolling(page: Page, href: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(href)
    expect(page.locator("#content")).to_be_visible()
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 360
