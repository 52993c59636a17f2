"""The script that Streamlit runs for every step of a reader: reads the address, asks the archive, draws the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from corpus.settings import Settings
from ui.bridge import KEY, bridge, collected, followed, reopened
from ui.client import ApiProblem, ArchiveClient, PublicAddresses
from ui.location import Location, OpenCourse, Page
from ui.planner.page import held_desk, hold_desk, programme_page
from ui.rendering import render
from ui.views.answer import answer_steps, is_answered
from ui.views.case import case_page
from ui.views.content import Archive, Content
from ui.views.matrix import matrix_page
from ui.views.programmes import programmes_page
from ui.views.search import search_page
from ui.views.takeaway import feed_address
from ui.views.tray import tray_page
from ui.wording import best_language, direction, wording

TRAY = "tray"
PAGES: Mapping[Page, Callable[[Archive, Location], Content]] = {
    "search": search_page,
    "case": case_page,
    "tray": tray_page,
    "compare": matrix_page,
    "programmes": programmes_page,
    "programme": programme_page,
}


def _close(archive: Archive) -> None:
    archive.client.close()


@st.cache_resource(show_spinner=False, on_release=_close)
def open_archive() -> Archive:
    """One for the whole server, so that connections to the API are kept."""
    settings = Settings()
    # A reader is told at once that the archive does not answer, and tries again herself.
    return Archive(ArchiveClient(settings.api, attempts=1), PublicAddresses(settings.public_api))


def _go(there: Location) -> None:
    st.query_params.from_dict(there.params())


def _address() -> dict[str, list[str]]:
    """Parameters of the address that this run of the script was asked for."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _follow() -> None:
    """The reader followed a link: it says all, the tray included."""
    there = Location.from_href(followed())
    st.session_state[TRAY] = there.tray
    _go(there)


def _collect() -> None:
    """The reader added a case to the course that she has open; one that is gone from the archive meanwhile is left out."""
    desk = held_desk(read_location())
    if desk:
        with suppress(ApiProblem):
            desk.collect(open_archive().client.case(collected(), desk.language).card)


def _reopen() -> None:
    """The page was loaded anew and its session with it: the course is opened again; one that is gone, or behind new keys, is left."""
    there = Location.from_href(reopened())
    if there.programme:
        with suppress(ApiProblem):
            hold_desk(open_archive(), replace(there, language=read_location().language))


def _with_course(here: Location) -> Location:
    """The same place, knowing the course that is open in this session."""
    desk = held_desk(here)
    if desk is None or not desk.can_edit:
        return here
    address = here.to_programme(desk.programme_id, desk.key, desk.read_key).href
    return replace(here, course=OpenCourse(address, frozenset(desk.programme.pins)))


def read_location() -> Location:
    """Where the address says that the reader is, with the tray as it is now.

    Back leads to an address from before something was put into the tray; going back must not take it out again. So the tray of
    the address counts when a session starts, and after that the session's own.
    """
    here = Location.read(_address(), best_language(st.context.locale or ""))
    tray = st.session_state.setdefault(TRAY, here.tray)
    if tray == here.tray:
        return here
    now = replace(here, tray=tray)
    _go(now)
    return now


def _problem(problem: ApiProblem, here: Location) -> Content:
    html = render("problem.html", here.language, here=here, problem=problem)
    say = wording(here.language).gettext
    return Content(say("Something is missing"), html, str(problem), is_problem=True)


def content(archive: Archive, here: Location) -> Content:
    """The page of this location, or one that says why there is none and what to do."""
    try:
        return PAGES[here.page](archive, here)
    except ApiProblem as problem:
        return _problem(problem, here)


def draw() -> None:
    here = _with_course(read_location())
    archive = open_archive()
    page = content(archive, here)
    course = _with_course(here).course  # the page may have opened one
    st.set_page_config(page_title=f"{page.title} \N{EN DASH} Casebook", layout="wide")
    st.html(render("header.html", here.language, here=here))
    above = st.empty()
    st.html(page.html)
    if page.live:
        page.live()
    st.html(render("footer.html", here.language, public=archive.public))
    bridge()(
        key=KEY,
        data={
            "language": here.language,
            "direction": direction(here.language),
            "announcement": page.announcement,
            "feed": feed_address(archive.public, here),
            "address": urlencode(_address(), doseq=True),
            "course": course.href if course else "",
        },
        on_followed_change=_follow,
        on_collected_change=_collect,
        on_reopened_change=_reopen,
    )
    if is_answered(here) and not page.is_problem:
        # Last, so that the results stand and can be used while it is looked for.
        for step in answer_steps(archive, here):
            above.html(step) if step else above.empty()


if __name__ == "__main__":  # as Streamlit runs it
    draw()
