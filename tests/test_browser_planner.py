"""A course in Chromium from a few words to its files: shipped cases, real encoder, real API, real front end."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from playwright.sync_api import Page, expect
from printed_files import text_of_pdf
from test_browser import browser, page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.long]
BRIEF = "two days, bus reform and congestion charging for mid-level officials from Asian cities, in English and Korean"
MANIFEST = "imsmanifest.xml"


@pytest.fixture
def plan(page: Page) -> Page:  # noqa: F811
    """The plan of a course that was proposed from a brief, open for changing."""
    page.goto("?page=programmes&lang=en")
    page.get_by_label(re.compile("^What is the course about")).fill(BRIEF)
    page.get_by_role("button", name="Propose a course").click()
    expect(page.locator(".understood-list")).to_contain_text("2")
    own = page.get_by_role("textbox", name="Your link: keep it").input_value()
    page.get_by_role("link", name="Open the plan").click()
    expect(page.locator("#piece-day-2 .slot").first).to_be_visible()
    assert page.url == own
    return page


def saved(page: Page, version: int) -> None:  # noqa: F811
    expect(page.locator("#saved")).to_have_attribute("data-version", str(version))


def taken(page: Page, link: str) -> Path:  # noqa: F811
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    page.locator("dialog.download").get_by_role("button").last.click()
    return download.value.path()


def test_a_trainer_goes_from_a_few_words_to_a_course_that_she_takes_away(plan: Page) -> None:
    checks = plan.locator("#piece-checks")
    expect(checks.locator(".findings li, .note").first).to_be_visible()
    expect(checks).not_to_contain_text("Must be mended")
    held = plan.locator("#piece-day-1 .slot").filter(has_text="Case discussion").first
    session = held.get_attribute("data-session")
    plan.locator(f"#grip-{session}").focus()
    for key in ("Enter", "ArrowRight", "Enter"):
        plan.keyboard.press(key)
    saved(plan, 2)
    expect(plan.locator(f"#piece-day-2 #card-{session}")).to_be_visible()
    expect(checks).to_contain_text("past the end of the day")

    plan.locator(f"#open-{session}").click()
    before = plan.get_by_label("Title", exact=True).first.input_value()
    plan.get_by_role("button", name=re.compile("^Next best")).first.click()
    plan.get_by_role("button", name=re.compile("^Take this one")).first.click()
    saved(plan, 3)
    expect(plan.get_by_label("Title", exact=True).first).not_to_have_value(before)
    expect(plan.locator("#piece-panel .cited-by:visible").first).to_be_visible()

    title = plan.locator("h1").inner_text()
    plan.get_by_role("button", name="Take it away").click()
    document = Document(str(taken(plan, "Programme for Word, for the facilitator")))
    cover = document.tables[0].cell(0, 0)
    assert title in [paragraph.text for paragraph in cover.paragraphs]
    plan.get_by_role("button", name="Korean").click()
    expect(plan.locator("#piece-panel")).to_contain_text("in Korean")
    assert "1일차" in text_of_pdf(taken(plan, "Programme as PDF, for participants").read_bytes())
    with zipfile.ZipFile(taken(plan, "Common Cartridge for learning systems, 1.1, links only")) as cartridge:
        manifest = etree.fromstring(cartridge.read(MANIFEST))
        files = {each.get("href") for each in manifest.iter("{*}file")}
        assert files <= set(cartridge.namelist())
        assert len(files) > 10
