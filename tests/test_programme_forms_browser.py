"""A form in Chromium without scripts: somebody with a phone and a link fills it in, by keyboard too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import free_port, serve_app
from fake_archive import open_fake_archive, settings_in
from form_programmes import Course, course, held
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine
from test_ui_browser import browser

from api.app import create_app
from index.programmes import ProgrammeStore
from ui.client import ArchiveClient

__all__ = ["browser"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ProgrammeStore]]:
    folder, port = tmp_path_factory.mktemp("phones"), free_port()
    settings = settings_in(folder).model_copy(update={"public_api_url": f"http://127.0.0.1:{port}"})
    with serve_app(create_app(settings, open_fake_archive), port):
        yield settings.public_api, ProgrammeStore(create_engine(settings.catalogue))


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="ko-KR")
    yield context.new_page()
    context.close()


@pytest.fixture
def made(served: tuple[str, ProgrammeStore]) -> Iterator[Course]:
    address, store = served
    with httpx.Client(base_url=address) as client:
        yield course(client, store, held())  # type: ignore[arg-type]


def test_a_participant_answers_by_phone_and_the_trainer_reads_it(
    served: tuple[str, ProgrammeStore], made: Course, phone: Page, tmp_path: Path
) -> None:
    with ArchiveClient(served[0]) as client:
        links = client.issue_forms(made.id, made.keys.edit, "reaction", 3).links  # type: ignore[arg-type]
        for link in links:
            phone.goto(link.link)
            expect(phone.get_by_role("heading", level=1)).to_have_text("과정은 어떠셨습니까?")
            phone.get_by_role("group", name="쓸 수 있다.").get_by_role("radio").nth(3).check()
            phone.get_by_label("무엇이 부족했는가?").fill("시간 <b>")
            phone.get_by_role("button", name="보내기").click()
            expect(phone.get_by_role("status")).to_contain_text("답이 보관되었습니다")
        results = client.programme_results(made.id, made.keys.edit)
        saved = client.results_file(made.id, made.keys.edit, "xlsx", tmp_path / "results.xlsx")
    assert results.sessions[0].n == 3
    assert [each.words for each in results.reaction if each.question == "q2"] == [("시간 <b>",) * 3]
    assert saved.read_bytes().startswith(b"PK")


def test_a_required_question_is_asked_for_again_and_nothing_moves_sideways(made: Course, phone: Page) -> None:
    (link,) = made.ask("forms", {"form": "reaction", "count": 1})["links"]
    for language in ("en", "ko"):
        phone.goto(f"{link['link']}?lang={language}")
        phone.get_by_role("button").click()
        expect(phone.get_by_role("status")).to_have_count(0)
        assert phone.locator("main").bounding_box()["width"] <= 390  # type: ignore[index]
    phone.get_by_role("group", name="쓸 수 있다.").get_by_role("radio").first.focus()
    phone.keyboard.press("ArrowDown")
    phone.get_by_role("button").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_contain_text("답이 보관되었습니다")
