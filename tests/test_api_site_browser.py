"""The documentation site in Chromium: its own policy lets it work, it fits a phone, and the search box of the reference finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from test_ui_browser import browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser
pytest_plugins = ("served_archive",)


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A new reader; the test fails where the page complains or asks another server for something."""
    context = browser.new_context(base_url=served)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    opened.on("request", lambda request: "127.0.0.1" in request.url or complaints.append(request.url))
    yield opened
    context.close()
    assert not [found for found in complaints if not found.startswith(("data:", "blob:"))]


def test_search_box_leaves_the_operations_that_hold_the_words(page: Page) -> None:
    page.goto("/docs/reference")
    box = page.get_by_label("Find an operation or a type")
    box.fill("passages case")
    expect(page.locator("#case_passages")).to_be_visible()
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator(".find output")).to_contain_text("found")
    page.get_by_role("link", name="Search the archive").click()
    expect(page.locator("#search")).to_be_visible()


def test_operations_can_be_tried(page: Page) -> None:
    page.goto("/docs/try")
    page.locator("#operations-state-health").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")


@pytest.mark.parametrize("path", ["/docs", "/docs/reference", "/docs/snapshots", "/docs/limits", "/docs/try"])
def test_narrow_screen_needs_no_sideways_scrolling(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    expect(page.locator("main")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
