"""Planning a course in Chromium, against the stand-in of the API."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_api import create_fake_api, free_port, serve
from fake_cases import fake_archive
from fake_programmes import CASE, EDIT, READ, FakeProgrammes, add_programmes
from playwright.sync_api import Browser, Locator, Page, expect
from programmes import small_programme
from test_ui_browser import browser, wait_for  # noqa: F401

from corpus.programme.edits import add_session, move_session, session_of, set_value
from corpus.programme.model import Programme
from corpus.programme.timetable import on_day

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def kept() -> FakeProgrammes:
    return FakeProgrammes(fake_archive())


@pytest.fixture(scope="module")
def planning(kept: FakeProgrammes) -> Iterator[str]:
    """The front end over a stand-in of the API that keeps programmes too."""
    app = create_fake_api(kept.archive)
    add_programmes(app, kept)
    port = str(free_port())
    with serve(app) as api:
        given = {**os.environ, "CASEBOOK_API_URL": api, "CASEBOOK_UI_PORT": port}
        process = subprocess.Popen([sys.executable, "-m", "ui"], cwd=ROOT, env=given)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def page(browser: Browser, planning: str) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context(base_url=planning, locale="en-GB", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: "127.0.0.1" in request.url or complaints.append(request.url))
    yield opened
    context.close()
    assert not [found for found in complaints if not found.startswith(("data:", "blob:"))]


def opened(page: Page, kept: FakeProgrammes, programme: Programme | None = None, more: str = "") -> str:
    """A course of its own for one test, open for changing."""
    name = kept.keep(programme or small_programme(CASE))
    page.goto(f"?page=programme&programme={name}&key={EDIT}&read={READ}&lang=en{more}")
    expect(page.locator("#card-s1, .day").first).to_be_visible()
    return name


def saved(page: Page, version: int) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-version", str(version))


def order(kept: FakeProgrammes, name: str, day: int) -> list[str]:
    return [session.id for session in on_day(kept.kept[name][-1], day)]


def drag(page: Page, what: Locator, to: Locator, part: float) -> None:
    """With the mouse, in steps, onto a height of a target."""
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + min(start["height"] / 2, 30))
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] * part, steps=8)
    page.mouse.up()


def test_a_course_is_made_from_a_brief_and_its_links_are_told(page: Page, kept: FakeProgrammes) -> None:
    page.goto("?page=programmes&lang=en")
    page.get_by_label("What is the course about").fill("two days with tea")
    page.get_by_role("button", name="Propose a course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your course is ready")
    expect(page.locator("#own-link")).to_have_value(re.compile(f"^http://127.*key={EDIT}&read={READ}"))
    expect(page.locator("#read-link")).to_have_value(re.compile(f"key={READ}&lang=en$"))
    expect(page.get_by_text("not understood")).to_be_visible()
    made = kept.kept[list(kept.kept)[-1]]
    assert [len(made), made[0].title["en"]] == [1, "Moving people, not cars"]
    page.get_by_role("link", name="Open the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Moving people, not cars")
    expect(page.locator("#card-s1")).to_contain_text("09:00–10:00")


def test_a_session_is_moved_by_keyboard_and_undone(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.locator("#grip-s1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Taken up. Day 1, place 1 of 2")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.get_by_role("status").first).to_contain_text("Day 2, place 3 of 3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    saved(page, 2)
    assert order(kept, name, 2) == ["s3", "s1", "s4"]
    expect(page.locator("#piece-day-2 #card-s1")).to_be_visible()
    expect(page.locator("#grip-s1")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    saved(page, 3)
    assert order(kept, name, 1) == ["s1", "s2"]
    page.get_by_role("button", name="Redo").click()
    saved(page, 4)
    assert order(kept, name, 2) == ["s3", "s1", "s4"]


def test_a_session_is_made_longer_and_shorter_by_key(page: Page, kept: FakeProgrammes) -> None:
    opened(page, kept)
    page.locator("#grip-s1").press("+")
    saved(page, 2)
    expect(page.locator("#card-s1")).to_contain_text("09:00–10:05")
    page.locator("#grip-s1").press("-")
    saved(page, 3)
    expect(page.locator("#card-s1")).to_contain_text("09:00–10:00")


def test_escape_leaves_a_session_where_it_was(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.locator("#grip-s1").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").first).to_contain_text("Left where it was.")
    assert len(kept.kept[name]) == 1


def test_a_session_is_dragged_to_another_day_and_to_the_shelf_and_the_checks_follow(
    page: Page, kept: FakeProgrammes
) -> None:
    name = opened(page, kept)
    expect(page.locator("#piece-checks")).to_contain_text("Nothing to mend.")
    drag(page, page.locator("#card-s4"), page.locator("#card-s1"), 0.1)
    saved(page, 2)
    assert order(kept, name, 1) == ["s4", "s1", "s2"]
    expect(page.locator("#piece-panel")).to_be_hidden()
    drag(page, page.locator("#card-s1"), page.locator(".shelf-part").first, 0.5)
    saved(page, 3)
    assert session_of(kept.kept[name][-1], "s1").day is None
    expect(page.locator("#card-s1")).to_have_attribute("data-weight", "warning")
    page.get_by_role("button", name="s1 is not placed").click()
    expect(page.get_by_role("heading", name="Pricing roads", level=2)).to_be_focused()


def test_a_session_is_edited_in_the_panel_and_saved_by_itself(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.locator("#open-s1").click()
    title = page.get_by_label("Title", exact=True).first
    title.fill("Pricing streets")
    title.blur()
    saved(page, 2)
    expect(page.locator("#card-s1 .name")).to_have_text("Pricing streets")
    page.get_by_label("Minutes", exact=True).first.fill("75")
    page.keyboard.press("Tab")
    saved(page, 3)
    expect(page.locator("#card-s1")).to_contain_text("09:00–10:15")
    add = page.get_by_label("A question").last
    add.fill("Who decides?")
    add.press("Enter")
    saved(page, 4)
    now = session_of(kept.kept[name][-1], "s1")
    assert now.title == {"en": "Pricing streets", "ko": "도로에 값 매기기"}
    assert [question.text for question in now.questions] == [{"en": "Who decides?"}]
    page.locator("#move-day").select_option("2")
    page.get_by_role("button", name="Move", exact=True).click()
    saved(page, 5)
    assert order(kept, name, 2) == ["s3", "s4", "s1"]


def test_a_case_is_swapped_for_the_next_best_and_notes_are_filled(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.locator("#open-s1").click()
    page.get_by_role("button", name="Next best").click()
    expect(page.locator(".swaps")).to_contain_text("The same instrument elsewhere.")
    page.get_by_role("button", name="Take this one").click()
    saved(page, 2)
    now = session_of(kept.kept[name][-1], "s1")
    assert [pin.case for pin in now.cases] == ["seoul-buses"]
    assert (now.day, now.room) == (1, "r1")
    page.get_by_role("button", name="Fill notes from the cases").click()
    saved(page, 3)
    expect(page.locator("#piece-panel")).to_contain_text("Evaluation of the charge, p. 12")


def test_a_case_of_the_tray_is_dragged_onto_a_session(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept, more="&tray=seoul-buses")
    drag(page, page.locator("[data-case=seoul-buses] .case-grip"), page.locator("#card-s3"), 0.5)
    saved(page, 2)
    assert [pin.case for pin in session_of(kept.kept[name][-1], "s3").cases] == ["seoul-buses"]


def test_a_case_is_added_while_searching(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.locator("#nav-search").click()
    page.locator("#course-seoul-buses").click()
    expect(page.locator("#case-seoul-buses")).to_contain_text("In your course")
    assert "key=" not in page.url
    page.locator("#nav-course").click()
    expect(page.locator(".shelf .slot")).to_have_count(2)
    assert [pin.case for pin in kept.kept[name][-1].sessions[-1].cases] == ["seoul-buses"]


def test_the_course_stays_open_when_a_search_is_loaded_anew(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    course = page.url
    page.locator("#nav-search").click()
    expect(page.locator("#nav-course")).to_be_visible()
    page.reload()
    page.locator("#course-seoul-buses").click()
    expect(page.locator("#case-seoul-buses")).to_contain_text("In your course")
    assert "key=" not in page.url
    page.locator("#nav-course").click()
    expect(page.locator("#card-s1")).to_be_visible()
    assert page.url == course
    assert len(kept.kept[name]) == 2


def test_new_links_are_made_and_the_page_goes_on_behind_them(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Somebody has a link who should not").click()
    page.get_by_role("button", name="Make new links").click()
    expect(page).to_have_url(re.compile(f"programme={name}&key={EDIT}-1&read={READ}-1"))
    expect(page.locator("#card-s1")).to_be_visible()


def test_a_session_goes_to_another_part_of_the_course(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.locator("#open-s1").click()
    page.get_by_label("Part of the course").select_option("m2")
    saved(page, 2)
    assert [session.id for session in kept.kept[name][-1].modules[2].sessions][-1] == "s1"
    assert order(kept, name, 1)[0] == "s1"


def test_options_of_a_choice_are_written(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.get_by_role("button", name="Forms").click()
    page.get_by_label("Answered by").nth(1).select_option("choice")
    saved(page, 2)
    add = page.get_by_label("An answer to choose")
    add.fill("Every week")
    add.press("Enter")
    saved(page, 3)
    assert kept.kept[name][-1].evaluation.reaction[1].choices == ({"en": "Every week"},)


def test_somebody_elses_change_is_told_and_mine_kept_as_a_copy(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    kept.kept[name].append(set_value(kept.kept[name][-1], "title", "Theirs", "en"))
    page.locator("#add-1").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this course.")
    page.get_by_role("button", name="Load theirs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Theirs")
    kept.kept[name].append(set_value(kept.kept[name][-1], "title", "Theirs again", "en"))
    page.locator("#add-2").click()
    page.get_by_role("button", name="Keep mine as a copy").click()
    expect(page).to_have_url(re.compile(f"programme={list(kept.kept)[-1]}"))
    expect(page.locator("#piece-day-2 .slot")).to_have_count(3)
    assert kept.kept[name][-1].title["en"] == "Theirs again"


def test_what_cannot_be_saved_stays_and_is_saved_later(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    kept.answers.clear()
    page.locator("#add-1").click()
    expect(page.get_by_role("alert")).to_contain_text("This could not be saved.")
    expect(page.locator("#piece-day-1 .slot")).to_have_count(3)
    kept.answers.set()
    page.get_by_role("button", name="Save again").click()
    saved(page, 2)
    assert len(order(kept, name, 1)) == 3


def test_files_are_taken_away_with_a_bar(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.get_by_role("button", name="Take it away").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Programme for Word, for participants").click()
    assert download.value.suggested_filename == f"{name}-programme.docx"
    assert f"key={EDIT}" in download.value.path().read_text()
    expect(page.locator("dialog.download")).to_contain_text("is saved")


def test_rooms_are_read_from_a_table_and_faults_are_told_by_line(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept)
    page.get_by_role("button", name="Rooms and people").click()
    page.locator("#import-rooms summary").click()
    page.locator("#csv-rooms").fill("name,capacity\nAula,80\nCellar,x")
    page.locator("#import-rooms").get_by_role("button", name="Read in").click()
    saved(page, 2)
    assert [room.name for room in kept.kept[name][-1].rooms] == ["Hall", "Aula"]
    expect(page.locator("#import-rooms .faults")).to_contain_text("Line 3:")


def test_a_reader_sees_the_plan_and_changes_nothing(page: Page, kept: FakeProgrammes) -> None:
    name = kept.keep(small_programme(CASE))
    page.goto(f"?page=programme&programme={name}&key={READ}&lang=en")
    expect(page.locator("#saved")).to_contain_text("for reading")
    expect(page.locator("[data-grip]")).to_have_count(0)
    page.locator("#open-s1").click()
    expect(page.get_by_label("Title", exact=True).first).to_be_disabled()
    expect(page.get_by_role("button", name="Participants", exact=True)).to_have_count(0)


def test_arabic_words_run_right_to_left(page: Page, kept: FakeProgrammes) -> None:
    arabic = set_value(set_value(small_programme(CASE), "languages", ["ar"]), "sessions/s1/title", "تسعير الطرق", "ar")
    opened(page, kept, arabic)
    expect(page.locator("#card-s1 .name")).to_have_attribute("dir", "rtl")
    page.locator("#open-s1").click()
    expect(page.locator("[id='f-sessions/s1/title']")).to_have_attribute("dir", "rtl")


def sixty() -> Programme:
    """Ten days of six sessions, each with room for a seventh, so that the scale of the board stays."""
    programme = Programme(
        title={"en": "Sixty"},
        languages=("en",),
        days=tuple(small_programme().days[0].model_copy(update={"date": None}) for _ in range(10)),
    )
    for number in range(60):
        programme = add_session(programme, {"en": f"Session {number}"}, minutes=40, day=number // 6 + 1)
    return programme


def test_moving_one_of_sixty_touches_two_days_and_asks_once(page: Page, kept: FakeProgrammes) -> None:
    name = opened(page, kept, sixty())
    expect(page.locator(".slot")).to_have_count(60)
    expect(page.locator("#piece-checks")).to_contain_text("Nothing to mend.")
    page.evaluate(
        """() => { window.touched = new Set();
        new MutationObserver((changes) => changes.forEach(({ target }) => touched.add(target.closest?.('[id^=piece-]')?.id)))
          .observe(document.querySelector('#plan-days'), { subtree: true, childList: true, attributes: true, characterData: true }) }"""
    )
    asked = len(kept.archive.asked)
    page.locator("#grip-s1").focus()
    for key in ("Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    saved(page, 2)
    assert order(kept, name, 2)[0] == "s1"
    assert set(page.evaluate("[...touched].filter(Boolean)")) <= {"piece-day-1", "piece-day-2"}
    page.wait_for_timeout(500)
    sent = [path.partition("?")[0] for path in kept.archive.asked[asked:]]
    assert sorted(sent) == ["/v1/programme-checks", f"/v1/programmes/{name}"]


def test_narrow_screen_needs_no_sideways_scrolling(page: Page, kept: FakeProgrammes) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, kept)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_the_plan_speaks_korean(page: Page, kept: FakeProgrammes) -> None:
    opened(page, kept, move_session(small_programme(CASE), "s1", None))
    page.locator("#lang-ko").click()
    expect(page.locator("#card-s2 .name")).to_have_text("누가 얻고 누가 내는가?")
    expect(page.locator("#card-s2")).to_contain_text("사례 토의")
